package yamlwrite

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/syntax"
)

// Tree writes a tree whose aliases and merge keys are resolved, the way that docker compose
// config --no-interpolate prints what it has read: mappings in the order of Less, each scalar
// as what it means (0x10 is 16, 1_000.0 is 1000, a date has a time). Of duplicate keys the
// last counts. A nil node is null.
func Tree(w *Writer, n *syntax.Node) {
	switch {
	case n == nil:
		w.Null()
	case n.Kind == syntax.Mapping:
		w.mapping(n.Pairs())
	case n.Kind == syntax.Sequence:
		w.BeginSeq()
		for _, item := range n.Items() {
			Tree(w, item)
		}
		w.EndSeq()
	case n.Kind == syntax.Alias:
		w.String("*" + n.Value)
	default:
		w.typed(n)
	}
}

// mapping writes entries in order. Their positions are sorted in a part of w.keys that is
// given back afterwards, for nested mappings to take theirs behind it.
func (w *Writer) mapping(pairs []syntax.Pair) {
	start := len(w.keys)
	for i := range pairs {
		w.keys = append(w.keys, int32(i))
	}
	end := len(w.keys)
	slices.SortStableFunc(w.keys[start:end], func(i, j int32) int {
		return Compare(pairs[i].Name, pairs[j].Name)
	})
	w.BeginMap()
	for k := start; k < end; k++ {
		pair := &pairs[w.keys[k]]
		if k+1 < end && pairs[w.keys[k+1]].Name == pair.Name {
			continue
		}
		w.Key(pair.Name)
		Tree(w, pair.Value)
	}
	w.EndMap()
	w.keys = w.keys[:start]
}

// typed writes a scalar by its type. A text that is not of its node's type stays a string.
func (w *Writer) typed(n *syntax.Node) {
	switch n.Type {
	case syntax.Null:
		w.Null()
	case syntax.Bool:
		w.Bool(isTrue(n.Value))
	case syntax.Int, syntax.Float:
		w.number(n)
	case syntax.Timestamp:
		if t, ok := ParseTimestamp(n.Value); ok {
			w.Time(t)
			return
		}
		w.String(n.Value)
	default:
		w.String(n.Value)
	}
}

// isTrue reports whether the text of a boolean, of YAML 1.1 or 1.2, means true.
func isTrue(s string) bool {
	return len(s) > 0 && (s[0]|0x20 == 't' || s[0]|0x20 == 'y' || strings.EqualFold(s, "on") || s == "1")
}

func (w *Writer) number(n *syntax.Node) {
	text := strings.ReplaceAll(n.Value, "_", "")
	if n.Type == syntax.Int {
		if i, err := strconv.ParseInt(text, 0, 64); err == nil {
			w.Int(i)
			return
		}
		if u, err := strconv.ParseUint(text, 0, 64); err == nil {
			w.Uint(u)
			return
		}
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		w.Float64(f)
		return
	}
	if f, ok := specialFloat(text); ok {
		w.Float64(f)
		return
	}
	w.String(n.Value)
}
