package source_test

import (
	"slices"
	"testing"

	"github.com/composekit/composekit/source"
)

// traced is an environment of one variable that a file sets.
type traced struct {
	name string
	at   source.Span
}

func (t traced) Lookup(name string) (string, bool) { return "1", name == t.name }

func (t traced) Trace(name string) (source.Origin, bool) {
	return source.Origin{Span: t.at}, name == t.name
}

// Layers know the variables of all environments that they have, and the names that these know.
func TestLayers(t *testing.T) {
	env := source.Layers{source.Vars{"A": ""}, nil, traced{name: "B"}, source.Vars{"A": "2", "C": "3"}}
	for name, want := range map[string]string{"A": "", "B": "1", "C": "3"} {
		if got, set := env.Lookup(name); got != want || !set {
			t.Errorf("%s is %q, set: %v", name, got, set)
		}
	}
	if _, set := env.Lookup("D"); set {
		t.Error("a variable is set that none has")
	}
	if got := slices.Sorted(env.Names()); !slices.Equal(got, []string{"A", "A", "C"}) {
		t.Errorf("the names are %q", got)
	}
	for range env.Names() {
		break // which is the end
	}
}

func TestOriginOf(t *testing.T) {
	file := source.NewFile(".env", "A=1\nB=1\n")
	env := source.Layers{
		source.Vars{"A": "2"}, nil,
		source.Layers{traced{"A", file.Span(0, 1)}, traced{"B", file.Span(4, 5)}},
	}
	for name, want := range map[string]string{"A": "-", "B": ".env:2:1"} {
		if from, set := source.OriginOf(env, name); !set || from.Span.String() != want {
			t.Errorf("%s: got %v and %v, want %s", name, from.Span, set, want)
		}
	}
	if _, set := source.OriginOf(env, "C"); set {
		t.Error("a variable that is not set has an origin")
	}
	if _, set := source.OriginOf(nil, "A"); set {
		t.Error("no environment has an origin")
	}
}
