package composego

import (
	"cmp"
	"errors"
	"slices"

	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
)

// Error is what is wrong with Compose files. Its text is what compose-go says of the first
// fault that it comes upon, and so is what it matches with errors.Is and errors.As.
type Error struct {
	// Diagnostics are all findings, warnings too.
	Diagnostics diag.List
	first       error
}

// Error is the text of compose-go's error.
func (e *Error) Error() string { return e.first.Error() }

// Unwrap gives the error that stands for compose-go's, and an *diag.Errors of the findings.
func (e *Error) Unwrap() []error {
	return []error{e.first, &diag.Errors{List: e.Diagnostics}}
}

// AsError is an *Error of findings that a program got from composekit's own packages; nil if
// none of them is an error. The findings of one step of compose-go belong together.
func AsError(findings diag.List) error {
	if !findings.HasErrors() {
		return nil
	}
	step := ours.Refusal{Errors: findings.Errors()}
	return &Error{Diagnostics: findings, first: firstFault(&refused{steps: []ours.Refusal{step}})}
}

// refused is a load that came to nothing.
type refused struct {
	*request // nil if the findings are not those of a load
	steps    []ours.Refusal
	project  *model.Project // as far as it could be made
}

// failure is the error for a load with findings that are errors.
func (r *request) failure(result *ours.Result) error {
	load := refused{request: r, steps: result.Refusals, project: result.Project}
	return &Error{Diagnostics: result.Diagnostics, first: cmp.Or(r.unread, firstFault(&load))}
}

// caused is an error of the caller's functions that has led to a finding, in place of our
// words for it; nil if there is none.
func (r *refused) caused(match func(error) bool) error {
	if r.request == nil {
		return nil
	}
	if i := slices.IndexFunc(r.causes, match); i >= 0 {
		return r.causes[i]
	}
	return nil
}

// isTemplate reports whether an error is about the variables in a text.
func isTemplate(err error) bool {
	var invalid *template.InvalidTemplateError
	var missing *template.MissingRequiredError
	return errors.As(err, &invalid) || errors.As(err, &missing)
}
