package model

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

//go:generate go run ../internal/modelgen/write.go

// Decode reads a project from a canonical tree: short syntax is expanded, defaults are filled
// in. It always gives a project, as much of it as can be read: a value that its attribute
// cannot take is a finding, and its field stays zero. Unknown attributes are passed over.
//
// The project shares strings with the tree.
func Decode(tree *syntax.Node) (*Project, diag.List) {
	p := &Project{}
	if tree.IsNull() {
		return p, nil
	}
	var d decoder
	d.decodeProject(tree, p)
	d.locate(tree)
	return p, d.found.Close()
}

// UnmarshalJSON reads a project as EncodeJSON gives it. What docker compose config --format json prints is read, too, but
// every "$" is doubled there, and stays so: who wants each once puts it in place of the two in the text. What a text does
// not say stays empty: WorkingDir and all else that is no attribute, and x-* attributes below the top level. The error is
// a *diag.Errors.
func (p *Project) UnmarshalJSON(data []byte) error {
	return decodeJSON(data, p, (*decoder).decodeProject)
}

// UnmarshalJSON reads a service as MarshalJSON writes it, without its name. The error is a *diag.Errors.
func (s *Service) UnmarshalJSON(data []byte) error {
	return decodeJSON(data, s, (*decoder).decodeService)
}

// decodeJSON decodes a text that is known to be JSON, and so is YAML.
func decodeJSON[T any](data []byte, to *T, decode func(*decoder, *syntax.Node, *T)) error {
	docs, list := syntax.Parse(source.NewFile("JSON", string(data)), syntax.Limits{})
	list = slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return d.Def == syntax.BadEscape && d.Fact("means") != "" }) // of JSON's own
	if list.HasErrors() || len(docs) == 0 {
		return list.Err()
	}
	if docs[0].Root.IsNull() {
		return nil // as encoding/json has it
	}
	var d decoder
	var read T
	decode(&d, docs[0].Root, &read)
	d.locate(docs[0].Root)
	list.Add(d.found.Close()...)
	*to = read
	return list.Err()
}

// decoder holds the findings and the memory of one Decode. Fields of the same type take their
// memory from slabs, so that many services cost few allocations.
type decoder struct {
	found diag.Collector
	wrong []*syntax.Node // for each finding the node that it is about

	done, left int                     // resources of the project before the one that is read; those of its kind from it on
	again      bool                    // the resource that is read stands in the tree several times
	lists      map[syntax.Contents]any // what lists that stand there several times are decoded to
	lines      map[string]commandLine  // long ones, which may stand there several times, too

	slabs
	texts       slab[string]
	booleans    slab[bool]
	integers    slab[int]
	unsigned32s slab[uint32]
	unsigned64s slab[uint64]
	durations   slab[Duration]
	fileModes   slab[FileMode]
}

// slab gives out memory for values of one type. It takes a piece of it for as many values as the
// resources that are left would want if they were like those since the first that wanted any.
type slab[T any] struct {
	block []T
	used  int // values of the block that were handed out; a slice of the others would be written each time
	given int
	first int // how many resources were done when the first value was wanted

	items []*syntax.Node // of the long list of values that was decoded last, and what they came to
	list  []T
}

const largestSlab = 128

// take gives n zero values of a slab; of none it is an empty slice, not nil. The slice has no room
// behind, so that appending to it does not write over others.
func take[T any](d *decoder, s *slab[T], n int) []T {
	if n == 0 {
		return []T{}
	}
	if s.given == 0 {
		s.first = d.done
	}
	if n > len(s.block)-s.used {
		expected := (s.given + n) * d.left / (d.done - s.first + 1)
		s.block, s.used = make([]T, max(n, min(largestSlab, max(expected, s.given/4)))), 0
	}
	from := s.used
	s.given += n
	s.used += n
	return s.block[from:s.used:s.used]
}

// one gives a zero value of a slab.
func one[T any](d *decoder, s *slab[T]) *T { return &take(d, s, 1)[0] }

// manyItems is from how many items on a list is long: what it comes to is kept. For fewer that takes more than making them again.
const manyItems = 16

