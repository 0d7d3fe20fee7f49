package house

import (
	"go/ast"
	"go/doc"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// TestPackageComments wants one comment for each package that says what the package is for.
func TestPackageComments(t *testing.T) {
	for _, p := range allPackages(t) {
		if len(p.code) == 0 {
			continue
		}
		var comments []string
		for _, f := range p.code {
			if f.ast.Doc != nil {
				comments = append(comments, f.ast.Doc.Text())
			}
		}
		opening := "Package " + p.code[0].ast.Name.Name + " "
		if p.command() {
			opening = "Command "
		}
		switch {
		case len(comments) == 0:
			t.Errorf("package %s has no package comment", p.dir)
		case len(comments) > 1:
			t.Errorf("package %s has %d package comments", p.dir, len(comments))
		case !strings.HasPrefix(comments[0], opening) && !(p.command() && strings.HasPrefix(comments[0], "This program ")):
			t.Errorf("the comment of package %s does not begin with %q", p.dir, opening)
		}
	}
}

// TestExamples wants an example that runs in each public package. What drivertest is used in is a test.
func TestExamples(t *testing.T) {
	for _, p := range allPackages(t) {
		if _, public := layers[p.dir]; !public || p.dir == "driver/drivertest" {
			continue
		}
		var tests []*ast.File
		for _, f := range p.tests {
			tests = append(tests, f.ast)
		}
		if !slices.ContainsFunc(doc.Examples(tests...), func(e *doc.Example) bool { return e.Output != "" }) {
			t.Errorf("package %s has no example with its output", p.dir)
		}
	}
}

// TestExportedNamesAreDocumented wants a comment at every exported name. In a group of
// constants, and where a type documents its values, one comment may serve several.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, p := range allPackages(t) {
		types := documentedTypes(p)
		for _, f := range p.code {
			for _, d := range f.ast.Decls {
				for _, name := range undocumented(d, types) {
					t.Errorf("%s: %s has no doc comment", p.at(name.Pos()), name.Name)
				}
			}
		}
	}
}

// documentedTypes are the types of a package that have a comment.
func documentedTypes(p *pkg) map[string]bool {
	out := map[string]bool{}
	for _, f := range p.code {
		for _, d := range f.ast.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.TYPE {
				continue
			}
			for _, s := range gen.Specs {
				spec := s.(*ast.TypeSpec)
				out[spec.Name.Name] = said(spec.Doc) || len(gen.Specs) == 1 && said(gen.Doc)
			}
		}
	}
	return out
}

func undocumented(d ast.Decl, types map[string]bool) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && !said(d.Doc) && (d.Recv == nil || exportedReceiver(d.Recv)) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var out []*ast.Ident
		var group string // type of the constants at hand
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					if !types[s.Name.Name] {
						out = append(out, s.Name)
					}
					out = append(out, undocumentedMethods(s.Type)...)
				}
			case *ast.ValueSpec:
				if id, ok := s.Type.(*ast.Ident); ok {
					group = id.Name
				}
				if said(d.Doc) || said(s.Doc) || said(s.Comment) || d.Tok == token.CONST && types[group] {
					continue
				}
				for _, name := range s.Names {
					if name.IsExported() {
						out = append(out, name)
					}
				}
			}
		}
		return out
	}
	return nil
}

// undocumentedMethods are the exported methods of an interface that have no comment.
func undocumentedMethods(typ ast.Expr) []*ast.Ident {
	face, ok := typ.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	var out []*ast.Ident
	for _, m := range face.Methods.List {
		for _, name := range m.Names {
			if name.IsExported() && !said(m.Doc) && !said(m.Comment) {
				out = append(out, name)
			}
		}
	}
	return out
}

func said(c *ast.CommentGroup) bool { return c != nil && strings.TrimSpace(c.Text()) != "" }

func exportedReceiver(recv *ast.FieldList) bool {
	typ := recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}
