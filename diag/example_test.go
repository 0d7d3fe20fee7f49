package diag_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
)

// findings are those about a file with two mistakes.
func findings() diag.List {
	l := loader.Loader{FS: source.Map(map[string]string{
		"/shop/compose.yaml": "services:\n  web:\n    imge: nginx\n    ports: [22:22]\n",
	}, source.Unix)}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		panic(err)
	}
	return result.Diagnostics
}

func ExampleRender() {
	list := findings()
	err := diag.Render(os.Stdout, list[:1], diag.RenderOptions{})
	fmt.Println(diag.Summary(list), err)
	// Output:
	// error[unknown-attribute]: `web` has no attribute `imge`
	//  --> /shop/compose.yaml:3:5
	//   |
	// 3 |     imge: nginx
	//   |     ^^^^
	//   |
	//   = help: did you mean `image`?
	//   = fix: replace imge by image
	//   |
	// 3 |     image: nginx
	//   |     ~~~~~
	// 1 error, 1 warning <nil>
}

// A program's own form of what was found.
func ExampleDiagnostic() {
	type finding struct {
		Code, Severity, Message, File string
		Line, Column                  int
	}
	var out []finding
	for _, d := range findings() {
		f := finding{Code: d.Code(), Severity: d.Severity().String(), Message: d.Message}
		if d.Span.Valid() { // not every finding is about a place
			p := d.Span.Pos(source.Runes)
			f.File, f.Line, f.Column = d.Span.File.Name(), p.Line, p.Column
		}
		out = append(out, f)
	}
	text, err := json.Marshal(out[0])
	fmt.Println(string(text), err)
	// Output:
	// {"Code":"unknown-attribute","Severity":"error","Message":"`web` has no attribute `imge`","File":"/shop/compose.yaml","Line":3,"Column":5} <nil>
}

// What needs no second thought is mended in the text; a linter or an editor asks before it does more.
func ExampleChanges() {
	for _, change := range diag.Changes(findings().SafelyFixable()) {
		fmt.Println(change.File.Name())
		fmt.Print(change.Text())
	}
	// Output:
	// /shop/compose.yaml
	// services:
	//   web:
	//     imge: nginx
	//     ports: ["22:22"]
}

// Kinds of finding are told apart by their Def.
func ExampleList_Err() {
	err := findings().Err()

	var wrong *diag.Errors
	if errors.As(err, &wrong) {
		unknown := slices.ContainsFunc(wrong.List, func(d diag.Diagnostic) bool { return d.Def == schema.UnknownAttribute })
		fmt.Println(len(wrong.List.Errors()), "errors; an unknown attribute:", unknown)
	}
	// Output: 1 errors; an unknown attribute: true
}

// A kind of finding of a program's own.
func ExampleDef() {
	lowercase := &diag.Def{Code: "shop-upper-case", Severity: diag.Warning, Title: "a service in upper-case letters"}

	f := source.NewFile("compose.yaml", "services:\n  WEB: {image: nginx}\n")
	key := f.Span(12, 15)
	d := lowercase.At(key, "the service %s is in upper-case letters", key.Text()).
		Helped("our names are in lower-case letters").
		Fixed("write it in lower-case letters", diag.Edit{Span: key, New: "web"}).
		About("services.WEB").With("service", "WEB")
	fmt.Println(d)
	// Output: compose.yaml:2:3: warning: the service WEB is in upper-case letters [shop-upper-case]
}

// As JSON a finding is what RenderJSON writes of it, lines and columns for people included.
func ExampleDiagnostic_MarshalJSON() {
	text, err := json.Marshal(map[string]any{"first": findings()[0]})
	fmt.Println(string(text), err)
	// Output:
	// {"first":{"code":"unknown-attribute","severity":"error","message":"`web` has no attribute `imge`","help":"did you mean `image`?","path":"services.web.imge","span":{"file":"/shop/compose.yaml","start":{"line":3,"column":5,"offset":21},"end":{"line":3,"column":9,"offset":25}},"fixes":[{"title":"replace imge by image","safe":false,"edits":[{"span":{"file":"/shop/compose.yaml","start":{"line":3,"column":5,"offset":21},"end":{"line":3,"column":9,"offset":25}},"new":"image"}]}]}} <nil>
}
