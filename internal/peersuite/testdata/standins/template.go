package template

import (
	"regexp"

	peer "github.com/compose-spec/compose-go/v2/template"
	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// The errors are those that the bridge gives out.
type (
	MissingRequiredError = peer.MissingRequiredError
	InvalidTemplateError = peer.InvalidTemplateError
)

// Variable is a variable that values use.
type Variable = peer.Variable

// DefaultPattern is what compose-go has for a grammar; there is no other here.
var DefaultPattern = peer.DefaultPattern

// Mapping is an environment.
type Mapping func(string) (string, bool)

// Lookup implements source.Env.
func (f Mapping) Lookup(name string) (string, bool) { return f(name) }

// Substitute is interpolation.
func Substitute(text string, mapping Mapping) (string, error) {
	r := interpolate.Expand(text, mapping, interpolate.Limits{})
	file := source.NewFile("text", text)
	for _, u := range r.Unset {
		logrus.Warn(u.Diagnostic(func(from, to int) source.Span { return file.Span(from, to) }).Message)
	}
	for _, f := range r.Faults {
		if f.Kind == interpolate.Missing {
			return r.Value, &MissingRequiredError{Variable: f.Name, Reason: f.Text}
		}
		return r.Value, &InvalidTemplateError{Template: text}
	}
	return r.Value, nil
}

// ExtractVariables lists the variables of plain values.
func ExtractVariables(value map[string]any, _ *regexp.Regexp) map[string]Variable {
	x := model.Extensions{}
	if err := x.Set("x-value", value); err != nil {
		panic(err)
	}
	out := map[string]Variable{}
	for _, v := range interpolate.Variables(x["x-value"]) {
		out[v.Name] = Variable{Name: v.Name, DefaultValue: v.Default, PresenceValue: v.Alternate, Required: v.Required}
	}
	return out
}
