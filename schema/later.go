package schema

import "sync"

// putOff gives a mapping attributes that are made when somebody asks for them: those of things that
// few projects have, for the table is made anew in each process. Making is held meanwhile: types
// that several such mappings have in common are changed by the first alone.
func putOff(making *sync.Mutex, t *Type, attrs func() []Attr) *Type {
	t.later = sync.OnceFunc(func() {
		making.Lock()
		defer making.Unlock()
		t.attrs = attrs()
		t.sealAttrs()
		var all []*Type
		for i := range t.attrs {
			all = t.attrs[i].Type.collect(all)
		}
		settle(all)
	})
	return t
}
