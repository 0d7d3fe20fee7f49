package schema

import (
	"strings"

	"github.com/composekit/composekit/syntax"
)

// Attr finds an attribute by name; nil if the type has none of that name.
func (t *Type) Attr(name string) *Attr {
	if t == nil {
		return nil
	}
	return t.attr(name, hash(name))
}

// attr is Attr where the hash of the name is known.
func (t *Type) attr(name string, hash uint) *Attr {
	attrs := t.attrs
	if len(t.slots) == 0 {
		return search(attrs, name)
	}
	mask := uint(len(t.slots) - 1)
	for at := hash; ; at++ {
		i := int(t.slots[at&mask]) - 1
		if uint(i) >= uint(len(attrs)) {
			return nil
		}
		if a := &attrs[i]; a.Name == name {
			return a
		}
	}
}

// search finds an attribute of a type that was not sealed, or has none.
func search(attrs []Attr, name string) *Attr {
	for i := range attrs {
		if attrs[i].Name == name {
			return &attrs[i]
		}
	}
	return nil
}

// Child is the type of the value under a key of a mapping of type t: that of the attribute, else
// Values where the keys are the user's. It is nil for extensions and unknown keys.
func (t *Type) Child(name string) *Type {
	switch {
	case t == nil:
		return nil
	case len(t.attrs) == 0:
		return t.Values
	}
	return t.child(name, hash(name))
}

// Words say what a value of the type is: "a port", or "an order: start-first or stop-first". They are empty if the attribute says it.
func (t *Type) Words() string {
	switch {
	case t == nil:
		return ""
	case len(t.Enum) == 0 || t.Accept&^(String|Null) != 0:
		return t.Name
	case t.Name == "":
		return either(t.Enum)
	}
	return t.Name + ": " + either(t.Enum)
}

// CutEntry is an item of a list as the entry that it means in a mapping of the type: KEY=VALUE, and of hosts also HOST:ADDRESS. Without
// a sign between the two it is the key, and the value is empty. The nil Type is that of lists KEY=VALUE.
func (t *Type) CutEntry(item string) (key, value string) {
	key, value, cut := strings.Cut(item, "=")
	if !cut && t != nil && t.Format == Hosts {
		key, value, _ = strings.Cut(item, ":")
	}
	return key, value
}

// TakesPairs reports whether an item of a list of this type is KEY=VALUE, as CutEntry has it.
func (t *Type) TakesPairs() bool {
	switch t.Format {
	case KeyValues, Environment, Labels, SSH, Hosts:
		return true
	}
	return false
}

// Item is the type of the items of a list. docker compose looks at those of a list that stands where a mapping
// belongs as at the values of the mapping.
func (t *Type) Item() *Type {
	switch {
	case t == nil:
		return nil
	case t.Elem == nil && t.Accept&List == 0:
		return t.Values
	}
	return t.Elem
}

// At is the type of what a path leads to from a value of type t; nil if there is none such.
func (t *Type) At(path syntax.Path) *Type {
	for _, step := range path {
		if step.Item {
			t = t.Item()
		} else {
			t = t.Child(step.Name)
		}
	}
	return t
}

// child is Child of a type with attributes, where the hash of the name is known.
func (t *Type) child(name string, hash uint) *Type {
	if a := t.attr(name, hash); a != nil {
		return a.Type
	}
	if !t.Open {
		return nil
	}
	return t.Values
}

// IsExtension reports whether name is that of an extension (x-*).
func IsExtension(name string) bool { return len(name) >= 2 && name[0] == 'x' && name[1] == '-' }

// hash mixes the length of a name with four of its bytes: no two attributes of a service have
// all of them in common but for a few pairs. The factor was found by trial: most types have no two
// attributes in one slot.
func hash(name string) uint {
	if name == "" {
		return 0
	}
	last := uint(len(name) - 1)
	h := uint(name[0]) | uint(name[last])<<8 | uint(name[last/2])<<16 | uint(name[last/4])<<24
	h = (h ^ last<<5) * 0xCEED33D3
	return h ^ h>>16
}

// seal builds the index of t and of all types below it, and says what they hold. No type holds itself.
func (t *Type) seal() {
	if t == nil || t.parts != 0 {
		return
	}
	t.parts = t.ownParts()
	t.below(func(child *Type) {
		child.seal()
		if child != nil {
			t.parts |= child.parts
		}
	})
	if len(t.attrs) > 0 {
		t.slots = makeSlots(t.attrs)
		t.makeSieves()
	}
}

// makeSlots makes the index of a type: a hash table without deletion, at most half full, so
// that a look-up is one hash of four bytes and, as a rule, one comparison. A slot holds the
// position of an attribute plus one, or 0. There are fewer than 255 attributes to a type.
func makeSlots(attrs []Attr) string {
	size := uint(2)
	for size < uint(2*len(attrs)) {
		size *= 2
	}
	slots := make([]uint8, size)
	for i := range attrs {
		at := hash(attrs[i].Name) & (size - 1)
		for slots[at] != 0 {
			at = (at + 1) & (size - 1)
		}
		slots[at] = uint8(i + 1)
	}
	return string(slots)
}
