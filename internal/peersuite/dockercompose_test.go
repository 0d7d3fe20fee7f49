package peersuite

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// compose is the module of docker compose, in a version that the go command of go.mod can build.
const (
	compose        = "github.com/docker/compose/v5"
	composeVersion = "v5.6.0"
)

// composeFails are the tests of docker compose that fail with compose-go's own loader, too, and why.
var composeFails = map[string]string{
	"pkg/compose.TestServiceHashKeyOrderCoversStruct": "the compose-go of this repository is newer, and its services have an attribute more",
}

// TestDockerCompose builds docker compose with our loader in place of compose-go's, also below
// compose-go's package cli, and runs its own unit tests. It fetches some 200 modules and takes
// minutes, so it is run on request.
func TestDockerCompose(t *testing.T) {
	if os.Getenv("COMPOSEKIT_EXHAUSTIVE") == "" {
		t.Skip("set COMPOSEKIT_EXHAUSTIVE to build docker compose with composekit's loader and run its tests")
	}
	m := newModule(t, compose, composeVersion, compose)
	const cli = compose + "/internal/cli" // compose-go's, with our loader
	withoutEngine := func(name string) bool { return !strings.Contains(name, "/pkg/e2e/") }
	m.copyFiles(m.origin, ".", withoutEngine, func(text string) string { return importing(bridged(text), peer+"/cli", cli) })
	withoutTests := func(name string) bool { return !isTest(name) }
	m.copyFiles(filepath.Join(fetched(t, peer, peerVersion(t)), "cli"), "internal/cli", withoutTests, bridged)

	results := m.run(".", "cmd/...", "pkg/...", "internal/...")
	passed := 0
	for _, id := range slices.Sorted(maps.Keys(results)) {
		switch o := results[id]; {
		case o.Action == "pass":
			passed++
		case o.Action == "fail" && composeFails[id] == "":
			t.Errorf("%s\n%s", id, o.output)
		}
	}
	for id, why := range composeFails {
		if o := results[id]; o == nil || o.Action != "fail" {
			t.Errorf("%s (%s) passes, or is no more", id, why)
		}
	}
	if passed < 1000 {
		t.Errorf("only %d tests of docker compose passed", passed)
	}
	t.Logf("%d tests of docker compose %s pass", passed, composeVersion)
}
