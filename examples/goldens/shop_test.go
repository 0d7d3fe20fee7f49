// Package goldens shows how the Compose files of a repository are tested with goldens. It is a
// module of its own, as yours is: only what composekit exports can be used here.
package goldens

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/composekit/composekit/composetest"
)

// Main adds the flag -update, and fails if a golden is left that no test compares with.
func TestMain(m *testing.M) { os.Exit(composetest.Main(m)) }

// The whole project, with the override file, and parts of it.
func TestShop(t *testing.T) {
	t.Parallel()
	shop := composetest.Dir(t, "testdata/shop")
	shop.Golden("want.yaml")
	shop.GoldenAt("services.web.ports", "want-ports.json")
}

// The same files with other variables, another profile and without the override.
func TestShopInProduction(t *testing.T) {
	t.Parallel()
	shop := composetest.Dir(t, "testdata/shop",
		composetest.ComposeFiles("compose.yaml"),
		composetest.Env{"TAG": "2.0"},
		composetest.Profiles("backup"))
	shop.GoldenAt("services", "want-production.yaml")
}

// The structs, for what no golden can say.
func TestEveryServiceHasARestartPolicy(t *testing.T) {
	t.Parallel()
	for name, service := range composetest.Dir(t, "testdata/shop").Project().Services {
		if service.Restart == "" {
			t.Errorf("%s has no restart policy", name)
		}
	}
}

// An archive is a project, its goldens and its mistakes in one file.
func TestArchives(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			project := composetest.Archive(t, name)
			project.WantDiagnostics()
			project.Golden("want.yaml")
		})
	}
}

// Mistakes are expected where they are made.
func TestMistakes(t *testing.T) {
	t.Parallel()
	composetest.Dir(t, "testdata/broken").WantDiagnostics()
}

// A small project stands in the test; its goldens lie in testdata, in a folder with the test's name.
func TestTemplate(t *testing.T) {
	t.Parallel()
	template := composetest.Files(t, map[string]string{
		"compose.yaml": `
services:
  web: &web
    image: nginx
    labels: {tier: front}
  spare:
    <<: *web
    profiles: [spare]
`,
	}, composetest.Profiles("*"), composetest.ProjectName("template"))
	template.GoldenAt("services.spare", "want-spare.yaml")
}
