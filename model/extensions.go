package model

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mitchellh/mapstructure"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// Extensions are the x-* attributes of one mapping, by name with the "x-". They stay nodes of
// the tree, with all their places, until someone asks for more: Get and Decode turn them into
// Go values. 11-extension.md
type Extensions map[string]*syntax.Node

// InvalidExtension is a value in an extension that does not fit the Go type asked for.
var InvalidExtension = &diag.Def{Code: "invalid-extension", Title: "an extension's value that does not fit"}

// Get gives an extension as plain Go values (see Plain), and whether it is there.
func (x Extensions) Get(name string) (value any, ok bool) {
	n, ok := x[name]
	if !ok {
		return nil, false
	}
	return Plain(n), true
}

// Decode fills what to points at from an extension: structs, whose fields are found by their
// mapstructure tags or else their names in any case, maps, slices and scalars. Text is taken
// for time.Duration and for types that implement encoding.TextUnmarshaler. What no field takes is
// passed over; a field of type map[string]any with the tag `mapstructure:",remain"` gets it. If there
// is no such extension nothing is changed, and that is no error.
//
// What does not fit is reported in an error of type *diag.Errors, each value at its place: also a
// number that is too large for its field, or is not whole.
func (x Extensions) Decode(name string, to any) error {
	n, ok := x[name]
	if !ok {
		return nil
	}
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result: to,
		DecodeHook: mapstructure.ComposeDecodeHookFunc(
			mapstructure.StringToTimeDurationHookFunc(),
			mapstructure.TextUnmarshallerHookFunc(),
			fitNumber,
		),
	})
	if err != nil {
		return fmt.Errorf("%s cannot be decoded: %w", name, err)
	}
	return misfits(name, n, d.Decode(Plain(n)))
}

// fitNumber is a hook of the decoder, which would cut numbers to the size of their fields.
func fitNumber(from, to reflect.Value) (any, error) {
	fits := true
	switch {
	case !from.CanInt() && !from.CanUint() && !from.CanFloat():
	case to.CanInt() || to.CanUint():
		there := from.Convert(to.Type())
		sameSign := !from.CanInt() || !to.CanUint() || from.Int() >= 0
		fits = sameSign && (!from.CanUint() || !to.CanInt() || there.Int() >= 0) && there.Convert(from.Type()).Equal(from)
	case to.CanFloat() && from.CanFloat():
		fits = !to.OverflowFloat(from.Float())
	}
	if !fits {
		return nil, fmt.Errorf("%v is no %s", from, to.Type())
	}
	return from.Interface(), nil
}

// misfits turns the error of a decoder into findings, each at the value that it is about.
func misfits(name string, n *syntax.Node, err error) error {
	if err == nil {
		return nil
	}
	texts := []string{err.Error()}
	if all, ok := err.(*mapstructure.Error); ok {
		texts = all.Errors
	}
	var list diag.List
	for _, text := range texts {
		path := append(syntax.Path{{Name: name}}, blamed(n, text)...)
		text = strings.ReplaceAll(text, "\n", " ")
		list.Add(InvalidExtension.At(n.At(path[1:]).Span(), "the value does not fit: %s", text).About(path.String()))
	}
	list.Sort()
	return list.Err()
}

// blamed is the path of the value that a message of a decoder is about, as far as it leads.
// The message names it as in 'Servers[0].Port' expected type …, or as in error decoding 'Port': …
func blamed(n *syntax.Node, message string) (path syntax.Path) {
	_, rest, _ := strings.Cut(message, "'")
	route, _, _ := strings.Cut(rest, "'")
	for _, name := range strings.FieldsFunc(route, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		step, ok := stepTo(n, name)
		if !ok {
			break
		}
		path = append(path, step)
		n = n.At(syntax.Path{step})
	}
	return path
}

