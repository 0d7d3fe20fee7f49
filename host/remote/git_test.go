package remote_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/composekit/composekit/host/remote"
)

// gitServer is a repository that git finds at https://example.com/shop.git, and the variables that make it do so.
type gitServer struct {
	dir     string
	environ []string
}

func newGitServer(t *testing.T) *gitServer {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git program")
	}
	s := &gitServer{dir: t.TempDir()}
	s.environ = append(os.Environ(), "HOME="+t.TempDir(), "GIT_CONFIG_NOSYSTEM=1", "GIT_ALLOW_PROTOCOL=file",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url.file://"+filepath.ToSlash(s.dir)+".insteadOf", "GIT_CONFIG_VALUE_0=https://example.com/shop.git",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	s.git(t, "init", "--quiet", "--initial-branch=main")
	return s
}

func (s *gitServer) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = s.dir, s.environ
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit makes a commit of files, and returns it.
func (s *gitServer) commit(t *testing.T, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(s.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	s.git(t, "add", "--all")
	s.git(t, "commit", "--quiet", "--message=x")
	return s.git(t, "rev-parse", "HEAD")
}

func TestGit(t *testing.T) {
	s := newGitServer(t)
	first := s.commit(t, map[string]string{"compose.yml": "first", "deploy/docker-compose.yaml": "deploy", "deploy/other.yaml": "other", "none/x": ""})
	s.git(t, "tag", "v1")
	s.git(t, "tag", "--annotate", "--message=x", "v2")
	tag := s.git(t, "rev-parse", "v2")
	s.git(t, "branch", "old")
	second := s.commit(t, map[string]string{"compose.yaml": "second"})
	if err := os.Symlink("/etc/passwd", filepath.Join(s.dir, "leak.yaml")); err != nil {
		t.Skip(err)
	}
	for link, to := range map[string]string{"linked.yaml": "deploy/other.yaml", "production": "deploy", "out": ".."} {
		if err := os.Symlink(to, filepath.Join(s.dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	s.commit(t, nil)
	g := &remote.Git{Dir: t.TempDir(), Environ: s.environ}
	const shop = "https://example.com/shop.git"
	for _, c := range []struct{ ref, want, at, err string }{
		{ref: shop, want: "second", at: "/compose.yaml"},
		{ref: shop + "#main", want: "second"},
		{ref: shop + "#v1", want: "first"},
		{ref: shop + "#old", want: "first"},
		{ref: shop + "#refs/heads/old", want: "first"},
		{ref: shop + "#" + first, want: "first"},
		{ref: shop + "#:deploy", want: "deploy"},
		{ref: shop + "#v1:deploy/other.yaml", want: "other"},
		{ref: shop + "#v1:/deploy/../../deploy", want: "deploy"},
		{ref: shop + "?tag=v1&subdir=deploy", want: "deploy"},
		{ref: shop + "?branch=old", want: "first"},
		{ref: shop + "?ref=main&commit=" + second[:7], err: "is the commit"},
		{ref: shop + "?ref=v1&commit=" + first[:7], want: "first"},
		{ref: shop + "#v2", want: "first"},
		{ref: shop + "?tag=v2&checksum=" + first, want: "first"},
		{ref: shop + "?tag=v2&checksum=" + tag[:12], want: "first"},
		{ref: shop + "?tag=v2&checksum=" + second, err: "refs/tags/v2 is the commit " + first + ", not " + second},
		{ref: shop + "?tag=v1&ref=main", err: "tag is both main and refs/tags/v1"},
		{ref: shop + "?nonsense=1", err: "has no nonsense"},
		{ref: shop + "#" + strings.Repeat("a", 40), err: "git fetch: "},
		{ref: shop + "#nope", err: "the repository has no branch or tag nope"},
		{ref: shop + "#--upload-pack=x", err: "cannot be the name of a branch or tag"},
		{ref: shop + "#:nope", err: "the repository has no nope"},
		{ref: shop + "#:none", err: "the repository has no Compose file in none"},
		{ref: shop + "#:leak.yaml", err: "leads out of the repository"},
		{ref: shop + "#:linked.yaml", want: "other", at: "/linked.yaml"},
		{ref: shop + "#:production", want: "deploy", at: "/production/docker-compose.yaml"},
		{ref: shop + "#:out", err: "the repository has no Compose file in out"},
		{ref: "https://example.com/other.git", err: "git ls-remote: "},
	} {
		if !g.Accept(c.ref) {
			t.Errorf("%s is not accepted", c.ref)
			continue
		}
		name, err := g.Load(context.Background(), c.ref)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got the error %v, want %q", c.ref, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.ref, err)
			continue
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != c.want || !strings.HasSuffix(filepath.ToSlash(name), c.at) {
			t.Errorf("%s: got %q at %s and %v, want %q at %s", c.ref, got, name, err, c.want, c.at)
		}
	}
}

// What git is told by variables: not to ask, and which transports it may use.
func TestGitVariables(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands for git is a shell script")
	}
	bin := t.TempDir()
	program := func(script string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	for _, name := range []string{"GIT_TERMINAL_PROMPT", "GIT_ALLOW_PROTOCOL", "GIT_SSH_COMMAND", "GIT_SSH"} {
		t.Setenv(name, "")
	}
	t.Setenv("MARK", "of the process")
	load := func(environ []string) string {
		t.Helper()
		g := &remote.Git{Dir: t.TempDir(), Environ: environ}
		name, err := g.Load(context.Background(), "https://example.com/shop.git")
		if err == nil {
			t.Fatalf("got %s from a program that is no git", name)
		}
		return err.Error()
	}
	program(`echo "$MARK|$GIT_TERMINAL_PROMPT|$GIT_ALLOW_PROTOCOL|$GIT_SSH_COMMAND" >&2; exit 1`)
	for _, c := range []struct {
		environ []string
		want    string
	}{
		{nil, "of the process|0|http:https:git:ssh|ssh -o ControlMaster=no -o BatchMode=yes"},
		{[]string{}, "|0|http:https:git:ssh|ssh -o ControlMaster=no -o BatchMode=yes"},
		{[]string{"MARK=x", "GIT_TERMINAL_PROMPT=1", "GIT_ALLOW_PROTOCOL=ssh", "GIT_SSH_COMMAND=ssh -v"}, "x|1|ssh|ssh -v"},
		{[]string{"GIT_SSH=plink", "GIT_ALLOW_PROTOCOL="}, "|0|http:https:git:ssh|"},
	} {
		if got, want := load(c.environ), "git ls-remote: "+c.want; got != want {
			t.Errorf("with %q:\n got %s\nwant %s", c.environ, got, want)
		}
	}
	program("exit 1")
	if got := load(nil); got != "exit status 1" {
		t.Errorf("of a program that says nothing the error is %s", got)
	}
	program("echo nonsense")
	if got := load(nil); !strings.Contains(got, "where a commit was expected") {
		t.Errorf("of a program that tells no commit the error is %s", got)
	}
}

func TestGitRefusesOtherReferences(t *testing.T) {
	if name, err := new(remote.Git).Load(context.Background(), "compose.yaml"); err == nil {
		t.Errorf("got %s", name)
	}
}

// Offline what was fetched is there by its commit, and nothing else.
func TestGitOffline(t *testing.T) {
	s := newGitServer(t)
	commit := s.commit(t, map[string]string{"compose.yaml": "x"})
	g := &remote.Git{Dir: t.TempDir(), Environ: s.environ, Offline: true}
	ref := "https://example.com/shop.git#" + commit
	if _, err := g.Load(context.Background(), ref); err == nil || !strings.Contains(err.Error(), "has not been fetched") {
		t.Errorf("got %v for what was never fetched", err)
	}
	online := *g
	online.Offline = false
	if _, err := online.Load(context.Background(), ref); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Load(context.Background(), ref); err != nil {
		t.Error(err)
	}
	if _, err := g.Load(context.Background(), "https://example.com/shop.git"); err == nil || !strings.Contains(err.Error(), "the default branch cannot be asked for offline") {
		t.Errorf("got %v for a branch", err)
	}
}

// Who fetches a commit at once finds it whole, and nothing is left behind.
func TestGitAtOnce(t *testing.T) {
	s := newGitServer(t)
	s.commit(t, map[string]string{"compose.yaml": "x"})
	g := &remote.Git{Dir: t.TempDir(), Environ: s.environ}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if _, err := g.Load(context.Background(), "https://example.com/shop.git"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if left, err := os.ReadDir(g.Dir); err != nil || len(left) != 1 {
		t.Errorf("got %v and %v, want one commit", left, err)
	}
}

func TestGitAccepts(t *testing.T) {
	for ref, want := range map[string]bool{
		"https://example.com/shop.git":      true,
		"http://example.com/a/b.git?tag=x":  true,
		"https://user@example.com/shop.git": true,
		"git@example.com:shop.git#v1":       true,
		"git@example.com:a/b":               true,
		"ssh://git@example.com/shop":        true,
		"git://example.com/shop":            true,
		"github.com/example/shop":           true,
		"https://example.com/compose.yaml":  false,
		"https://example.com/shop":          false,
		"https://github.com/example/shop":   false,
		"file:///shop.git":                  false,
		"ext::sh -c x":                      false,
		"oci://example.com/shop":            false,
		"compose.yaml":                      false,
		"./git@example.com:x":               false,
		"../shop.git":                       false,
		"/srv/shop.git":                     false,
		`C:\shop.git`:                       false,
		"github.com":                        false,
		"https://":                          false,
		"":                                  false,
	} {
		if got := new(remote.Git).Accept(ref); got != want {
			t.Errorf("%q: got %v", ref, got)
		}
	}
}
