package explain

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// level is a value on the way from the root to the one that a path means.
type level struct {
	name string // the key, as written in the path below; of the root ""
	item bool   // name is the position in a list
	node *syntax.Node
	t    *schema.Type
	attr *schema.Attr // nil for a key of the user's
}

// location is the end of a path, and the way to it.
type location struct {
	result *loader.Result
	path   string
	way    []level // from the root on; never empty
}

func (l *location) last() *level { return &l.way[len(l.way)-1] }

// find walks a path down the tree and the table together.
func find(result *loader.Result, path string) (*location, error) {
	l := &location{result: result, way: []level{{node: result.Tree, t: schema.Compose()}}}
	rest := strings.TrimPrefix(strings.TrimSpace(path), ".")
	if rest == "" {
		return nil, &UnknownPathError{}
	}
	for rest != "" {
		next, after, known := l.step(rest)
		if !known {
			name, _, _ := firstName(rest)
			return nil, unknown(path, l.path, name, l.names())
		}
		l.descend(next)
		rest = strings.TrimPrefix(after, ".")
	}
	return l, nil
}

// descend takes one step down.
func (l *location) descend(next level) {
	switch {
	case next.item:
		l.path += "[" + next.name + "]"
	case isSpecial(next.name):
		l.path += "[" + strconv.Quote(next.name) + "]"
	case l.path == "":
		l.path = next.name
	default:
		l.path += "." + next.name
	}
	l.way = append(l.way, next)
}

// isSpecial reports whether a name stands in quotes in a path.
func isSpecial(name string) bool {
	return name == "" || strings.ContainsAny(name, ".[]\"") || strings.TrimSpace(name) != name
}

// firstName cuts the first name off a path: a word, ["a quoted one"], or the number in [0].
func firstName(path string) (name, rest string, index bool) {
	if inner, bracketed := strings.CutPrefix(path, "["); bracketed {
		if quoted, err := strconv.QuotedPrefix(inner); err == nil {
			name, _ = strconv.Unquote(quoted)
			return name, strings.TrimPrefix(inner[len(quoted):], "]"), false
		}
		name, rest, _ = strings.Cut(inner, "]")
		return name, rest, true
	}
	i := strings.IndexAny(path, ".[")
	if i < 0 {
		return path, "", false
	}
	return path[:i], path[i:], false
}

// step is the level that a path begins with, seen from the last one, and the rest of the path.
func (l *location) step(path string) (next level, rest string, ok bool) {
	at := l.last()
	name, after, index := firstName(path)
	switch {
	case index:
		i, err := strconv.Atoi(name)
		if at.node == nil || err != nil || i < 0 || i >= len(at.node.Items()) {
			return next, "", false
		}
		return level{name: name, item: true, node: at.node.Items()[i], t: elem(at.t)}, after, true
	case at.node != nil && at.node.Kind == syntax.Sequence:
		if key := longestKey(path, entryKeys(at.node)); key != "" {
			name, after = key, path[len(key):]
		}
		if node := entry(at.node, name); node != nil {
			return level{name: name, node: node}, after, true
		}
	case at.node != nil && at.node.Kind == syntax.Mapping:
		if key := longestKey(path, keys(at.node)); key != "" {
			name, after = key, path[len(key):]
		}
		if node := at.node.Get(name); node != nil {
			return level{name: name, node: node, t: at.t.Child(name), attr: at.t.Attr(name)}, after, true
		}
	}
	if from := l.filed(); from != nil {
		if key := longestKey(path, from.names()); key != "" {
			name, after = key, path[len(key):]
		}
		if from.has(name) {
			return level{name: name}, after, true
		}
	}
	if a := at.t.Attr(name); a != nil && (at.node.IsNull() || at.node.Kind == syntax.Mapping) {
		return level{name: name, t: a.Type, attr: a}, after, true
	}
	return next, "", false
}

func elem(t *schema.Type) *schema.Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func keys(n *syntax.Node) []string {
	out := make([]string, 0, n.Len())
	for _, p := range n.Pairs() {
		out = append(out, p.Name())
	}
	return out
}

// entryKeys are the keys of a list of KEY=VALUE.
func entryKeys(n *syntax.Node) []string {
	var out []string
	for _, item := range n.Items() {
		if item.IsString() {
			key, _, _ := strings.Cut(item.Value(), "=")
			out = append(out, key)
		}
	}
	return out
}

// entry is the last item of the form KEY=VALUE, or KEY, with the given key.
func entry(n *syntax.Node, key string) *syntax.Node {
	var found *syntax.Node
	for _, item := range n.Items() {
		if k, _, _ := strings.Cut(item.Value(), "="); item.IsString() && k == key {
			found = item
		}
	}
	return found
}

// longestKey is the longest of the keys that the path begins with: keys may have dots.
func longestKey(path string, keys []string) string {
	best := ""
	for _, k := range keys {
		rest, found := strings.CutPrefix(path, k)
		if found && len(k) > len(best) && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			best = k
		}
	}
	return best
}

// names are what could come next.
func (l *location) names() []string {
	at := l.last()
	out := keys(at.node)
	if at.node != nil && at.node.Kind == syntax.Sequence {
		out = entryKeys(at.node)
	}
	if from := l.filed(); from != nil {
		out = append(out, from.names()...)
	}
	if at.t != nil {
		for i := range at.t.Attrs() {
			out = append(out, at.t.Attrs()[i].Name)
		}
	}
	return out
}
