package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	{"config --variables --format json", exact},
	{"config nosuch", exact},
}

// looseness says what the reference itself leaves open.
type looseness uint8

const (
	exact    looseness = iota
	anyOrder           // it prints the entries of a map in any order
)

// TestSideBySide compares with the docker-compose binary that COMPOSEKIT_DOCKER_COMPOSE names:
// standard output and status for each command line and project. Projects are the examples and,
// where COMPOSEKIT_SHARED has them, the seed projects.
func TestSideBySide(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	for _, files := range sideBySideProjects(t) {
		t.Run(filepath.Base(filepath.Dir(files[0]))+"/"+filepath.Base(files[len(files)-1]), func(t *testing.T) {
			for _, line := range sideBySide {
				var args []string
				for _, f := range files {
					args = append(args, "-f", f)
				}
				args = append(args, strings.Fields(line.args)...)
				theirs, theirStatus := runBinary(t, binary, args)
				var out, errs bytes.Buffer
				status := Run(context.Background(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
				if status != theirStatus {
					t.Errorf("%s: status %d, docker compose's is %d\n%s", line.args, status, theirStatus, errs.String())
					continue
				}
				ours, theirs := settled(out.String(), line.loose), settled(theirs, line.loose)
				if ours != theirs {
					t.Errorf("%s:\n%s", line.args, firstDifference(ours, theirs))
				}
			}
		})
	}
}

// sideBySideProjects are lists of files that make a project together.
func sideBySideProjects(t *testing.T) [][]string {
	t.Helper()
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = "../../../../../shared"
	}
	var out [][]string
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
			out = append(out, []string{name})
			overrides, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*compose.*.y*ml"))
			for _, o := range overrides {
				out = append(out, []string{name, o})
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
// around scalars from v5.6 on, double ones before.
func settled(out string, loose looseness) string {
	out = strings.ReplaceAll(out, `"`, `'`)
	if loose == anyOrder {
		lines := strings.Split(out, "\n")
		slices.Sort(lines)
		out = strings.Join(lines, "\n")
	}
	return out
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
