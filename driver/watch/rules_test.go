package watch_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

var update = flag.Bool("update", false, "write what is wanted of the cases anew; the run fails all the same if something changed")

// TestRules runs the cases of testdata. Files whose names do not begin with a slash are in /p. In "changes" paragraphs
// are batches of changed files, directories with a slash at the end. A paragraph that begins with "initially" is what
// there is before watching starts, and "skip" asks of directories whether they need no watching. In "want" is what
// each paragraph comes to, after the problems of the rules.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			on := map[string]string{}
			var changes, want string
			for _, f := range a.Files {
				switch f.Name {
				case "changes":
					changes = string(f.Data)
				case "want":
					want = string(f.Data)
				default:
					on[source.Unix.Join("/p", f.Name)] = string(f.Data)
				}
			}
			got := outcome(t, source.Map(on, source.Unix), changes)
			if got == want {
				return
			}
			t.Errorf("got\n%s\nwant\n%s", got, want)
			if *update {
				a.Files[len(a.Files)-1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
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
		path, dir := strings.CutSuffix(source.Unix.Join("/p", line)+line[len(line)-1:], "/")
		if !dir {
			path = source.Unix.Join("/p", line)
		}
		out = append(out, watch.Change{Path: path, Dir: dir})
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
