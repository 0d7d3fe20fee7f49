package docker_test

import (
	"crypto/ed25519"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
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
	socket, key := agentOf(t, "in the agent"), filepath.Join(t.TempDir(), "key")
	block, err := ssh.MarshalPrivateKey(newKey(t), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := driver.BuildSpec{
		Service: "app", Tags: []string{tag}, Context: dir, NoCache: true,
		Secrets: []driver.BuildSecret{{ID: "file", File: dir + "/secret"}, {ID: "text", Source: "secrets.text", Content: []byte("of the project\n")}},
		SSH:     []string{"default=" + socket, "files=" + key},
	}
	if _, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := runIn(t, d, project, tag, "cat", "/said", "/keys"), "of the file\nof the project\nin the agent\n"+key; got != want {
		t.Errorf("the build was given\n%s\nwant\n%s", got, want)
	}

	spec.SSH = nil
	_, err = d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil)
	if err == nil || !strings.Contains(err.Error(), "ssh") {
		t.Errorf("a step that wants keys was built without: %v", err)
	}
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// agentOf is the socket of an agent with one key.
func agentOf(t *testing.T, comment string) string {
	t.Helper()
	keys := agent.NewKeyring()
	if err := keys.Add(agent.AddedKey{PrivateKey: newKey(t), Comment: comment}); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = agent.ServeAgent(keys, conn)
			}()
		}
	}()
	return socket
}
