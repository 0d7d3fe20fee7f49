// Package explain owns the answer to "why is this value here?": the history of a value of a
// loaded project, read off the tree that the project was made from. It changes nothing, reads
// no files and decides nothing about Compose.
//
// A story is data; Render and Story.MarshalJSON show it to people and to programs. Projects
// with mistakes have stories too, of what could be read.
package explain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
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
	Removed      What = "removed"      // the tag !reset at Span took it away
	CarriedOut   What = "carried-out"  // it was extends or include, and is in the project what it stands for
	Decided      What = "decided"      // nothing sets it; the attribute Name, which is Text at Span, decides what holds
	PassedOver   What = "passed-over"  // it is written, and Compose does not look at it
	Defined      What = "defined"      // the variable is set at Span, or by what Name says; by neither: in the environment
	Used         What = "used"         // the variable is used at Span, in Text, which is at the path Name
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
// KEY=VALUE. A key with dots in it may be written as it is, or as labels["com.example.a"], and a
// position as ports.0.
//
// $NAME and ${NAME} stand for a variable of the project: where it is set, and where the Compose files use it.
//
// A path that leads to no attribute is an *UnknownPathError, as is a variable that is neither set nor used. An attribute that is merely not
// set is none, nor is what a file has taken away: it has a story with Set false.
func Value(result *loader.Result, path string) (Story, error) {
	if name, is := nameOfVariable(path); is {
		return ofVariable(result, path, name)
	}
	l, err := find(result, path)
	if err != nil {
		return Story{}, meantPath(result, err)
	}
	story := l.story()
	story.Parts = l.parts()
	return story, nil
}

// Place is where the value at a path of a project was written, also that of an entry of a mapping that was an item KEY=VALUE or a
// line of an env file, and the variables with which it was written. It is not valid if nothing says just that value.
func Place(result *loader.Result, path syntax.Path) (at source.Span, with []Variable) {
	story, err := Value(result, path.String())
	if err == nil && story.Set {
		for _, step := range story.Steps {
			switch step.What {
			case Written, Overridden, FromFile:
				at, with = step.Span, nil
			}
			with = append(with, step.Variables...)
		}
	}
	if node := result.Tree.At(path); node != nil {
		at = node.Span()
	}
	return at, with
}

// UnknownPathError is the error of a path that leads nowhere.
type UnknownPathError struct {
	Path string // as it was given
	// Known is the part of Path that leads somewhere, and Name what it does not have.
	Known, Name string
	Near        string // the name, or the whole path, that was probably meant; may be empty
	Has         string // what Known has instead, for people; may be empty
}

// Error implements error.
func (e *UnknownPathError) Error() string {
	var b strings.Builder
	switch {
	case e.Path == "":
		return "no path was given; a path is such as services.web.image"
	case strings.HasPrefix(e.Name, "$"):
		fmt.Fprintf(&b, "the variable %s is neither set nor used", e.Name[1:])
	case e.Known == "":
		fmt.Fprintf(&b, "a project has no %q", e.Name)
	default:
		fmt.Fprintf(&b, "%s has no %q", e.Known, e.Name)
	}
	switch {
	case e.Near != "":
		fmt.Fprintf(&b, "; did you mean %s?", e.Near)
	case e.Has != "":
		b.WriteString("; " + e.Has)
	}
	return b.String()
}

// meantPath adds to the error of a path the one that was probably meant, if that is not a matter of one name: it has slashes, or
// begins with the name of a service.
func meantPath(result *loader.Result, err error) error {
	var unknown *UnknownPathError
	if !errors.As(err, &unknown) || unknown.Near != "" {
		return err
	}
	dotted := strings.ReplaceAll(strings.Trim(unknown.Path, "/"), "/", ".")
	for _, path := range [...]string{dotted, "services." + dotted} {
		if l, err := find(result, path); err == nil && path != unknown.Path && unknown.Path != "" {
			unknown.Near = l.path
			break
		}
	}
	return err
}

