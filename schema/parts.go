package schema

// Parts is a set of what types may have. A stage passes over the values of types that have
// nothing for it, themselves or below: most have not.
type Parts uint8

const (
	HasLong Parts = 1 << iota // a long form, or items that are left out
	HasFill
	HasKey
	HasPath
	HasCast // texts that are turned into something else

	partsKnown
)

// Holds reports whether t, or a type below it, has one of some parts. It may, if that is not known.
func (t *Type) Holds(p Parts) bool { return t != nil && (t.parts&p != 0 || t.parts == 0) }

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
