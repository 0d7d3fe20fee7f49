package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// sideBySide are command lines that must give the same as docker compose's, for each of
// the projects.
var sideBySide = []struct {
	args  string
	loose looseness
}{
	{"config", exact},
	{"config --format json", exact},
	{"--all-resources config", exact},
	{"--profile * config", exact},
	{"config --no-normalize", exact},
	{"--compatibility config", exact},
	{"--compatibility config --hash *", exact},
	{"config --no-path-resolution", exact},
	{"config --no-consistency", exact},
	{"config --no-env-resolution", exact},
	{"config --no-interpolate", exact},
	{"config --no-interpolate --format json", exact},
	{"config --quiet", exact},
	{"config --services", anyOrder},
	{"--profile * config --services", anyOrder},
	{"config --volumes", anyOrder},
	{"config --networks", anyOrder},
	{"config --models", anyOrder},
	{"config --images", anyOrder},
	{"config --profiles", exact},
	{"config --hash *", exact},
	{"config --environment", exact},
	{"config --variables", anyOrder},
	{"config --variables --format json", anyValue},
	{"config nosuch", exact},
}

// looseness says what the reference itself leaves open.
type looseness uint8

const (
	exact    looseness = iota
	anyOrder           // it prints the entries of a map in any order
	anyValue           // it prints any default of a variable with several
)

// chosen are the projects of which something is printed otherwise on purpose, with the kind of
// deviation of docs/deviations.md, and the command lines of which docs/commands.md says so. A test fails if one is not printed
// otherwise at all.
var chosen = map[string]string{
	"dotenv/docker-compose.yml config --no-path-resolution": "docs/commands.md",
	"overleaf__toolkit--lib+docker-compose.base.yml,lib+docker-compose.vars-legacy.yml,lib+docker-compose.mongo.yml--env-file_corpus.env config --no-path-resolution": "docs/commands.md",
	"docker__compose+pkg+e2e+fixtures+build-test+ssh--compose.yaml": "reads-back",
	// An invalid project, which only config --no-consistency prints.
	"compose-spec__compose-go@v1.2.9+loader--full-example.yml": "env-file-value",
	"compose-spec__compose-go@v2.9.1+loader--full-example.yml": "env-file-value",
}

// chances are how often the reference is asked again where it leaves something open.
const chances = 10

// commandLine is a project as arguments, and where they are given.
type commandLine struct {
	name, dir string
	args      []string
}

// TestSideBySide compares with the docker-compose binary that COMPOSEKIT_DOCKER_COMPOSE names:
// standard output and status for each command line and project. Projects are the examples and,
// where COMPOSEKIT_SHARED has them, the seed projects and real ones: a tenth of those, all of
// them with COMPOSEKIT_EXHAUSTIVE.
func TestSideBySide(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	for _, project := range slices.Concat(sideBySideProjects(t), realProjects(t)) {
		t.Run(project.name, func(t *testing.T) {
			if project.dir != "" {
				t.Chdir(project.dir)
			}
			whole, deviated := chosen[project.name], false
			for _, line := range sideBySide {
				args := slices.Concat(project.args, strings.Fields(line.args))
				theirs, theirStatus := runBinary(t, binary, args)
				if theirStatus == crashed {
					continue
				}
				theirs = mended(theirs)
				var out, errs bytes.Buffer
				status := Run(context.Background(), args, Machine{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}})
				ours := mended(out.String())
				same := func() bool {
					return settled(ours, line.loose) == settled(theirs, line.loose) || line.loose == exact && sameContent(t, ours, theirs)
				}
				agree := (status == 0) == (theirStatus == 0)
				for range chances {
					if !agree || line.loose == exact || status != 0 || same() {
						break
					}
					theirs, _ = runBinary(t, binary, args)
					theirs = mended(theirs)
				}
				otherwise := !agree || status == 0 && !same()
				switch kind := chosen[project.name+" "+line.args]; {
				case kind != "" && !otherwise:
					t.Errorf("%s: nothing is otherwise, as %s says", line.args, kind)
				case kind != "" || !otherwise:
				case whole != "":
					deviated = true
				case !agree:
					t.Errorf("%s: status %d, docker compose's is %d\n%s", line.args, status, theirStatus, errs.String())
				default:
					t.Errorf("%s:\n%s", line.args, firstDifference(settled(ours, line.loose), settled(theirs, line.loose)))
				}
			}
			if whole != "" && !deviated {
				t.Errorf("nothing is printed otherwise, as %s says", whole)
			}
		})
	}
}

