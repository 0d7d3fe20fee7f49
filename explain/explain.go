// Package explain owns the answer to "why is this value here?": the history of a value of a
// loaded project, read off the tree that the project was made from. It changes nothing, reads
// no files and decides nothing about Compose.
//
// A story is data; Render and Story.MarshalJSON show it to people and to programs. Projects
// with mistakes have stories too, of what could be read.
package explain

import (
	"fmt"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Story is the history of one value.
type Story struct {
	// Path is the attribute: "services.web.ports[0]".
	Path string
	// Set is false for an attribute that nothing sets, not even normalisation. Value then says
	// what docker compose does without it, as text for people; it may be empty.
	Set   bool
	Value string
	// Node is the value in the project's tree; nil if it is not there, as what env files set.
	Node *syntax.Node
	// Steps tell how the value came about, the first one first.
	Steps []Step
	// Findings are what is wrong with the value itself.
	Findings diag.List
	// Parts are the stories of the attributes and items directly below, without their own parts.
	Parts []Story
}

// What is what a step did to a value.
type What string

// What there is for steps. Later versions may have more.
const (
	Written      What = "written"      // read from a file, as Text; in an overriding file see Overridden
	Overridden   What = "overridden"   // an overriding file or service says Text at Span instead
	Merged       What = "merged"       // what an overriding file or service says at Span was added
	Interpolated What = "interpolated" // variables gave Text
	Cast         What = "cast"         // the text was read as the number or boolean Text, or base64 as Text
	Aliased      What = "aliased"      // the alias of anchor Name at Other stands for it
	MergeKey     What = "merge-key"    // a merge key at Other, of anchor Name, brought it in
	LongForm     What = "long-form"    // the short form means Text
	Extended     What = "extended"     // inherited from service Name; Other is where extends says so
	Included     What = "included"     // came in with file Name; Other is the entry of include
	PathResolved What = "path"         // a relative path became Text
	FromVariable What = "variable"     // a name without value took the variable's
	FromFile     What = "file"         // an env file or label file sets it at Span
	Normalised   What = "normalised"   // it was brought into the form Text
	Implied      What = "implied"      // it follows from the value Text at Span
	Default      What = "default"      // nothing sets it; Text is the default, of Section
)

// Step is one event in the history of a value.
type Step struct {
	What What
	// Span is where it happened, if it happened in a file.
	Span source.Span
	// Text is the value after the step, or the text as written.
	Text string
	// Name and Other are the name and the place that What speaks of.
	Name  string
	Other source.Span
	// Variables are those that gave their values, in order of place.
	Variables []Variable
	// Section is a page of the Compose Specification with an anchor.
	Section string

	file *source.File // that Name is the name of, where it is that of a file
}

// Variable is the use of a variable.
type Variable struct {
	Name, Value string
	// Set is false for a variable that is not set. If its use has a default, that is Default,
	// as written; UsedDefault tells whether it took the place of the value.
	Set         bool
	Default     string
	UsedDefault bool
	// Origin is where the variable has its value from; zero is the environment.
	Origin source.Origin
}

// Value tells the history of the value at a path such as "services.web.image",
// "services.web.ports[0]" or "services.web.environment.KEY", be that a mapping or a list of
// KEY=VALUE. A key with dots in it may be written as it is, or as labels["com.example.a"].
//
// A path that leads to no attribute is an *UnknownPathError. An attribute that is merely not
// set is none: it has a story with Set false.
func Value(result *loader.Result, path string) (Story, error) {
	l, err := find(result, path)
	if err != nil {
		return Story{}, err
	}
	story := l.story()
	story.Parts = l.parts()
	return story, nil
}

// UnknownPathError is the error of a path that leads nowhere.
type UnknownPathError struct {
	Path string // as it was given
	// Known is the part of Path that leads somewhere, and Name what it does not have.
	Known, Name string
	Near        string // the name that was probably meant; may be empty
}

// Error implements error.
func (e *UnknownPathError) Error() string {
	var b strings.Builder
	switch {
	case e.Path == "":
		return "no path was given; a path is such as services.web.image"
	case e.Known == "":
		fmt.Fprintf(&b, "a project has no %q", e.Name)
	default:
		fmt.Fprintf(&b, "%s has no %q", e.Known, e.Name)
	}
	if e.Near != "" {
		fmt.Fprintf(&b, "; did you mean %s?", e.Near)
	}
	return b.String()
}

// unknown is the error of a name that is not among those known.
func unknown(path, known, name string, names []string) error {
	return &UnknownPathError{Path: path, Known: known, Name: name, Near: typo.Nearest(name, func(yield func(string) bool) {
		for _, n := range names {
			if !yield(n) {
				return
			}
		}
	})}
}
