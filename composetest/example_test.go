package composetest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/composekit/composekit/composetest"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/validate"
)

// printer is a test that prints what it says. In your tests, t is the *testing.T.
type printer struct{ testing.TB }

func (printer) Helper()                           {}
func (printer) Name() string                      { return "TestShop" }
func (printer) Failed() bool                      { return true }
func (printer) Context() context.Context          { return context.Background() }
func (printer) Cleanup(func())                    {}
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (printer) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

var t printer

// Most projects lie in a folder or archive; a small one may stand in the test.
func ExampleFiles() {
	project := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web:
    image: nginx:${TAG}
    volumes: [./data:/data]
`,
	}, composetest.Env{"TAG": "1.2"}).Project()

	web := project.Services["web"]
	fmt.Println(web.Image, web.Volumes[0].Source)
	// Output: nginx:1.2 /project/data
}

// A difference has a path and both places: where the value comes from, and where the golden
// has another one.
func ExampleFixture_Golden() {
	shop := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web:
    image: nginx:1
`,
		"compose.override.yaml": `
services:
  web:
    image: nginx:2
    read_only: true
`,
		"want.yaml": `
name: project
services:
  web:
    networks: {default: null}
    image: nginx:1
networks:
  default: {name: project_default}
`,
	})
	shop.Golden("want.yaml")
	// Output:
	// 2 differences between the project and want.yaml:
	// 	services.web.image: got nginx:2 (compose.override.yaml:4:12), want nginx:1 (want.yaml:6:12)
	// 	services.web.read_only: got true (compose.override.yaml:5:16), want nothing (services.web is at want.yaml:5:5)
	// to write what is there now, run the test with COMPOSETEST_UPDATE=1
}

func ExampleFixture_GoldenAt() {
	shop := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web:
    image: nginx
    ports: ["8080:80"]
`,
		"want-ports.yaml": `
- {mode: ingress, target: 80, published: "8000", protocol: tcp}
`,
	})
	shop.GoldenAt("services.web.ports", "want-ports.yaml")
	// Output:
	// 1 difference between the project and want-ports.yaml:
	// 	services.web.ports[0].published: got "8080" (compose.yaml:5:14), want "8000" (want-ports.yaml:2:42)
	// to write what is there now, run the test with COMPOSETEST_UPDATE=1
}

// The first finding is expected; the second is not, and fails the test.
func ExampleFixture_WantDiagnostics() {
	shop := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web:
    image: nginx
    labels: {first: "$ONE"} # want "unset-variable: .*ONE"
    hostname: "$TWO"
`,
	})
	shop.WantDiagnostics()
	// Output:
	// a finding that no expectation matches:
	// warning[unset-variable]: the variable TWO is not set; an empty text takes its place
	//  --> compose.yaml:6:16
	//   |
	// 6 |     hostname: "$TWO"
	//   |                ^^^^
	//   |
	//   = help: set TWO, or give it a default as in ${TWO:-value}; write $$ for a literal dollar sign
	// to expect it, write on that line: # want "unset-variable: the variable TWO is not set; an empty text takes its place"
}

// A rule of one's own is tested by what it finds in a file.
func ExampleLoader() {
	noBusybox := &diag.Def{Code: "no-busybox", Severity: diag.Warning, Title: "a service of busybox"}
	rule := &validate.Rule{Name: "no-busybox", Codes: []*diag.Def{noBusybox}, Check: func(p *validate.Pass) {
		for s := range p.Services() {
			if s.Image == "busybox" {
				p.Report(noBusybox.At(s.Span("image"), "%s runs busybox", s.Name).About(s.Path() + ".image"))
			}
		}
	}}
	shop := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web:
    image: nginx
  shell:
    image: busybox # want "no-busybox: shell runs"
  other:
    image: busybox
`,
	}, composetest.Loader(func(l *loader.Loader) { l.Rules = append(validate.Standard(), rule) }))
	shop.WantDiagnostics()
	// Output:
	// a finding that no expectation matches:
	// warning[no-busybox]: other runs busybox
	//  --> compose.yaml:8:12
	//   |
	// 8 |     image: busybox
	//   |            ^^^^^^^
	// to expect it, write on that line: # want "no-busybox: other runs busybox"
}
