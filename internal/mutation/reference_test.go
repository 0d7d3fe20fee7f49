package mutation

import (
	"context"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

// TestMistakesAreMistakes wants compose-go to refuse a project for each kind of mistake alone.
func TestMistakesAreMistakes(t *testing.T) {
	logrus.SetOutput(io.Discard)
	all := valid(t)
	rng := rand.New(rand.NewPCG(1, 1))
	order := rng.Perm(len(all))
	for i := range kinds {
		k := &kinds[i]
		const samples = 3
		made := 0
		for _, j := range order {
			if made == samples {
				break
			}
			found := k.site(all[j], k, rng)
			if len(found) == 0 {
				continue
			}
			made++
			texts, _ := apply([]spot{found[rng.IntN(len(found))]}, []*kind{k})
			if err := reference(t, all[j], texts); err == nil {
				t.Errorf("%s: compose-go accepts %s with it", k.name, all[j].load.ID)
				for _, text := range texts {
					t.Logf("%.3000s", text)
				}
				break
			}
		}
	}
}

// reference is why compose-go refuses a project with other texts for some files.
func reference(t *testing.T, p *project, texts map[string]string) error {
	t.Helper()
	var files, envFiles []string
	for _, name := range p.load.Files {
		files = append(files, filepath.Join(p.load.Dir, name))
	}
	for _, name := range p.load.EnvFiles {
		envFiles = append(envFiles, filepath.Join(p.load.Dir, name))
	}
	o, err := cli.NewProjectOptions(files, cli.WithWorkingDirectory(p.load.Dir), cli.WithEnv(p.load.Environ), cli.WithEnvFiles(envFiles...),
		cli.WithDotEnv, cli.WithConfigFileEnv, cli.WithDefaultConfigPath, cli.WithDefaultProfiles(p.load.Profiles...))
	if err != nil {
		t.Fatal(err)
	}
	details := types.ConfigDetails{WorkingDir: p.load.Dir, Environment: o.Environment}
	for _, name := range o.ConfigPaths {
		f := types.ConfigFile{Filename: name}
		if text, changed := texts[name]; changed {
			f.Content = []byte(text)
		}
		details.ConfigFiles = append(details.ConfigFiles, f)
	}
	_, err = loader.LoadWithContext(context.Background(), details, func(o *loader.Options) {
		o.SetProjectName("mistakes", true)
		o.Profiles = p.load.Profiles
	})
	return err
}
