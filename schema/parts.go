package schema

// Parts is a set of what types may have. A stage passes over the values of types that have
// nothing for it, themselves or below: most have not.
type Parts uint8

const (
	HasLong Parts = 1 << iota // a long form, or items that are left out
	HasFill
	HasKey
	HasPath

	partsKnown
)

// Holds reports whether t, or a type below it, has one of some parts. It may, if that is not known.
func (t *Type) Holds(p Parts) bool { return t != nil && (t.parts&p != 0 || t.parts == 0) }

// findParts makes known what t and the types below it hold. It is part of what a program's first
// load takes.
func (t *Type) findParts() { settle(t.collect(make([]*Type, 0, 256))) }

// settle gives types, parents before children, the parts of those below them.
func settle(all []*Type) {
	for changed := true; changed; { // more than once if types hold each other
		changed = false
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].addBelow() {
				changed = true
			}
		}
	}
}

// collect adds t and the types below it, parents before children, unless they have been met.
func (t *Type) collect(all []*Type) []*Type {
	if t == nil || t.parts != 0 {
		return all
	}
	t.parts = t.ownParts()
	all = append(all, t)
	t.below(func(child *Type) { all = child.collect(all) })
	return all
}

// addBelow adds the parts of the types below t, and reports whether that changed anything.
func (t *Type) addBelow() (changed bool) {
	before := t.parts
	t.below(func(child *Type) {
		if child != nil {
			t.parts |= child.parts
		}
	})
	return t.parts != before
}

func (t *Type) ownParts() Parts {
	p := partsKnown
	if t.Long != nil || t.OmitEmpty {
		p |= HasLong
	}
	if t.Fill != nil {
		p |= HasFill
	}
	if t.Key != nil {
		p |= HasKey
	}
	if t.Path != NoPath {
		p |= HasPath
	}
	return p
}

// below calls f for the types of what a value of type t holds, some of which are nil.
func (t *Type) below(f func(*Type)) {
	for i := range t.attrs {
		f(t.attrs[i].Type)
	}
	f(t.Values)
	f(t.Elem)
}
