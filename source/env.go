package source

import (
	"iter"
	"maps"
)

// Env is an environment: variables by name. As with FS, one that several loads share has to bear
// concurrent calls.
type Env interface {
	// Lookup returns the value of a variable and whether it is set. A variable set to the
	// empty string is set.
	Lookup(name string) (value string, set bool)
}

// Namer is an optional ability of an Env: it knows the names of its variables.
type Namer interface {
	// Names are the variables that are set, in any order.
	Names() iter.Seq[string]
}

// Vars is an Env held in a map. A nil Vars is an empty environment.
type Vars map[string]string

// Lookup implements Env.
func (v Vars) Lookup(name string) (string, bool) {
	s, ok := v[name]
	return s, ok
}

// Names implements Namer.
func (v Vars) Names() iter.Seq[string] { return maps.Keys(v) }

// Layers is an Env that asks several environments in turn; the first that has the variable
// set answers. Nil entries are passed over.
type Layers []Env

// Lookup implements Env.
func (l Layers) Lookup(name string) (string, bool) {
	for _, e := range l {
		if e == nil {
			continue
		}
		if s, ok := e.Lookup(name); ok {
			return s, true
		}
	}
	return "", false
}

// Names implements Namer, with the names of those environments that know them.
func (l Layers) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, e := range l {
			n, ok := e.(Namer)
			if !ok {
				continue
			}
			for name := range n.Names() {
				if !yield(name) {
					return
				}
			}
		}
	}
}
