package merge

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/override"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material/plain"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// cases reads a table of cases: "== name", then sections "-- name --".
func cases(t *testing.T, file string) map[string]map[string]string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, c := range strings.Split("\n"+string(text), "\n== ")[1:] {
		name, body, _ := strings.Cut(c, "\n")
		all[name] = map[string]string{}
		for _, s := range strings.Split("\n"+body, "\n-- ")[1:] {
			section, content, _ := strings.Cut(s, " --\n")
			all[name][section] = content
		}
	}
	if len(all) == 0 {
		t.Fatal("no cases")
	}
	return all
}

func TestRules(t *testing.T) {
	for name, c := range cases(t, "testdata/rules.txt") {
		t.Run(name, func(t *testing.T) {
			var list diag.List
			ctx := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
			merged, found := Merge(ctx.Build, parse(t, c["base"]), parse(t, c["over"]), schema.Compose())
			merged = Unique(ctx, merged, schema.Compose())
			list.Add(found...)
			if want, ok := strings.CutPrefix(c["want"], "error: "); ok {
				if len(list) != 1 || fmt.Sprintf("%s at %q", list[0].Code(), list[0].Span.Text()) != strings.TrimSpace(want) && !unplaced(list[0]) {
					t.Errorf("findings %v, want one, %s", list, want)
				}
			} else if d := cmp.Diff(plain.Tree(t, parse(t, c["want"])), plain.Tree(t, merged)); d != "" || len(list) > 0 {
				t.Errorf("(- want, + got) %v\n%s", list, d)
			}
			if c["deviates"] == "" {
				compareRule(t, c)
			}
		})
	}
}

// unplaced tells whether the reader of YAML in use gives collections no extent.
func unplaced(d diag.Diagnostic) bool { return d.Span.Start == d.Span.End }

// compareRule fails unless the reference wants the same.
func compareRule(t *testing.T, c map[string]string) {
	ref, err := override.Merge(decode(t, c["base"]), decode(t, c["over"]))
	if err == nil {
		ref, err = override.EnforceUnicity(ref)
	}
	switch {
	case strings.HasPrefix(c["want"], "error: "):
		if err == nil {
			t.Error("the reference finds no error")
		}
	case err != nil:
		t.Errorf("the reference says %v", err)
	default:
		if d := cmp.Diff(plain.Tree(t, parse(t, c["want"])), plain.Basic(ref)); d != "" {
			t.Errorf("(- want, + reference)\n%s", d)
		}
	}
}

// stages runs documents through all steps of this package.
func stages(t testing.TB, docs ...string) (*syntax.Node, diag.List) {
	t.Helper()
	var list diag.List
	c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
	model := parse(t, "{}")
	for _, doc := range docs {
		over, resets, found := CollectResets(c.Build, parse(t, doc))
		list.Add(found...)
		over, found = PromoteAliases(c.Build, over)
		list.Add(found...)
		model = resets.Apply(c, model, schema.Compose())
		model, found = Merge(c.Build, model, over, schema.Compose())
		list.Add(found...)
		model = Canonical(c, Unique(c, model, schema.Compose()), schema.Compose())
	}
	return Defaults(c, model, schema.Compose()), list
}

// load is what comes of documents without errors.
func load(t testing.TB, docs ...string) *syntax.Node {
	t.Helper()
	model, list := stages(t, docs...)
	if list.HasErrors() {
		t.Fatal(list)
	}
	return model
}

func TestResetsAndAliases(t *testing.T) {
	for name, c := range cases(t, "testdata/resets.txt") {
		t.Run(name, func(t *testing.T) {
			want := plain.Tree(t, parse(t, c["want"]))
			if d := cmp.Diff(want, plain.Tree(t, load(t, c["base"], c["over"]))); d != "" {
				t.Errorf("(- want, + got)\n%s", d)
			}
			ref, err := loadReference(c["base"], c["over"])
			if err != nil {
				t.Fatal(err)
			}
			d := cmp.Diff(want, ref)
			if (d != "") != (c["deviates"] != "") {
				t.Errorf("deviates: %s (- want, + reference)\n%s", c["deviates"], d)
			}
		})
	}
}

func TestResetOfNothing(t *testing.T) {
	var b syntax.Builder
	_, _, list := CollectResets(&b, parse(t, "services: {web: {ports: [!reset null, 80]}}"))
	if len(list) != 1 || list[0].Def != ResetNothing {
		t.Errorf("findings %v, want one of an item that is not named", list)
	}
}

func TestResetsOfExtendedService(t *testing.T) {
	c := &schema.Context{Build: &syntax.Builder{}}
	_, resets, _ := CollectResets(c.Build, parse(t, "services: {web: {image: !reset null}, db: !reset null}"))
	base := parse(t, "{image: a, init: true}")
	service := schema.Compose().Child("services").Values
	if got := resets.At("services", "web").Apply(c, base, service); got.Get("image") != nil || got.Get("init") == nil {
		t.Errorf("extending web inherits %v", plain.Tree(t, got))
	}
	if got := resets.At("services", "db").Apply(c, base, service); got != base {
		t.Errorf("extending db inherits %v", plain.Tree(t, got))
	}
}
