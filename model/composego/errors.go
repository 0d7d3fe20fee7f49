package composego

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/errdefs"
	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/validate"
)

// Error is what is wrong with Compose files.
type Error struct {
	// Diagnostics are all findings, warnings too.
	Diagnostics diag.List
	causes      []error
}

// Error has one finding per line.
func (e *Error) Error() string { return (&diag.Errors{List: e.Diagnostics}).Error() }

// Unwrap gives an *diag.Errors of the findings and compose-go's errors for them.
func (e *Error) Unwrap() []error {
	return append([]error{&diag.Errors{List: e.Diagnostics}}, e.causes...)
}

// failure is the error for a load with findings that are errors.
func (r *request) failure(result *ours.Result) error {
	e := &Error{Diagnostics: result.Diagnostics, causes: slices.Clone(r.causes)}
	about := map[*diag.Def]error{ours.FileNotFound: fs.ErrNotExist}
	for _, rule := range validate.Default() {
		for _, def := range rule.Codes {
			about[def] = errdefs.ErrInvalid
		}
	}
	for _, d := range e.Diagnostics.Errors() {
		switch cause := about[d.Def]; {
		case cause != nil:
			e.add(cause)
		case d.Def == ours.UnknownService:
			r.addUnknown(e, result.Project)
		case d.Def == interpolate.InvalidInterpolation && len(r.causes) == 0:
			e.causes = append(e.causes, &template.InvalidTemplateError{Template: d.Span.Text()})
		case d.Def == interpolate.RequiredVariable:
			e.causes = append(e.causes, &template.MissingRequiredError{Variable: variableOf(d.Span.Text())})
		}
	}
	return e
}

func (e *Error) add(cause error) {
	if !slices.Contains(e.causes, cause) {
		e.causes = append(e.causes, cause)
	}
}

// addUnknown adds why services could not be selected.
func (r *request) addUnknown(e *Error, p *model.Project) {
	_, err := p.Select(r.options.SelectedServices, model.IncludeDependencies)
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	for _, err := range list {
		var unknown *model.UnknownError
		switch {
		case !errors.As(err, &unknown):
		case unknown.Disabled:
			e.add(errdefs.ErrDisabled)
		default:
			e.add(errdefs.ErrNotFound)
		}
	}
}

// variableOf is the name in a text such as ${NAME:?message}.
func variableOf(text string) string {
	text = strings.TrimLeft(text, "${")
	if i := strings.IndexAny(text, ":?}"); i >= 0 {
		text = text[:i]
	}
	return text
}
