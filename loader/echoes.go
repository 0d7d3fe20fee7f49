package loader

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// One mistake is told once. Steps that come later see it again: in another document, in a service that
// inherits it, in what they make of it. What is left is by the step that says it best.

// withoutEchoes leaves out what later steps find in what they make of a value of a wrong kind, that what was missing still is,
// and that a short form is not finished where that has been told in other words. The list is in the order in which the steps
// found it.
func withoutEchoes(list diag.List, steps []refused) diag.List {
	if len(steps) < 2 {
		return list // there is no later step
	}
	wrong := map[string][]source.Span{} // by path of what the value is in: a key there may be an item later on
	missing := map[string]bool{}        // paths of mappings; an item may be another one later on
	told := map[source.Span]bool{}      // where an item begins that may be an unfinished short form
	echoes := func(d *diag.Diagnostic) bool {
		switch d.Def {
		case schema.MissingAttribute:
			if missing[d.Path] {
				return true
			}
		case schema.UnfinishedItem, schema.MissingTarget:
			if told[d.Span.Sub(0, 0)] {
				return true
			}
		}
		for path := d.Path; path != ""; path = above(path) {
			if slices.ContainsFunc(wrong[path], func(at source.Span) bool { return at.Contains(d.Span) }) {
				return true
			}
		}
		return false
	}
	out, from := list[:0], 0
	for _, step := range steps {
		kept := len(out)
		for i := range list[from:step.to] {
			if d := &list[from+i]; d.Severity() != diag.Error || !echoes(d) {
				out = append(out, *d)
			}
		}
		for i := range out[kept:] {
			switch d := &out[kept+i]; d.Def {
			case NonStringKey, schema.MissingTarget:
				told[d.Span.Sub(0, 0)] = true
			case schema.WrongKind, schema.UnfinishedItem:
				path := above(d.Path)
				wrong[path] = append(wrong[path], d.Span)
			case schema.MissingAttribute:
				missing[d.Path] = !strings.HasSuffix(d.Path, "]")
			}
		}
		from = step.to
	}
	return append(out, list[from:]...)
}

