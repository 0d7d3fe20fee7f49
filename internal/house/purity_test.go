package house

import (
	"go/ast"
	"go/token"
	"slices"
	"testing"
)

// banned are packages with effects. A name that ends in a slash bans what is below it.
var banned = []string{"os", "os/", "io/ioutil", "path/filepath", "net", "net/", "log", "log/", "syscall", "unsafe", "embed/", "plugin"}

// netPure are packages below net that only handle text.
var netPure = []string{"net/url", "net/netip"}

// TestPurity keeps effects out of the core: it reads no file, no variable, no clock and no
// network unless the caller handed it the means.
func TestPurity(t *testing.T) {
	for _, p := range allPackages(t) {
		if !core(p) {
			continue
		}
		for _, f := range p.code {
			for _, name := range f.imports() {
				if hasEffects(name) {
					t.Errorf("%s imports %s; effects go through source.FS, source.Env or package host", f.name, name)
				}
			}
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && isClock(sel) {
					t.Errorf("%s: the core reads no clock (time.%s)", p.at(sel.Pos()), sel.Sel.Name)
				}
				return true
			})
		}
	}
}

func hasEffects(name string) bool {
	return !slices.Contains(netPure, name) && slices.ContainsFunc(banned, func(b string) bool {
		return name == b || b[len(b)-1] == '/' && len(name) > len(b) && name[:len(b)] == b
	})
}

func isClock(sel *ast.SelectorExpr) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "time" && x.Obj == nil &&
		slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc"}, sel.Sel.Name)
}

// TestNoMutablePackageState forbids functions named init, and package-level variables that
// are changed after their declaration or that exist to be changed. What is built once and
// lazily uses sync.OnceValue.
func TestNoMutablePackageState(t *testing.T) {
	for _, p := range allPackages(t) {
		if p.dir == "internal/house" {
			continue
		}
		vars := packageVars(p)
		for _, f := range p.code {
			for _, d := range f.ast.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: a function init works where no caller asked for it", p.at(fn.Pos()))
				}
			}
			ast.Inspect(f.ast, func(n ast.Node) bool {
				for _, x := range changed(n) {
					if v := root(x); v != nil && vars.has(v) {
						t.Errorf("%s: the package variable %s is changed", p.at(n.Pos()), v.Name)
					}
				}
				return true
			})
		}
	}
}

// stateVars are the package-level variables of a package, by name and by declaration.
type stateVars struct {
	names map[string]bool
	specs map[*ast.ValueSpec]bool
}

// has reports whether an identifier means a package-level variable: the parser resolves
// names within a file, so an unresolved one belongs to the package or to nobody.
func (v stateVars) has(id *ast.Ident) bool {
	if id.Obj == nil {
		return v.names[id.Name]
	}
	spec, ok := id.Obj.Decl.(*ast.ValueSpec)
	return ok && v.specs[spec]
}

func packageVars(p *pkg) stateVars {
	v := stateVars{map[string]bool{}, map[*ast.ValueSpec]bool{}}
	for _, f := range p.code {
		for _, d := range f.ast.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, s := range gen.Specs {
				spec := s.(*ast.ValueSpec)
				v.specs[spec] = true
				for _, name := range spec.Names {
					v.names[name.Name] = true
				}
			}
		}
	}
	return v
}

// changed are the expressions that a statement changes.
func changed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.CallExpr:
		if fn, ok := n.Fun.(*ast.Ident); ok && fn.Obj == nil && (fn.Name == "delete" || fn.Name == "clear" || fn.Name == "copy") && len(n.Args) > 0 {
			return n.Args[:1]
		}
	}
	return nil
}

// root is the variable that an expression is a part of.
func root(x ast.Expr) *ast.Ident {
	for {
		switch e := x.(type) {
		case *ast.Ident:
			return e
		case *ast.SelectorExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.SliceExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.ParenExpr:
			x = e.X
		default:
			return nil
		}
	}
}

// TestNoStatefulPackageVars forbids package-level variables of types that exist to be
// changed. A sync.Pool is allowed: nobody can tell what is in it.
func TestNoStatefulPackageVars(t *testing.T) {
	stateful := map[string][]string{
		"sync":   {"Map", "Mutex", "RWMutex", "WaitGroup", "Cond"},
		"atomic": {"Bool", "Int32", "Int64", "Uint32", "Uint64", "Pointer", "Value"},
	}
	for _, p := range allPackages(t) {
		for _, f := range p.code {
			for _, d := range f.ast.Decls {
				gen, ok := d.(*ast.GenDecl)
				if !ok || gen.Tok != token.VAR {
					continue
				}
				for _, s := range gen.Specs {
					typ := s.(*ast.ValueSpec).Type
					if index, ok := typ.(*ast.IndexExpr); ok {
						typ = index.X
					}
					sel, ok := typ.(*ast.SelectorExpr)
					if !ok {
						continue
					}
					if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(stateful[x.Name], sel.Sel.Name) {
						t.Errorf("%s: a package variable of type %s.%s is state", p.at(s.Pos()), x.Name, sel.Sel.Name)
					}
				}
			}
		}
	}
}
