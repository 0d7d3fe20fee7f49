// Package remote owns Compose files that are elsewhere, in Git repositories: resolvers for a
// loader.Loader that fetch them onto this machine.
package remote

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/fetched"
)

// Git is a loader.Resolver for files in Git repositories, which it fetches with the user's git
// program. References are those of docker compose:
//
//	https://example.com/shop.git               the default branch; http is taken, too
//	https://example.com/shop.git#v1            a branch, a tag, or a commit in full
//	https://example.com/shop.git#v1:deploy     a directory of it, or a file
//	https://example.com/shop.git?tag=v1&subdir=deploy
//	git@example.com:shop.git, ssh://…, git://… whatever they end with
//	github.com/example/shop                    by https
//
// Of a directory the file is the first of host.DefaultFiles that it has. Nothing is asked of the user:
// git has to know the credentials. What was fetched stays in Dir, a directory for each commit, and is
// not fetched again; which commit a branch or tag is, is asked each time.
//
// The zero Git is ready, and may be used concurrently. Errors say what git said.
type Git struct {
	// Dir keeps what was fetched. Default: composekit/git in the user's directory for caches.
	Dir string
	// Offline: only what is in Dir already can be had, and only by commit.
	Offline bool
	// Environ are the variables for git, as KEY=VALUE. Default (nil): those of the process.
	Environ []string
}

// Accept implements loader.Resolver.
func (g *Git) Accept(ref string) bool {
	_, ok := repositoryOf(ref)
	return ok
}

// Load implements loader.Resolver.
func (g *Git) Load(ctx context.Context, ref string) (string, error) {
	r, ok := repositoryOf(ref)
	if !ok {
		return "", errors.New("this is no reference to a Git repository")
	}
	if err := r.parse(); err != nil {
		return "", err
	}
	dir, err := fetched.Below(g.Dir, "git")
	if err != nil {
		return "", err
	}
	commit, err := g.commit(ctx, r)
	if err != nil {
		return "", err
	}
	root, err := fetched.Dir(dir, commit, func(temp string) error { return g.fetch(ctx, r.remote, commit, temp) })
	if err != nil {
		return "", err
	}
	return fileIn(root, r.path)
}

// commit is what a repository has under the name that was asked for: a commit, or a tag that is an object of its own and
// stands for one. A checksum may be that of either, as for BuildKit.
func (g *Git) commit(ctx context.Context, r repository) (string, error) {
	commit, tagged := r.name, r.name
	if !isCommit(commit) {
		if g.Offline {
			return "", fmt.Errorf("%s cannot be asked for offline", cmp.Or(r.name, "the default branch"))
		}
		name := cmp.Or(r.name, "HEAD")
		out, err := g.run(ctx, "", "ls-remote", "--exit-code", "--", r.remote, name, name+"^{}")
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 2 {
			return "", fmt.Errorf("the repository has no branch or tag %s", r.name)
		}
		if err != nil {
			return "", err
		}
		first, others, _ := strings.Cut(out, "\n")
		commit, name, _ = strings.Cut(first, "\t")
		if !isCommit(commit) {
			return "", fmt.Errorf("git told %q where a commit was expected", commit)
		}
		tagged = commit
		for other := range strings.Lines(others) {
			if id, ok := strings.CutSuffix(other, "\t"+name+"^{}\n"); ok {
				tagged = id
			}
		}
	}
	if !strings.HasPrefix(commit, r.checksum) && !strings.HasPrefix(tagged, r.checksum) {
		return "", fmt.Errorf("%s is the commit %s, not %s", cmp.Or(r.name, "the default branch"), tagged, r.checksum)
	}
	return commit, nil
}

// fetch fills a directory with the files of a commit.
func (g *Git) fetch(ctx context.Context, remote, commit, dir string) error {
	if g.Offline {
		return fmt.Errorf("commit %s has not been fetched, and cannot be offline", commit)
	}
	for _, args := range [][]string{
		{"init", "--quiet", "."},
		{"fetch", "--quiet", "--depth=1", "--", remote, commit},
		{"checkout", "--quiet", commit},
	} {
		if _, err := g.run(ctx, dir, args...); err != nil {
			return err
		}
	}
	return nil
}

// run has git do something in a directory, and returns what it prints.
func (g *Git) run(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	cmd.Env = g.environ()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if err != nil && said.Len() > 0 {
		err = fmt.Errorf("git %s: %s", args[0], strings.Join(strings.Fields(said.String()), " "))
	}
	return out.String(), err
}

// environ are the variables for git, with some that keep it from asking and from other transports,
// unless they are set.
func (g *Git) environ() []string {
	vars := g.Environ
	if vars == nil {
		vars = os.Environ()
	}
	env := host.Environ(vars)
	for _, v := range []struct{ name, value, unless string }{
		{"GIT_TERMINAL_PROMPT", "0", ""},
		{"GIT_ALLOW_PROTOCOL", "http:https:git:ssh", ""},
		{"GIT_SSH_COMMAND", "ssh -o ControlMaster=no -o BatchMode=yes", "GIT_SSH"},
	} {
		value, _ := env.Lookup(v.name)
		instead, _ := env.Lookup(v.unless)
		if value == "" && instead == "" {
			vars = append(vars[:len(vars):len(vars)], v.name+"="+v.value)
		}
	}
	return vars
}

// fileIn is the Compose file at a path below a directory, which may be that of a directory. What
// links lead to must be below it, too; but relative paths in the file start where the link is, as they do in files of this machine.
func fileIn(root, path string) (string, error) {
	name := filepath.Join(root, filepath.FromSlash(path))
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the repository has no %s", path)
	}
	if err != nil {
		return "", err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return "", err
	}
	names := []string{name}
	if info.IsDir() {
		names = nil
		for _, file := range host.DefaultFiles {
			names = append(names, filepath.Join(name, file))
		}
	}
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			continue
		}
		real, err := filepath.EvalSymlinks(name)
		if err != nil {
			return "", err
		}
		if below, err := filepath.Rel(root, real); err != nil || !filepath.IsLocal(below) {
			return "", fmt.Errorf("%s leads out of the repository", filepath.Base(name))
		}
		return name, nil
	}
	return "", fmt.Errorf("the repository has no Compose file in %s", cmp.Or(path, "its main directory"))
}

func isCommit(name string) bool {
	return len(name) == 40 && strings.Trim(name, "0123456789abcdef") == ""
}
