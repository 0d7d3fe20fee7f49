package schema

import (
	"math"
	"math/bits"
)

// Parts is a set of what types may have. A stage passes over the values of types that have
// nothing for it, themselves or below: most have not.
type Parts uint8

const (
	HasLong Parts = 1 << iota // a long form, or items that are left out
	HasFill                   // attributes that are filled in
	HasKey                    // a list whose items have an identity
	HasPath                   // a path
	HasCast                   // texts that are turned into something else

	partsKnown
	partsCount = iota - 1
)

// Holds reports whether t, or a type below it, has one of some parts. It may, if that is not known.
func (t *Type) Holds(p Parts) bool { return t != nil && (t.parts&p != 0 || t.parts == 0) }

// ChildHolding is the type of the value under a key of a mapping of type t if that type, or one
// below it, has a part; else nil.
func (t *Type) ChildHolding(p Parts, name string) *Type {
	if t == nil {
		return nil
	}
	child := t.Values
	if len(t.attrs) > 0 {
		hash := hash(name)
		if len(t.slots) > 0 && !t.holds.pass(p, hash) {
			return nil
		}
		child = t.child(name, hash)
	}
	if child.Holds(p) {
		return child
	}
	return nil
}

// sieves tell, for each part, most of the attributes that do not hold it from those that do, by a
// hash of their names and without looking for them: a bit is set if an attribute of that hash does.
type sieves [partsCount]uint64

func (s *sieves) pass(p Parts, hash uint) bool {
	return s[bits.TrailingZeros8(uint8(p))]>>(hash%64)&1 != 0
}

func (t *Type) makeSieves() {
	for part := range partsCount {
		for i := range t.attrs {
			if t.attrs[i].Type.Holds(1 << part) {
				t.holds[part] |= 1 << (hash(t.attrs[i].Name) % 64)
			}
		}
		if t.Open && t.Values.Holds(1<<part) {
			t.holds[part] = math.MaxUint64
		}
	}
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
	if t.Cast != NoCast {
		p |= HasCast
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
