package loader

import (
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Refusal is what one step of a load refused.
type Refusal struct {
	// Stage is the optional stage that the step belongs to, 0 if it is part of every load.
	Stage Stages
	// File is the Compose file whose turn it was, nil if it was no file's. The errors may
	// lie in files that had their turn before.
	File *source.File
	// Tree is what the step was given, with what the step itself has changed of it so far; nil of a step that
	// reads. Later steps change nothing of it.
	Tree *syntax.Node
	// Errors are what it found, in the order in which it did.
	Errors diag.List
}

// step is a step of a load under way, from the number of findings that there were before.
type step struct {
	stage Stages
	file  *file
	tree  *syntax.Node
	from  int
}

// refused is a step with errors, and the number of findings at its end.
type refused struct {
	step
	to int
}

// begin ends the step under way and goes on with the next.
func (r *run) begin(next step) {
	if r.diags.List[r.at.from:].HasErrors() {
		r.refused = append(r.refused, refused{r.at, len(r.diags.List)})
		r.build.Share() // later steps leave the tree of this one as it is
	}
	next.from = len(r.diags.List)
	r.at = next
}

// among are the refusals of the errors in a list, each by the step that found it first.
func among(steps []Refusal, list diag.List) []Refusal {
	if len(steps) == 0 {
		return nil
	}
	type finding struct {
		def     *diag.Def
		span    source.Span
		message string
	}
	waiting := map[finding]bool{}
	for _, d := range list {
		waiting[finding{d.Def, d.Span, d.Message}] = true
	}
	for i := range steps {
		steps[i].Errors = slices.DeleteFunc(steps[i].Errors, func(d diag.Diagnostic) bool {
			f := finding{d.Def, d.Span, d.Message}
			if !waiting[f] {
				return true
			}
			delete(waiting, f)
			return false
		})
	}
	return slices.DeleteFunc(steps, func(s Refusal) bool { return len(s.Errors) == 0 })
}

// refusals are what the steps refused. It comes before the findings are put in order.
func (r *run) refusals() []Refusal {
	r.begin(step{})
	if len(r.refused) == 0 {
		return nil
	}
	r.addPaths()
	out := make([]Refusal, len(r.refused))
	for i, s := range r.refused {
		out[i] = Refusal{Stage: s.stage, Tree: s.tree, Errors: r.diags.List[s.from:s.to].Errors()}
		if s.file != nil {
			out[i].File = s.file.File
		}
	}
	return out
}
