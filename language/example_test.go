package language_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// An editor has texts that were not saved yet, and asks about places in them as it counts: lines from 0, and UTF-16.
// After each change it loads the project again.
func Example() {
	const name = "/shop/compose.yaml"
	disk := source.Map(map[string]string{
		name:                          "services:\n  web:\n    image: nginx\n",
		"/shop/compose.override.yaml": "services:\n  web:\n    image: caddy\n",
	}, source.Unix)
	unsaved := map[string]string{name: `services:
  web:
    image: nginx
    depends_on: [d]
    po
  db:
    image: postgres
`}
	l := loader.Loader{
		FS:    source.Overlay(source.Map(unsaved, source.Unix), disk),
		Cache: new(loader.Cache), // the same one after each change
	}
	result, err := l.Load(context.Background(), name, "/shop/compose.override.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Diagnostics {
		from, to := d.Span.Pos(source.UTF16), d.Span.EndPos(source.UTF16)
		fmt.Printf("%d:%d-%d:%d %s\n", from.Line-1, from.Column-1, to.Line-1, to.Column-1, d.Message)
	}

	view := language.New(result)
	f := result.File(name)
	at := func(line, character int) int {
		return f.Offset(source.Position{Line: line + 1, Column: character + 1}, source.UTF16)
	}

	if hover, ok := view.Hover(f, at(2, 13)); ok {
		fmt.Println(hover.Markdown(explain.Options{}))
	}
	for _, c := range view.Complete(f, at(4, 6)) {
		text, err := syntax.Apply(f.Text(), []diag.Edit{c.Edit})
		line := strings.Split(text, "\n")[4]
		fmt.Printf("%s: %q %v\n", c.Label, line, err)
	}
	// Output:
	// 3:17-3:18 web depends on d, which does not exist
	// 4:4-4:6 this line is among the entries of a mapping and has no colon
	// **image**: Image that the container is started from. It takes an image reference.
	//
	// ```
	// services.web.image = caddy
	//   written at /shop/compose.yaml:3:12 as nginx
	//   overridden at /shop/compose.override.yaml:3:12 by caddy
	// ```
	//
	// ports: "    ports:" <nil>
	// post_start: "    post_start:" <nil>
}

// A name has one place where it is given, and others where it is used.
func ExampleView_Rename() {
	l := loader.Loader{FS: source.Map(map[string]string{"/shop/compose.yaml": `services:
  web:
    image: nginx
    depends_on: [db]
  db:
    image: postgres
`}, source.Unix)}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	view, f := language.New(result), result.File("/shop/compose.yaml")
	use := strings.Index(f.Text(), "[db]") + 1

	fmt.Println("defined at", view.Definitions(f, use))
	edits, err := view.Rename(f, use, "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := syntax.Apply(f.Text(), edits)
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// defined at [/shop/compose.yaml:5:3]
	// services:
	//   web:
	//     image: nginx
	//     depends_on: [store]
	//   store:
	//     image: postgres
	// <nil>
}

func ExampleView_Rewrites() {
	text := "services:\n  web:\n    image: nginx\n    ports:\n      - 8080:80 # the shop\n"
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		panic(err)
	}
	f := result.Files[0]
	for _, r := range language.New(result).Rewrites(f, strings.Index(text, "8080")) {
		after, err := syntax.Apply(f.Text(), r.Edits)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s:\n%s", r.Title, after)
	}
	// Output:
	// write in long form:
	// services:
	//   web:
	//     image: nginx
	//     ports:
	//       - target: 80 # the shop
	//         published: "8080"
}
