package composego

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// YAML. What compose-go says of a text that is not YAML are words of the YAML library that it is
// built with: for most faults we have the same beginning, the line, and words of our own.

var yamlWordings = yamlTable()

func yamlTable() map[*diag.Def]wording {
	table := map[*diag.Def]wording{}
	for _, def := range syntax.Defs() {
		if def.Severity != diag.Error {
			continue
		}
		table[def] = parsing(func(f fault) error { return sayf("yaml: line %d: %s", f.line(), f.Message) })
	}
	table[syntax.TabIndent] = parsing(func(f fault) error {
		return sayf("yaml: line %d: found a tab character that violates indentation", f.line())
	})
	table[syntax.DuplicateKey] = parsing(constructing(func(f fault) error {
		first := f.line()
		if len(f.Labels) > 0 {
			first = f.Labels[0].Span.Pos(source.Bytes).Line
		}
		return sayf("line %d: mapping key %q already defined at line %d", f.line(), f.Fact("key"), first)
	}))
	table[syntax.UnknownAnchor] = parsing(func(f fault) error {
		name := f.Span.Pos(source.Bytes).Column + len("*")
		return sayf("yaml: line %d, column %d: unknown anchor '%s' referenced", f.line(), name, f.Fact("anchor"))
	})
	table[syntax.BadMerge] = parsing(constructing(always("yaml: map merge requires map or sequence of maps as the value")))
	table[syntax.RecursiveAnchor] = parsing(constructing(func(f fault) error {
		path := slices.DeleteFunc(f.path(), func(s syntax.Step) bool { return s.Name == "<<" })
		again := append(path[:len(path):len(path)], path[f.anchorDepth(path):]...)
		return sayf("cycle detected: node at path %s references node at path %s", dotted(again, plainItem), dotted(path, plainItem))
	}))
	table[syntax.TooManyRef] = parsing(func(f fault) error {
		if most := f.maxNodes(); most > 0 {
			return constructing(always(fmt.Sprintf("compose file exceeds maximum node visit limit (%d)", most)))(f)
		}
		return errors.New("yaml: document contains excessive aliasing")
	})
	table[syntax.TooLarge] = parsing(func(f fault) error {
		return constructing(always(fmt.Sprintf("compose file exceeds maximum node visit limit (%d)", cmp.Or(f.maxNodes(), maxNodes))))(f)
	})
	return table
}

// parsing adds the file's name.
func parsing(w wording) wording {
	return func(f fault) error { return fmt.Errorf("failed to parse %s: %w", f.Span.File.Name(), w(f)) }
}

// constructing adds what the YAML library does to errors of those who read its nodes: the line
// on which the document's first value stands.
func constructing(w wording) wording {
	return func(f fault) error {
		line := 1
		if root := f.document(); root != nil {
			line = root.Span().Pos(source.Bytes).Line
		}
		return fmt.Errorf("yaml: construct errors:\n  line %d: %w", line, w(f))
	}
}

// document is the value of the document that a finding is in, nil if there is none.
func (f fault) document() *syntax.Node {
	docs, _ := syntax.Parse(f.Span.File, syntax.Limits{})
	for _, doc := range docs {
		if doc.Root != nil && doc.Root.Span().Contains(f.Span) {
			return doc.Root
		}
	}
	return nil
}

// anchorDepth is how many steps of the path of an alias lead to the value with its anchor.
func (f fault) anchorDepth(path syntax.Path) int {
	n := f.document()
	for i, step := range path {
		if n != nil && n.Anchor() == f.Fact("anchor") {
			return i
		}
		n = n.At(syntax.Path{step})
	}
	return 0
}

// plainItem stands for an item by its index, as for an entry.
func plainItem(i int) string { return strconv.Itoa(i) }

// maxNodes is the limit that the caller has set, 0 if that is left to the loader.
func (f fault) maxNodes() int {
	if f.load.request == nil {
		return 0
	}
	return f.load.options.MaxNodeVisits
}
