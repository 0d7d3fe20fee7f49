package source

// Origin is where a variable has its value from.
type Origin struct {
	// Span is where a file sets it; nowhere if no file does.
	Span Span
	// From says in words who set it where no file did: "the option --project-name". Empty is
	// the environment that the caller handed in.
	From string
}

// Tracer is an optional ability of an Env: it knows where its variables come from.
type Tracer interface {
	// Trace returns the origin of a variable, and whether it is set.
	Trace(name string) (from Origin, set bool)
}

// OriginOf is where an environment has a variable from, and whether it is set. Of an Env that
// is no Tracer all variables have the zero Origin.
func OriginOf(env Env, name string) (from Origin, set bool) {
	switch e := env.(type) {
	case nil:
		return Origin{}, false
	case Tracer:
		return e.Trace(name)
	}
	_, set = env.Lookup(name)
	return Origin{}, set
}

// Trace implements Tracer.
func (l Layers) Trace(name string) (Origin, bool) {
	for _, e := range l {
		if from, set := OriginOf(e, name); set {
			return from, true
		}
	}
	return Origin{}, false
}
