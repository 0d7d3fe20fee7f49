package loader_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/model"
)

// config is what docker compose config prints: every dollar sign doubled, env_file dropped.
func config(options host.Options) (string, error) {
	l, err := options.Loader()
	if err != nil {
		return "", err
	}
	result, err := l.Load(context.Background())
	if err != nil {
		return "", err
	}
	if err := result.Diagnostics.Err(); err != nil {
		return "", err
	}
	for _, s := range result.Project.Services {
		s.EnvFiles = nil
		for i := range s.PreStart {
			s.PreStart[i].EnvFiles = nil
		}
	}
	text, err := model.EncodeYAML(result.Project)
	return strings.ReplaceAll(string(text), "$", "$$"), err
}

// guarded is config with a panic as an error.
func guarded(options host.Options) (text string, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v", x)
		}
	}()
	return config(options)
}

// tally counts agreement and groups the differences by what they look like.
type tally struct {
	agree, all int
	groups     map[string][]string
}

func (c *tally) differ(kind, id string) {
	if c.groups == nil {
		c.groups = map[string][]string{}
	}
	c.groups[kind] = append(c.groups[kind], id)
}

func (c *tally) percent() float64 { return 100 * float64(c.agree) / float64(max(c.all, 1)) }

func (c *tally) log(t *testing.T, what string) {
	t.Logf("%s: %d of %d agree (%.2f %%)", what, c.agree, c.all, c.percent())
	kinds := make([]string, 0, len(c.groups))
	for kind := range c.groups {
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(i, j int) bool {
		a, b := len(c.groups[kinds[i]]), len(c.groups[kinds[j]])
		return a > b || a == b && kinds[i] < kinds[j]
	})
	for _, kind := range kinds[:min(len(kinds), 60)] {
		t.Logf("%5d  %s\n       e.g. %s", len(c.groups[kind]), kind, c.groups[kind][0])
	}
}

// firstDifference is the first line that differs, as ours and theirs.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("%q, want %q", strings.TrimSpace(x), strings.TrimSpace(y))
		}
	}
	return "nothing"
}

func codes(err error) string {
	var list interface{ Error() string }
	if errors.As(err, &list) {
		set := map[string]bool{}
		for line := range strings.Lines(list.Error()) {
			line = strings.TrimSpace(line)
			if i := strings.LastIndexByte(line, '['); i >= 0 {
				set[line[i:]] = true
			} else {
				set[line] = true
			}
		}
		var out []string
		for c := range set {
			out = append(out, c)
		}
		sort.Strings(out)
		return strings.Join(out, " ")
	}
	return err.Error()
}

func TestCorpusAgreesWithReference(t *testing.T) {
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var accepted, refused tally
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		field := strings.Split(line, "\t")
		if i == 0 {
			continue
		}
		id, dir := field[0], filepath.Join(root, field[1])
		options := host.Options{WorkDir: dir, Environ: []string{
			"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + home, "USERPROFILE=" + home, "PWD=" + dir,
		}}
		if field[2] != "-" {
			options.Files = strings.Split(field[2], "|")
		}
		if field[3] != "-" {
			args := strings.Fields(field[3])
			for i := 0; i+1 < len(args); i += 2 {
				switch args[i] {
				case "--env-file":
					options.EnvFiles = append(options.EnvFiles, args[i+1])
				case "--profile":
					options.Profiles = append(options.Profiles, args[i+1])
				default:
					t.Fatalf("%s: unknown flag %s", id, args[i])
				}
			}
		}
		got, err := guarded(options)
		if err != nil && strings.HasPrefix(err.Error(), "panic: ") {
			t.Errorf("%s: %v", id, err)
		}
		if field[5] == "accepted" {
			accepted.all++
			text, readErr := os.ReadFile(filepath.Join(root, ".want", id+".yaml"))
			if readErr != nil {
				t.Fatal(readErr)
			}
			got = golden.Below(golden.Below(got, root, "/corpus"), home, "/home/corpus")
			switch want := string(text); {
			case err != nil:
				accepted.differ("refused: "+codes(err), id+": "+err.Error())
			case got != want:
				accepted.differ(firstDifference(got, want), id)
			default:
				accepted.agree++
			}
			continue
		}
		refused.all++
		if err != nil {
			refused.agree++
			continue
		}
		text, _ := os.ReadFile(filepath.Join(root, ".want", id+".err"))
		refused.differ("accepted, where the reference says: "+strings.TrimSpace(string(text)), id)
	}
	accepted.log(t, "accepted projects")
	refused.log(t, "refused projects")
	if accepted.percent() < 95 {
		t.Errorf("only %.2f %% of the accepted projects come out as the reference has them", accepted.percent())
	}
	if refused.percent() < 95 {
		t.Errorf("only %.2f %% of the refused projects are refused", refused.percent())
	}
}

func TestSeedProjects(t *testing.T) {
	root := material.Shared(t, "seed-projects")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		t.Run(entry.Name(), func(t *testing.T) {
			dir := filepath.Join(root, entry.Name())
			options := host.Options{WorkDir: dir, Environ: []string{}}
			if files, _ := filepath.Glob(filepath.Join(dir, "docker-compose[0-9].yml")); len(files) > 0 {
				options.Files = files
			}
			got, err := config(options)
			if want, readErr := os.ReadFile(filepath.Join(dir, "want.err")); readErr == nil {
				if err == nil {
					t.Errorf("accepted, where the reference says %s", want)
				} else if !strings.Contains(err.Error(), "[dependency-cycle]") {
					t.Errorf("got %v, the reference says %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Join(dir, "want.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			got = golden.Below(got, root, "/seed")
			if got != string(want) {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", firstDifference(got, string(want)), got, want)
			}
		})
	}
}
