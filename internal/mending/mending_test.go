package mending

import (
	"os"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// found is what is wrong with a text as YAML, and as a Compose file.
func found(name, text string) diag.List {
	docs, list := syntax.Parse(source.NewFile(name, text), syntax.Limits{})
	for _, doc := range docs {
		tree, more := syntax.Resolve(doc, syntax.Limits{})
		list = append(append(list, more...), schema.Check(tree, schema.Compose())...)
	}
	return list
}

// TestCases carries out all fixes of the cases of faults that packages syntax and schema have.
func TestCases(t *testing.T) {
	all := 0
	check := func(name, text string) {
		faults, fixes := Faults(found(name, text), found)
		for _, fault := range faults {
			t.Errorf("%s: %s", name, fault)
		}
		all += fixes
	}
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, name := range []string{"faults.yaml", "meant.yaml", "unfinished.yaml"} {
		check(name, read("../../schema/testdata/check/"+name))
	}
	for _, one := range strings.Split("\n"+read("../../syntax/testdata/faults.txt"), "\n-- ")[1:] {
		name, text, _ := strings.Cut(one, " --\n")
		check(name, text)
	}
	if t.Logf("%d fixes", all); all < 40 {
		t.Errorf("only %d fixes", all)
	}
}

// TestFaults wants fixes that do not what they say to be told from those that do.
func TestFaults(t *testing.T) {
	const text = "imge: nginx\nname: shop\n"
	file := source.NewFile("compose.yaml", text)
	def := &diag.Def{Code: "unknown-attribute"}
	again := func(_, text string) diag.List {
		var list diag.List
		if strings.Contains(text, "imge") {
			list.Add(def.At(file.Span(0, 4), "no imge"))
		}
		if !strings.Contains(text, "name") {
			list.Add(def.At(file.Span(0, 0), "no name"))
		}
		return list
	}
	d := def.At(file.Span(0, 4), "no imge")
	edit := diag.Edit{Span: file.Span(0, 4), New: "image"}
	for _, c := range []struct {
		with diag.Diagnostic
		want string // in the fault; "" if there is none
	}{
		{d.Fixed("replace", edit), ""},
		{d.SafelyFixed("replace", edit), ""},
		{d.Fixed("", edit), "says or does nothing"},
		{d.Fixed("wait"), "says or does nothing"},
		{d.Fixed("keep", diag.Edit{Span: file.Span(0, 4), New: "imge"}), "changes nothing"},
		{d.Fixed("add", diag.Edit{Span: file.Span(11, 11), New: "x"}), "leaves it"},
		{d.Fixed("replace", edit, diag.Edit{Span: file.Span(12, 16), New: "n"}), "not about"},
		{d.Fixed("replace both", diag.Edit{Span: file.Span(0, 12)}), ""},
		{d.Labelled(file.Span(12, 16), "here").SafelyFixed("replace", edit, diag.Edit{Span: file.Span(12, 16), New: "n"}), "gives: "},
		{d.Fixed("replace and add", edit, diag.Edit{Span: file.Span(23, 23), New: "x: y\n"}), ""},
		{d.Fixed("replace and break", edit, diag.Edit{Span: file.Span(14, 14), New: "-"}), "gives: "},
	} {
		faults, _ := Faults(diag.List{c.with}, again)
		if got := strings.Join(faults, "\n"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%v: got %q, want %q", c.with.Fixes, got, c.want)
		}
	}
}