// above is the path of what a value is in.
func above(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// inOwner is a path with the service or job left out that it leads into: others may have the value from there.
func inOwner(path string) string {
	for _, section := range [...]string{"services", "jobs"} {
		rest, ok := strings.CutPrefix(path, section)
		if !ok || rest == "" {
			continue
		}
		end := 1 + strings.IndexAny(rest[1:], ".[")
		if rest[0] == '[' { // the name is in quotes
			end = strings.Index(rest, `"]`) + len(`"]`)
		}
		if end >= 1 && end < len(rest) {
			return "*" + rest[end:]
		}
	}
	return path
}

// withoutMisfits leaves out that a value does not fit the one before, where that one is of a wrong kind: a label
// tells of it.
func withoutMisfits(list diag.List) diag.List {
	wrong := map[source.Span]int{} // findings, by where the values of a wrong kind begin
	for i, d := range list {
		if at := d.Span.Sub(0, 0); d.Def == schema.WrongKind {
			if _, found := wrong[at]; !found {
				wrong[at] = i // of two that say the same, this one stays
			}
		}
	}
	misfits := map[int]bool{}
	for i, d := range list {
		if d.Def != merge.CannotOverride {
			continue
		}
		for _, l := range d.Labels {
			if base, found := wrong[l.Span.Sub(0, 0)]; found {
				list[base] = list[base].Labelled(d.Span, "%s", d.Message)
				misfits[i] = true
				break
			}
		}
	}
	if len(misfits) == 0 {
		return list
	}
	out := list[:0]
	for i, d := range list {
		if !misfits[i] {
			out = append(out, d)
		}
	}
	return out
}

// says is how well a kind of finding says what is wrong with a value, or with a key: 1 best. Of several findings
// about one place those stay that say it best. Kinds for which it is 0 are about something else, such as what is not there.
func says(def *diag.Def) int {
	switch def {
	case interpolate.InvalidInterpolation, interpolate.RequiredVariable, interpolate.CastFailed, schema.OutOfRange, syntax.MissingColon:
		return 1
	case schema.BadName, schema.WrongKind, schema.NotAllowedValue, schema.UnfinishedItem, schema.UnknownAttribute, model.UnexpectedKind,
		syntax.BadMerge:
		return 2
	case schema.BadPort, schema.BadVolume, schema.BadDevice, schema.BadKeyValue, schema.BadSSH, schema.BadExpose:
		return 3
	case merge.CannotOverride, NonStringKey, FileNotFound, FileUnreadable, UnknownEnvFormat, UnknownBase:
		return 4
	case validate.UndefinedDependency, validate.UndefinedNetwork, validate.UndefinedVolume, validate.UndefinedSecret,
		validate.UndefinedConfig, validate.UndefinedModel, validate.UnknownContext, validate.UnknownNetworkService:
		return 5
	}
	return 0
}

// withoutRetold leaves out errors where another one says better what is wrong with the same value: one of another kind, or about
// the collection that the value is in, which should be none. It leaves out, too, what is said to be missing where it is
// there under a name that is not quite right, and what is said of attributes that stand beside what they belong to. The list is in order.
func (r *run) withoutRetold(list diag.List) diag.List {
	if len(list) < 2 || !list.HasErrors() {
		return list
	}
	best := map[source.Span]*diag.Diagnostic{} // by where a value begins
	meant := map[string]bool{}                 // paths in services that misspelt attributes were meant to have
	bad := map[string]bool{}                   // paths of names that may not stand there
	outdented := map[string]*diag.Diagnostic{} // paths of what stands where it does by its indentation only, and what tells of all of it
	wrong := wrongCollections(list)
	for i := range list {
		d := &list[i]
		if !d.Span.Valid() || d.Severity() != diag.Error {
			continue
		}
		if d.Def == schema.BadName {
			bad[d.Path] = true
		}
		if how := says(d.Def); how > 0 && !slices.ContainsFunc(d.Fixes, func(f diag.Fix) bool { return f.Safe }) { // or what is left shows
			at := r.valueOf(d)
			if before := best[at]; before == nil || how < says(before.Def) {
				best[at] = d
			}
		}
		for _, fact := range d.Facts {
			switch fact.Name {
			case "meant":
				meant[above(inOwner(d.Path))+"."+fact.Value] = true
			case "outdented":
				if outdented[fact.Value] == nil && fact.Value != d.Path {
					outdented[fact.Value] = d
				}
			}
		}
	}
	retold := func(d *diag.Diagnostic) bool {
		if !d.Span.Valid() || d.Severity() != diag.Error {
			return false
		}
		if len(outdented) > 0 {
			for path := d.Path; path != ""; path = above(path) {
				if by := outdented[path]; by != nil && by.Span.File == d.Span.File {
					return true
				}
			}
		}
		switch d.Def {
		case schema.MissingTarget:
			in := inOwner(d.Path)
			return meant[in+".target"] || meant[above(in)+".target"]
		case BindWithoutSource:
			return meant[above(inOwner(d.Path))+".source"]
		case interpolate.InvalidInterpolation, interpolate.RequiredVariable: // which are wrong wherever they stand
			return false
		case interpolate.CastFailed: // which is, too, but for what is an item where an entry should be
			path, _ := syntax.ParsePath(d.Path)
			around := wrong.around(d.Span)
			return len(path) > 0 && path[len(path)-1].Item && around != nil && r.inside(d, around)
		case schema.BadName:
			if bad[r.definitionOf(d.Path)] {
				return true
			}
		}
		how := says(d.Def)
		if how == 0 {
			return false
		}
		better, around := best[r.valueOf(d)], wrong.around(d.Span)
		if d.Def == FileNotFound {
			around = nil // what include names by an alias stands where the anchor does
		}
		return better != nil && says(better.Def) < how && r.sameUse(d, better) || around != nil && r.inside(d, around)
	}
	var out diag.List
	for i := range list {
		if retold(&list[i]) {
			r.retold = append(r.retold, list[i])
		} else {
			out = append(out, list[i])
		}
	}
	return out
}

// withExplanations gives an error what a warning about the same value knows of why it is wrong, and leaves out the warning, and other
// errors about that value: they are of one mistake.
func (r *run) withExplanations(list diag.List) diag.List {
	why := map[source.Span]*diag.Diagnostic{} // by where a value begins
	for i := range list {
		switch d := &list[i]; d.Def {
		case validate.TypographicQuote, validate.OddSpace, syntax.SwallowedItem:
			why[r.valueOf(d)] = d
		}
	}
	if len(why) == 0 {
		return list
	}
	explained := map[*diag.Diagnostic]bool{}
	out := make(diag.List, 0, len(list))
	for i := range list {
		d := list[i]
		if (says(d.Def) > 0 || isUnreadable(d.Def)) && d.Severity() == diag.Error && d.Span.Valid() {
			if w := why[r.valueOf(&d)]; w != nil && (d.Def != schema.WrongKind || w.Def == validate.OddSpace) {
				if explained[w] {
					r.retold = append(r.retold, d)
					continue
				}
				explained[w] = true
				d.Help, d.Fixes = w.Help, w.Fixes
				d = d.Labelled(w.Span, "%s", w.Message)
			}
		}
		out = append(out, d)
	}
	return slices.DeleteFunc(out, func(d diag.Diagnostic) bool {
		w := why[r.valueOf(&d)]
		return w != nil && w.Def == d.Def && w.Span == d.Span && explained[w]
	})
}

// withFixesThatFit gives findings the fixes that go with what stands there. A value that is wrong, and ends in a comma or semicolon as
// other languages have them there, is right without. What stands behind a key with a colon of its own is a mapping where the
// key has one, and else a text.
func (r *run) withFixesThatFit(list diag.List) diag.List {
	for i := range list {
		d := &list[i]
		nested := d.Def == syntax.NestedValue && len(d.Fixes) == 2
		if !d.Span.Valid() || !nested && says(d.Def) == 0 && !isUnreadable(d.Def) && d.Def != validate.BadImage && d.Def != validate.RefusedValue {
			continue
		}
		doc := r.documentAt(d.Span)
		if doc == nil {
			continue
		}
		way, n := r.paths.to(doc.Root, d.Span)
		if nested {
			if t := schema.Compose().At(way); t == nil || t.Accept&schema.Map == 0 {
				d.Fixes = []diag.Fix{d.Fixes[1], d.Fixes[0]}
			}
			continue
		}
		if n.Kind != syntax.Scalar || n.Style != syntax.Plain || !n.Span().Contains(d.Span) {
			continue
		}
		text := n.Span().Text()
		if last := len(text) - 1; last > 0 && text == n.Value() && (text[last] == ',' || text[last] == ';') {
			d.Help = "remove the " + text[last:] + " at its end: to YAML that is a part of the text"
			d.Fixes = nil
			*d = d.Fixed("remove it", diag.Edit{Span: n.Span().Sub(last, last+1)})
		}
	}
	return list
}

// isUnreadable reports whether a finding is about a text that is read for what it stands for.
func isUnreadable(def *diag.Def) bool {
	switch def {
	case model.InvalidNumber, model.InvalidBoolean, model.InvalidDuration, model.InvalidSize, model.InvalidFileMode, model.InvalidDeviceCount,
		model.InvalidHost, validate.InvalidAddress:
		return true
	}
	return false
}

// withoutExplained leaves out that an engine refuses a value where another warning about it says why.
func (r *run) withoutExplained(list diag.List) diag.List {
	refused := func(d *diag.Diagnostic) bool { return d.Def == validate.BadImage || d.Def == validate.RefusedValue }
	if !slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return refused(&d) }) {
		return list
	}
	why := map[source.Span]bool{} // by where a value begins
	for i := range list {
		switch d := &list[i]; d.Def {
		case interpolate.UnsetVariable, validate.TypographicQuote, validate.OddSpace:
			why[r.valueOf(d)] = true
		}
	}
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool { return refused(&d) && why[r.valueOf(&d)] })
}

