package syntax

import (
	"errors"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// TestLimits reaches each limit: a finding says so, and there is a tree.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limits     Limits
		want       *diag.Def
	}{
		{"depth of blocks", "a:\n b:\n  c:\n   d: e\n", Limits{Depth: 3}, TooDeep},
		{"depth of brackets", "[[[[a]]]]", Limits{Depth: 3}, TooDeep},
		{"depth by default", strings.Repeat("[", 1001), Limits{}, TooDeep},
		{"depth without limit", strings.Repeat("[", 20_000), Limits{Depth: -1}, TooDeep},
		{"nodes", strings.Repeat("- a\n", 100), Limits{Nodes: 50}, TooLarge},
		{"documents", strings.Repeat("--- a\n", 10), Limits{Documents: 5}, TooLarge},
		{"documents by default", strings.Repeat("--- a\n", 1001), Limits{}, TooLarge},
		{"keys", "a: b\nlonger: c\n", Limits{Key: 5}, TooLarge},
		{"keys in quotes", "a: {\"\\u00e9\\u00e9\\u00e9\": c}\n", Limits{Key: 5}, TooLarge},
		{"keys behind a question mark", "a:\n  ? |\n    longer\n  : c\n", Limits{Key: 5}, TooLarge},
		{"keys by alias", "a: &a longer\nb: {*a : c}\n", Limits{Key: 5}, TooLarge},
		{"keys by default", "a: b\n" + strings.Repeat("k", 5000) + ": b\n", Limits{}, TooLarge},
		{"findings", strings.Repeat("a: @\n", 2000), Limits{}, diag.TooMany},
		{"few findings", strings.Repeat("a: @\n", 20), Limits{Findings: 5}, diag.TooMany},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, found := Parse(source.NewFile("f", c.text), c.limits)
			n := 0
			for _, d := range found {
				if d.Def == c.want {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d findings of %s", n, c.want.Code)
			}
			if len(docs) == 0 || docs[0].Root == nil {
				t.Error("no tree")
			}
		})
	}
	for _, text := range []string{strings.Repeat("[", 900) + strings.Repeat("]", 900), strings.Repeat("- a\n", 1000), strings.Repeat("k", 4096) + ": " + strings.Repeat("v", 5000)} {
		if _, found := Parse(source.NewFile("f", text), Limits{}); len(found) > 0 {
			t.Errorf("within the limits: %v", found)
		}
	}
}

// Wherever reading ends because of a limit, what was read lies within the text.
func TestLimitsAnywhere(t *testing.T) {
	for _, text := range []string{
		"a: b\nc:\n- d\n- e: f\n  : g\n- - h\n? i\n: j\n? [k]\n", "{a: b, c: [d, e: f, ? g : h], : i, ? , \"j\": {k}, l: }",
		"&a [b, *a, !!str c, {*a : d}]\n---\n|\n  e\n f\n", "a: {b: [c\n- d\n: e\n- }", "- @\n- {@: @, : @}\n@: : @\n",
		"[@, {@, [:{", "{[:{", "-", ":", "[:", "{:", "? ", "? :", "*a : b", "- :", "!a : ", "a: 'b\n",
	} {
		file := source.NewFile("f", text)
		for most := 1; most <= 30; most++ {
			for _, limits := range []Limits{{Nodes: most}, {Depth: most}, {Findings: diag.Limit(most)}} {
				docs, found := Parse(file, limits)
				checkBounds(t, docs)
				checkFindings(t, file, found)
			}
		}
		if t.Failed() {
			t.Fatalf("that was %q", text)
		}
	}
}