// stepTo is the step to the entry of a mapping or the item of a sequence that a decoder calls
// name: it does not heed case.
func stepTo(n *syntax.Node, name string) (step syntax.Step, ok bool) {
	for _, p := range n.Pairs() {
		if strings.EqualFold(p.Name(), name) {
			return syntax.Step{Name: p.Name()}, true
		}
	}
	i, err := strconv.Atoi(name)
	return syntax.Step{Index: i, Item: true}, err == nil && i >= 0 && i < len(n.Items())
}

// Set gives an extension a value made of what Plain gives; other integers, floats, slices and
// maps with string keys are taken too. Anything else is an error, and nothing is changed.
func (x *Extensions) Set(name string, value any) error {
	var b syntax.Builder
	n, err := build(&b, reflect.ValueOf(value), 0)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if *x == nil {
		*x = Extensions{}
	}
	(*x)[name] = n
	return nil
}

const deepest = 1000 // values nested deeper than this are taken to contain themselves

func build(b *syntax.Builder, v reflect.Value, depth int) (*syntax.Node, error) {
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		v = v.Elem()
	}
	if depth > deepest {
		return nil, fmt.Errorf("the value is nested too deep")
	}
	if !v.IsValid() {
		return b.Scalar("null", syntax.Null, nil, syntax.Written), nil
	}
	switch v.Kind() {
	case reflect.Map:
		return buildMapping(b, v, depth)
	case reflect.Slice, reflect.Array:
		items := make([]*syntax.Node, v.Len())
		for i := range items {
			var err error
			if items[i], err = build(b, v.Index(i), depth+1); err != nil {
				return nil, err
			}
		}
		return b.Sequence(items, nil, syntax.Written), nil
	}
	text, typ, err := scalarOf(v)
	if err != nil {
		return nil, err
	}
	return b.Scalar(text, typ, nil, syntax.Written), nil
}

func buildMapping(b *syntax.Builder, v reflect.Value, depth int) (*syntax.Node, error) {
	if v.Type().Key().Kind() != reflect.String {
		return nil, fmt.Errorf("a map with keys of type %s", v.Type().Key())
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	pairs := make([]syntax.Pair, len(keys))
	for i, k := range keys {
		value, err := build(b, v.MapIndex(k), depth+1)
		if err != nil {
			return nil, err
		}
		pairs[i] = b.PairAt(nil, k.String(), value)
	}
	return b.Mapping(pairs, nil, syntax.Written), nil
}

// scalarOf is the text and type of a scalar.
func scalarOf(v reflect.Value) (string, syntax.Type, error) {
	if t, ok := v.Interface().(time.Time); ok {
		return t.Format(time.RFC3339Nano), syntax.Timestamp, nil
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String(), syntax.String, nil
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), syntax.Bool, nil
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), syntax.Int, nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), syntax.Int, nil
	case v.CanFloat():
		return floatText(v.Float()), syntax.Float, nil
	}
	return "", syntax.None, fmt.Errorf("a value of type %s", v.Type())
}

// floatText is a number as YAML writes it.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// Plain gives a tree as plain Go values: nil, bool, int (int64, uint64 and float64 for larger
// ones), float64, string, time.Time, []any and map[string]any.
func Plain(n *syntax.Node) any {
	switch {
	case n.IsNull():
		return nil
	case n.Kind == syntax.Mapping:
		out := make(map[string]any, n.Len())
		for _, p := range n.Pairs() {
			out[p.Name()] = Plain(p.Value)
		}
		return out
	case n.Kind == syntax.Sequence:
		out := make([]any, n.Len())
		for i, item := range n.Items() {
			out[i] = Plain(item)
		}
		return out
	}
	return plainScalar(n)
}

func plainScalar(n *syntax.Node) any {
	switch n.Type {
	case syntax.Bool:
		return isTrue(n)
	case syntax.Int:
		if v, ok := n.Int(); ok {
			if int64(int(v)) == v {
				return int(v)
			}
			return v
		}
		if v, ok := n.Uint(); ok {
			return v
		}
		return floatOf(n)
	case syntax.Float:
		return floatOf(n)
	case syntax.Timestamp:
		if t, ok := n.Time(); ok {
			return t
		}
	}
	return n.Text()
}
