package schema

import "sync"

// later is how the attributes of a mapping are made when somebody asks for them.
type later struct {
	once sync.Once
	make func() []Attr
	// making is held meanwhile, one for the whole table: types that several mappings have in common are
	// changed by the first alone.
	making *sync.Mutex
}

// putOff gives a mapping attributes that are made when somebody asks for them: the table is built anew in each
// process, and few projects have all of its things. Holds are the parts of the attributes, and of the types
// below them.
func putOff(t *Type, holds Parts, attrs func() []Attr) *Type {
	t.later = &later{make: attrs}
	t.parts = t.ownParts() | holds
	return t
}

// makeAttrs makes the attributes that were put off.
func (t *Type) makeAttrs() {
	making := t.later.making
	making.Lock()
	defer making.Unlock()
	t.attrs = t.later.make()
	t.sealBelow(making)
	var all []*Type
	t.below(func(child *Type) { all = child.collect(all) })
	settle(all)
}
