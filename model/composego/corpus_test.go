package composego

import (
	"context"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/model"
)

func TestMain(m *testing.M) {
	logrus.SetLevel(logrus.ErrorLevel)
	os.Exit(m.Run())
}

// input is what both loaders are given.
type input struct {
	id      string
	details func() types.ConfigDetails // anew, for compose-go changes them
	options []func(*loader.Options)
}

// prepare finds files and variables as docker compose does.
func prepare(t testing.TB, id, dir string, files, args []string) (in input, ok bool) {
	fns := []cli.ProjectOptionsFn{
		cli.WithWorkingDirectory(dir),
		cli.WithEnv([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/corpus", "PWD=" + dir}),
	}
	var profiles, envFiles []string
	for i := 0; i+1 < len(args); i += 2 {
		switch args[i] {
		case "--env-file":
			envFiles = append(envFiles, filepath.Join(dir, args[i+1]))
		case "--profile":
			profiles = append(profiles, args[i+1])
		default:
			t.Fatalf("%s: unknown flag %s", id, args[i])
		}
	}
	for i, name := range files {
		files[i] = filepath.Join(dir, name)
	}
	o, err := cli.NewProjectOptions(files, append(fns, cli.WithEnvFiles(envFiles...), cli.WithDotEnv, cli.WithConfigFileEnv, cli.WithDefaultConfigPath)...)
	if err != nil {
		return in, false // refused before anything is loaded
	}
	in = input{id: id, options: []func(*loader.Options){
		loader.WithProfiles(profiles),
		func(lo *loader.Options) { lo.SetProjectName(loader.NormalizeProjectName(filepath.Base(dir)), false) },
	}}
	in.details = func() types.ConfigDetails {
		d, err := loader.LoadConfigFiles(context.Background(), o.ConfigPaths, dir)
		if err != nil {
			return types.ConfigDetails{}
		}
		d.Environment = o.Environment.Clone()
		return *d
	}
	return in, true
}

// projects are the inputs of the corpus and of the seed projects, every step-th.
func projects(t testing.TB, step int) []input {
	var out []input
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		if i == 0 || i%step != 0 {
			continue
		}
		field := strings.Split(line, "\t")
		var files, args []string
		if field[2] != "-" {
			files = strings.Split(field[2], "|")
		}
		if field[3] != "-" {
			args = strings.Fields(field[3])
		}
		if in, ok := prepare(t, field[0], filepath.Join(root, field[1]), files, args); ok {
			out = append(out, in)
		}
	}
	seeds, _ := filepath.Glob(filepath.Join(material.Shared(t, "seed-projects"), "*", ""))
	for _, dir := range seeds {
		files, _ := filepath.Glob(filepath.Join(dir, "docker-compose[0-9].yml"))
		for i := range files {
			files[i] = filepath.Base(files[i])
		}
		if in, ok := prepare(t, filepath.Base(dir), dir, files, nil); ok {
			out = append(out, in)
		}
	}
	return out
}

// exact compares all fields; of those that are not exported there is none that a load sets.
var exact = cmp.Options{
	cmpopts.IgnoreUnexported(types.SecretConfig{}, types.ConfigObjConfig{}),
	// Deviation: compose-go keeps the keys of ssh in the order of a Go map.
	cmpopts.SortSlices(func(a, b types.SSHKey) bool { return a.ID < b.ID }),
}

// deviations are projects of the corpus that the loaders treat differently, with the reason.
var deviations = map[string]string{
	"docker__compose+pkg+e2e+testdata+TestRawEnvFile--compose.yaml": "the format raw of env files is known without docker compose",
}

// TestCorpus loads real projects with both loaders and compares what they give.
func TestCorpus(t *testing.T) {
	var equal, bothRefuse, all int
	groups := map[string][]string{}
	for _, in := range projects(t, material.Every(1)) {
		all++
		want, wantErr := loader.LoadWithContext(context.Background(), in.details(), in.options...)
		got, gotErr := LoadWithContext(context.Background(), in.details(), in.options...)
		switch {
		case wantErr != nil && gotErr != nil:
			bothRefuse++
		case wantErr != nil || gotErr != nil:
			groups["verdicts differ"] = append(groups["verdicts differ"], in.id+": compose-go: "+line(wantErr)+"; ours: "+line(gotErr))
		default:
			if diff := cmp.Diff(want, got, exact); diff != "" {
				kind := firstChange(diff)
				groups[kind] = append(groups[kind], in.id+": "+diff)
				continue
			}
			equal++
			roundTrip(t, in.id, want)
		}
	}
	t.Logf("%d projects: %d equal, %d refused by both", all, equal, bothRefuse)
	var kinds []string
	for kind := range groups {
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(i, j int) bool { return len(groups[kinds[i]]) > len(groups[kinds[j]]) })
	for _, kind := range kinds {
		t.Logf("%5d  %s\n       e.g. %.3000s", len(groups[kind]), kind, groups[kind][0])
	}
	for _, kind := range kinds {
		for _, text := range groups[kind] {
			id, _, _ := strings.Cut(text, ":")
			if _, known := deviations[id]; !known {
				t.Errorf("%s does not come out as compose-go has it", id)
			}
		}
	}
}

func line(err error) string {
	if err == nil {
		return "accepted"
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// firstChange is the first line of a difference that differs.
func firstChange(diff string) string {
	for text := range strings.Lines(diff) {
		if text[0] == '-' || text[0] == '+' {
			return strings.TrimSpace(text)
		}
	}
	return diff
}

// roundTrip takes a project of compose-go to ours and back, and again.
func roundTrip(t *testing.T, id string, p *types.Project) {
	t.Helper()
	own, err := FromComposeGo(p)
	if err != nil {
		t.Errorf("%s: %v", id, err)
		return
	}
	back, err := ToComposeGo(own)
	if err != nil {
		t.Errorf("%s: %v", id, err)
	}
	if diff := cmp.Diff(p, back, exact); diff != "" {
		t.Errorf("%s: what went to ours and back differs:\n%s", id, diff)
	}
	again, err := FromComposeGo(back)
	if err != nil {
		t.Errorf("%s: %v", id, err)
	}
	if diff := cmp.Diff(own, again, plainExtensions); diff != "" {
		t.Errorf("%s: ours that went to compose-go and back differs:\n%s", id, diff)
	}
}

// plainExtensions compares extensions by their values.
var plainExtensions = cmp.Transformer("Plain", func(x model.Extensions) map[string]any {
	if x == nil {
		return nil
	}
	out := map[string]any{}
	for name := range x {
		out[name], _ = x.Get(name)
	}
	return out
})
