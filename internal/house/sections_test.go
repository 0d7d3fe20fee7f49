package house

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"

	"github.com/composekit/composekit/schema"
)

var sectionRef = regexp.MustCompile(`\b([0-9]{2}-[a-z-]+|[a-z_]+)\.md#[a-z0-9_-]+`)

// TestSections wants the sections of the Compose Specification that comments name to be those of the table, for the
// pages that the table knows.
func TestSections(t *testing.T) {
	known, pages := map[string]bool{}, map[string]bool{}
	seen := map[*schema.Type]bool{}
	var walk func(*schema.Type)
	walk = func(of *schema.Type) {
		if of == nil || seen[of] {
			return
		}
		seen[of] = true
		for _, a := range of.Attrs() {
			page, _, _ := strings.Cut(a.Section, "#")
			known[a.Section], pages[page] = true, true
			walk(a.Type)
		}
		walk(of.Values)
		walk(of.Elem)
	}
	walk(schema.Compose())

	refs := 0
	check := func(p *pkg, comment *ast.Comment) {
		for _, ref := range sectionRef.FindAllString(comment.Text, -1) {
			if page, _, _ := strings.Cut(ref, "#"); !pages[page] {
				continue
			}
			if refs++; !known[ref] {
				t.Errorf("%s: %s is no section that package schema knows", p.at(comment.Pos()), ref)
			}
		}
	}
	for _, p := range allPackages(t) {
		for _, f := range p.code {
			for _, group := range f.ast.Comments {
				for _, comment := range group.List {
					check(p, comment)
				}
			}
		}
	}
	if refs < 100 {
		t.Errorf("only %d references were found", refs)
	}
}
