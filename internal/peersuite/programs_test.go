package peersuite

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// program is a module that loads Compose files with compose-go, in a version that the go command of go.mod
// can build.
type program struct {
	path, version string
	packages      []string
	// least is how many tests passed, parts of tests included, when it was last looked at.
	least int
	// fail are the tests that fail with compose-go's own loader, too, and why.
	fail map[string]string
}

var programs = []program{
	{
		path: "github.com/docker/compose/v5", version: "v5.6.0",
		packages: []string{"cmd/...", "pkg/...", "internal/..."}, least: 1001,
		fail: map[string]string{
			"pkg/compose.TestServiceHashKeyOrderCoversStruct": "the compose-go of this repository is newer, and its services have an attribute more",
		},
	},
	{path: "github.com/docker/buildx", version: "v0.38.2", packages: []string{"bake"}, least: 479},
}

// TestPrograms builds programs with our loader in place of compose-go's, also below compose-go's package
// cli, and runs their own unit tests. It fetches hundreds of modules and takes minutes, so it is run on request.
func TestPrograms(t *testing.T) {
	if os.Getenv("COMPOSEKIT_EXHAUSTIVE") == "" {
		t.Skip("set COMPOSEKIT_EXHAUSTIVE to build docker compose and buildx with composekit's loader and run their tests")
	}
	for _, p := range programs {
		t.Run(path.Base(strings.TrimSuffix(p.path, "/v5")), p.test)
	}
}

func (p program) test(t *testing.T) {
	m := newModule(t, p.path, p.version, p.path)
	cli := p.path + "/internal/cli" // compose-go's, with our loader
	wanted := func(name string) bool {
		return !strings.Contains(name, "/pkg/e2e/") && !strings.Contains(name, "/vendor/") // tests on an engine, and modules
	}
	m.copyFiles(m.origin, ".", wanted, func(text string) string { return importing(bridged(text), peer+"/cli", cli) })
	withoutTests := func(name string) bool { return !isTest(name) }
	m.copyFiles(filepath.Join(fetched(t, peer, peerVersion(t)), "cli"), "internal/cli", withoutTests, bridged)

	results := m.run(".", p.packages...)
	passed := 0
	for _, id := range slices.Sorted(maps.Keys(results)) {
		switch o := results[id]; {
		case o.Action == "pass":
			passed++
		case o.Action == "fail" && p.fail[id] == "":
			t.Errorf("%s\n%s", id, o.output)
		}
	}
	for id, why := range p.fail {
		if o := results[id]; o == nil || o.Action != "fail" {
			t.Errorf("%s (%s) passes, or is no more", id, why)
		}
	}
	if passed < p.least {
		t.Errorf("%d tests passed, and there were %d", passed, p.least)
	}
	t.Logf("%d tests of %s %s pass", passed, p.path, p.version)
}
