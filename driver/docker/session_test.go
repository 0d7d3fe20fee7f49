package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
)

// TestBuildSecrets: while BuildKit builds, it is given secrets and the use of keys, and nothing else; neither is in the image.
func TestBuildSecrets(t *testing.T) {
	t.Parallel()
	on := true
	d := enginetest.OpenWith(t, docker.Options{ConfigDir: t.TempDir(), BuildKit: &on})
	enginetest.Images(t, "ck-probe")
	project := enginetest.Project(t, d)
	tag := project + "-app"
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	dir := buildContext(t, `
-- Dockerfile --
FROM ck-probe
RUN --mount=type=cache,target=/cache echo cached >/cache/file
RUN --mount=type=secret,id=file --mount=type=secret,id=text --mount=type=secret,id=other \
    cat /run/secrets/file /run/secrets/text >/said && [ ! -e /run/secrets/other ]
RUN --mount=type=ssh --mount=type=ssh,id=files,target=/files probe keys >/keys && SSH_AUTH_SOCK=/files probe keys >>/keys
RUN [ ! -s /run/secrets/file ] && [ ! -e /cache/file ]
-- secret --
of the file
`)
	socket, key := agentOf(t, newKey(t, "in the agent")), newKey(t, "in the file")
	spec := driver.BuildSpec{
		Service: "app", Tags: []string{tag}, Context: dir, NoCache: true,
		Secrets: []driver.BuildSecret{{ID: "file", File: dir + "/secret"}, {ID: "text", Source: "secrets.text", Content: []byte("of the project\n")}},
		SSH:     []string{"default=" + socket, "files=" + key},
	}
	if _, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := runIn(t, d, project, tag, "cat", "/said", "/keys"), "of the file\nof the project\nin the agent\nin the file"; got != want {
		t.Errorf("the build was given\n%s\nwant\n%s", got, want)
	}

	spec.SSH = nil
	_, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil)
	if err == nil || !strings.Contains(err.Error(), "ssh") {
		t.Errorf("a step that wants keys was built without: %v", err)
	}
}

// newKey is a file with a key that is called by a comment.
func newKey(t *testing.T, comment string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	openSSH(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file)
	return file
}

// agentOf is the socket of an agent with one key.
func agentOf(t *testing.T, key string) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	out := openSSH(t, "ssh-agent", "-a", socket)
	pid := regexp.MustCompile(`SSH_AGENT_PID=(\d+)`).FindStringSubmatch(out)
	if pid == nil {
		t.Fatalf("the agent says %s", out)
	}
	t.Cleanup(func() {
		n, _ := strconv.Atoi(pid[1])
		if p, err := os.FindProcess(n); err == nil {
			_ = p.Kill()
		}
	})
	openSSH(t, "env", "SSH_AUTH_SOCK="+socket, "ssh-add", "-q", key)
	return socket
}

// openSSH runs a program of OpenSSH.
func openSSH(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil && os.Getenv("CI") == "" {
		t.Skipf("needs OpenSSH: %v", err)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}
