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
	Difference
	// WrittenBefore and WrittenAfter are where the two values were written. They are not valid for what is not there, and for
	// what nothing says, such as defaults.
	WrittenBefore, WrittenAfter source.Span
}

// Projects are the differences of two projects in canonical form: how it was written, in which files, in short or long form, with
// anchors, extends, variables or env files, does not count. Nor does where the projects lie: paths below the one's directory are
// compared with those below the other's. Services of inactive profiles are not compared; load both projects with the
// profile * to have them.
//
// The nodes of the differences are those of the canonical forms. Both projects must have been loaded without errors. The error is
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
	m := meanings{before: below(before.Project.WorkingDir), after: below(after.Project.WorkingDir)}
	var out []Change
	for _, d := range bySection(trees(old, now, m)) {
		c := Change{Difference: d}
		if d.Before != nil {
			c.WrittenBefore = explain.Place(before, d.Was)
		}
		if d.After != nil {
			c.WrittenAfter = explain.Place(after, d.Path)
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

// below makes texts that are paths in a directory the same for all directories.
func below(dir string) func(string) string {
	dir = strings.TrimRight(dir, `/\`)
	return func(text string) string {
		rest, ok := strings.CutPrefix(text, dir)
		if !ok || dir == "" || rest != "" && rest[0] != '/' && rest[0] != '\\' {
			return text
		}
		return "\x00" + rest // which no text of a project begins with
	}
}
