package generate

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// kind is what a generated value is.
type kind uint8

const (
	str   kind = iota // a string, quoted where it must be
	plain             // a scalar that stands as it is: a number, a boolean, null, a date
	alias             // an alias of the anchor that text names
	list
	mapping
)

// value is a generated value.
type value struct {
	kind  kind
	text  string
	mark  string // a tag or an anchor, as it is written
	cast  bool   // of a plain one: a string would be turned into it
	items []*value
	keys  []string // of a mapping, beside items
}

func (v *value) set(key string, item *value) {
	for i, k := range v.keys {
		if k == key {
			v.items[i] = item
			return
		}
	}
	v.keys = append(v.keys, key)
	v.items = append(v.items, item)
}

func (v *value) get(key string) *value {
	for i, k := range v.keys {
		if k == key {
			return v.items[i]
		}
	}
	return nil
}

// at is what is below v at a path of keys, nil if there is nothing.
func (v *value) at(keys ...string) *value {
	for _, key := range keys {
		if v == nil || v.kind != mapping {
			return nil
		}
		v = v.get(key)
	}
	return v
}

// clone is a copy, so that an anchor of one is none of the other: compose-go does not come back
// from a mapping that begins with itself.
func (v *value) clone() *value {
	c := *v
	c.keys = slices.Clone(v.keys)
	c.items = make([]*value, len(v.items))
	for i, item := range v.items {
		c.items[i] = item.clone()
	}
	return &c
}

func (v *value) drop(keys ...string) {
	for _, key := range keys {
		for i, k := range v.keys {
			if k == key {
				v.keys = append(v.keys[:i], v.keys[i+1:]...)
				v.items = append(v.items[:i], v.items[i+1:]...)
				break
			}
		}
	}
}

// mergeKey is the key whose value is merged into the mapping; in quotes it is a key like others.
const mergeKey = "<<"

func text(s string) *value          { return &value{kind: str, text: s} }
func bare(s string) *value          { return &value{kind: plain, text: s} }
func integer(i int) *value          { return bare(strconv.Itoa(i)) }
func listOf(items ...*value) *value { return &value{kind: list, items: items} }

func object(pairs ...any) *value {
	m := &value{kind: mapping}
	for i := 0; i < len(pairs); i += 2 {
		m.set(pairs[i].(string), pairs[i+1].(*value))
	}
	return m
}

// writer writes values as YAML, choosing among the styles.
type writer struct {
	b strings.Builder
	r *rand.Rand
	// indent is where the lines of a block scalar would begin; 0 where there can be none.
	indent int
}

func (w *writer) document(v *value) string {
	w.block(v, 0)
	return w.b.String()
}

// block writes a value that begins a line at the given indentation.
func (w *writer) block(v *value, indent int) {
	pad := strings.Repeat(" ", indent)
	switch {
	case len(v.items) == 0 || v.kind < list:
		w.b.WriteString(pad)
		w.flow(v)
		w.b.WriteByte('\n')
	case v.kind == mapping:
		for i, key := range v.keys {
			w.b.WriteString(pad)
			w.key(key)
			w.b.WriteByte(':')
			w.after(v.items[i], indent+2)
		}
	default:
		for _, item := range v.items {
			w.b.WriteString(pad + "-")
			w.after(item, indent+2)
		}
	}
}

// after writes a value that follows a colon or a hyphen.
func (w *writer) after(v *value, indent int) {
	if v.kind >= list && len(v.items) > 0 && w.r.IntN(8) > 0 {
		if v.mark != "" {
			w.b.WriteString(" " + v.mark)
		}
		w.b.WriteByte('\n')
		w.block(v, indent)
		return
	}
	w.b.WriteByte(' ')
	w.indent = indent
	if v.kind >= list {
		w.indent = 0
	}
	w.flow(v)
	w.indent = 0
	w.b.WriteString(pickWith(w.r, "", "", "", "", "", "", "", " # "+words[0]) + "\n")
}

// blockText is what a block scalar can hold without more marks than its kind.
var blockText = regexp.MustCompile(`^[a-z][a-z0-9 :=]*(\n[a-z][a-z0-9 :=]*)+\n?$`)

func (w *writer) blockScalar(s string) {
	w.b.WriteString("|")
	if !strings.HasSuffix(s, "\n") {
		w.b.WriteString("-")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		w.b.WriteString("\n" + strings.Repeat(" ", w.indent) + line)
	}
}

func (w *writer) flow(v *value) {
	if v.mark != "" {
		w.b.WriteString(v.mark + " ")
	}
	switch v.kind {
	case alias:
		w.b.WriteString("*" + v.text + " ")
	case str:
		w.string(v.text)
	case plain:
		w.b.WriteString(v.text)
	case list:
		w.b.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				w.b.WriteString(", ")
			}
			w.flow(item)
		}
		w.b.WriteByte(']')
	case mapping:
		w.b.WriteByte('{')
		for i, item := range v.items {
			if i > 0 {
				w.b.WriteString(", ")
			}
			w.key(v.keys[i])
			w.b.WriteString(": ")
			w.flow(item)
		}
		w.b.WriteByte('}')
	}
}

// safe is what every reader of YAML takes for a string without quotes.
var safe = regexp.MustCompile(`^[a-zA-Z/][a-zA-Z0-9_./=-]*[a-zA-Z0-9]$`)

func (w *writer) key(s string) {
	if s == mergeKey {
		w.b.WriteString(s)
		return
	}
	w.string(s)
}

func (w *writer) string(s string) {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "nan", "inf":
		w.b.WriteString(strconv.Quote(s))
		return
	}
	switch {
	case w.indent > 0 && blockText.MatchString(s) && w.r.IntN(2) == 0:
		w.blockScalar(s)
	case safe.MatchString(s) && w.r.IntN(6) > 0:
		w.b.WriteString(s)
	case !strings.ContainsAny(s, "'\n\t\\") && w.r.IntN(2) > 0:
		w.b.WriteString("'" + s + "'")
	default:
		w.b.WriteString(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`)
	}
}
