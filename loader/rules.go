package loader

import (
	"slices"
	"sort"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// aboutStructure are those of some rules that are about a single value.
func aboutStructure(rules []*validate.Rule) []*validate.Rule {
	return slices.DeleteFunc(slices.Clone(rules), func(r *validate.Rule) bool { return !r.Structure })
}

// rules are the rules to apply: those about single values with Validation, the others if the parts of the project are
// expected to fit together.
func (r *run) rules() []*validate.Rule {
	fitting := r.does(Consistency) && r.does(Interpolation)
	rules := r.Rules
	if rules == nil {
		rules = validate.Standard()
	}
	if fitting && r.does(Validation) {
		return rules
	}
	return slices.DeleteFunc(slices.Clone(rules), func(rule *validate.Rule) bool {
		if rule.Structure {
			return !r.does(Validation)
		}
		return !fitting
	})
}

// written are the documents of all Compose files that were read, and how many of them are of
// the files that the caller named, which come first.
func (r *run) written() (docs []*syntax.Document, named int) {
	docs = make([]*syntax.Document, 0, len(r.read))
	for i, f := range r.read {
		file := r.files[f.Name()]
		if file == nil {
			continue
		}
		for j := range file.docs {
			docs = append(docs, file.docs[j].Document)
		}
		if i < len(r.mains) {
			named = len(docs)
		}
	}
	return docs, named
}

// knownDefs are the kinds of finding that are looked for besides those of rules.
func knownDefs() []*diag.Def {
	return slices.Concat(syntax.Defs(), diag.Defs(), interpolate.Defs(), dotenv.Defs(), schema.Defs(), model.Defs(), merge.Defs(), Defs())
}

// findings are all findings in order, each once, without those that comments silence.
func (r *run) findings(p *model.Project, tree *syntax.Node, docs []*syntax.Document) diag.List {
	r.addPaths()
	r.diags.List = withoutEchoes(r.diags.List, r.refused)
	r.diags.Sort()
	list := slices.CompactFunc(r.diags.Close(), func(a, b diag.Diagnostic) bool {
		return a.Def == b.Def && a.Span == b.Span && a.Message == b.Message
	})
	list = r.withFixesThatFit(r.withoutExplained(r.withExplanations(r.withoutRetold(withoutMisfits(withoutConsequences(list))))))
	if r.Found.HasErrors() { // what variables there are is not known
		list = slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return isUnset(d.Def.Code) })
	}
	r.suggestVariables(list, p)
	list = r.relate(r.withReasons(list), tree)
	list = validate.Ignore(list, validate.Ignoring{
		Documents: docs,
		Limit:     r.limits.Findings,
		Applied:   r.rules(),
		Known:     knownDefs,
		Written:   writtenAt,
		Complete:  r.Without == 0 && !r.missing && !r.damaged && !list.HasErrors() && !r.diags.Cut(),
		Skip: func(comment source.Span, code string) bool {
			return isUnset(code) || r.aside(comment, p)
		},
	})
	list.Sort()
	return list
}

// isUnset reports whether a code is that of a finding which is there or not with the variables of who loads the project.
func isUnset(code string) bool {
	return code == interpolate.UnsetVariable.Code || code == UnsetContent.Code
}

// aside reports whether a place is not looked at with this choice of profiles, or not as part
// of this project: in a disabled service, or in a file that is only there to be extended.
func (r *run) aside(at source.Span, p *model.Project) bool {
	f := r.files[at.File.Name()]
	if f == nil || !f.whole {
		return true
	}
	lines, known := r.disabled[f]
	if !known {
		lines = disabledLines(f, p)
		if r.disabled == nil {
			r.disabled = map[*file][]source.Span{}
		}
		r.disabled[f] = lines
	}
	i := sort.Search(len(lines), func(i int) bool { return lines[i].Start > at.Start }) - 1
	return i >= 0 && lines[i].Contains(at)
}

// disabledLines are the lines of a file that describe disabled services, in order.
func disabledLines(f *file, p *model.Project) (lines []source.Span) {
	if len(p.DisabledServices) == 0 {
		return nil
	}
	for i := range f.docs {
		for _, service := range f.docs[i].Root.Get("services").Pairs() {
			if p.DisabledServices[service.Name()] == nil {
				continue
			}
			inside := source.Span{File: f.File, Start: service.Span().Lines().Start, End: service.Value.Span().Lines().End}
			if n := len(lines); n > 0 && inside.Start <= lines[n-1].End {
				lines[n-1].End = max(lines[n-1].End, inside.End)
			} else {
				lines = append(lines, inside)
			}
		}
	}
	return lines
}

// withoutConsequences leaves out what follows from a text that is not YAML: errors at places
// where it could not be read. The list is in order.
func withoutConsequences(list diag.List) diag.List {
	var yaml diag.List // errors of the reader
	for _, d := range list {
		if d.Severity() == diag.Error && d.Span.Valid() && isYAML(d.Def) {
			yaml = append(yaml, d)
		}
	}
	if len(yaml) == 0 {
		return list
	}
	broken := faultsOf(withoutPaths(yaml))
	moved := movedLines(yaml)
	var conflicts []source.Span
	for _, d := range yaml {
		if d.Def == syntax.ConflictMarker {
			conflicts = append(conflicts, conflict(&d))
		}
	}
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		if isYAML(d.Def) {
			return d.Def == syntax.DuplicateKey && // both sides have it
				slices.ContainsFunc(conflicts, func(at source.Span) bool { return at.Contains(d.Span) })
		}
		if d.Severity() != diag.Error || !d.Span.Valid() {
			return false
		}
		return broken.cover(d) || slices.ContainsFunc(moved, func(line source.Span) bool {
			return line.Start == d.Span.Start || line.Contains(d.Span) && (d.Def == schema.WrongKind || d.Def == interpolate.CastFailed)
		})
	})
}

// movedLines are the lines that are indented wrongly, from their key: what it is a key of is a guess.
func movedLines(yaml diag.List) (lines []source.Span) {
	for _, d := range yaml {
		if d.Def == syntax.BadIndent || d.Def == syntax.TabIndent {
			line := d.Span.Lines()
			line.Start = d.Span.End
			lines = append(lines, line)
		}
	}
	return lines
}

// conflict is all that a conflict of versions is about, to the end of the file if it has no end.
func conflict(d *diag.Diagnostic) source.Span {
	at := d.Span
	at.End = int32(at.File.Len())
	if n := len(d.Labels); n > 0 && strings.HasPrefix(d.Labels[n-1].Span.Text(), ">") {
		at.End = d.Labels[n-1].Span.End
	}
	return at
}

func withoutPaths(list diag.List) diag.List {
	list = slices.Clone(list)
	for i := range list {
		list[i].Path = ""
	}
	return list
}

func isYAML(d *diag.Def) bool { return strings.HasPrefix(d.Code, "yaml-") }
