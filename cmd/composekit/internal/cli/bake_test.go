package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// bakeLines are command lines that print what builds come to. SERVICE stands for the first one of the project that is built.
var bakeLines = []string{
	"build --print",
	"--profile * build --print --push --pull --no-cache --ssh more=/keys/more --build-arg OWN=a${b} --build-arg HOME --build-arg NONE",
	"build --print SERVICE",
	"build --print --with-dependencies SERVICE",
}

// TestBakeSideBySide compares what build --print prints with docker compose's, byte by byte but for what that leaves to chance: for
// the projects of TestSideBySide.
func TestBakeSideBySide(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	pretendBuildx(t)
	compared := 0
	for _, project := range slices.Concat(sideBySideProjects(t), realProjects(t)) {
		t.Run(project.name, func(t *testing.T) {
			if project.dir != "" {
				t.Chdir(project.dir)
			}
			service := ""
			for _, line := range bakeLines {
				args := slices.Clone(project.args)
				for _, arg := range strings.Fields(line) {
					args = append(args, strings.ReplaceAll(arg, "SERVICE", service))
				}
				theirs, theirStatus := runBinary(t, binary, args)
				if theirStatus == crashed {
					return
				}
				ours, status := outputOf(args)
				if (status == 0) != (theirStatus == 0) {
					t.Fatalf("%s: status %d, docker compose's is %d", line, status, theirStatus)
				}
				if ours, theirs := bakeSettled(ours), bakeSettled(theirs); ours != theirs {
					t.Errorf("%s:\n%s", line, firstDifference(ours, theirs))
				}
				if service = firstTarget(ours); service == "" {
					return
				}
				compared++
			}
		})
	}
	t.Logf("%d files are the same", compared)
}

// pretendBuildx has docker compose find a plugin buildx, without which it prints nothing, and need no engine.
func pretendBuildx(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	plugin := filepath.Join(dir, "cli-plugins", "docker-buildx")
	if err := os.Mkdir(filepath.Dir(plugin), 0o700); err != nil {
		t.Fatal(err)
	}
	const program = "#!/bin/sh\necho '{\"SchemaVersion\": \"0.1.0\", \"Vendor\": \"composekit\", \"Version\": \"v0.38.2\"}'\n"
	if err := os.WriteFile(plugin, []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DOCKER_CONFIG", dir)
	t.Setenv("DOCKER_BUILDKIT", "1")
	t.Setenv("DOCKER_HOST", "unix://"+dir+"/nobody")
}

var (
	listOfChance = regexp.MustCompile(`"(targets|ulimits)": \[\n([^\]]*)\n( *)\]`)
	versionLabel = regexp.MustCompile(`"com\.docker\.compose\.version": "[^"]*"`)
)

// bakeSettled is a file for bake with the lists sorted that docker compose writes in any order, and without the version.
func bakeSettled(file string) string {
	file = listOfChance.ReplaceAllStringFunc(file, func(list string) string {
		part := listOfChance.FindStringSubmatch(list)
		lines := strings.Split(part[2], ",\n")
		slices.Sort(lines)
		return `"` + part[1] + "\": [\n" + strings.Join(lines, ",\n") + "\n" + part[3] + "]"
	})
	return versionLabel.ReplaceAllString(file, `"com.docker.compose.version": ""`)
}

// firstTarget is the first target that a file for bake has the default be; "" if there is none.
func firstTarget(file string) string {
	part := listOfChance.FindStringSubmatch(file)
	if part == nil {
		return ""
	}
	return strings.Trim(strings.Split(part[2], ",\n")[0], " \"")
}

// TestBakeCases compares the cases of package bake with docker compose. Those that say in "differs" why theirs differ say there, too,
// which lines those are: with < before docker compose's, and > before ours.
func TestBakeCases(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	pretendBuildx(t)
	bakeCases(t, func(t *testing.T, commands []string, differs string) {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, command := range commands {
			args := strings.Fields(strings.Replace(command, "build", "build --print", 1))
			theirs, theirStatus := runBinary(t, binary, args)
			ours, status := outputOf(args)
			difference := ""
			if status != theirStatus {
				difference = fmt.Sprintf("< status %d\n> status %d\n", theirStatus, status)
			} else {
				difference = differentLines(bakeSettled(theirs), bakeSettled(ours))
			}
			if difference != "" {
				got.WriteString("$ " + command + "\n" + strings.ReplaceAll(difference, dir, "/shop"))
			}
		}
		if _, want, _ := strings.Cut(differs, "\n$"); got.String() != want && got.String() != "$"+want {
			t.Errorf("different lines are\n%s", got.String())
		}
	})
}

// TestBuildxReads has the program buildx that COMPOSEKIT_BUILDX names read the files of the cases, and print what it has read. That it
// reads strings as they are meant shows in that it writes them as we do.
func TestBuildxReads(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_BUILDX")
	if binary == "" {
		t.Skip("COMPOSEKIT_BUILDX names no program buildx")
	}
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	t.Setenv("BUILDX_BAKE_ENTITLEMENTS_FS", "0")
	agent, err := net.Listen("unix", filepath.Join(t.TempDir(), "agent")) // for contexts that are fetched by ssh
	if err != nil {
		t.Fatal(err)
	}
	defer agent.Close()
	t.Setenv("SSH_AUTH_SOCK", agent.Addr().String())
	bakeCases(t, func(t *testing.T, commands []string, _ string) {
		for _, command := range commands {
			text, status := outputOf(strings.Fields(strings.Replace(command, "build", "build --print", 1)))
			if text == "" || status != 0 {
				continue
			}
			var ours, theirs struct{ Target map[string]map[string]any }
			if err := json.Unmarshal([]byte(text), &ours); err != nil {
				t.Fatal(err)
			}
			for _, target := range ours.Target {
				delete(target, "ssh") // keys would have to be there
				secrets, _ := target["secret"].([]any)
				for _, secret := range secrets {
					touchSecret(t, secret.(string))
				}
			}
			given, err := json.Marshal(map[string]any{"target": ours.Target})
			if err != nil {
				t.Fatal(err)
			}
			args := []string{"bake", "--file", "-", "--print"}
			for name := range ours.Target {
				args = append(args, name)
			}
			var errs bytes.Buffer
			cmd := exec.Command(binary, args...)
			cmd.Stdin, cmd.Stderr = bytes.NewReader(given), &errs
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%s: %v\n%s\n%s", command, err, errs.String(), given)
				continue
			}
			if err := json.Unmarshal(out, &theirs); err != nil {
				t.Fatal(err)
			}
			for name, target := range ours.Target {
				for key, value := range target {
					read := theirs.Target[name][key]
					switch key {
					case "secret", "cache-from", "cache-to", "output", "attest": // fields there
						if list, _ := read.([]any); len(list) != len(value.([]any)) {
							t.Errorf("%s: %s.%s is %v, and is read as %v", command, name, key, value, read)
						}
					default:
						if !reflect.DeepEqual(read, value) {
							t.Errorf("%s: %s.%s is %v, and is read as %v", command, name, key, value, read)
						}
					}
				}
			}
		}
	})
}

