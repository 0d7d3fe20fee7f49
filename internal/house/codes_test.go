package house

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// def is one kind of finding as it stands in the code.
type def struct {
	at, name, code, title string
}

// defs finds the kinds of finding: package-level variables of the form &diag.Def{…}.
func defs(t *testing.T) []def {
	t.Helper()
	var out []def
	for _, p := range allPackages(t) {
		for _, f := range p.code {
			for _, d := range f.ast.Decls {
				gen, ok := d.(*ast.GenDecl)
				if !ok {
					continue
				}
				for _, s := range gen.Specs {
					spec, ok := s.(*ast.ValueSpec)
					if !ok {
						continue
					}
					for i, value := range spec.Values {
						if found, ok := defOf(value); ok {
							found.at, found.name = p.at(value.Pos()), spec.Names[i].Name
							out = append(out, found)
						}
					}
				}
			}
		}
	}
	return out
}

func defOf(x ast.Expr) (def, bool) {
	unary, ok := x.(*ast.UnaryExpr)
	if !ok {
		return def{}, false
	}
	lit, ok := unary.X.(*ast.CompositeLit)
	if !ok {
		return def{}, false
	}
	typ, ok := lit.Type.(*ast.SelectorExpr)
	if !ok || typ.Sel.Name != "Def" {
		return def{}, false
	}
	var d def
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := kv.Key.(*ast.Ident)
		value, _ := kv.Value.(*ast.BasicLit)
		if key == nil || value == nil {
			continue
		}
		text, _ := strconv.Unquote(value.Value)
		switch key.Name {
		case "Code":
			d.code = text
		case "Title":
			d.title = text
		}
	}
	return d, true
}

var kebab = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// TestCodes wants each kind of finding to have a code of its own that can be typed, and a title.
func TestCodes(t *testing.T) {
	first := map[string]string{}
	for _, d := range defs(t) {
		if !kebab.MatchString(d.code) {
			t.Errorf("%s: the code %q is not of lower-case words with hyphens", d.at, d.code)
		}
		if at, ok := first[d.code]; ok {
			t.Errorf("%s: the code %s is taken by %s", d.at, d.code, at)
		}
		first[d.code] = d.at
		if d.title == "" || strings.HasSuffix(d.title, ".") {
			t.Errorf("%s: the title %q is empty or ends with a stop", d.at, d.title)
		}
	}
	if len(first) == 0 {
		t.Error("no kinds of finding were found")
	}
}

// TestCodesHaveCases wants each kind of finding in some test: by its code in a case, or by
// the name of its variable in a test's code.
func TestCodesHaveCases(t *testing.T) {
	var cases strings.Builder
	for _, name := range allFiles(t) {
		if (strings.HasSuffix(name, "_test.go") || inTestdata(name)) && !within(path.Dir(name), "internal/house") && !within(path.Dir(name), "diag") {
			cases.WriteString(read(t, name))
		}
	}
	text := cases.String()
	for _, d := range defs(t) {
		if !mentions(text, d.code) && !mentions(text, d.name) {
			t.Errorf("%s: no test has seen the finding %s", d.at, d.code)
		}
	}
}

// mentions reports whether a text has a word, hyphens belonging to words.
func mentions(text, word string) bool {
	letter := func(c byte) bool {
		return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(word)
		if (i == 0 || !letter(text[i-1])) && (end == len(text) || !letter(text[end])) {
			return true
		}
		from = end
	}
}

// TestCodesAreInCatalogue wants an entry of the catalogue for each kind of finding that a user
// of the library can meet.
func TestCodesAreInCatalogue(t *testing.T) {
	files := allFiles(t)
	for _, d := range defs(t) {
		entry := "diag/catalogue/codes/" + d.code + ".txtar"
		if !within(path.Dir(d.at), "composetest") && !within(path.Dir(d.at), "cmd/composekit/internal/cli") && !slices.Contains(files, entry) {
			t.Errorf("%s: there is no %s", d.at, entry)
		}
	}
}