// realProjects are the projects of public repositories.
func realProjects(t *testing.T) (out []commandLine) {
	t.Helper()
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n")[1:] {
		if i%10 != 0 && !material.Exhaustive() {
			continue
		}
		field := strings.Split(line, "\t")
		project := commandLine{name: field[0], dir: filepath.Join(root, field[1])}
		if field[2] != "-" {
			for _, name := range strings.Split(field[2], "|") {
				project.args = append(project.args, "-f", name)
			}
		}
		if field[3] != "-" {
			project.args = append(project.args, strings.Fields(field[3])...)
		}
		out = append(out, project)
	}
	return out
}

// sideBySideProjects are the examples and the seed projects, alone and with each overriding file.
func sideBySideProjects(t *testing.T) (out []commandLine) {
	t.Helper()
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = "../../../../../shared"
	}
	add := func(names ...string) {
		project := commandLine{name: filepath.Base(filepath.Dir(names[0])) + "/" + filepath.Base(names[len(names)-1])}
		for _, name := range names {
			project.args = append(project.args, "-f", name)
		}
		out = append(out, project)
	}
	for _, pattern := range []string{"../../../../examples/*/compose.yaml", filepath.Join(shared, "seed-projects/*/*compose.y*ml")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			name, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			add(name)
			overrides, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*compose.*.y*ml"))
			for _, o := range overrides {
				add(name, o)
			}
		}
	}
	if len(out) == 0 {
		t.Fatal("no projects")
	}
	return out
}

func runBinary(t *testing.T, binary string, args []string) (string, int) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// settled is output without what does not count. docker compose writes single quotes
// around scalars where it is built with v4.0.0-rc.6 of the YAML module, double ones otherwise, and does not say how far a
// block scalar is indented.
func settled(out string, loose looseness) string {
	out = blockHint.ReplaceAllString(out, "|$1\n")
	out = strings.ReplaceAll(out, `"`, `'`)
	if loose == anyOrder {
		lines := strings.Split(out, "\n")
		slices.Sort(lines)
		out = strings.Join(lines, "\n")
	}
	return out
}

// sameContent reports whether texts are YAML that says the same in the same order of lines: where they are broken, and
// which style texts have, differs from version to version of the YAML module that docker compose is built with.
func sameContent(t *testing.T, ours, theirs string) bool {
	t.Helper()
	read := func(text string) *syntax.Node {
		documents, faults := syntax.Parse(source.NewFile("printed", text), syntax.Limits{})
		if len(faults) > 0 || len(documents) != 1 || documents[0].Root.Kind != syntax.Mapping {
			return nil
		}
		return documents[0].Root
	}
	a, b := read(ours), read(theirs)
	return a != nil && b != nil && len(compare.Trees(a, b)) == 0 && slices.Equal(keysOf(a), keysOf(b))
}

// keysOf are the keys of a tree in the order in which they are written.
func keysOf(n *syntax.Node) (out []string) {
	for _, p := range n.Pairs() {
		out = append(append(out, p.Name()), keysOf(p.Value)...)
	}
	for _, x := range n.Items() {
		out = append(out, keysOf(x)...)
	}
	return out
}

// crashed is the status of a program of Go that ended in a panic.
const crashed = 2

var (
	jsonModels  = regexp.MustCompile(`(?m)^  "models": \{\n(    .*\n)*  \},\n`)
	blockHint   = regexp.MustCompile(`\|2([+-]?)\n`)
	nullArgs    = regexp.MustCompile(`"args": null`)
	secretValue = regexp.MustCompile(`(?m),?\n +"?x-#value"?: .*`)
)

// mended is output without what is missing from that of docker compose, models in JSON, and without what does not belong there: the content of secrets. See
// docs/deviations.md. An empty list of arguments is one, not null.
func mended(out string) string {
	out = nullArgs.ReplaceAllString(out, `"args": []`)
	return secretValue.ReplaceAllString(jsonModels.ReplaceAllString(out, ""), "")
}

func firstDifference(ours, theirs string) string {
	a, b := strings.Split(ours, "\n"), strings.Split(theirs, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	context := func(lines []string) string {
		return strings.Join(lines[max(i-3, 0):min(i+4, len(lines))], "\n")
	}
	return "ours:\n" + context(a) + "\ntheirs:\n" + context(b)
}
