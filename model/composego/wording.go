package composego

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/compose-spec/compose-go/v2/errdefs"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/syntax"
)

// What compose-go says of a fault. It stops at the first, so of all the findings of a load
// one step's are chosen, and of those the one that it comes upon first; where that is left to
// the order of a Go map, the first by name. Each of its phases has a file, wording_*.go, with
// a table of the kinds of finding and their words.

// fault is a finding that is to be put in words, and what is known about it.
type fault struct {
	diag.Diagnostic
	load *refused
	step *ours.Refusal
}

// wording is the error that compose-go has for a kind of finding.
type wording func(f fault) error

// wordings are the words for all kinds of finding that compose-go has, too.
var wordings = sync.OnceValue(func() map[*diag.Def]wording {
	all := map[*diag.Def]wording{}
	for _, table := range []map[*diag.Def]wording{
		yamlWordings, variableWordings, shapeWordings, mergeWordings, shortFormWordings,
		fileWordings, envFileWordings, valueWordings, ruleWordings,
	} {
		maps.Copy(all, table)
	}
	return all
})

// firstFault is what compose-go says of a load.
func firstFault(load *refused) error {
	steps := load.steps
	if len(steps) == 0 {
		return errors.New("the project is not valid")
	}
	step := &steps[0]
	if step.File == nil {
		step = laterStep(steps)
	}
	switch {
	case step.Stage == ours.Interpolation:
		return allVariables(load, step)
	case step.Stage == ours.Validation && step.Tree != nil:
		return shape(load, step)
	case valueWordings[step.Errors[0].Def] != nil:
		return allValues(load, step)
	}
	return say(fault{slices.MinFunc(step.Errors, byTurn), load, step})
}

// say is a finding in compose-go's words, in ours if it has no such error.
func say(f fault) error {
	if w := wordings()[f.Def]; w != nil {
		return w(f)
	}
	return errors.New(f.Message)
}

// laterStep is the step that compose-go takes first of those that come after all files: ours
// are in another order. Findings of one of its steps that ours has later are moved to it.
func laterStep(steps []ours.Refusal) *ours.Refusal {
	least := &steps[0]
	for i := range steps {
		if slices.ContainsFunc(steps[i].Errors, isStructure) {
			errs := slices.DeleteFunc(slices.Clone(steps[i].Errors), func(d diag.Diagnostic) bool { return !isStructure(d) })
			return &ours.Refusal{Errors: errs, Tree: steps[i].Tree}
		}
	}
	return least
}

// sayf is an error without a class.
func sayf(format string, args ...any) error { return fmt.Errorf(format, args...) }

// invalidf is an error that matches errdefs.ErrInvalid, and says so.
func invalidf(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, errdefs.ErrInvalid)...)
}

// always is a wording without variable parts.
func always(text string) wording {
	return func(fault) error { return errors.New(text) }
}

// path is the path of the attribute that a finding is about.
func (f fault) path() syntax.Path {
	if p, err := syntax.ParsePath(f.Path); err == nil {
		return p
	}
	var p syntax.Path
	for _, name := range strings.Split(f.Path, ".") {
		p = append(p, syntax.Step{Name: name})
	}
	return p
}

// dotted is a path as most of compose-go's errors have it: an item of a list is what item makes
// of its index.
func dotted(path syntax.Path, item func(i int) string) string {
	parts := make([]string, len(path))
	for i, s := range path {
		if parts[i] = s.Name; s.Item {
			parts[i] = item(s.Index)
		}
	}
	return strings.Join(parts, ".")
}

// anyItem stands for the items of a list, whichever.
func anyItem(int) string { return "[]" }

// thatItem stands for an item by its index.
func thatItem(i int) string { return fmt.Sprintf("[%d]", i) }

// resource is the path of the resource or container that an attribute belongs to: volumes.data.
func (f fault) resource() string {
	path := f.path()
	return dotted(path[:min(len(path), 2)], thatItem)
}
