package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

// Step is one step of a Path: to the entry with a key, or to an item.
type Step struct {
	Name string
	// Index counts items from 0. It is the step if Item is set.
	Index int
	Item  bool
}

// Path leads from a node to one inside it: services.web.ports[0].
type Path []Step

// String writes the path so that ParsePath reads it. Keys that have dots, brackets or
// quotes in them are written in brackets and quotes: services["my.app"].image.
func (p Path) String() string {
	var room [128]byte
	b := room[:0]
	for _, s := range p {
		if s.Item {
			b = AppendIndex(b, s.Index)
		} else {
			b = AppendKey(b, s.Name)
		}
	}
	return string(b)
}

// LongestPath is how many bytes the path of a finding may have. Keys may be long and nested deep, and
// a thousand findings may be below them.
const LongestPath = 4 << 10

// Bounded is String of a path that is not longer than LongestPath, "" otherwise.
func (p Path) Bounded() string {
	n := 0
	for i := range p {
		n += len(p[i].Name) + 1
	}
	if n > LongestPath {
		return ""
	}
	return p.String()
}

// AppendKey adds the step to the entry with a key to a path that is written as by Path.String.
func AppendKey(path []byte, name string) []byte {
	plain, printable := name != "", true
	for i := range len(name) {
		switch c := name[i]; {
		case c == '.', c == '[', c == ']':
			plain = false
		case c == '"', c == '\\':
			plain, printable = false, false
		case c < ' ', c > '~':
			printable = false
		}
	}
	switch {
	case !plain && printable:
		return append(append(append(path, `["`...), name...), `"]`...)
	case !plain:
		return append(strconv.AppendQuote(append(path, '['), name), ']')
	case len(path) > 0:
		path = append(path, '.')
	}
	return append(path, name...)
}

// AppendIndex adds the step to an item.
func AppendIndex(path []byte, i int) []byte {
	return append(strconv.AppendInt(append(path, '['), int64(i), 10), ']')
}

// Below is the path that leads on by keys from where a path leads, both as Path.String writes them.
func Below(path string, names ...string) string {
	size := len(path)
	for _, name := range names {
		size += len(name) + 1
	}
	b := append(make([]byte, 0, size), path...)
	for _, name := range names {
		b = AppendKey(b, name)
	}
	return string(b)
}

// ParsePath reads a path as Path.String writes it. The empty string is the empty path. The error
// names the byte at which it cannot be read.
func ParsePath(s string) (Path, error) { return AppendPath(nil, s) }

// AppendPath is ParsePath that appends the steps to a path.
func AppendPath(path Path, s string) (Path, error) {
	for i := 0; i < len(s); {
		switch s[i] {
		case '[':
			step, end, err := bracketStep(s, i)
			if err != nil {
				return nil, err
			}
			path = append(path, step)
			i = end
			continue
		case '.':
			if i == 0 || i+1 == len(s) {
				return nil, fmt.Errorf("path %q: a dot must stand between two keys", s)
			}
			i++
		default:
			if i > 0 {
				return nil, fmt.Errorf("path %q: a dot or bracket is missing at byte %d", s, i)
			}
		}
		end := i
		for end < len(s) && s[end] != '.' && s[end] != '[' {
			end++
		}
		if end == i {
			return nil, fmt.Errorf("path %q: a key is missing at byte %d", s, i)
		}
		path = append(path, Step{Name: s[i:end]})
		i = end
	}
	return path, nil
}

// bracketStep reads the step whose bracket is at byte i, and its end.
func bracketStep(s string, i int) (Step, int, error) {
	rest := s[i+1:]
	if strings.HasPrefix(rest, `"`) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err == nil && strings.HasPrefix(rest[len(quoted):], "]") {
			name, err := strconv.Unquote(quoted)
			return Step{Name: name}, i + 1 + len(quoted) + 1, err
		}
		return Step{}, 0, fmt.Errorf("path %q: the quotes at byte %d are not closed", s, i+1)
	}
	n := strings.IndexByte(rest, ']')
	if n < 0 {
		return Step{}, 0, fmt.Errorf("path %q: the bracket at byte %d is not closed", s, i)
	}
	index, err := strconv.Atoi(rest[:n])
	if err != nil || index < 0 || !isDigits(rest[:n]) {
		return Step{}, 0, fmt.Errorf("path %q: %q is no index", s, rest[:n])
	}
	return Step{Index: index, Item: true}, i + 1 + n + 1, nil
}

// At is the node to which the path leads from n, nil if there is none. Of duplicate keys
// the last counts.
func (n *Node) At(path Path) *Node {
	for _, s := range path {
		if !s.Item {
			n = n.Get(s.Name)
			continue
		}
		items := n.Items()
		if s.Index < 0 || s.Index >= len(items) {
			return nil
		}
		n = items[s.Index]
	}
	return n
}
