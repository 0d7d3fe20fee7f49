package syntax

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

// corpus calls f with the path and text of every YAML file of the shared test data.
func corpus(t testing.TB, f func(path, text string)) {
	t.Helper()
	for _, dir := range []string{"corpus", "seed-projects"} {
		material.Files(t, dir, material.IsYAML, f)
	}
}

// referenceDocuments reads a text with yaml/v4.
func referenceDocuments(text string) (docs []*yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		n := new(yaml.Node)
		switch err := dec.Decode(n); {
		case err == io.EOF:
			return docs, nil
		case err != nil:
			return docs, err
		}
		docs = append(docs, n)
	}
}

// describe writes a tree of yaml/v4 with all that the two readers must agree on, one node a line.
func describeReference(b *strings.Builder, n *yaml.Node, depth int) {
	fmt.Fprintf(b, "%*s%d:%d ", depth*2, "", n.Line, n.Column)
	if n.Anchor != "" {
		fmt.Fprintf(b, "&%s ", n.Anchor)
	}
	switch n.Kind {
	case yaml.AliasNode:
		fmt.Fprintf(b, "*%s\n", n.Value)
	case yaml.ScalarNode:
		style := "plain"
		switch {
		case n.Style&yaml.DoubleQuotedStyle != 0:
			style = "double"
		case n.Style&yaml.SingleQuotedStyle != 0:
			style = "single"
		case n.Style&yaml.LiteralStyle != 0:
			style = "literal"
		case n.Style&yaml.FoldedStyle != 0:
			style = "folded"
		}
		tag := n.ShortTag()
		switch tag {
		case "!!null", "!!bool", "!!int", "!!float", "!!timestamp":
		default:
			tag = "string"
		}
		fmt.Fprintf(b, "%s %s %q\n", style, strings.TrimPrefix(tag, "!!"), n.Value)
	default:
		kind := "mapping"
		if n.Kind == yaml.SequenceNode {
			kind = "sequence"
		}
		fmt.Fprintf(b, "%s flow=%v %d\n", kind, n.Style&yaml.FlowStyle != 0, len(n.Content))
		for _, c := range n.Content {
			describeReference(b, c, depth+1)
		}
	}
}

var styleNames = map[Style]string{Plain: "plain", SingleQuoted: "single", DoubleQuoted: "double", Literal: "literal", Folded: "folded"}
var typeNames = map[Type]string{Null: "null", Bool: "bool", Int: "int", Float: "float", Timestamp: "timestamp", String: "string"}

func startWithProps(n *Node) source.Span {
	s := n.Span()
	for _, o := range []source.Span{n.AnchorSpan(), n.TagSpan()} {
		if o.Valid() && o.Start < s.Start {
			s = o
		}
	}
	return s
}

func describe(b *strings.Builder, n *Node, depth int) {
	pos := startWithProps(n).Pos(source.Runes)
	fmt.Fprintf(b, "%*s%d:%d ", depth*2, "", pos.Line, pos.Column)
	if n.Anchor() != "" {
		fmt.Fprintf(b, "&%s ", n.Anchor())
	}
	switch n.Kind {
	case Alias:
		fmt.Fprintf(b, "*%s\n", n.Value())
	case Scalar:
		fmt.Fprintf(b, "%s %s %q\n", styleNames[n.Style], typeNames[n.Type], n.Value())
	case Sequence:
		fmt.Fprintf(b, "sequence flow=%v %d\n", n.Style == Flow, n.Len())
		for _, c := range n.Items() {
			describe(b, c, depth+1)
		}
	case Mapping:
		fmt.Fprintf(b, "mapping flow=%v %d\n", n.Style == Flow, 2*n.Len())
		for _, p := range n.Pairs() {
			describeKey(b, p, depth+1)
			describe(b, p.Value, depth+1)
		}
	}
}

func describeKey(b *strings.Builder, p Pair, depth int) {
	if p.Key() != nil {
		describe(b, p.Key(), depth)
		return
	}
	style := Plain
	switch p.Span().Text()[0] {
	case '"':
		style = DoubleQuoted
	case '\'':
		style = SingleQuoted
	case '|':
		style = Literal
	case '>':
		style = Folded
	}
	pos := p.Span().Pos(source.Runes)
	fmt.Fprintf(b, "%*s%d:%d %s string %q\n", depth*2, "", pos.Line, pos.Column, styleNames[style], p.Name())
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			other := "nothing"
			if i < len(w) {
				other = w[i]
			}
			return fmt.Sprintf("got  %s\nwant %s", g[i], other)
		}
	}
	return "got less than wanted"
}

