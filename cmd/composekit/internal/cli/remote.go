package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// isElsewhere reports whether a reference is to a file in a repository or registry.
func isElsewhere(l *loader.Loader, ref string) bool {
	return slices.ContainsFunc(l.Resolvers, func(r loader.Resolver) bool { return r.Accept(ref) })
}

// includedBy are the files that an entry of include names; none if the event is of something else.
func includedBy(e loader.Event) (refs []string) {
	if e.Attribute != "include" {
		return nil
	}
	paths := e.Value.Get("path")
	if paths == nil {
		paths = e.Value
	}
	if paths.Value() != "" {
		return []string{paths.Value()}
	}
	for _, item := range paths.Items() {
		refs = append(refs, item.Value())
	}
	return refs
}

// askForRemote asks a person whether a project that somebody else keeps, in a repository or registry, is to be carried
// out: with the projects that it includes from elsewhere, and with what variables here make of it. Other projects are not
// asked about. Yes answers all questions. The error is that the answer is no.
func (a *app) askForRemote(ctx context.Context, yes bool) error {
	l, err := a.prepare()
	if err != nil || len(l.Files) == 0 || !isElsewhere(l, l.Files[0]) {
		return err
	}
	var included []string
	l.Listen = func(e loader.Event) {
		for _, ref := range includedBy(e) {
			if shown := terminal.Line(ref); isElsewhere(l, ref) && !slices.Contains(included, shown) {
				included = append(included, shown)
			}
		}
	}
	l.Without = loader.EnvResolution | loader.LabelResolution
	result, err := l.Load(ctx)
	if err != nil || result.Diagnostics.HasErrors() {
		return err // what is wrong is reported when the project is loaded for what is to be done
	}
	if mode := a.global.progress; mode != "quiet" && mode != "json" {
		fmt.Fprintf(a.info(), "The project %s is kept in %s\n", l.Files[0], result.Project.WorkingDir)
	}
	if yes {
		return nil
	}
	if len(included) > 0 {
		text := "The project includes others from elsewhere, which may do anything that a project may:\n  " + strings.Join(included, "\n  ")
		if err := a.insist(text+"\nDo you trust where they come from?", false); err != nil {
			return err
		}
	}
	if uses := a.variablesOf(result); len(uses) > 0 {
		return a.insist(variablesTable(uses)+"Go on with these variables?", true)
	}
	return nil
}

// insist asks a question to which only yes lets the command go on.
func (a *app) insist(question string, usually bool) error {
	yes, err := a.askOr(question, usually)
	if err == nil && !yes {
		err = errors.New("nothing was done, for the answer is no; --yes answers with yes")
	}
	return err
}

// variableUse is a variable that files use, and what it is.
type variableUse struct {
	name, value, from, fallback string
	required                    bool
}

// variablesOf are the variables that the Compose files of a project use, by name.
func (a *app) variablesOf(result *loader.Result) (out []variableUse) {
	known := map[string]*variableUse{}
	for _, f := range result.Files {
		for _, doc := range result.Documents(f) {
			env := result.Env()
			if envs := result.Envs(f); len(envs) > 0 {
				env = envs[0]
			}
			for _, v := range interpolate.Variables(doc.Root) {
				use := known[v.Name]
				if use == nil {
					use = &variableUse{name: v.Name}
					known[v.Name] = use
					use.value, use.from = a.valueOf(env, v.Name)
				}
				use.required = use.required || v.Required
				if use.fallback == "" {
					use.fallback = v.Default
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		use := *known[name]
		if use.from == "" && use.fallback != "" {
			use.value, use.from = use.fallback, "Compose file"
		}
		out = append(out, use)
	}
	return out
}

// valueOf is the value of a variable, and who sets it; "" if nobody does.
func (a *app) valueOf(env source.Env, name string) (value, from string) {
	origin, set := source.OriginOf(env, name)
	if !set {
		return "", ""
	}
	value, _ = env.Lookup(name)
	switch {
	case origin.Span.Valid():
		return value, a.shortName(origin.Span.File.Name())
	case origin.From != "":
		return value, origin.From
	}
	return value, "environment"
}

func variablesTable(uses []variableUse) string {
	var out strings.Builder
	out.WriteString("The project uses these variables:\n")
	// A text in memory takes all that is written.
	table := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "VARIABLE\tVALUE\tSET BY\tREQUIRED\tDEFAULT")
	for _, u := range uses {
		required := "no"
		if u.required {
			required = "yes"
		}
		if u.from == "" {
			u.value, u.from = "<unset>", "nobody"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", u.name, terminal.Line(u.value), terminal.Line(u.from), required, terminal.Line(u.fallback))
	}
	_ = table.Flush()
	return out.String()
}
