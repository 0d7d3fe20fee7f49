package composego

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// notExported are names of compose-go's package loader that this one does not have, with the reason.
var notExported = map[string]string{
	"ApplyExtends":   "nobody outside can call it: it takes a type that is not exported",
	"ResetProcessor": "reads YAML with compose-go's parser",
}

// TestImportCanBeExchanged checks that this package has what compose-go's package loader has.
func TestImportCanBeExchanged(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/compose-spec/compose-go/v2/loader").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	own := exported(t, ".")
	theirs := exported(t, strings.TrimSpace(string(out)))
	if len(theirs) < 20 {
		t.Fatalf("only %d names in compose-go's package loader", len(theirs))
	}
	for name := range theirs {
		if _, excused := notExported[name]; own[name] == excused {
			t.Errorf("%s of package loader: exported here: %t, excused: %t", name, own[name], excused)
		}
	}
	for name := range notExported {
		if !theirs[name] {
			t.Errorf("compose-go has no %s any more", name)
		}
	}
}

// exported are the exported names of the package in a directory, those of methods aside.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	add := func(id *ast.Ident) {
		if id.IsExported() {
			names[id.Name] = true
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			addDeclared(decl, add)
		}
	}
	return names
}

func addDeclared(decl ast.Decl, add func(*ast.Ident)) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			add(d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				add(s.Name)
			case *ast.ValueSpec:
				for _, id := range s.Names {
					add(id)
				}
			}
		}
	}
}