// Paths are the paths that one with wildcards stands for: in services.*.image the * is every name of what is there, and services.web-*
// are those that begin so; $* is every variable that is used. Where something lacks what follows, its path is left out. The error is that of Value, if nothing is left.
func Paths(result *loader.Result, pattern string) ([]string, error) {
	if wildcard, is := nameOfVariable(pattern); is {
		return variablesLike(result, pattern, wildcard)
	}
	l, err := find(result, pattern)
	before, wildcard, after := cutWildcard(pattern)
	switch {
	case err == nil:
		return []string{l.path}, nil
	case wildcard == "":
		return nil, meantPath(result, err)
	}
	l = &location{result: result, way: []level{rootOf(result)}}
	if before != "" {
		if l, err = find(result, before); err != nil {
			return nil, meantPath(result, err)
		}
	}
	var out []string
	var first error
	for _, part := range l.parts() {
		name, _, _ := firstName(strings.TrimPrefix(part.Path[len(l.path):], "."))
		if !matches(wildcard, name) {
			continue
		}
		path := part.Path
		if strings.Contains(name, "*") { // it is a name, and no wildcard again
			path = l.path + "[" + strconv.Quote(name) + "]"
		}
		paths, err := Paths(result, path+after)
		if out = append(out, paths...); first == nil {
			first = err
		}
	}
	switch {
	case len(out) > 0:
		return out, nil
	case first != nil:
		return nil, first
	}
	return nil, l.unknown(pattern, wildcard)
}

// cutWildcard is a path cut around its first step with an asterisk, such as * or [*] or web-*; the step is empty if there is none. A name in quotes is none.
func cutWildcard(path string) (before, wildcard, after string) {
	for rest := path; rest != ""; {
		name, next, _ := firstName(rest)
		if strings.Contains(name, "*") && !strings.HasPrefix(rest, "[\"") {
			return strings.TrimSuffix(path[:len(path)-len(rest)], "."), name, next
		}
		if rest = strings.TrimPrefix(next, "."); len(rest) == len(next) && next != "" && next[0] != '[' {
			break
		}
	}
	return path, "", ""
}

// matches reports whether a name is one that a pattern stands for, in which each * is any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	name, begins := strings.CutPrefix(name, first)
	if !begins || len(parts) == 1 {
		return begins && name == ""
	}
	for _, part := range parts[1 : len(parts)-1] { // the first place of each leaves most to the others
		_, after, found := strings.Cut(name, part)
		if !found {
			return false
		}
		name = after
	}
	return strings.HasSuffix(name, last)
}

// ItemAt is the path of the item that was written at a place, or of what in it was, if a value at a path is a list: in the project it may
// have another position than in its file. It is the path itself if nothing in the value was written there.
func ItemAt(result *loader.Result, path string, f *source.File, offset int) string {
	l, err := find(result, path)
	if err != nil {
		return path
	}
	for {
		at := l.last()
		i := slices.IndexFunc(at.node.Items(), func(n *syntax.Node) bool { return writtenAt(n, f, offset) })
		j := -1
		if len(l.way) > 1 && at.item && at.node.Origin().Kind == syntax.Mapping {
			j = slices.IndexFunc(at.node.Pairs(), func(p syntax.Pair) bool { return writtenAt(p.Value, f, offset) || spans(p.Span(), f, offset) })
		}
		switch {
		case i >= 0:
			l.descend(level{name: number(i), item: true, node: at.node.Items()[i], t: elem(at.t)})
		case j >= 0:
			p := at.node.Pairs()[j]
			l.descend(level{name: p.Name(), node: p.Value, t: at.t.Child(p.Name()), attr: at.t.Attr(p.Name())})
		default:
			return l.path
		}
	}
}

// writtenAt reports whether a value, or what it was made of or took the place of, was written at a place.
func writtenAt(n *syntax.Node, f *source.File, offset int) bool {
	return slices.ContainsFunc(chain(n), func(a *syntax.Node) bool { return a.How == syntax.Written && spans(a.Span(), f, offset) })
}

func spans(s source.Span, f *source.File, offset int) bool {
	return s.Valid() && s.File.Name() == f.Name() && int(s.Start) <= offset && offset <= int(s.End)
}
