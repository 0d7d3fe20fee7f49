package syntax

// Temporary: nodes made from yaml/v4, until the real reader lands.

import (
	"bytes"
	"io"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

var bootstrapDef = &diag.Def{Code: "yaml-syntax", Title: "not YAML"}

func bootstrapParse(f *source.File) (docs []*Document, list diag.List) {
	dec := yaml.NewDecoder(bytes.NewReader([]byte(f.Text())))
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if err == io.EOF {
			return
		}
		if err != nil {
			list.Add(bootstrapDef.At(f.Span(0, 0), "%s", err.Error()))
			return
		}
		d := &Document{File: f, Span: f.Span(0, f.Len())}
		if len(n.Content) > 0 {
			d.Root = bootstrapNode(f, n.Content[0], map[*yaml.Node]*Node{})
		}
		docs = append(docs, d)
	}
}

func bootstrapNode(f *source.File, n *yaml.Node, seen map[*yaml.Node]*Node) *Node {
	start := f.Offset(source.Position{Line: n.Line, Column: n.Column}, source.Runes)
	out := &Node{Value: n.Value, Span: f.Span(start, start)}
	seen[n] = out
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		out.x = &extra{anchor: n.Anchor}
		if n.Style&yaml.TaggedStyle != 0 {
			out.x.tag = n.Tag
		}
	}
	switch n.Kind {
	case yaml.ScalarNode:
		out.Kind = Scalar
		switch {
		case n.Style&yaml.DoubleQuotedStyle != 0:
			out.Style = DoubleQuoted
		case n.Style&yaml.SingleQuotedStyle != 0:
			out.Style = SingleQuoted
		case n.Style&yaml.LiteralStyle != 0:
			out.Style = Literal
		case n.Style&yaml.FoldedStyle != 0:
			out.Style = Folded
		}
		switch n.ShortTag() {
		case "!!null":
			out.Type = Null
		case "!!bool":
			out.Type = Bool
		case "!!int":
			out.Type = Int
		case "!!float":
			out.Type = Float
		case "!!timestamp":
			out.Type = Timestamp
		default:
			out.Type = String
		}
		end := start + len(n.Value)
		if i := strings.IndexByte(f.Text()[start:], '\n'); i >= 0 {
			end = min(end, start+i)
		}
		out.Span = f.Span(start, end)
	case yaml.AliasNode:
		out.Kind = Alias
		out.x = &extra{target: seen[n.Alias]}
	case yaml.SequenceNode:
		out.Kind, out.Style = Sequence, Block
		out.c = &container{}
		for _, c := range n.Content {
			out.c.items = append(out.c.items, bootstrapNode(f, c, seen))
		}
	case yaml.MappingNode:
		out.Kind, out.Style = Mapping, Block
		out.c = &container{}
		for i := 0; i < len(n.Content); i += 2 {
			k, v := bootstrapNode(f, n.Content[i], seen), bootstrapNode(f, n.Content[i+1], seen)
			p := Pair{Name: k.Value, Span: k.Span, Value: v}
			if k.Kind != Scalar || k.Type != String {
				p.Key = k
			}
			out.c.pairs = append(out.c.pairs, p)
		}
	}
	return out
}

func bootstrapResolve(n *Node) *Node {
	var b Builder
	switch {
	case n == nil:
		return nil
	case n.Kind == Alias:
		return b.Derive(bootstrapResolve(n.Target()), n, Aliased)
	case n.Kind == Sequence:
		items := make([]*Node, len(n.Items()))
		for i, it := range n.Items() {
			items[i] = bootstrapResolve(it)
		}
		m := b.Sequence(items, n, Resolved)
		m.x = n.x
		return m
	case n.Kind == Mapping:
		var pairs []Pair
		set := map[string]bool{}
		for _, p := range n.Pairs() {
			if p.Name != "<<" {
				set[p.Name] = true
			}
		}
		for _, p := range n.Pairs() {
			v := bootstrapResolve(p.Value)
			if p.Name == "<<" {
				from := []*Node{v}
				if v.Kind == Sequence {
					from = v.Items()
				}
				for _, m := range from {
					for _, q := range m.Pairs() {
						if !set[q.Name] {
							set[q.Name] = true
							q.Value = b.Derive(q.Value, p.Value, MergedKey)
							pairs = append(pairs, q)
						}
					}
				}
				continue
			}
			p.Value = v
			pairs = append(pairs, p)
		}
		m := b.Mapping(pairs, n, Resolved)
		m.x = n.x
		return m
	}
	return n
}