// begin gives room for what a list is decoded to, and how many of its items are known, and there already: all, if the contents of the list stand in the tree
// several times; those that the long list before begins with, too, which is what lists have in common to which services add something. What is wrong with a
// list is found each time, so that nothing of it is known.
func begin[T any](d *decoder, s *slab[T], n *syntax.Node) (list []T, known int) {
	items := n.Items()
	if len(items) < manyItems {
		return take(d, s, len(items)), 0
	}
	if d.repeats(n) {
		if list, ok := d.lists[n.Contents()].([]T); ok {
			return list, len(list)
		}
	}
	list = take(d, s, len(items))
	for known < min(len(items), len(s.items)) && items[known] == s.items[known] {
		known++
	}
	copy(list, s.list[:known])
	return list, known
}

// repeats reports whether the contents of a list stand in the tree several times.
func (d *decoder) repeats(n *syntax.Node) bool { return d.again || n.Repeated() }

// keep keeps what a long list is decoded to if there is nothing wrong with it; found is how many findings there were
// before.
func keep[T any](d *decoder, s *slab[T], n *syntax.Node, list []T, found int) {
	if len(list) < manyItems || len(d.wrong) > found || d.found.Cut() {
		return
	}
	s.items, s.list = n.Items(), list
	if !d.repeats(n) {
		return
	}
	if d.lists == nil {
		d.lists = map[syntax.Contents]any{}
	}
	d.lists[n.Contents()] = list
}

// fail reports what is wrong with a node, at a place in it. It is called once at most for each
// time that a node is read.
func (d *decoder) fail(n *syntax.Node, f diag.Diagnostic) {
	if !d.found.Full(f.Severity()) {
		d.found.Add(f.With("value", n.Value()))
		d.wrong = append(d.wrong, n)
	}
}

func (d *decoder) isMapping(n *syntax.Node) bool {
	if n.Kind == syntax.Mapping {
		return true
	}
	d.unexpected(n, "a mapping")
	return false
}

func (d *decoder) isSequence(n *syntax.Node) bool {
	if n.Kind == syntax.Sequence {
		return true
	}
	d.unexpected(n, "a list")
	return false
}

// unexpected reports a value of another kind than want, which has its article.
func (d *decoder) unexpected(n *syntax.Node, want string) {
	found := UnexpectedKind.At(n.Span(), "%s was expected here, not %s", want, kindName(n))
	if n.Type == syntax.Timestamp { // which has no long form, as a text would
		found = found.Helped("write it in quotes if it is a text")
	}
	d.fail(n, found)
}

// kindName is the kind of a value with its article.
func kindName(n *syntax.Node) string {
	switch n.Kind {
	case syntax.Mapping:
		return "a mapping"
	case syntax.Sequence:
		return "a list"
	case syntax.Alias:
		return "an alias"
	}
	switch n.Type {
	case syntax.Null:
		return "null"
	case syntax.Bool:
		return "a boolean"
	case syntax.Int:
		return "an integer"
	case syntax.Float:
		return "a number with a fraction or exponent"
	case syntax.Timestamp:
		return "a date"
	}
	return "a string"
}

// extension keeps the i-th entry of a mapping if it is an extension.
func (d *decoder) extension(to *Extensions, n *syntax.Node, i int) {
	pairs := n.Pairs()
	if !schema.IsExtension(pairs[i].Name()) {
		return
	}
	if *to == nil {
		count := 0
		for k := i; k < len(pairs); k++ {
			if schema.IsExtension(pairs[k].Name()) {
				count++
			}
		}
		*to = make(Extensions, count)
	}
	(*to)[pairs[i].Name()] = pairs[i].Value
}

// locate gives each finding the path of the attribute that it is about. Findings are in the
// order of the tree, so one walk meets their nodes one after the other; projects without
// findings, which are most, are not walked at all.
func (d *decoder) locate(tree *syntax.Node) {
	wrong, list := d.wrong, d.found.List
	if len(wrong) == 0 {
		return
	}
	for path, n := range tree.All() {
		if len(path) > 0 && schema.IsExtension(path[0].Name) {
			continue // may share nodes with what is decoded
		}
		// One finding for each time that the node is met: where it is shared it is met again.
		if wrong[0] == n {
			list[0].Path = path.String()
			if wrong, list = wrong[1:], list[1:]; len(wrong) == 0 {
				return
			}
		}
	}
}
