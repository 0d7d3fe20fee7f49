// Package catalogue owns the catalogue of findings: which kinds there are in all packages of the library, why
// each matters, and an example of what is wrong and of how it is right. The reference page
// docs/diagnostics.md is made from it.
//
// It is for programs that show findings, and want to tell more of one than its message: look its code up with Find. The
// texts become part of a program that imports the package.
package catalogue

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

//go:generate go test -run TestPage -update

// codes has one file for each kind of finding, named by its code. Its comment is the
// explanation. Its files are those of the wrong and the right example, and options: one a line,
// what the examples need besides a command line that names compose.yaml.
//
//	-f FILE, -p NAME, --profile NAME   flags; the first -f replaces compose.yaml
//	directory                          no file is named
//	environ NAME=VALUE                 a variable
//	service NAME                       a service that is selected
//	run NAME                           a service or job that is run by hand
//	pack NAME                          the rules are those of validate.Pack
//	without STAGE                      a stage is left out
//	limit NAME NUMBER                  a limit of the loader
//	remote                             git:// is known, and out of reach
//	escapes                            \t and \xNN in the files stand for one byte
//	elsewhere: REASON                  no example, and why
//
//go:embed codes/*.txtar
var codes embed.FS

// Entry is one kind of finding.
type Entry struct {
	Def *diag.Def
	// Explanation says in one to three sentences why it matters and what to do.
	Explanation string
	// Wrong has the finding, Right is how to do without. Both are empty if Elsewhere is set.
	Wrong, Right Example
	// Elsewhere says why there is no example; "" if there is one.
	Elsewhere string
	// Rule is the rule of an opt-in pack that reports it; nil for all others.
	Rule *validate.Rule
}

// Example is a project in a few lines.
type Example struct {
	Files []File
	// Options are what the project needs besides a command line that names compose.yaml, such as
	// "--profile debug" or "environ TAG=1".
	Options []string
}

// File is a file of an example. Its Name is relative to the project's directory, with slashes.
type File struct{ Name, Text string }

// Chapter is a group of kinds of finding that have to do with each other.
type Chapter struct {
	Title, Intro string
	Entries      []Entry
}

// Chapters is the whole catalogue: all kinds of finding that the library has. Nothing of it must be changed.
func Chapters() []Chapter { return chapters() }

// chapters panics if a kind of finding has no entry, which a test rules out.
var chapters = sync.OnceValue(func() []Chapter {
	defaults, warnings := defsOf(validate.Default()), defsOf(validate.Warnings())
	security, reliability, files := defsOf(validate.Security()), defsOf(validate.Reliability()), defsOf(validate.Files(nil))
	return []Chapter{
		chapter("YAML", "What is wrong with the text itself.", slices.Concat(syntax.Defs(), diag.Defs())),
		chapter("Variables", "What is wrong with variables in values.", interpolate.Defs()),
		chapter("Attributes", "What is wrong with an attribute, or with its value.", slices.Concat(schema.Defs(), model.Defs())),
		chapter("Files", "What is wrong with the files that make up a project, and with how they are put together.", slices.Concat(loader.Defs(), merge.Defs(), host.Defs())),
		chapter("Env files", "What is wrong with files of variables.", dotenv.Defs()),
		chapter("Projects", "What does not fit together.", defaults),
		chapter("Warnings", "What docker compose accepts and hardly anybody means. These rules are applied unless a program chooses others.", warnings),
		chapter("Security", "A pack of rules that is applied on request: `validate.Security`.", security),
		chapter("Reliability", "A pack of rules that is applied on request: `validate.Reliability`.", reliability),
		chapter("What must be there", "A pack of rules that is applied on request: `validate.Files`.", files),
		chapter("Ignore comments", "A comment `# composekit:ignore CODE reason` on a line, or above it, silences a finding that is no error.", []*diag.Def{validate.UnusedIgnore, validate.IgnoreWithoutReason}),
	}
})

// Find is the entry of a code, such as diag.Diagnostic has; it is not ok if there is no such code.
func Find(code string) (e Entry, ok bool) {
	for _, c := range Chapters() {
		if i := slices.IndexFunc(c.Entries, func(e Entry) bool { return e.Def.Code == code }); i >= 0 {
			return c.Entries[i], true
		}
	}
	return Entry{}, false
}

// defsOf are the kinds of finding of rules, each once.
func defsOf(rules []*validate.Rule) []*diag.Def {
	var out []*diag.Def
	for _, r := range rules {
		for _, d := range r.Codes {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

func chapter(title, intro string, defs []*diag.Def) Chapter {
	c := Chapter{Title: title, Intro: intro}
	for _, d := range defs {
		c.Entries = append(c.Entries, entry(d))
	}
	return c
}

func entry(d *diag.Def) Entry {
	text, err := codes.ReadFile("codes/" + d.Code + ".txtar")
	if err != nil {
		panic(fmt.Sprintf("the catalogue has no entry for %s: %v", d.Code, err))
	}
	a := txtar.Parse(text)
	e := Entry{Def: d, Explanation: strings.TrimSpace(string(a.Comment)), Rule: packRule(d)}
	for _, f := range a.Files {
		kind, name, _ := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "options":
			e.Wrong.Options = lines(f.Data)
			e.Right.Options = e.Wrong.Options
		case f.Name == "right/options":
			e.Right.Options = lines(f.Data)
		case kind == "wrong":
			e.Wrong.Files = append(e.Wrong.Files, File{name, string(f.Data)})
		case kind == "right":
			e.Right.Files = append(e.Right.Files, File{name, string(f.Data)})
		}
	}
	for _, o := range e.Wrong.Options {
		if reason, ok := strings.CutPrefix(o, "elsewhere: "); ok {
			e.Elsewhere = reason
		}
	}
	return e
}

func packRule(d *diag.Def) *validate.Rule {
	for _, r := range slices.Concat(validate.Security(), validate.Reliability(), validate.Files(nil)) {
		if slices.Contains(r.Codes, d) {
			return r
		}
	}
	return nil
}

func lines(data []byte) []string {
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}
