package generate_test

import (
	"context"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/composekit/composekit/internal/generate"
	"github.com/composekit/composekit/internal/material"
	"github.com/sirupsen/logrus"
)

func load(text string) error {
	_, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  "/project",
		ConfigFiles: []types.ConfigFile{{Filename: "/project/compose.yaml", Content: []byte(text)}},
		Environment: types.Mapping{},
	}, func(o *loader.Options) { o.SetProjectName("test", false) })
	return err
}

func TestProjectsWithoutFaultsAreAcceptedByTheReference(t *testing.T) {
	logrus.SetOutput(io.Discard)
	cases := uint64(material.Tries(150))
	failed := 0
	for seed := range cases {
		text := generate.Project(rand.New(rand.NewPCG(seed, 7)), generate.Options{Jobs: seed%3 == 0, Density: float64(seed%5) / 10})
		if err := load(text); err != nil {
			t.Errorf("seed %d: %v", seed, err)
			if failed++; failed == 1 {
				t.Logf("the project is\n%s", text)
			}
			if failed == 12 {
				t.FailNow()
			}
		}
	}
}

func TestProjectsOfSeveralFilesAreAcceptedByTheReference(t *testing.T) {
	logrus.SetOutput(io.Discard)
	cases := uint64(material.Tries(150))
	for seed := range cases {
		c := generate.Files(rand.New(rand.NewPCG(seed, 9)), generate.Options{
			Density: 0.1, Overrides: int(seed % 3), Extends: seed%2 == 0, Include: seed%5 == 0, Variables: 0.2,
			EnvFiles: seed%2 == 1, Links: seed%4 < 2,
		})
		dir := t.TempDir()
		for _, f := range append(c.Load, c.Beside...) {
			path := filepath.Join(dir, f.Name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(f.Text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		details := types.ConfigDetails{WorkingDir: dir, Environment: c.Env}
		for _, name := range c.Names() {
			details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{Filename: filepath.Join(dir, name)})
		}
		_, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) {
			o.SetProjectName("test", false)
			o.Profiles = c.Profiles
		})
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func TestProjectsWithFaultsAreRefusedAsARule(t *testing.T) {
	logrus.SetOutput(io.Discard)
	refused := 0
	for seed := range uint64(100) {
		text := generate.Project(rand.New(rand.NewPCG(seed, 8)), generate.Options{Faults: 0.1, Density: 0.2})
		if load(text) != nil {
			refused++
		}
	}
	if refused < 50 {
		t.Errorf("only %d of 100 projects with faults are refused", refused)
	}
}

func TestTheSameRandomnessMakesTheSameProject(t *testing.T) {
	o := generate.Options{Jobs: true, Faults: 0.01}
	a := generate.Project(rand.New(rand.NewPCG(1, 2)), o)
	b := generate.Project(rand.New(rand.NewPCG(1, 2)), o)
	c := generate.Project(rand.New(rand.NewPCG(1, 3)), o)
	if a != b || a == c {
		t.Error("projects do not follow the source of randomness")
	}
}
