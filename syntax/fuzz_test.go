package syntax

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: b\nc:\n  - d\n  - e: f\n", "a: &x {b: [c, 'd', \"e\\n\"]}\nf: *x\n<<: *x\n", "|\n  a\n b\n", "? a\n: - b\n", "a:\n\tb: c\n",
		"a: [b\nc: {d\ne: \"f\ng: 'h\n", "%YAML 1.2\n---\na\n...\n", "a:\n - b\n c\n  - d\n", "- a: b\n  - c\n d: e\n",
	} {
		f.Add(s)
	}
	suiteSeeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		late := time.AfterFunc(time.Minute, func() { panic("hangs: " + strconv.Quote(text)) })
		defer late.Stop()
		file := source.NewFile("fuzz", text)
		docs, found := Parse(file, Limits{Depth: 50, Nodes: 10_000, Expansion: 10_000})
		checkFindings(t, file, found)
		if !found.HasErrors() {
			checkTrees(t, docs)
		} else {
			checkBounds(t, docs)
		}
		few, _ := Parse(file, Limits{Depth: 4, Nodes: 1 + len(text)%40, Findings: 2})
		checkBounds(t, few)
		for _, d := range docs {
			root, more := Resolve(d, Limits{Expansion: 10_000})
			checkFindings(t, file, more)
			if n := expandedSize(root); n > 2*len(text)+20_100 {
				t.Errorf("resolved tree of %d nodes", n)
			}
		}
	})
}

// suiteSeeds adds the YAML test suite's inputs, if they are there.
func suiteSeeds(f *testing.F) {
	if !material.Present(f, "yaml-test-suite") {
		return
	}
	material.Files(f, "yaml-test-suite/src", material.IsYAML, func(path, _ string) {
		for _, c := range suiteCases(f, path) {
			f.Add(c.YAML)
		}
	})
}

// checkBounds is what holds of the tree of any text.
func checkBounds(t *testing.T, docs []*Document) {
	for _, d := range docs {
		if d.Root != nil {
			boundsOf(t, d, d.Root)
		}
	}
}

func boundsOf(t *testing.T, d *Document, n *Node) {
	if n.Span().File != d.File || n.Span().Start < 0 || n.Span().End < n.Span().Start || int(n.Span().End) > d.File.Len() {
		t.Errorf("span %d-%d out of bounds", n.Span().Start, n.Span().End)
	}
	if n.Kind == Scalar {
		var p Places
		p.Of(n)
		for i := range len(n.Value()) {
			if at := p.Span(i, i+1); !n.Span().Contains(at) || at.End < at.Start {
				t.Errorf("byte %d of %q is at %d-%d, the scalar at %d-%d", i, n.Value(), at.Start, at.End, n.Span().Start, n.Span().End)
			}
		}
	}
	for _, item := range n.Items() {
		boundsOf(t, d, item)
	}
	for _, p := range n.Pairs() {
		if p.Key() != nil {
			boundsOf(t, d, p.Key())
		}
		boundsOf(t, d, p.Value)
	}
}

// expandedSize counts the nodes below n, shared ones as often as they are used, up to a million.
func expandedSize(n *Node) int {
	left := 1_000_000
	var walk func(n *Node)
	walk = func(n *Node) {
		left--
		if n == nil || left < 0 {
			return
		}
		for _, item := range n.Items() {
			walk(item)
		}
		for _, p := range n.Pairs() {
			left--
			walk(p.Key())
			walk(p.Value)
		}
	}
	walk(n)
	return 1_000_000 - left
}

// FuzzPath: what is read as a path is written so that it reads as the same again, and leads to
// one place.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"", "services.web.ports[0]", `a["b.c"][1].d`, `[""]`, `["\xff\"]"].a`, "a[0][", "a.", "[00]", "a[9999999999999999999]", "é.\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, err := ParsePath(s)
		if err != nil {
			if path != nil {
				t.Errorf("%q: %v with error %v", s, path, err)
			}
			return
		}
		text := path.String()
		again, err := ParsePath(text)
		if err != nil || !slices.Equal(path, again) {
			t.Errorf("%q is written as %q, which is read as %v, %v", s, text, again, err)
		}
		for _, step := range path {
			if step.Item && (step.Index < 0 || step.Name != "") {
				t.Errorf("%q has the step %+v", s, step)
			}
		}
		base, err := AppendPath(Path{{Name: "a"}}, text)
		if err == nil && base.String() != "a"+prefixed(text) {
			t.Errorf("below a, %q is %q", text, base.String())
		}
	})
}

// prefixed is a path as it follows another one.
func prefixed(path string) string {
	if path == "" || path[0] == '[' {
		return path
	}
	return "." + path
}

func FuzzApply(f *testing.F) {
	f.Add("a: b\r\nc: d\r\n", 0, 1, "x", 3, 4, "yy")
	f.Add("a", 1, 1, "b", 0, 0, "c")
	f.Fuzz(func(t *testing.T, text string, s1, e1 int, n1 string, s2, e2 int, n2 string) {
		file := source.NewFile("f", text)
		edits := []diag.Edit{
			{Span: source.Span{File: file, Start: int32(s1), End: int32(e1)}, New: n1},
			{Span: source.Span{File: file, Start: int32(s2), End: int32(e2)}, New: n2},
		}
		got, err := Apply(text, edits)
		if err != nil {
			if got != "" {
				t.Errorf("text %q with error %v", got, err)
			}
			return
		}
		want := len(text) + len(n1) + len(n2)
		for _, e := range edits {
			want -= int(e.Span.End - e.Span.Start)
		}
		if len(got) != want {
			t.Errorf("%d bytes, want %d", len(got), want)
		}
		first := int(min(edits[0].Span.Start, edits[1].Span.Start))
		last := int(max(edits[0].Span.End, edits[1].Span.End))
		if !strings.HasPrefix(got, text[:first]) || !strings.HasSuffix(got, text[last:]) {
			t.Errorf("bytes outside of the edits changed: %q to %q", text, got)
		}
	})
}
