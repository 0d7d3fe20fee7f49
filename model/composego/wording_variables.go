package composego

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/syntax"
)

// Variables in values, and the numbers and booleans that strings stand for.

var variableWordings = map[*diag.Def]wording{
	interpolate.InvalidInterpolation: func(f fault) error {
		if err := f.ofEnvFile(); err != nil {
			return err
		}
		err := cmp.Or(f.load.caused(isTemplate), error(&template.InvalidTemplateError{Template: f.Fact("template")}))
		var invalid *template.InvalidTemplateError
		if !errors.As(err, &invalid) {
			return f.interpolating(err)
		}
		return worded{err, fmt.Sprintf(
			"invalid interpolation format for %s.\nYou may need to escape any $ with another $.\n%s", f.interpolated(), invalid.Template)}
	},
	interpolate.RequiredVariable: func(f fault) error {
		if err := f.ofEnvFile(); err != nil {
			return err
		}
		return f.interpolating(&template.MissingRequiredError{Variable: f.Fact("variable"), Reason: f.Fact("message")})
	},
	interpolate.CastFailed: func(f fault) error {
		return f.interpolating(fmt.Errorf("failed to cast to expected type: %w", castError(f.Fact("type"), f.Fact("value"))))
	},
}

// worded is an error with other words than its own.
type worded struct {
	error
	text string
}

func (e worded) Error() string { return e.text }
func (e worded) Unwrap() error { return e.error }

func (f fault) interpolating(err error) error {
	return worded{err, fmt.Sprintf("error while interpolating %s: %s", f.interpolated(), err)}
}

func (f fault) interpolated() string { return dotted(f.path(), anyItem) }

// castError is what the Go function says by which compose-go reads a text.
func castError(to, text string) (err error) {
	switch to {
	case "int":
		_, err = strconv.Atoi(text)
	case "int64":
		_, err = strconv.ParseInt(text, 10, 64)
	case "float":
		_, err = strconv.ParseFloat(text, 64)
	case "float32":
		_, err = strconv.ParseFloat(text, 32)
	case "umask":
		_, err = strconv.ParseUint(text, 0, 32)
	case "bool":
		err = fmt.Errorf("invalid boolean: %s", text)
	}
	if err == nil {
		err = fmt.Errorf("invalid value: %s", text)
	}
	return err
}

// allVariables is all that is wrong with the variables of a document: compose-go tells one fault
// of each value, in the order of the attributes' names.
func allVariables(load *refused, step *ours.Refusal) error {
	type value struct {
		path syntax.Path
		err  error
	}
	var values []value
	for _, d := range step.Errors {
		f := fault{d, load, step}
		path := f.path()
		if !slices.ContainsFunc(values, func(v value) bool { return v.path.String() == path.String() }) {
			values = append(values, value{path, say(f)})
		}
	}
	slices.SortStableFunc(values, func(a, b value) int { return slices.CompareFunc(a.path, b.path, byName) })
	errs := make([]error, len(values))
	for i, v := range values {
		errs[i] = v.err
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

func byName(a, b syntax.Step) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Index, b.Index))
}