// sameUse reports whether a finding is not about another use of an anchor than one about the same value.
func (r *run) sameUse(d, other *diag.Diagnostic) bool {
	a, b := r.placeOf(d).use, r.placeOf(other).use
	return !a.Valid() || !b.Valid() || a == b
}

// inside reports whether a finding is about a part of what another one is about where that stands: an alias may bring the
// part elsewhere.
func (r *run) inside(d, other *diag.Diagnostic) bool {
	use := r.placeOf(d).use
	return !use.Valid() || use == r.placeOf(other).use
}

// definitionOf is the path of what a service uses by the name that a path ends in; empty if it is no use.
func (r *run) definitionOf(path string) string {
	steps, err := r.paths.steps(path)
	if err != nil || len(steps) != 4 || steps[3].Item || steps[0].Name != "services" && steps[0].Name != "jobs" {
		return ""
	}
	section := steps[2].Name
	if section == "depends_on" {
		section = "services"
	}
	return syntax.Below(section, steps[3].Name)
}

// valueOf is where a value or key begins that a finding is about, or about a part of.
func (r *run) valueOf(d *diag.Diagnostic) source.Span {
	if doc := r.documentAt(d.Span); doc != nil {
		way, n := r.paths.to(doc.Root, d.Span)
		if n.Kind == syntax.Scalar && n.Span().Contains(d.Span) {
			return n.Span().Sub(0, 0)
		}
		if last := len(way) - 1; last >= 0 && !way[last].Item {
			in := doc.Root.At(way[:last])
			if i := in.Find(way[last].Name); i >= 0 && in.Pairs()[i].Span().Contains(d.Span) {
				return in.Pairs()[i].Span().Sub(0, 0)
			}
		}
	}
	return d.Span.Sub(0, 0)
}

// outermost are findings in order of place, of which none is about a part of what another one is about.
type outermost []*diag.Diagnostic

// wrongCollections are those about collections that should be none, or another.
func wrongCollections(list diag.List) outermost {
	var all outermost
	for i := range list {
		d := &list[i]
		if d.Def != schema.WrongKind || !d.Span.Valid() {
			continue
		}
		if len(all) == 0 {
			all = append(all, d)
			continue
		}
		switch last := all[len(all)-1].Span; {
		case d.Span.File != last.File || d.Span.Start >= last.End:
			all = append(all, d)
		case d.Span.Start == last.Start && d.Span.End > last.End: // of those that begin together, the shorter come first
			all[len(all)-1] = d
		}
	}
	return all
}

// around is the one about a collection that a place is a part of; nil, if there is none.
func (o outermost) around(at source.Span) *diag.Diagnostic {
	i, _ := slices.BinarySearchFunc(o, at, func(of *diag.Diagnostic, at source.Span) int {
		switch {
		case of.Span.File != at.File && of.Span.File.Name() != at.File.Name():
			return strings.Compare(of.Span.File.Name(), at.File.Name())
		case of.Span.Start <= at.Start:
			return -1
		}
		return 1
	})
	if i == 0 || o[i-1].Span == at || !o[i-1].Span.Contains(at) {
		return nil
	}
	return o[i-1]
}