// Soon after the last finding that is kept, or the last node that is allowed, nothing more is read.
func TestReadingEnds(t *testing.T) {
	const lines, allowed = 500, 5
	for _, line := range []string{"  a: @\n", "\ta: b\n", "  \ta: b\n", "      a: b\n    c: d\n", "  - @\n", "  a: [@]\n", "  {a: @}\n", "  a: &b *b\n", "  a: \"\\q\"\n"} {
		for _, limits := range []Limits{{Findings: allowed}, {Nodes: allowed}} {
			docs, _ := Parse(source.NewFile("f", "a:\n  b:\n    c: d\n"+strings.Repeat(line, lines)), limits)
			if made := docs[0].made.nodes; made > 10*allowed {
				t.Errorf("lines of %q, %+v: %d nodes are made", line, limits, made)
			}
		}
	}
}

func TestApply(t *testing.T) {
	f := source.NewFile("f", "a: b\r\nc: d\r\n")
	edit := func(start, end int, text string) diag.Edit { return diag.Edit{Span: f.Span(start, end), New: text} }
	for _, c := range []struct {
		name  string
		edits []diag.Edit
		want  string
	}{
		{"none", nil, "a: b\r\nc: d\r\n"},
		{"replace", []diag.Edit{edit(3, 4, "bb")}, "a: bb\r\nc: d\r\n"},
		{"in any order", []diag.Edit{edit(9, 10, "x"), edit(0, 1, "y")}, "y: b\r\nc: x\r\n"},
		{"insert twice", []diag.Edit{edit(0, 0, "1"), edit(0, 0, "2")}, "12a: b\r\nc: d\r\n"},
		{"insert and replace", []diag.Edit{edit(0, 1, "x"), edit(0, 0, "1")}, "1x: b\r\nc: d\r\n"},
		{"remove", []diag.Edit{edit(0, 6, "")}, "c: d\r\n"},
		{"at the end", []diag.Edit{edit(12, 12, "e: f\r\n")}, "a: b\r\nc: d\r\ne: f\r\n"},
	} {
		if got, err := Apply(f.Text(), c.edits); err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	if _, err := Apply(f.Text(), []diag.Edit{edit(0, 4, "x"), edit(3, 5, "y")}); !errors.Is(err, ErrOverlap) {
		t.Errorf("overlapping edits: %v", err)
	}
	if _, err := Apply("a", []diag.Edit{edit(3, 5, "y")}); err == nil {
		t.Error("an edit outside of the text is accepted")
	}
}

func TestPath(t *testing.T) {
	d := parseOne(t, "services:\n  web:\n    ports: [80, 90]\n    labels: {com.example.a: x, \"\": y, 'a\"b': z, \"a.\\tb\": tab}\n")
	for s, want := range map[string]string{
		"services.web.ports[1]":                "90",
		`services.web.labels["com.example.a"]`: "x",
		`services.web.labels[""]`:              "y",
		`services.web.labels["a\"b"]`:          "z",
		`services.web.labels["a.\tb"]`:         "tab",
		`services["web"].ports[0]`:             "80",
	} {
		p, err := ParsePath(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		n := d.Root.At(p)
		if n == nil || n.Value() != want {
			t.Errorf("%s leads to %v, want %s", s, n, want)
		}
		if again, err := ParsePath(p.String()); err != nil || again.String() != p.String() {
			t.Errorf("%s is written as %s and read back as %s, %v", s, p, again, err)
		}
		if text := p.String(); text != s && s != `services["web"].ports[0]` {
			t.Errorf("%s is written as %s", s, text)
		}
	}
	for _, s := range []string{"services.db", "services.web.ports[2]", "services.web.ports.x", "services[0]"} {
		if n := d.Root.At(mustPath(t, s)); n != nil {
			t.Errorf("%s leads to %q", s, n.Value())
		}
	}
	for _, s := range []string{".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", `a["b]`, "a[0]b", "[+1]"} {
		if p, err := ParsePath(s); err == nil {
			t.Errorf("%s is read as %v", s, p)
		}
	}
	if p, err := ParsePath(""); err != nil || d.Root.At(p) != d.Root {
		t.Errorf("the empty path: %v, %v", p, err)
	}
}
