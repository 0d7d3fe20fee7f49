package syntax

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

var update = flag.Bool("update", false, "write testdata/faults.golden anew")

// faultCases are the texts of testdata/faults.txt by name, in order.
func faultCases(t *testing.T) (names []string, texts map[string]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/faults.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutPrefix(line, "-- "); ok {
			name = strings.TrimSuffix(name, " --\n")
			if _, twice := texts[name]; twice {
				t.Fatalf("case %q is there twice", name)
			}
			names = append(names, name)
			texts[name] = ""
			continue
		}
		texts[names[len(names)-1]] += line
	}
	return names, texts
}

// outline writes a tree on one line.
func outline(n *Node) string {
	var b strings.Builder
	var walk func(n *Node)
	walk = func(n *Node) {
		if n == nil {
			b.WriteString("nothing")
			return
		}
		switch n.Kind {
		case Alias:
			b.WriteString("*" + n.Value())
		case Sequence:
			b.WriteByte('[')
			for i, item := range n.Items() {
				if i > 0 {
					b.WriteString(", ")
				}
				walk(item)
			}
			b.WriteByte(']')
		case Mapping:
			b.WriteByte('{')
			for i, p := range n.Pairs() {
				if i > 0 {
					b.WriteString(", ")
				}
				b.WriteString(p.Name() + ": ")
				walk(p.Value)
			}
			b.WriteByte('}')
		default:
			if n.Type == Null {
				b.WriteString("null")
			} else {
				fmt.Fprintf(&b, "%q", n.Value())
			}
		}
	}
	walk(n)
	return b.String()
}

// TestFaults reads texts that are wrong and compares tree, findings and fixes with
// testdata/faults.golden.
func TestFaults(t *testing.T) {
	names, texts := faultCases(t)
	var out strings.Builder
	for _, name := range names {
		text := texts[name]
		f := source.NewFile("f", text)
		docs, found := Parse(f, Limits{})
		checkFindings(t, f, found)
		checkBounds(t, docs)
		if len(found) == 0 {
			t.Errorf("%s: no findings", name)
		}
		fmt.Fprintf(&out, "-- %s --\n", name)
		for _, d := range docs {
			fmt.Fprintf(&out, "tree %s\n", outline(d.Root))
		}
		for _, d := range found {
			fmt.Fprintf(&out, "%s\n", strings.TrimPrefix(d.String(), "f:"))
			fmt.Fprintf(&out, "    at %q; help: %s\n", d.Span.Text(), d.Help)
			for _, l := range d.Labels {
				fmt.Fprintf(&out, "    label %s %q: %s\n", strings.TrimPrefix(l.Span.String(), "f:"), l.Span.Text(), l.Text)
			}
			for _, fix := range d.Fixes {
				mended, err := Apply(text, fix.Edits)
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				fmt.Fprintf(&out, "    fix %s: %s\n", fix.Title, changedLines(text, mended))
			}
		}
	}
	got := out.String()
	want, err := os.ReadFile("testdata/faults.golden")
	if *update {
		if err := os.WriteFile("testdata/faults.golden", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err != nil || got != string(want) {
		t.Errorf("testdata/faults.golden (%v) differs; -update writes it anew:\n%s", err, firstDifference(got, string(want)))
	}
}

// changedLines are the lines of after that are not the same in before.
func changedLines(before, after string) string {
	b, a := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out []string
	for i, line := range a {
		if i >= len(b) || b[i] != line {
			out = append(out, fmt.Sprintf("%q", line))
		}
	}
	return strings.Join(out, " ")
}

// TestEveryCode demands a text for every kind of finding.
func TestEveryCode(t *testing.T) {
	seen := map[string]bool{
		// These have tests of their own, in limits_test.go and resolve_test.go.
		TooDeep.Code: true, TooLarge.Code: true, TooManyRef.Code: true, RecursiveAnchor.Code: true, BadMerge.Code: true,
	}
	_, texts := faultCases(t)
	for _, text := range texts {
		_, found := Parse(source.NewFile("f", text), Limits{})
		for _, d := range found {
			seen[d.Code()] = true
		}
	}
	codes := map[string]bool{}
	for _, d := range Defs() {
		if !seen[d.Code] {
			t.Errorf("testdata/faults.txt has no text for %s", d.Code)
		}
		if codes[d.Code] || !strings.HasPrefix(d.Code, "yaml-") || d.Title == "" {
			t.Errorf("the code %s is not unique, has another prefix, or no title", d.Code)
		}
		codes[d.Code] = true
	}
}

// TestAllAtOnce finds every fault of a file in one pass, each on its line.
func TestAllAtOnce(t *testing.T) {
	_, texts := faultCases(t)
	text := "services:\n"
	lines := 1
	for _, name := range []string{"bad escape", "stray bracket", "no space after colon", "unclosed quote", "stray dash", "second colon"} {
		for line := range strings.Lines(texts[name]) {
			text += "  " + line
			lines++
		}
		text = strings.Replace(text, "  web:", fmt.Sprintf("  web%d:", lines), 1)
	}
	_, found := Parse(source.NewFile("f", text), Limits{})
	if len(found) < 8 {
		t.Errorf("%d findings in\n%s\n%v", len(found), text, found)
	}
}

// One fix mends the tabs of all lines, but of very many lines not each finding has it.
func TestTabsAreMendedTogether(t *testing.T) {
	for _, lines := range []int{1, 2, 60, 5000} {
		file := source.NewFile("compose.yaml", "a:\n"+strings.Repeat("\t- b\n", lines))
		_, list := Parse(file, Limits{Findings: -1})
		edits := 0
		for _, d := range list {
			for _, fix := range d.Fixes {
				edits += len(fix.Edits)
			}
		}
		if len(list) != lines || len(list[0].Fixes) != 1 || len(list[0].Fixes[0].Edits) != lines || edits > max(mostTabEdits, lines) {
			t.Errorf("%d lines: %d findings, %v at the first, %d edits in all", lines, len(list), list[0].Fixes, edits)
		}
	}
}