// TestReference reads every file of the corpus with yaml/v4 too: kinds, values, styles,
// resolved types and places agree, and so do the verdicts.
func TestReference(t *testing.T) {
	files, rejected := 0, 0
	corpus(t, func(path, text string) {
		files++
		want, err := referenceDocuments(text)
		docs, found := Parse(source.NewFile(path, text), Limits{})
		checkTrees(t, docs)
		var syntactic []string
		for _, d := range found.Errors() {
			if d.Def != DuplicateKey && d.Def != BadTag {
				syntactic = append(syntactic, d.String())
			}
		}
		if err != nil {
			rejected++
			if !found.HasErrors() {
				t.Errorf("%s: accepted, but the reference says: %v", path, err)
			}
			return
		}
		if len(syntactic) > 0 {
			t.Errorf("%s\nthe reference accepts the file", strings.Join(syntactic, "\n"))
			return
		}
		if len(docs) == 1 && docs[0].Root == nil && len(want) == 0 {
			return
		}
		if len(docs) != len(want) {
			t.Errorf("%s: %d documents, want %d", path, len(docs), len(want))
			return
		}
		for i := range docs {
			var g, w strings.Builder
			if len(want[i].Content) > 0 {
				describeReference(&w, want[i].Content[0], 0)
			}
			if docs[i].Root != nil {
				describe(&g, docs[i].Root, 0)
			} else if len(want[i].Content) > 0 && want[i].Content[0].Kind == yaml.ScalarNode && want[i].Content[0].Value == "" {
				continue
			}
			if g.String() != w.String() {
				t.Errorf("%s: document %d\n%s", path, i, firstDifference(g.String(), w.String()))
			}
		}
	})
	t.Logf("%d files, %d of them rejected by the reference", files, rejected)
}

// TestLineBreaks reads the corpus with \r\n and \r for \n: values stay, and so do lines and
// columns. A byte order mark changes nothing.
func TestLineBreaks(t *testing.T) {
	outlineAt := func(docs []*Document) string {
		var b strings.Builder
		for _, d := range docs {
			if d.Root != nil {
				describe(&b, d.Root, 0)
			}
		}
		return b.String()
	}
	n := 0
	corpus(t, func(path, text string) {
		if n++; n%5 != 0 || strings.Contains(text, "\r") || strings.HasPrefix(text, "\uFEFF") {
			return
		}
		docs, found := Parse(source.NewFile(path, text), Limits{})
		want := outlineAt(docs)
		for _, other := range []string{strings.ReplaceAll(text, "\n", "\r\n"), strings.ReplaceAll(text, "\n", "\r"), "\uFEFF" + text} {
			f := source.NewFile(path, other)
			docs, again := Parse(f, Limits{})
			checkTrees(t, docs)
			if got := outlineAt(docs); got != want {
				t.Errorf("%s with %q: %s", path, other[:1], firstDifference(got, want))
			}
			if len(again) != len(found) {
				t.Errorf("%s: %d findings, %d with other line breaks", path, len(found), len(again))
			}
		}
	})
}

// TestTyping reads a file as it is while it is typed, character by character: what is above
// the line that is being typed stays in the tree.
func TestTyping(t *testing.T) {
	text := shop(t)
	whole, _ := Parse(source.NewFile("shop.yaml", text), Limits{})
	all := standings(whole)
	for end := 0; end < len(text); end += 7 {
		f := source.NewFile("shop.yaml", text[:end])
		docs, found := Parse(f, Limits{})
		checkFindings(t, f, found)
		checkBounds(t, docs)
		line := f.Position(end, source.Runes).Line
		now := standings(docs)
		for path, pos := range all {
			if pos.Line < line && now[path] != pos {
				t.Errorf("typing line %d loses %s of line %d: now at %v", line, path, pos.Line, now[path])
			}
		}
		if t.Failed() {
			t.Fatalf("%q\n%v", text[max(0, end-200):end], found)
		}
	}
}
