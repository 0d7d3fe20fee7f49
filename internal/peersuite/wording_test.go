package peersuite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A test may fail for no other reason than that it looks for the words of compose-go in an
// error or a warning. Whether that is so is tried out: the tests are run once more, wanting an
// error or a warning wherever they want its words.

// listens are the functions that take the place of those that look for words. They print the
// codes of the findings.
const listens = `
import (
	"errors"
	"fmt"
	"testing"

	"github.com/composekit/composekit/diag"
)

func peersuiteRefused(t testing.TB, err error, _ string, _ ...any) {
	t.Helper()
	if !peersuiteSays(err) {
		t.Fatal("there is no error")
	}
}

func peersuiteSays(err error, _ ...any) bool {
	var list *diag.Errors
	switch {
	case errors.As(err, &list):
		for _, d := range list.List.Errors() {
			fmt.Printf("\npeersuite: %s\n", d.Def.Code)
		}
	case err != nil:
		fmt.Printf("\npeersuite: (no finding)\n")
	}
	return err != nil
}

func peersuiteTells(text, _ string) bool {
	fmt.Printf("\npeersuite: (a warning)\n")
	return text != ""
}
`

// heard are the codes in the output of a test.
var heard = regexp.MustCompile(`(?m)^peersuite: (.*)$`)

// loosen changes the tests of a package so that any words will do.
func (m *module) loosen(dir string) {
	names, err := filepath.Glob(filepath.Join(m.dir, dir, "*_test.go"))
	if err != nil {
		m.t.Fatal(err)
	}
	var pkg string
	for _, name := range names {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			m.t.Fatal(err)
		}
		pkg = file.Name.Name
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				loosenCall(call)
			}
			return true
		})
		var b bytes.Buffer
		if err := format.Node(&b, fset, file); err != nil {
			m.t.Fatal(err)
		}
		m.write(filepath.Join(dir, filepath.Base(name)), b.String())
	}
	m.write(filepath.Join(dir, "peersuite_test.go"), fmt.Sprintf("package %s\n%s", pkg, listens))
	m.makeCompile(dir) // imports may have lost their use
}

func loosenCall(call *ast.CallExpr) {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	switch name := text(function); {
	case name == "assert.Error" || name == "assert.ErrorContains":
		call.Fun = ast.NewIdent("peersuiteRefused")
	case name == "is.ErrorContains":
		call.Fun = ast.NewIdent("peersuiteSays")
	case name == "is.Contains" && text(call.Args[0]) == "buf.String()":
		call.Fun = ast.NewIdent("peersuiteTells")
	case strings.HasPrefix(name, "strings.") && text(call.Args[0]) == "err.Error()":
		call.Fun = ast.NewIdent("peersuiteSays")
		call.Args[0] = ast.NewIdent("err")
	}
}

// text is an expression as it is written.
func text(x ast.Expr) string {
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), x); err != nil {
		return ""
	}
	return b.String()
}

// loosely runs tests again with any words, and gives for those that pass now what was found.
func (m *module) loosely(failed []string) map[string]string {
	var dirs, tests []string
	for _, id := range failed {
		dir, test, _ := strings.Cut(id, ".")
		test, _, _ = strings.Cut(test, "/")
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
			m.loosen(dir)
		}
		tests = append(tests, test)
	}
	results := m.run("^("+strings.Join(tests, "|")+")$", dirs...)
	out := map[string]string{}
	for _, id := range failed {
		o := results[id]
		if o == nil || o.Action != "pass" {
			continue
		}
		var codes []string
		for name, part := range results {
			if name == id || strings.HasPrefix(name, id+"/") {
				for _, line := range heard.FindAllStringSubmatch(part.output, -1) {
					codes = append(codes, line[1])
				}
			}
		}
		slices.Sort(codes)
		out[id] = strings.Join(slices.Compact(codes), " ")
	}
	return out
}
