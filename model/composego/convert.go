package composego

import (
	"maps"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/model"
)

// ToComposeGo returns the project as compose-go has it. Both share no memory but that of
// strings. What is nil on one side is nil on the other, and what is empty is empty: also
// Environment, which composekit's own loader leaves nil. Extensions are plain values, as
// Extensions.Get gives them.
//
// The error is a *LossError if the project says something that compose-go has no place for;
// the result then holds everything else.
func ToComposeGo(p *model.Project) (*types.Project, error) {
	if p == nil {
		return nil, nil
	}
	var c outward
	out := new(types.Project)
	c.toProject(p, out)
	return out, c.err()
}

// FromComposeGo returns compose-go's project as ours. Both share no memory but that of strings.
// What is nil on one side is nil on the other, and what is empty is empty. Values of extensions
// must be such as Extensions.Set takes.
//
// The error is a *LossError if the project says something that ours has no place for; the
// result then holds everything else.
func FromComposeGo(p *types.Project) (*model.Project, error) {
	if p == nil {
		return nil, nil
	}
	var c inward
	out := new(model.Project)
	c.fromProject(p, out)
	return out, c.err()
}

// LossError says what a conversion had to leave out.
type LossError struct {
	// Fields are the names of what has no counterpart, such as types.NetworkConfig.CustomLabels,
	// and the extensions whose values are not plain. They are sorted, each once.
	Fields []string
}

// Error names the fields.
func (e *LossError) Error() string {
	return "left out, for the other side has no place for it: " + strings.Join(e.Fields, ", ")
}

// losses collects what a conversion leaves out.
type losses struct{ fields []string }

func (l *losses) lose(set bool, field string) {
	if set && !slices.Contains(l.fields, field) {
		l.fields = append(l.fields, field)
	}
}

func (l *losses) err() error {
	if len(l.fields) == 0 {
		return nil
	}
	slices.Sort(l.fields)
	return &LossError{l.fields}
}

// outward is a conversion to compose-go under way.
type outward struct {
	losses
	// typed gives the value of an extension another type; nil leaves values plain.
	typed func(name string, value any) any
}

func (c *outward) extensions(x model.Extensions) types.Extensions {
	if x == nil {
		return nil
	}
	out := make(types.Extensions, len(x))
	for name, n := range x {
		out[name] = model.Plain(n)
		if c.typed != nil {
			out[name] = c.typed(name, out[name])
		}
	}
	return out
}

// inward is a conversion from compose-go under way.
type inward struct{ losses }

func (c *inward) extensions(x types.Extensions) model.Extensions {
	if x == nil {
		return nil
	}
	out := make(model.Extensions, len(x))
	for name, value := range x {
		c.lose(out.Set(name, value) != nil, "the value of "+name)
	}
	return out
}

// What the generated code is made of. Each of these makes nil of nil.

func same[T any](a *T) *T {
	if a == nil {
		return nil
	}
	b := *a
	return &b
}

func integer[B, A ~int64](a *A) *B {
	if a == nil {
		return nil
	}
	b := B(*a)
	return &b
}

func words[B, A ~[]string](a A) B { return B(slices.Clone(a)) }

func texts[B, A ~map[string]string](a A) B { return B(maps.Clone(a)) }

func lists[B, A ~map[string][]string](a A) B {
	b := B(maps.Clone(a))
	for key, list := range b {
		b[key] = slices.Clone(list)
	}
	return b
}

func optionalTexts[B, A ~map[string]*string](a A) B {
	b := B(maps.Clone(a))
	memory := make([]string, 0, len(b))
	for key, text := range b {
		if text != nil {
			memory = append(memory, *text)
			b[key] = &memory[len(memory)-1]
		}
	}
	return b
}

func pointed[A, B any](a *A, convert func(*A, *B)) *B {
	if a == nil {
		return nil
	}
	b := new(B)
	convert(a, b)
	return b
}

func each[S ~[]B, A, B any](a []A, convert func(*A, *B)) S {
	if a == nil {
		return nil
	}
	b := make(S, len(a))
	for i := range a {
		convert(&a[i], &b[i])
	}
	return b
}

func eachPointer[A, B any](a []*A, convert func(*A, *B)) []*B {
	if a == nil {
		return nil
	}
	b := make([]*B, len(a))
	for i := range a {
		b[i] = pointed(a[i], convert)
	}
	return b
}

func pointers[A, B any](a map[string]*A, convert func(*A, *B)) map[string]*B {
	if a == nil {
		return nil
	}
	b := make(map[string]*B, len(a))
	for key, value := range a {
		b[key] = pointed(value, convert)
	}
	return b
}

func values[M ~map[string]B, A, B any](a map[string]A, convert func(*A, *B)) M {
	if a == nil {
		return nil
	}
	b := make(M, len(a))
	for key, value := range a {
		var to B
		convert(&value, &to)
		b[key] = to
	}
	return b
}

// valuesOf is values of pointers; one that is nil becomes a zero value.
func valuesOf[M ~map[string]B, A, B any](a map[string]*A, convert func(*A, *B)) M {
	if a == nil {
		return nil
	}
	b := make(M, len(a))
	for key, value := range a {
		var to B
		if value != nil {
			convert(value, &to)
		}
		b[key] = to
	}
	return b
}

// pointersTo is the way back of valuesOf.
func pointersTo[A, B any](a map[string]A, convert func(*A, *B)) map[string]*B {
	if a == nil {
		return nil
	}
	b := make(map[string]*B, len(a))
	for key, value := range a {
		to := new(B)
		convert(&value, to)
		b[key] = to
	}
	return b
}
