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

// TestRules runs the cases of testdata. Files whose names do not begin with a slash are in /p. In "changes" paragraphs
// are batches of changed files, directories with a slash at the end. A paragraph that begins with "initially" is what
// there is before watching starts, and "skip" asks of directories whether they need no watching. In "want" is what
// each paragraph comes to, after the problems of the rules.
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
				on[source.Unix.Join("/p", f.Name)] = string(f.Data)
			}
		}
		if got := outcome(t, source.Map(on, source.Unix), changes); got != string(want.Data) {
			t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			want.Data = []byte(got)
		}
	})
}

func outcome(t *testing.T, fsys source.FS, changes string) string {
	t.Helper()
	l := loader.Loader{FS: fsys, Env: source.Vars{}}
	result, err := l.Load(t.Context(), "/p/compose.yaml")
	if err != nil || result.Diagnostics.HasErrors() {
		t.Fatal(err, result.Diagnostics)
	}
	rules, problems, err := watch.New(result.Project, fsys, []string{"/p/compose.yaml"})
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, p := range problems {
		if p.Fatal {
			b.WriteString("fatal: ")
		}
		if p.Service != "" {
			fmt.Fprintf(&b, "%s %d %s: ", p.Service, p.Rule, p.Attribute)
		}
		fmt.Fprintf(&b, "%s\n  help: %s\n", p.Text, p.Help)
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
				fmt.Fprintf(&b, "skip %s: %v\n", dir, rules.Skip("/p/"+dir))
			}
		case lines[0] == "initially":
			fmt.Fprintf(&b, "initially %s\n", strings.Join(rules.Initial(), " "))
			tell(&b, rules.DecideInitial(batch(lines[1:])))
		default:
			tell(&b, rules.Decide(batch(lines)))
		}
	}
	return b.String()
}

func batch(lines []string) (out []watch.Change) {
	for _, line := range lines {
		path, dir := strings.CutSuffix(line, "/")
		out = append(out, watch.Change{Path: source.Unix.Join("/p", path), Dir: dir})
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
