package validate_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

const oldName, newName = "old.example.com/", "registry.example.com/"

var oldRegistry = &diag.Def{Code: "old-registry", Severity: diag.Warning, Title: "an image of the old registry"}

// noOldRegistry is a rule of a team's own.
var noOldRegistry = &validate.Rule{
	Name:  "no-old-registry",
	Doc:   "The old registry is switched off in May.",
	Codes: []*diag.Def{oldRegistry},
	Check: func(p *validate.Pass) {
		for s := range p.Services() {
			if !strings.HasPrefix(s.Image, oldName) {
				continue
			}
			d := oldRegistry.At(s.Span("image"), "%s has its image from the old registry", s.Name).
				About(s.Path()+".image").With("service", s.Name)
			// A fix changes what is written, which may have variables where the project has their values.
			if written := s.Node("image").Origin(); strings.HasPrefix(written.Value(), oldName) {
				d = d.SafelyFixed("name the new registry", diag.Edit{Span: syntax.Locate(written, 0, len(oldName)), New: newName})
			}
			p.Report(d)
		}
	},
}

// A linter applies a rule of its own beside the usual ones. Comments silence its findings, too.
func ExampleRule() {
	l := loader.Loader{
		FS: source.Map(map[string]string{"/shop/compose.yaml": `services:
  web:
    image: "old.example.com/web:${TAG:-1}"
  db:
    image: old.example.com/db # composekit:ignore old-registry moves in April
`}, source.Unix),
		Rules: append(validate.Standard(), noOldRegistry),
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	diag.Render(os.Stdout, result.Diagnostics, diag.RenderOptions{})
	// Output:
	// warning[old-registry]: web has its image from the old registry
	//  --> /shop/compose.yaml:3:12
	//   |
	// 3 |     image: "old.example.com/web:${TAG:-1}"
	//   |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
	//   |
	//   = fix: name the new registry
	//   |
	// 3 |     image: "registry.example.com/web:${TAG:-1}"
	//   |             ~~~~~~~~~~~~~~~~~~~~~
}

// Rules that a team asks for besides, and one that it does without.
func ExampleSecurity() {
	rules := append(validate.Standard(), validate.Security()...)
	rules = slices.DeleteFunc(rules, func(r *validate.Rule) bool { return r == validate.PinnedImages })

	l := loader.Loader{
		FS: source.Map(map[string]string{"/shop/compose.yaml": `services:
  web:
    image: nginx:1.27
    privileged: true
    security_opt: [no-new-privileges]
    cap_drop: [ALL]
    user: "1000"
`}, source.Unix),
		Rules: rules,
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	// Output: /shop/compose.yaml:4:17: warning: web has all rights on the host [privileged]
}
