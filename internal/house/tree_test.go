package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module = "github.com/composekit/composekit"
	top    = "../.." // the repository's root, from this package
)

// pkg is one directory of Go files.
type pkg struct {
	dir    string // from the root, slashes; "." is the root package
	nested bool   // part of a nested module
	fset   *token.FileSet
	code   []*file
	tests  []*file
}

type file struct {
	name string // from the root
	ast  *ast.File
}

// importPath is the package's import path.
func (p *pkg) importPath() string { return path.Join(module, p.dir) }

// command reports whether the package is a program.
func (p *pkg) command() bool { return len(p.code) > 0 && p.code[0].ast.Name.Name == "main" }

// imports are the paths that a file imports.
func (f *file) imports() []string {
	var out []string
	for _, s := range f.ast.Imports {
		if name, err := strconv.Unquote(s.Path.Value); err == nil {
			out = append(out, name)
		}
	}
	return out
}

// files lists every file of the repository, from the root; version control's own and
// files that only a build leaves are not among them.
var files = sync.OnceValues(func() ([]string, error) {
	var out []string
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.Type().IsRegular():
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	return out, err
})

// packages parses every Go package of the repository.
var packages = sync.OnceValues(func() ([]*pkg, error) {
	names, err := files()
	if err != nil {
		return nil, err
	}
	var modules []string
	for _, name := range names {
		if path.Base(name) == "go.mod" && name != "go.mod" && !inTestdata(name) {
			modules = append(modules, path.Dir(name))
		}
	}
	byDir := map[string]*pkg{}
	var out []*pkg
	for _, name := range names {
		if path.Ext(name) != ".go" || inTestdata(name) {
			continue
		}
		dir := path.Dir(name)
		p := byDir[dir]
		if p == nil {
			p = &pkg{dir: dir, fset: token.NewFileSet()}
			p.nested = slices.ContainsFunc(modules, func(m string) bool { return within(dir, m) })
			byDir[dir] = p
			out = append(out, p)
		}
		parsed, err := parser.ParseFile(p.fset, filepath.Join(top, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		f := &file{name: name, ast: parsed}
		switch {
		case strings.HasSuffix(name, "_test.go"):
			p.tests = append(p.tests, f)
		case f.ast.Name.Name == "main" && ignored(parsed):
			out = append(out, &pkg{dir: dir, fset: p.fset, nested: p.nested, code: []*file{f}})
		default:
			p.code = append(p.code, f)
		}
	}
	return out, nil
})

// ignored reports whether a file is left out of its directory's package: a program that go
// run starts by the file's name.
func ignored(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && c.Text == "//go:build ignore" {
				return true
			}
		}
	}
	return false
}

func inTestdata(name string) bool {
	return slices.Contains(strings.Split(path.Dir(name), "/"), "testdata")
}

// within reports whether a directory is dir or below it.
func within(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}

func allPackages(t *testing.T) []*pkg {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func allFiles(t *testing.T) []string {
	t.Helper()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// at is where a node stands, from the root.
func (p *pkg) at(pos token.Pos) string {
	where := p.fset.Position(pos)
	rel, err := filepath.Rel(top, where.Filename)
	if err != nil {
		rel = where.Filename
	}
	return filepath.ToSlash(rel) + ":" + strconv.Itoa(where.Line)
}
