// Package compare owns what differs between two trees or two projects by what they mean, and where that was written.
package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Change is one place at which the effect of two projects differs.
type Change struct {
	// Path leads to the value in the project after, or if it has none, to that in the project before.
	Path          syntax.Path
	Before, After Side
}

// Side is what one of two projects has at a place.
type Side struct {
	// Node is the value in the project's canonical form; nil if there is none.
	Node *syntax.Node
	// Written is where the value was written. It is not valid for what is not there, and for what nothing says, such as
	// defaults.
	Written source.Span
	// Variables are those with which it was written.
	Variables []explain.Variable
}

// Told is the side for people: the value, where it was written, and with which variables of files; "nothing" if there is no
// value. Place says what places are called; nil is as [source.Span] has it.
func (s Side) Told(place func(source.Span) string) string {
	text := Brief(s.Node)
	if where := Where(s.Written, s.Variables, place); where != "" {
		text += " (" + where + ")"
	}
	return text
}

// Where tells where a value was written, and which variables of files it was written with; "" if that is nowhere.
func Where(written source.Span, with []explain.Variable, place func(source.Span) string) string {
	if place == nil {
		place = source.Span.String
	}
	var parts []string
	if written.Valid() {
		parts = append(parts, place(written))
	}
	for _, v := range with {
		if v.Set && !v.UsedDefault && v.Origin.Span.Valid() {
			parts = append(parts, "with "+v.Name+" of "+place(v.Origin.Span))
		}
	}
	return strings.Join(parts, ", ")
}

// Projects are the differences of two projects in canonical form: how it was written, in which files, in short or long form, with
// anchors, extends, variables or env files, does not count. Nor does where the projects lie: paths below the one's directory are
// compared with those below the other's. Services of inactive profiles are not compared; load both projects with the
// profile * to have them.
//
// Both projects must have been loaded without errors. The error is
// that of encoding.
func Projects(before, after *loader.Result) ([]Change, error) {
	old, err := canonical(before.Project)
	if err != nil {
		return nil, err
	}
	now, err := canonical(after.Project)
	if err != nil {
		return nil, err
	}
	m := meanings{before: inDirectory(before.Project.WorkingDir), after: inDirectory(after.Project.WorkingDir)}
	var out []Change
	for _, d := range bySection(trees(old, now, m)) {
		c := Change{Path: d.Path, Before: Side{Node: d.Before}, After: Side{Node: d.After}}
		if d.Before != nil {
			c.Before.Written, c.Before.Variables = explain.Place(before, d.Was)
		}
		if d.After != nil {
			c.After.Written, c.After.Variables = explain.Place(after, d.Path)
		}
		out = append(out, c)
	}
	return out, nil
}

// bySection are the differences, in which a whole section that one project lacks is one for each resource in it.
func bySection(list []Difference) []Difference {
	var out []Difference
	for _, d := range list {
		section := cmp.Or(d.Before, d.After)
		if len(d.Path) != 1 || section.Kind != syntax.Mapping || d.Before != nil && d.After != nil {
			out = append(out, d)
			continue
		}
		for _, p := range section.Pairs() {
			one := Difference{Path: slices.Concat(d.Path, syntax.Path{{Name: p.Name()}})}
			if d.After != nil {
				one.After = p.Value
			} else {
				one.Was, one.Before = one.Path, p.Value
			}
			out = append(out, one)
		}
	}
	return out
}

// canonical is the tree of a project's canonical form.
func canonical(p *model.Project) (*syntax.Node, error) {
	text, err := model.EncodeYAML(p.WithoutEnvFiles())
	if err != nil {
		return nil, err
	}
	docs, found := syntax.Parse(source.NewFile("project", string(text)), syntax.Limits{})
	if err := found.Err(); err != nil || len(docs) == 0 {
		return nil, err
	}
	return docs[0].Root, nil
}

// inDirectory makes texts that are paths in a directory the same for all directories.
func inDirectory(dir string) func(string) string {
	dir = strings.TrimRight(dir, `/\`)
	return func(text string) string {
		rest, ok := strings.CutPrefix(text, dir)
		if !ok || dir == "" || rest != "" && rest[0] != '/' && rest[0] != '\\' {
			return text
		}
		return "\x00" + rest // which no text of a project begins with
	}
}
