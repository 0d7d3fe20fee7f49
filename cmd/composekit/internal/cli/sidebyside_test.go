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

	"github.com/composekit/composekit/internal/material"
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
// deviation of docs/deviations.md. A test fails if one is not printed otherwise at all.
var chosen = map[string]string{
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
			kind, deviated := chosen[project.name], false
			for _, line := range sideBySide {
				args := slices.Concat(project.args, strings.Fields(line.args))
				theirs, theirStatus := runBinary(t, binary, args)
				if theirStatus == crashed {
					continue
				}
				theirs = mended(theirs)
				var out, errs bytes.Buffer
				status := Run(context.Background(), args, Machine{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}})
				if (status == 0) != (theirStatus == 0) {
					if kind != "" {
						deviated = true
						continue
					}
					t.Errorf("%s: status %d, docker compose's is %d\n%s", line.args, status, theirStatus, errs.String())
					continue
				}
				ours, theirs := settled(mended(out.String()), line.loose), settled(theirs, line.loose)
				for range chances {
					if line.loose == exact || status != 0 || ours == theirs {
						break
					}
					theirs, _ = runBinary(t, binary, args)
					theirs = settled(mended(theirs), line.loose)
				}
				switch {
				case status != 0 || ours == theirs:
				case kind != "":
					deviated = true
				default:
					t.Errorf("%s:\n%s", line.args, firstDifference(ours, theirs))
				}
			}
			if kind != "" && !deviated {
				t.Errorf("nothing is printed otherwise, as %s says", kind)
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
// around scalars where it is built with v4.0.0-rc.6 of the YAML module, double ones otherwise.
func settled(out string, loose looseness) string {
	out = strings.ReplaceAll(out, `"`, `'`)
	if loose == anyOrder {
		lines := strings.Split(out, "\n")
		slices.Sort(lines)
		out = strings.Join(lines, "\n")
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

// mended is output without what is missing from that of docker compose, models in JSON and how far
// a block scalar is indented, and without what does not belong there: the content of secrets. See
// docs/deviations.md. An empty list of arguments is one, not null.
func mended(out string) string {
	out = blockHint.ReplaceAllString(out, "|$1\n")
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
