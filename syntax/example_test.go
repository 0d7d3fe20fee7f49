package syntax_test

import (
	"fmt"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// A file is broken while it is typed. What can be read is there all the same, and the
// finding brings its fix.
func ExampleParse() {
	text := "services:\n  web:\n    image:nginx\n    ports: [80]\n"
	docs, found := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})

	path, _ := syntax.ParsePath("services.web.ports[0]")
	port := docs[0].Root.At(path)
	fmt.Println(port.Text(), "at", port.Span())

	fmt.Println(found[0])
	mended, _ := syntax.Apply(text, found[0].Fixes[0].Edits)
	fmt.Print(mended)
	// Output:
	// 80 at compose.yaml:4:13
	// compose.yaml:3:10: error: a space is missing after this colon [yaml-missing-space]
	// services:
	//   web:
	//     image: nginx
	//     ports: [80]
}

// Aliases and merge keys stay as written until they are resolved. The resolved value knows
// both places.
func ExampleResolve() {
	text := "x-base: &base\n  restart: always\nservices:\n  web:\n    <<: *base\n"
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	root, _ := syntax.Resolve(docs[0], syntax.Limits{})

	restart := root.Get("services").Get("web").Get("restart")
	fmt.Println(restart.Value(), "written at", restart.Span(), "merged at", restart.Prev.Span())
	// Output: always written at compose.yaml:2:12 merged at compose.yaml:5:9
}

// A program that changes one value of a file leaves all else as it is: comments, quotes, order.
func ExampleApply() {
	f := source.NewFile("compose.yaml", "services:\n  web:\n    image: \"nginx:1.26\"  # the latest that we have tested\n")
	docs, _ := syntax.Parse(f, syntax.Limits{})
	path, _ := syntax.ParsePath("services.web.image")
	image := docs[0].Root.At(path)

	name, tag, _ := strings.Cut(image.Value(), ":")
	place := syntax.Locate(image, len(name)+1, len(name)+1+len(tag)) // the tag alone
	text, err := syntax.Apply(f.Text(), []diag.Edit{{Span: place, New: "1.27"}})
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// services:
	//   web:
	//     image: "nginx:1.27"  # the latest that we have tested
	// <nil>
}

// A new service, put before the first one in whichever style they are written, and one taken away with its lines.
func ExampleApply_entries() {
	f := source.NewFile("compose.yaml", `services:
    web: # the shop
        image: nginx
    # to be switched off
    mail:
        image: postfix
`)
	docs, _ := syntax.Parse(f, syntax.Limits{})
	services := docs[0].Root.Get("services")

	first := services.Pairs()[0].Span()
	next := "\n" + first.Before() // the indentation
	if services.Style == syntax.Flow {
		next = ", "
	}
	added := diag.Edit{Span: first.Sub(0, 0), New: "db: {image: postgres}" + next}

	mail := services.Pairs()[services.Find("mail")]
	all := source.Span{File: f, Start: mail.Span().Start, End: mail.Value.Span().End}
	removed := diag.Edit{Span: all.Lines()}

	text, err := syntax.Apply(f.Text(), []diag.Edit{added, removed})
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// services:
	//     db: {image: postgres}
	//     web: # the shop
	//         image: nginx
	//     # to be switched off
	// <nil>
}

// Where everything in a file is written.
func ExampleNode_All() {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", "services:\n  web:\n    image: nginx\n    ports: [80, 443]\n"), syntax.Limits{})
	for path, n := range docs[0].Root.All() {
		if n.Kind == syntax.Scalar {
			fmt.Println(n.Span(), path, n.Value())
		}
	}
	// Output:
	// compose.yaml:3:12 services.web.image nginx
	// compose.yaml:4:13 services.web.ports[0] 80
	// compose.yaml:4:17 services.web.ports[1] 443
}
