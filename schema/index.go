package schema

// Attr finds an attribute by name; nil if the type has none of that name.
func (t *Type) Attr(name string) *Attr {
	if t == nil {
		return nil
	}
	if t.index.slots == nil {
		return t.search(name)
	}
	return t.index.find(name)
}

// search finds an attribute of a type that was not sealed.
func (t *Type) search(name string) *Attr {
	for i := range t.Attrs {
		if t.Attrs[i].Name == name {
			return &t.Attrs[i]
		}
	}
	return nil
}

// Child is the type of the value under a key of a mapping of type t: that of the attribute, else
// Values where the keys are the user's. It is nil for extensions and unknown keys.
func (t *Type) Child(name string) *Type {
	if t == nil {
		return nil
	}
	if len(t.Attrs) > 0 {
		if a := t.Attr(name); a != nil {
			return a.Type
		}
		if !t.Open {
			return nil
		}
	}
	return t.Values
}

// IsExtension reports whether name is that of an extension (x-*).
func IsExtension(name string) bool { return len(name) >= 2 && name[0] == 'x' && name[1] == '-' }

// index finds attributes by name: a hash table without deletion, at most half full, so that a
// look-up is one hash of four bytes and, as a rule, one comparison.
type index struct {
	slots []*Attr // a power of two of them; nil where there is no attribute
}

func (x *index) find(name string) *Attr {
	if len(name) == 0 {
		return nil
	}
	mask := uint(len(x.slots) - 1)
	for i := hash(name) & mask; ; i = (i + 1) & mask {
		a := x.slots[i&mask]
		if a == nil || a.Name == name {
			return a
		}
	}
}

// hash mixes the length of a name with four of its bytes: no two attributes of a service have
// all of them in common but for a few pairs. Name must not be empty.
func hash(name string) uint {
	n := uint(len(name))
	h := uint(name[0]) | uint(name[n-1])<<8 | uint(name[n/2])<<16 | uint(name[n/4])<<24
	h = (h ^ n<<5) * 0x9E3779B1
	return h ^ h>>15
}

// seal builds the index of t and of all types below it. A type is changed no more after that.
func (t *Type) seal() {
	if t == nil || t.index.slots != nil {
		return
	}
	if len(t.Attrs) > 0 {
		t.index.build(t.Attrs)
		for i := range t.Attrs {
			t.Attrs[i].Type.seal()
		}
	}
	t.Values.seal()
	t.Elem.seal()
}

func (x *index) build(attrs []Attr) {
	size := uint(2)
	for size < uint(2*len(attrs)) {
		size *= 2
	}
	x.slots = make([]*Attr, size)
	for i := range attrs {
		at := hash(attrs[i].Name) & (size - 1)
		for x.slots[at] != nil {
			at = (at + 1) & (size - 1)
		}
		x.slots[at] = &attrs[i]
	}
}
