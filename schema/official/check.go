// Package official owns the verdict of the official JSON schema on a tree: a second opinion
// beside the table, for tests and on request. It is a package of its own since a validator of
// JSON schemas takes longer to start than a project to load.
package official

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// name is what the schema is compiled as; it is not looked up anywhere.
const name = "compose-spec.json"

var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	if err := c.AddResource(name, strings.NewReader(schema.Official())); err != nil {
		return nil, err
	}
	return c.Compile(name)
})

// Check returns the official schema's verdict on a tree without aliases, merged or as
// written. It takes as long as several loads of the project and says less well what is wrong
// than schema.Check, which has the same verdict: it is a second opinion.
func Check(tree *syntax.Node) diag.List {
	if tree == nil {
		tree = new(syntax.Builder).Scalar("", syntax.Null, nil, syntax.Written)
	}
	v := verdict{root: tree}
	value := v.plain(tree)
	rules, err := compiled()
	if err == nil {
		err = rules.Validate(value)
	}
	switch err := err.(type) {
	case nil:
	case *jsonschema.ValidationError:
		v.report(err)
		v.addEchoes()
	default:
		v.list.Add(schema.OfficialSchema.At(source.Span{}, "the official schema could not be applied: %s", err))
	}
	v.list.Sort()
	return v.list
}

// verdict turns the findings of the official schema into diagnostics.
type verdict struct {
	root   *syntax.Node
	list   diag.List
	found  []string // the JSON pointers of what was found
	echoes []echo
}

// echo is what the schema says of an attribute as one that it has not dealt with. It says so
// of unknown ones, and once more of those that it dealt with and found wrong.
type echo struct {
	pointer string
	at      foundValue
}

// plain is a tree as JSON has it. JSON has no numbers that are not finite.
func (v *verdict) plain(n *syntax.Node) any {
	switch {
	case n.Kind == syntax.Mapping:
		m := make(map[string]any, n.Len())
		for _, p := range n.Pairs() {
			m[p.Name()] = v.plain(p.Value)
		}
		return m
	case n.Kind == syntax.Sequence:
		s := make([]any, n.Len())
		for i, item := range n.Items() {
			s[i] = v.plain(item)
		}
		return s
	case n.Kind == syntax.Alias:
		return nil
	}
	return v.scalar(n)
}

func (v *verdict) scalar(n *syntax.Node) any {
	switch n.Type {
	case syntax.Null:
		return nil
	case syntax.Bool:
		v, _ := n.Bool()
		return v
	case syntax.Int, syntax.Float:
		x, ok := n.Float()
		if !ok || math.IsInf(x, 0) || math.IsNaN(x) {
			v.list.Add(schema.OfficialSchema.At(n.Span(), "the number %s is not finite", n.Value()))
			return 0.0
		}
		return x
	}
	return schema.StringOf(n)
}

// report adds the failures at the ends of e. Of the alternatives of a oneOf or anyOf only
// those that came furthest into the value are of interest to people.
func (v *verdict) report(e *jsonschema.ValidationError) {
	if len(e.Causes) == 0 {
		v.leaf(e)
		return
	}
	causes := e.Causes
	if strings.HasSuffix(e.KeywordLocation, "/oneOf") || strings.HasSuffix(e.KeywordLocation, "/anyOf") {
		causes = furthest(causes)
	}
	for _, c := range causes {
		v.report(c)
	}
}

func furthest(all []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	most := 0
	for _, e := range all {
		most = max(most, reach(e))
	}
	var out []*jsonschema.ValidationError
	for _, e := range all {
		if reach(e) == most {
			out = append(out, e)
		}
	}
	return out
}

// reach is how deep in the value the deepest failure below e lies. What a schema says about
// the attributes of a mapping lies one deeper than what it says about its kind.
func reach(e *jsonschema.ValidationError) int {
	most := strings.Count(e.InstanceLocation, "/")
	if len(e.Causes) == 0 && !strings.HasSuffix(e.KeywordLocation, "/type") {
		most++
	}
	for _, c := range e.Causes {
		most = max(most, reach(c))
	}
	return most
}

func (v *verdict) leaf(e *jsonschema.ValidationError) {
	at := v.find(e.InstanceLocation)
	switch {
	case strings.HasSuffix(e.KeywordLocation, "/additionalProperties"):
		v.unknown(at, e.Message)
	case strings.HasSuffix(e.KeywordLocation, "/unevaluatedProperties"):
		v.echoes = append(v.echoes, echo{pointer: e.InstanceLocation, at: at})
		return
	default:
		v.add(at.value.Span(), at.path, e.Message)
	}
	v.found = append(v.found, e.InstanceLocation)
}

// addEchoes adds the attributes that were not dealt with, but for those where something is
// wrong already, and those that were not dealt with just because something beside them is wrong.
func (v *verdict) addEchoes() {
	for _, e := range v.echoes {
		parent := e.pointer[:strings.LastIndexByte(e.pointer, '/')+1]
		shared := isShared(unescape(e.pointer[len(parent):]))
		if !slices.ContainsFunc(v.found, func(pointer string) bool {
			return pointer == e.pointer || strings.HasPrefix(pointer, e.pointer+"/") ||
				shared && strings.HasPrefix(pointer, parent)
		}) {
			v.add(e.at.key, e.at.path, "not allowed here")
		}
	}
}

// isShared reports whether an attribute comes from the parts that services, jobs and hooks share.
func isShared(name string) bool {
	for _, part := range sharedParts() {
		if _, ok := part.Properties[name]; ok {
			return true
		}
	}
	return false
}

var sharedParts = sync.OnceValue(func() (parts []*jsonschema.Schema) {
	root, err := compiled()
	if err != nil {
		return nil
	}
	service := resolved(root.Properties["services"])
	for _, t := range service.PatternProperties {
		for _, part := range resolved(t).AllOf {
			parts = append(parts, resolved(part))
		}
	}
	return parts
})

// resolved follows references.
func resolved(s *jsonschema.Schema) *jsonschema.Schema {
	for s.Ref != nil {
		s = s.Ref
	}
	return s
}

// unknown adds a finding for each of the keys that a message names: 'a', 'b'.
func (v *verdict) unknown(at foundValue, message string) {
	before := len(v.list)
	for _, p := range at.value.Pairs() {
		if strings.Contains(message, "'"+strings.Trim(strconv.Quote(p.Name()), `"`)+"'") {
			v.add(p.Span(), syntax.Below(at.path, p.Name()), "not allowed here")
		}
	}
	if len(v.list) == before {
		v.add(at.value.Span(), at.path, message)
	}
}

func (v *verdict) add(span source.Span, path, message string) {
	subject := path
	if subject == "" {
		subject = "the Compose file"
	}
	v.list.Add(schema.OfficialSchema.At(span, "%s: %s", subject, message).About(path))
}

// foundValue is a value of the tree, with the span of its key if it has one.
type foundValue struct {
	value *syntax.Node
	key   source.Span
	path  string
}

// find goes to the value at a JSON pointer, as far as there is one.
func (v *verdict) find(pointer string) foundValue {
	at := foundValue{value: v.root, key: v.root.Span()}
	if pointer == "" {
		return at
	}
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		name := unescape(part)
		if i := at.value.Find(name); i >= 0 {
			p := at.value.Pairs()[i]
			at = foundValue{p.Value, p.Span(), syntax.Below(at.path, name)}
		} else if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(at.value.Items()) {
			item := at.value.Items()[i]
			at = foundValue{item, item.Span(), at.path + "[" + name + "]"}
		}
	}
	return at
}

// unescape undoes what the pointers of the validator do to names.
func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}
