package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The table and the official schema are walked together. What one has and the other has not
// is a failure that names the place.

// doc is a JSON schema, or part of one.
type doc = map[string]any

func TestTheTableSaysWhatTheOfficialSchemaSays(t *testing.T) {
	var root doc
	if err := json.Unmarshal([]byte(Official()), &root); err != nil {
		t.Fatal(err)
	}
	p := parity{t: t, root: root, seen: map[string]bool{}}
	p.compare("", root, Compose())
	for name := range root["$defs"].(doc) {
		if !p.seen[name] {
			t.Errorf("$defs/%s: reached from nowhere", name)
		}
	}
	t.Logf("%d places compared", p.places)
}

type parity struct {
	t      *testing.T
	root   doc
	seen   map[string]bool // definitions that were reached
	places int
}

// shape is what a schema accepts, its alternatives taken together, in the words of Type.
type shape struct {
	kinds         Kinds
	attrs, values map[string]any // by name, by pattern
	extensible    bool
	closed        bool
	required      []string
	requiredAny   []string
	elem          any
	unique        bool
	enum          []string
	min, max      any
	pattern       string
}

// keywords are all that the official schema uses: a new one wants a decision.
var keywords = map[string]bool{
	"$schema": true, "$id": true, "$defs": true, "$ref": true, "title": true, "description": true, "deprecated": true,
	"default": true, "format": true, "type": true, "properties": true, "patternProperties": true, "additionalProperties": true,
	"unevaluatedProperties": true, "oneOf": true, "allOf": true, "anyOf": true, "required": true, "enum": true,
	"uniqueItems": true, "items": true, "minimum": true, "maximum": true, "pattern": true,
}

var jsonKinds = map[string]Kinds{
	"null": Null, "boolean": Bool, "integer": Int, "number": Number, "string": String, "array": List, "object": Map,
}

// collect adds what s accepts to a shape.
func (p *parity) collect(path string, s doc, to *shape) {
	for k := range s {
		if !keywords[k] {
			p.t.Errorf("%s: the official schema uses %q, which this test does not know", path, k)
		}
	}
	if ref, ok := s["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/$defs/")
		p.seen[name] = true
		p.collect(path, p.root["$defs"].(doc)[name].(doc), to)
	}
	for _, key := range []string{"allOf", "oneOf"} {
		for _, part := range list(s[key]) {
			p.collect(path, part.(doc), to)
		}
	}
	for _, part := range list(s["anyOf"]) {
		to.requiredAny = append(to.requiredAny, stringsOf(part.(doc)["required"])...)
	}
	kinds := p.kinds(s)
	to.kinds |= kinds
	to.enum = append(to.enum, stringsOf(s["enum"])...)
	to.min, to.max = firstOf(to.min, s["minimum"]), firstOf(to.max, s["maximum"])
	if pattern, ok := s["pattern"].(string); ok {
		to.pattern = pattern
	}
	if kinds&List != 0 {
		to.elem = s["items"]
		to.unique = to.unique || s["uniqueItems"] == true
	}
	// A service has properties and no type of its own: that comes with the parts of allOf.
	if kinds&Map != 0 || kinds == 0 {
		p.collectMapping(s, to)
	}
}

func (p *parity) collectMapping(s doc, to *shape) {
	if properties, ok := s["properties"].(doc); ok {
		maps.Copy(to.attrs, properties)
	}
	if patterns, ok := s["patternProperties"].(doc); ok {
		for pattern, value := range patterns {
			if pattern == "^x-" {
				to.extensible = true
				continue
			}
			to.values[pattern] = value
		}
	}
	if s["additionalProperties"] == false || s["unevaluatedProperties"] == false {
		to.closed = true
	}
	to.required = append(to.required, stringsOf(s["required"])...)
}

func (p *parity) kinds(s doc) (k Kinds) {
	if name, ok := s["type"].(string); ok {
		return jsonKinds[name]
	}
	for _, name := range list(s["type"]) {
		k |= jsonKinds[name.(string)]
	}
	return k
}

func (p *parity) compare(path string, s doc, t *Type) {
	p.places++
	want := shape{attrs: doc{}, values: doc{}}
	p.collect(path, s, &want)
	p.same(path, "kinds", want.kinds, t.Accept)
	p.same(path, "enum", want.enum, t.Enum)
	p.same(path, "required", want.required, t.Required)
	p.same(path, "one of required", want.requiredAny, t.RequiredAny)
	p.same(path, "minimum", want.min, bound(t.Min))
	p.same(path, "maximum", want.max, bound(t.Max))
	p.same(path, "unique items", want.unique, t.Unique)
	p.comparePattern(path, want.pattern, t.Pattern)
	if want.kinds&List != 0 {
		p.compareElem(path, want.elem, t)
	}
	if want.kinds&Map != 0 {
		p.compareMapping(path, &want, t)
	}
}

