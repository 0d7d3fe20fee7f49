package loader

import (
	"bytes"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// suggestVariables adds to findings about variables without a value the env file of a container that sets them, which many expect to
// set them for Compose files, too, or the variable that was
// probably meant: one that is set and differs in a single letter. Names that differ in more, as
// DB_HOST and DB_PORT do, are as a rule different variables.
func (r *run) suggestVariables(list diag.List, p *model.Project) {
	var names []string // in order; made when first needed
	for i := range list {
		d := &list[i]
		if d.Def != interpolate.UnsetVariable && d.Def != interpolate.RequiredVariable && d.Def != UnsetContent {
			continue
		}
		if suggestShell(d, p) || suggestShellsOwn(d) {
			continue
		}
		if at, own := r.setForContainers(d, p); at.Valid() {
			help := "what env_file names is for containers only: name it with --env-file, too"
			if own && namesItself(d) {
				help += ", or remove this entry, without which the container has the value from there"
			}
			*d = d.Labelled(at, "set here").Helped("%s", help)
			continue
		}
		if suggestNoContainer(d, p) {
			continue
		}
		if names == nil {
			if names = namesOf(r.Env); len(names) == 0 {
				return
			}
		}
		if r.guessed += len(names); r.guessed > mostGuesses {
			return
		}
		from, to := variableIn(d.Span.Text())
		if d.Def == UnsetContent { // which has a name alone
			from = max(strings.Index(d.Span.Text(), d.Fact("variable")), 0)
			to = min(from+len(d.Fact("variable")), len(d.Span.Text()))
		}
		name := d.Span.Text()[from:to]
		if i := slices.IndexFunc(names, func(other string) bool { return oneSlip(name, other) }); i >= 0 {
			*d = d.Helped("did you mean %s?", names[i]).
				Fixed("replace "+name+" by "+names[i], diag.Edit{Span: d.Span.Sub(from, to), New: names[i]})
		}
	}
}

// withReasons says of values that are wrong for want of a variable that they are, with what is said of the variable for help. The
// warning about it is left out.
func (r *run) withReasons(list diag.List) diag.List {
	if !list.HasErrors() {
		return list
	}
	unset := map[source.Span][]int{} // by where a value begins
	for i := range list {
		if d := &list[i]; d.Def == interpolate.UnsetVariable && d.Span.Valid() {
			value := r.valueOf(d)
			unset[value] = append(unset[value], i)
		}
	}
	if len(unset) == 0 {
		return list
	}
	told := make([]bool, len(list))
	for i := range list {
		d := &list[i]
		if d.Severity() != diag.Error || !d.Span.Valid() || d.Def == interpolate.InvalidInterpolation || d.Def == interpolate.RequiredVariable {
			continue
		}
		var names []string
		inValue := unset[r.valueOf(d)]
		for _, at := range reasons(list, inValue, d.Span) {
			w := &list[at]
			told[at] = true
			if name := diag.Shorten(w.Fact("variable")); len(names) < mostReasons && !slices.Contains(names, name) {
				names = append(names, name)
				*d = d.With("unset", w.Fact("variable"))
				d.Help, d.Fixes = w.Help, w.Fixes
			}
		}
		for _, at := range inValue {
			told[at] = told[at] || slices.Contains(names, diag.Shorten(list[at].Fact("variable")))
		}
		switch {
		case len(names) == 0 || d.Def == interpolate.CastFailed: // which says so
		case len(names) == 1:
			d.Message += ", because the variable " + names[0] + " is not set"
		default:
			last := len(names) - 1
			d.Message += ", because the variables " + strings.Join(names[:last], ", ") + " and " + names[last] + " are not set"
			d.Help, d.Fixes = "set them, or give each a default as in ${"+names[0]+":-value}", nil
		}
	}
	out := list[:0]
	for i, d := range list {
		if !told[i] {
			out = append(out, d)
		}
	}
	return out
}

// mostReasons is how many variables are named that a value is wrong for want of.
const mostReasons = 3

// reasons are those of the variables of a value, all of them empty, for want of which what stands at a place may be wrong: one that it is, or
// stands in, or right behind; or all that it consists of, but for quotes and colons.
func reasons(list diag.List, unset []int, at source.Span) (all []int) {
	var rest []byte // of the text, without them
	from := 0
	for _, i := range unset {
		variable := list[i].Span
		switch {
		case variable.Contains(at), at.Start == at.End && at.Start == variable.End && at.File == variable.File:
			return []int{i}
		case at.Contains(variable) && int(variable.Start-at.Start) >= from: // not in another one
			all = append(all, i)
			rest = append(rest, at.Text()[from:variable.Start-at.Start]...)
			from = int(variable.End - at.Start)
		}
	}
	rest = append(rest, at.Text()[from:]...)
	if len(bytes.Trim(rest, `"':`)) > 0 {
		return nil
	}
	return all
}

// suggestShell tells of a variable in what a container runs, which is not set, but is set in the container, whether a shell can replace it
// there; it reports whether that is so.
func suggestShell(d *diag.Diagnostic, p *model.Project) bool {
	path, _ := syntax.ParsePath(d.Path)
	if len(path) < 3 || path[0].Name != "services" {
		return false
	}
	s := p.Services[path[1].Name]
	if s == nil || s.Environment[d.Fact("variable")] == nil {
		return false
	}
	run, known := wordsOf(s, path[2:])
	switch {
	case !known:
		return false
	case run.RunsShell():
		*d = d.Helped("it is set in the container, where a shell replaces it if it is written with $$").
			Fixed("leave it to the container's shell", diag.Edit{Span: d.Span.Sub(0, 0), New: "$"})
	default:
		*d = d.Helped("it is set in the container only, where no shell replaces it: set it for docker compose, too, or run sh -c with $$ here")
	}
	return true
}

// suggestNoContainer tells of a variable that the service which names it sets for its container only; it reports whether that is so.
func suggestNoContainer(d *diag.Diagnostic, p *model.Project) bool {
	path, _ := syntax.ParsePath(d.Path)
	if len(path) < 3 || path[0].Name != "services" || path[2].Name == "environment" || p.Services[path[1].Name] == nil {
		return false
	}
	name := d.Fact("variable")
	if p.Services[path[1].Name].Environment[name] == nil {
		return false
	}
	*d = d.Helped("what environment sets is for the container only: set %s for docker compose, too", name)
	return true
}

// suggestShellsOwn tells of a variable that shells have for themselves, so that people see it set; it reports whether it is one.
func suggestShellsOwn(d *diag.Diagnostic) bool {
	name := d.Fact("variable")
	if !slices.Contains(ofShells[:], name) {
		return false
	}
	*d = d.Helped("shells that have %s keep it to themselves: export it, or set it in an env file", name)
	return true
}

// ofShells are variables that shells set without handing them on to the programs that they start.
var ofShells = [...]string{"UID", "EUID", "GID", "GROUPS", "HOSTNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE", "RANDOM", "SECONDS", "PPID", "BASH_VERSION"}

// wordsOf is what a container runs by an attribute, as a command; known reports whether the attribute holds commands.
func wordsOf(s *model.Service, attribute syntax.Path) (words model.ShellCommand, known bool) {
	hooks := s.PostStart
	switch attribute[0].Name {
	case "command", "entrypoint":
		return slices.Concat(s.Entrypoint, s.Command), true
	case "healthcheck":
		if s.Healthcheck == nil || len(s.Healthcheck.Test) == 0 {
			return nil, false
		}
		if s.Healthcheck.Test[0] == "CMD-SHELL" {
			return model.ShellCommand{"sh", "-c"}, true
		}
		return model.ShellCommand(s.Healthcheck.Test), true
	case "pre_stop":
		hooks = s.PreStop
	case "post_start":
	default:
		return nil, false
	}
	if len(attribute) < 2 || attribute[1].Index >= len(hooks) {
		return nil, false
	}
	return hooks[attribute[1].Index].Command, true
}

// setForContainers is where an env file of a container sets the variable of a finding about a Compose file, one of the container that
// the finding is about if there is one; own reports whether it is. Without such a file there is no place.
func (r *run) setForContainers(d *diag.Diagnostic, p *model.Project) (at source.Span, own bool) {
	if r.documentAt(d.Span) == nil {
		return at, false
	}
	name, ours := d.Fact("variable"), []model.EnvFile(nil)
	if path, _ := syntax.ParsePath(d.Path); len(path) > 1 && path[0].Name == "services" && p.Services[path[1].Name] != nil {
		ours = p.Services[path[1].Name].EnvFiles
	}
	r.guessed += len(r.envFiles) * (1 + len(ours))
	if r.guessed > mostGuesses {
		return at, false
	}
	var by envFile
	for use, said := range r.envFiles {
		if !said.environment || said.vars[name] == nil {
			continue
		}
		isOurs := slices.ContainsFunc(ours, func(e model.EnvFile) bool { return r.found(e.Path) == use.Name() })
		if by.File == nil || isOurs && !own || isOurs == own && use.Name() < by.Name() {
			by, own = use, isOurs
		}
	}
	if by.File == nil {
		return at, false
	}
	return r.placeIn(by, name), own
}

// placeIn is where an env file of a container sets a variable.
func (r *run) placeIn(f envFile, name string) source.Span {
	said := r.envFiles[f]
	if said.places == nil {
		vars, _ := dotenv.Parse(f.File, dotenv.Options{Format: f.format, Limits: r.limits.Interpolation})
		said.places = make(map[string]source.Span, len(vars))
		for _, v := range vars {
			said.places[v.Name] = v.NameSpan
		}
	}
	return said.places[name]
}

// namesItself reports whether a finding is about an entry of environment that sets a variable to itself, as in NAME: ${NAME}.
func namesItself(d *diag.Diagnostic) bool {
	path, _ := syntax.ParsePath(d.Path)
	if len(path) != 4 || path[2].Name != "environment" {
		return false
	}
	name := d.Fact("variable")
	return path[3].Name == name || path[3].Item && strings.HasSuffix(d.Span.File.Text()[:d.Span.Start], name+"=")
}

// mostGuesses is how many names are compared with those of variables that are not set.
const mostGuesses = 50_000

func namesOf(env source.Env) []string {
	if n, ok := env.(source.Namer); ok {
		return slices.Compact(slices.Sorted(n.Names()))
	}
	return nil
}

// variableIn is where the name stands in a variable as it is written, $NAME or ${NAME…}.
func variableIn(text string) (from, to int) {
	from = len(text) - len(strings.TrimLeft(text, "${"))
	for to = from; to < len(text); to++ {
		if c := text[to]; c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
	}
	return from, to
}

// oneSlip reports whether two names are the same but for one letter that is left out, added,
// replaced, or swapped with its neighbour. Short names, and digits, are no slips.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	const shortest = 4
	if len(a) < shortest || len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:] && !isDigit(b[i])
	case a[i+1:] == b[i+1:]:
		return !isDigit(a[i]) && !isDigit(b[i])
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
