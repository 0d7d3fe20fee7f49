package watch_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// TestRules runs the cases of testdata, on Unix and with /p as C:\p on Windows. Files whose names do not begin with a slash
// are in /p. In "changes" paragraphs are batches of changed files, directories with a slash at the end. A paragraph that
// begins with "initially" is what there is before watching starts, "skip" asks of directories whether they need no
// watching, and "watched" for what is watched. In "want" is what each paragraph comes to, after the problems of the rules.
func TestRules(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		on := map[string]string{}
		var changes string
		want := &txtar.File{}
		for i, f := range a.Files {
			switch f.Name {
			case "changes":
				changes = string(f.Data)
			case "want":
				want = &a.Files[i]
			default:
				on[f.Name] = string(f.Data)
			}
		}
		got := unix.outcome(t, on, changes)
		if got != string(want.Data) {
			t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			want.Data = []byte(got)
		}
		if other := strings.NewReplacer(`C:\p`, "/p", `\`, "/").Replace(windows.outcome(t, on, changes)); other != got {
			t.Errorf("on Windows got\n%s\nwant\n%s", other, got)
		}
	})
}

// place is where the files of a case are.
type place struct {
	style source.PathStyle
	root  string
}

var unix, windows = place{source.Unix, "/p"}, place{source.Windows, `C:\p`}

func (p place) outcome(t *testing.T, files map[string]string, changes string) string {
	t.Helper()
	on := map[string]string{}
	for name, text := range files {
		on[p.style.Join(p.root, name)] = strings.ReplaceAll(text, "/p/", strings.ReplaceAll(p.root, `\`, "/")+"/")
	}
	fsys, compose := source.Map(on, p.style), p.style.Join(p.root, "compose.yaml")
	l := loader.Loader{FS: fsys, Env: source.Vars{}}
	result, err := l.Load(t.Context(), compose)
	if err != nil || result.Diagnostics.HasErrors() {
		t.Fatal(err, result.Diagnostics)
	}
	rules, problems, err := watch.New(result.Project, fsys, []string{compose})
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, x := range problems {
		if x.Fatal {
			b.WriteString("fatal: ")
		}
		if x.Service != "" {
			fmt.Fprintf(&b, "%s %d %s: ", x.Service, x.Rule, x.Attribute)
		}
		fmt.Fprintf(&b, "%s\n  help: %s\n", x.Text, x.Help)
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(changes), "\n\n") {
		lines := strings.Fields(paragraph)
		if b.Len() > 0 && len(lines) > 0 {
			b.WriteByte('\n')
		}
		switch {
		case len(lines) == 0:
		case lines[0] == "skip":
			for _, dir := range lines[1:] {
				fmt.Fprintf(&b, "skip %s: %v\n", dir, rules.Skip(p.style.Join(p.root, dir)))
			}
		case lines[0] == "watched":
			fmt.Fprintf(&b, "watched %s for %s\n", strings.Join(rules.Paths(), " "), strings.Join(rules.Services(), " "))
		case lines[0] == "initially":
			fmt.Fprintf(&b, "initially %s\n", strings.Join(rules.Initial(), " "))
			tell(&b, rules.DecideInitial(p.batch(lines[1:])))
		default:
			tell(&b, rules.Decide(p.batch(lines)))
		}
	}
	return b.String()
}

func (p place) batch(lines []string) (out []watch.Change) {
	for _, line := range lines {
		path, dir := strings.CutSuffix(line, "/")
		out = append(out, watch.Change{Path: p.style.Join(p.root, path), Dir: dir})
	}
	return out
}

func tell(b *strings.Builder, tasks []watch.Task) {
	if len(tasks) == 0 {
		b.WriteString("nothing\n")
	}
	for _, t := range tasks {
		fmt.Fprintf(b, "%s:", t.Service)
		if t.Rebuild {
			b.WriteString(" rebuild")
		}
		for _, f := range t.Files {
			fmt.Fprintf(b, " %s>%s", f.Path, f.Target)
		}
		if t.Restart {
			b.WriteString(" restart")
		}
		for _, n := range t.Exec {
			fmt.Fprintf(b, " exec(%d)", n)
		}
		b.WriteByte('\n')
	}
}
