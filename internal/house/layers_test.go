package house

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers says where each package of the root module stands: it may import packages of lower
// layers only. Packages below internal have no layer of their own; see TestLayers.
var layers = map[string]int{
	"source":             0,
	"diag":               1,
	"syntax":             2,
	"schema":             3,
	"schema/official":    4,
	"interpolate":        4,
	"merge":              4,
	"model":              4,
	"validate":           5,
	"model/confighash":   5,
	"interpolate/dotenv": 5, // env files
	"loader":             6,
	"driver":             6,
	"driver/plan":        7, // what to do
	"driver/sim":         7, // an engine in memory
	"driver/watch":       7, // what changes of files come to
	"driver/run":         8, // doing it
	"driver/bake":        8, // builds for others to do
	"driver/drivertest":  8,
	"explain":            7,
	"compare":            8, // what differs between two projects, with the places of explain
	"language":           8, // answers to editors, with the stories of explain
	"host":               7, // the operating system: callers import it, the core does not
	"host/remote":        8, // files that are elsewhere, brought onto this machine
	"model/composego":    8, // the bridge to compose-go: what it loads comes from the host
	"diag/catalogue":     8, // all kinds of finding, those of the host included
	".":                  8,
	"composetest":        9,
}

// edges are packages with effects, or with dependencies that the core must stay free of.
// Nothing of the core may import them.
var edges = []string{"host", "host/remote", "model/composego", "composetest", "internal/bench", "diag/catalogue", "internal/fakeregistry", "internal/fetched", "internal/golden", "internal/material"}

// bridges are the packages that may import compose-go outside their tests.
var bridges = []string{"model/composego", "internal/bench"}

// core reports whether the package is part of the library's core.
func core(p *pkg) bool {
	return !p.nested && !p.command() && p.dir != "internal/house" && !slices.ContainsFunc(edges, func(e string) bool { return within(p.dir, e) })
}

const reference = "github.com/compose-spec/compose-go/v2"

// TestLayers holds every package to its layer. A package below internal may be imported from
// anywhere, but only by packages above everything that it imports itself.
func TestLayers(t *testing.T) {
	byPath := map[string]*pkg{}
	for _, p := range allPackages(t) {
		byPath[p.importPath()] = p
	}
	height := map[*pkg]int{} // of internal packages: one more than the highest that they import
	var heightOf func(p *pkg) int
	heightOf = func(p *pkg) int {
		if layer, ok := layers[p.dir]; ok {
			return layer
		}
		if h, ok := height[p]; ok {
			return h
		}
		height[p] = 0
		h := 0
		for _, f := range p.code {
			for _, name := range f.imports() {
				if q := byPath[name]; q != nil {
					above := 1
					if _, ok := layers[q.dir]; !ok {
						above = 0 // internal packages may build on each other
					}
					h = max(h, heightOf(q)+above)
				}
			}
		}
		height[p] = h
		return h
	}
	for _, p := range allPackages(t) {
		layer, ok := layers[p.dir]
		if p.nested || within(p.dir, "internal") || len(p.code) == 0 {
			continue
		}
		if !ok && !p.command() {
			t.Errorf("package %s has no layer: give it a row in layers_test.go and in docs/architecture.md", p.dir)
			continue
		}
		for _, f := range p.code {
			for _, name := range f.imports() {
				q := byPath[name]
				if q == nil || p.command() {
					continue
				}
				_, layered := layers[q.dir]
				switch h := heightOf(q); {
				case layered && h >= layer:
					t.Errorf("%s: %s (layer %d) imports %s (layer %d)", f.name, p.dir, layer, q.dir, h)
				case !layered && h > layer:
					t.Errorf("%s: %s (layer %d) imports %s, which imports layer %d", f.name, p.dir, layer, q.dir, h-1)
				}
			}
		}
	}
}

// TestEdges keeps effects and the reference out of the core.
func TestEdges(t *testing.T) {
	for _, p := range allPackages(t) {
		for _, f := range p.code {
			for _, name := range f.imports() {
				if within(name, reference) && !slices.ContainsFunc(bridges, func(b string) bool { return within(p.dir, b) }) {
					t.Errorf("%s imports compose-go; only %s may", f.name, strings.Join(bridges, " and "))
				}
				for _, e := range edges {
					if core(p) && within(name, module+"/"+e) {
						t.Errorf("%s imports %s, which is not for the core", f.name, name)
					}
				}
			}
		}
	}
}

// heavy are modules that may be in go.mod for the bridge or for tests, and that no user of the core
// should have to link: among them one that takes longer to start than a project to load.
var heavy = []string{reference, "go.yaml.in/yaml", "gopkg.in/yaml", "github.com/santhosh-tekuri/jsonschema"}

// slow are packages of Go that take long to start, for a program that loads projects.
var slow = []string{"crypto", "html/template", "net/http", "regexp", "text/template"}

// TestCoreStaysLight asks the go command what importing the core pulls in.
func TestCoreStaysLight(t *testing.T) {
	var dirs []string
	for _, p := range allPackages(t) {
		if core(p) && len(p.code) > 0 && p.dir != "schema/official" {
			dirs = append(dirs, "./"+p.dir)
		}
	}
	for _, name := range pulledIn(t, dirs...) {
		for _, h := range heavy {
			if strings.HasPrefix(name, h) {
				t.Errorf("the core pulls in %s", name)
			}
		}
	}
	for _, name := range pulledIn(t, "./host") {
		if slices.Contains(slow, name) {
			t.Errorf("loading pulls in %s", name)
		}
	}
}

// pulledIn are the packages that a program has which imports some.
func pulledIn(t *testing.T, dirs ...string) []string {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-f", "{{.ImportPath}}"}, dirs...)...)
	cmd.Dir = top
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Fields(string(out))
}