func (p *parity) compareElem(path string, elem any, t *Type) {
	if elem == nil || t.Elem == nil {
		p.same(path, "has items of a type", elem != nil, t.Elem != nil)
		return
	}
	p.compare(path+"[]", elem.(doc), t.Elem)
}

var keyRules = map[string]KeyRule{
	"^[a-zA-Z0-9._-]+$": NameKey, "^[a-z]+$": LowerKey, "^.+$": LineKey, ".+": AnyKey,
}

func (p *parity) compareMapping(path string, want *shape, t *Type) {
	p.same(path, "takes x-*", want.extensible, t.Extensible)
	p.same(path, "takes other keys", !want.closed, t.Open)
	names := map[string]any{}
	for i := range t.Attrs() {
		a := &t.Attrs()[i]
		names[a.Name] = true
		part, ok := want.attrs[a.Name].(doc)
		if !ok {
			p.t.Errorf("%s.%s: the official schema has no such attribute", path, a.Name)
			continue
		}
		p.compareAttr(path+"."+a.Name, part, a)
	}
	for name := range want.attrs {
		if names[name] == nil {
			p.t.Errorf("%s.%s: the table has no such attribute", path, name)
		}
	}
	if len(want.values) > 1 {
		p.t.Errorf("%s: the official schema has several patterns of keys: %v", path, want.values)
	}
	for pattern, value := range want.values {
		rule, known := keyRules[pattern]
		if !known || t.Values == nil {
			p.t.Errorf("%s: keys %s: no rule or no type in the table", path, pattern)
			continue
		}
		p.same(path, "rule for keys", rule, t.Keys)
		p.compare(path+".*", value.(doc), t.Values)
	}
	if len(want.values) == 0 && t.Values != nil && t.Values.Name != anything.Name {
		p.t.Errorf("%s: the official schema says nothing of values", path)
	}
}

func (p *parity) compareAttr(path string, s doc, a *Attr) {
	if s["deprecated"] == true && a.Deprecated == "" {
		p.t.Errorf("%s: deprecated by the official schema", path)
	}
	if d, ok := s["default"]; ok && fmt.Sprint(d) != a.Default {
		p.t.Errorf("%s: defaults to %v by the official schema, to %q by the table", path, d, a.Default)
	}
	p.compare(path, s, a.Type)
}

// comparePattern holds a pattern against the function that stands for it.
func (p *parity) comparePattern(path, pattern string, match func(string) bool) {
	if pattern == "" || match == nil {
		p.same(path, "has a pattern", pattern != "", match != nil)
		return
	}
	re := regexp.MustCompile(pattern)
	for _, s := range patternSamples() {
		p.same(path, fmt.Sprintf("pattern %s matches %q", pattern, s), re.MatchString(s), match(s))
	}
}

// patternSamples are short strings of the characters that patterns of the schema speak of, and some words.
func patternSamples() []string {
	out := []string{
		"always", "never", "build", "missing", "if_not_present", "refresh", "daily", "weekly", "Always", "always ", "every",
		"every_", "every_1h", "every_1h30m", "every_h", "every_1", "every_1h3", "every_1y", "every_01w2d3h4m5s", "xevery_1h", "every_1h\n",
	}
	last := []string{""}
	for range 4 {
		var next []string
		for _, s := range last {
			for _, c := range []string{"a", "Z", "0", ".", "_", "-", " ", "é", "\n"} {
				next = append(next, s+c)
			}
		}
		out, last = append(out, next...), next
	}
	return out
}

func (p *parity) same(path, what string, want, have any) {
	if slice, ok := want.([]string); ok {
		want, have = sorted(slice), sorted(have.([]string))
	}
	if fmt.Sprint(want) != fmt.Sprint(have) {
		p.t.Errorf("%s: %s: the official schema has %v, the table %v", path, what, want, have)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}

func bound(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func stringsOf(v any) (out []string) {
	for _, s := range list(v) {
		out = append(out, s.(string))
	}
	return out
}

func firstOf(a, b any) any {
	if a != nil {
		return a
	}
	return b
}