// touchSecret makes the file that a secret is in.
func touchSecret(t *testing.T, text string) {
	t.Helper()
	fields, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range fields {
		if name, ok := strings.CutPrefix(field, "src="); ok {
			if err := os.WriteFile(name, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// outputOf is what the program prints, and its status.
func outputOf(args []string) (string, int) {
	var out bytes.Buffer
	status := Run(context.Background(), args, Machine{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: io.Discard}})
	return out.String(), status
}

// bakeCases goes through the cases of package bake, each in a directory with its files, and with its variables.
func bakeCases(t *testing.T, run func(t *testing.T, commands []string, differs string)) {
	t.Helper()
	cases, err := filepath.Glob("../../../../driver/bake/testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range cases {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "shop")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			var commands, differs string
			for _, f := range a.Files {
				switch text := string(f.Data); f.Name {
				case "env":
					for line := range strings.Lines(text) {
						name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
						t.Setenv(name, value)
					}
				case "commands":
					commands = text
				case "differs":
					differs = text
				case "want":
				default:
					if err := os.WriteFile(f.Name, f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			run(t, strings.Split(strings.TrimSpace(commands), "\n"), differs)
		})
	}
}

// differentLines are the lines of two texts that only one of them has, or has more often.
func differentLines(theirs, ours string) string {
	count := map[string]int{}
	for line := range strings.Lines(theirs) {
		count[strings.TrimRight(line, ",\n")]++
	}
	for line := range strings.Lines(ours) {
		count[strings.TrimRight(line, ",\n")]--
	}
	var b strings.Builder
	for _, side := range []struct {
		sign, text string
		more       int
	}{{"<", theirs, 1}, {">", ours, -1}} {
		for line := range strings.Lines(side.text) {
			line = strings.TrimRight(line, ",\n")
			if count[line]*side.more <= 0 {
				continue
			}
			count[line] -= side.more
			if strings.Trim(line, " []{}") != "" {
				b.WriteString(side.sign + " " + strings.TrimSpace(line) + "\n")
			}
		}
	}
	return b.String()
}
