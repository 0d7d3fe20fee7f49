package official

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Fault is one failure of a tree under the official schema, in the terms of JSON Schema:
// for programs that put it in words of their own. Where the schema has alternatives, there is
// a fault for each of them.
type Fault struct {
	// Path leads to the value: names and, of items, decimal indexes.
	Path []string
	// Keyword of the schema that the value fails, such as "type" or "required", and what it is
	// set to.
	Keyword string
	Want    any
	// Names are, of required, the attributes that are missing; of additionalProperties those
	// that are not allowed.
	Names []string
	// Items are, of uniqueItems, the indexes of two that are equal.
	Items [2]int
	// Value is the value as JSON has it, Span its place.
	Value any
	Span  source.Span
}

// Faults are all failures of a tree without aliases under the official schema. Their
// order is that of the values in the tree; of one value, that of the schema's alternatives.
func Faults(tree *syntax.Node) []Fault {
	rules, err := compiled()
	if err != nil {
		return nil
	}
	v := verdict{root: tree}
	value := v.plain(tree)
	failure, _ := rules.Validate(value).(*jsonschema.ValidationError)
	if failure == nil {
		return nil
	}
	f := failures{verdict: &v, value: value}
	f.add(failure)
	slices.SortStableFunc(f.list, func(a, b placedFault) int {
		if a.Span.File == b.Span.File && a.Span.Start != b.Span.Start {
			return int(a.Span.Start) - int(b.Span.Start)
		}
		if order := slices.Compare(a.Path, b.Path); order != 0 {
			return order
		}
		return strings.Compare(a.keyword, b.keyword)
	})
	out := make([]Fault, len(f.list))
	for i := range f.list {
		out[i] = f.list[i].Fault
	}
	return out
}

// failures is the list under way.
type failures struct {
	*verdict
	value any
	list  []placedFault
}

// placedFault is a fault with the place of its keyword in the schema.
type placedFault struct {
	Fault
	keyword string
}

func (f *failures) add(e *jsonschema.ValidationError) {
	for _, c := range e.Causes {
		f.add(c)
	}
	if len(e.Causes) > 0 {
		return
	}
	_, pointer, _ := strings.Cut(e.AbsoluteKeywordLocation, "#")
	keyword := pointer[strings.LastIndexByte(pointer, '/')+1:]
	fault := Fault{
		Path: steps(e.InstanceLocation), Keyword: keyword,
		Want: within(text(), steps(pointer)), Value: within(f.value, steps(e.InstanceLocation)),
		Span: f.find(e.InstanceLocation).key,
	}
	parent, _ := within(text(), steps(strings.TrimSuffix(pointer, "/"+keyword))).(map[string]any)
	switch keyword {
	case "required":
		fault.Names = missingNames(fault.Want, fault.Value)
	case "additionalProperties":
		fault.Names = f.unknownNames(parent, fault)
	case "uniqueItems":
		fault.Items = equalItems(fault.Value)
	}
	f.list = append(f.list, placedFault{fault, e.KeywordLocation})
}

// steps are the names in a JSON pointer.
func steps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	out := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i := range out {
		out[i] = unescape(out[i])
	}
	return out
}

// within is the value at a path of a JSON value, nil if there is none.
func within(value any, path []string) any {
	for _, name := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// text is the schema as a JSON value.
var text = sync.OnceValue(func() (value any) {
	if json.Unmarshal([]byte(schema.Official()), &value) != nil {
		return nil
	}
	return value
})

func missingNames(required, value any) (names []string) {
	has, _ := value.(map[string]any)
	all, _ := required.([]any)
	for _, r := range all {
		if name, ok := r.(string); ok && !hasKey(has, name) {
			names = append(names, name)
		}
	}
	return names
}

func hasKey(m map[string]any, name string) bool {
	_, ok := m[name]
	return ok
}

// unknownNames are the attributes of a value that the schema has no place for, in the order of the tree.
func (f *failures) unknownNames(rules map[string]any, fault Fault) (names []string) {
	properties, _ := rules["properties"].(map[string]any)
	patterns, _ := rules["patternProperties"].(map[string]any)
	n := f.root
	for _, step := range fault.Path {
		if i, err := strconv.Atoi(step); n.Kind == syntax.Sequence && err == nil {
			n = n.Items()[i]
		} else {
			n = n.Get(step)
		}
	}
	for _, p := range n.Pairs() {
		if !hasKey(properties, p.Name()) && !matchesAny(patterns, p.Name()) {
			names = append(names, p.Name())
		}
	}
	return names
}

func matchesAny(patterns map[string]any, name string) bool {
	for pattern := range patterns {
		if ok, err := regexp.MatchString(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}

func equalItems(value any) [2]int {
	items, _ := value.([]any)
	for i := 1; i < len(items); i++ {
		for j := range i {
			if jsonText(items[i]) == jsonText(items[j]) {
				return [2]int{j, i}
			}
		}
	}
	return [2]int{}
}

func jsonText(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(out)
}
