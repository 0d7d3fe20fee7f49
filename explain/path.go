package explain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/typo"
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

	// files are what files say of the mapping or list that the value is in, if that is known already: they are read anew else.
	files      *filed
	filesKnown bool
}

func (l *location) last() *level { return &l.way[len(l.way)-1] }

// find walks a path down the tree and the table together.
func find(result *loader.Result, path string) (*location, error) {
	l := &location{result: result, way: []level{rootOf(result)}}
	rest := strings.TrimPrefix(strings.TrimSpace(path), ".")
	if rest == "" {
		return nil, &UnknownPathError{}
	}
	for rest != "" {
		next, after, known := l.step(rest)
		if !known {
			return nil, l.unknown(path, rest)
		}
		l.descend(next)
		rest = strings.TrimPrefix(after, ".")
	}
	return l, nil
}

func rootOf(result *loader.Result) level { return level{node: result.Tree, t: schema.Compose()} }

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

// below is the location one step down.
func (l *location) below(next level) *location {
	below := location{result: l.result, path: l.path, way: slices.Clip(l.way)}
	below.descend(next)
	return &below
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
		if item := itemAt(at.node, name); item != nil {
			return level{name: name, item: true, node: item, t: elem(at.t)}, after, true
		}
		return next, "", false
	case at.node != nil && at.node.Kind == syntax.Sequence:
		if key := longestKey(path, entryKeys(at.node, at.t)); key != "" {
			name, after = key, path[len(key):]
		}
		if node := entry(at.node, name, at.t); node != nil {
			return level{name: name, node: node}, after, true
		}
		if item := itemAt(at.node, name); item != nil {
			return level{name: name, item: true, node: item, t: elem(at.t)}, after, true
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
	removed := l.removedKeys()
	if key := longestKey(path, removed); key != "" {
		name, after = key, path[len(key):]
	}
	if slices.Contains(removed, name) {
		return level{name: name, t: at.t.Child(name)}, after, true
	}
	return next, "", false
}

// itemAt is the item of a list at a position; nil if there is none.
func itemAt(list *syntax.Node, position string) *syntax.Node {
	i, err := strconv.Atoi(position)
	if err != nil || i < 0 || list == nil || i >= len(list.Items()) {
		return nil
	}
	return list.Items()[i]
}

// removedKeys are the keys with the tag !reset in what the value at the location came from.
func (l *location) removedKeys() []string {
	var out []string
	for _, a := range l.past() {
		for _, p := range a.Pairs() {
			if p.Value.Tag() == syntax.ResetTag {
				out = append(out, p.Name())
			}
		}
	}
	return out
}

// past is all that the value at the location came from, the oldest first, and what files have there that nothing came of.
func (l *location) past() []*syntax.Node {
	var out []*syntax.Node
	seen := map[*syntax.Node]bool{}
	for _, n := range chain(l.way[0].node) {
		for _, at := range l.way[1:] {
			if n = n.Get(at.name); at.item {
				n = nil // positions are others in each file
			}
		}
		for _, a := range chain(n) {
			if !seen[a] {
				seen[a] = true
				out = append(out, a)
			}
		}
	}
	return out
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
func entryKeys(n *syntax.Node, t *schema.Type) []string {
	var out []string
	for _, item := range n.Items() {
		if item.IsString() {
			key, _ := t.CutEntry(item.Value())
			out = append(out, key)
		}
	}
	return out
}

// entry is the last item of the form KEY=VALUE, or KEY, with the given key.
func entry(n *syntax.Node, key string, t *schema.Type) *syntax.Node {
	var found *syntax.Node
	for _, item := range n.Items() {
		if k, _ := t.CutEntry(item.Value()); item.IsString() && k == key {
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

// unknown is the error of a path of which the rest leads nowhere from the location.
func (l *location) unknown(path, rest string) error {
	name, _, index := firstName(rest)
	at := l.last()
	ofUser := at.t == nil || len(at.t.Attrs()) == 0
	if ofUser && !index && !strings.HasPrefix(rest, "[") && at.node.Len() > 0 && strings.HasPrefix(l.path, "services.") {
		name = rest // such names have dots more often than parts
	}
	names := l.names()
	err := &UnknownPathError{Path: path, Known: l.path, Name: name, Near: typo.Nearest(name, slices.Values(names))}
	switch n := len(at.node.Items()); {
	case at.node == nil:
	case n > 0 && (index || len(names) == 0):
		if err.Has = "its only item is [0]"; n > 1 {
			err.Has = "its items are [0] to [" + number(n-1) + "]"
		}
	case ofUser && len(names) > 0 && len(names) <= mostTold:
		err.Has = "it has " + strings.Join(names, ", ")
	}
	return err
}

// mostTold is how many names are told of, where none is near to the one that was given.
const mostTold = 8

// names are what could come next, each once.
func (l *location) names() []string {
	at := l.last()
	out := keys(at.node)
	if at.node != nil && at.node.Kind == syntax.Sequence {
		out = entryKeys(at.node, at.t)
	}
	if from := l.filed(); from != nil {
		out = append(out, from.names()...)
	}
	if at.t != nil {
		for i := range at.t.Attrs() {
			out = append(out, at.t.Attrs()[i].Name)
		}
	}
	seen := make(map[string]bool, len(out))
	return slices.DeleteFunc(out, func(name string) bool {
		again := seen[name]
		seen[name] = true
		return again
	})
}
