package filewatch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver/watch"
)

// tree is a directory of this machine that is watched.
type tree struct {
	*testing.T
	dir     string
	changes chan watch.Change
	known   map[string]bool // what was to be told of so far: a busy machine may tell of it once more later on
}

// watched begins to watch paths in a new directory, in which prepare may make something before.
func watched(t *testing.T, prepare func(*tree), paths ...string) *tree {
	t.Helper()
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	x := &tree{t, dir, make(chan watch.Change), map[string]bool{}}
	prepare(x)
	for i := range paths {
		paths[i] = x.path(paths[i])
	}
	ctx, cancel := context.WithCancel(t.Context())
	all, err := Watch(ctx, paths, func(dir string) bool { return filepath.Base(dir) == "node_modules" })
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		for c, err := range all {
			if err != nil {
				t.Error(err)
			}
			select {
			case x.changes <- c:
			case <-ctx.Done():
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-over })
	return x
}

func (x *tree) path(name string) string { return filepath.Join(x.dir, filepath.FromSlash(name)) }

func (x *tree) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *tree) write(name string) {
	x.Helper()
	x.must(os.MkdirAll(filepath.Dir(x.path(name)), 0o777))
	x.must(os.WriteFile(x.path(name), []byte(name), 0o666))
}

// tells waits until all of these have been told of and it is quiet, and returns what else was that was never to be.
func (x *tree) tells(want ...string) (besides []string) {
	x.Helper()
	left := map[string]bool{}
	for _, name := range want {
		left[name], x.known[name] = true, true
	}
	patience := 10 * time.Minute
	for {
		select {
		case c := <-x.changes:
			name := filepath.ToSlash(strings.TrimPrefix(c.Path, x.dir+string(filepath.Separator)))
			if c.Dir {
				name += "/"
			}
			if delete(left, name); !x.known[name] && !slices.Contains(besides, name) {
				besides = append(besides, name)
			}
			if len(left) == 0 {
				patience = 100 * time.Millisecond
			}
		case <-time.After(patience):
			if len(left) > 0 {
				x.Fatalf("nothing was told of %v", left)
			}
			return besides
		}
	}
}

// nothingBut is like tells, and wants nothing else to be told of.
func (x *tree) nothingBut(want ...string) {
	x.Helper()
	if besides := x.tells(want...); len(besides) > 0 {
		x.Errorf("besides %v, %v were told of", want, besides)
	}
}

// TestFilesOfATree: what is written, made, removed and renamed in a directory, at any depth and in directories that
// came later, is told of; what was there before, and what lies elsewhere, is not.
func TestFilesOfATree(t *testing.T) {
	x := watched(t, func(x *tree) { x.write("src/old/f"); x.write("other/f") }, "src")
	x.write("other/g")
	x.write("src/f")
	x.nothingBut("src/f")
	x.write("src/old/f")
	x.nothingBut("src/old/f")
	x.write("src/new/deep/f")
	x.nothingBut("src/new/", "src/new/deep/", "src/new/deep/f")
	x.must(os.Remove(x.path("src/new/deep/f")))
	x.nothingBut("src/new/deep/f")
	x.must(os.Rename(x.path("src/new"), x.path("src/newer")))
	x.tells("src/new", "src/newer/", "src/newer/deep/")
	x.write("src/newer/deep/g")
	x.tells("src/newer/deep/g")
	x.must(os.RemoveAll(x.path("src/newer")))
	x.tells("src/newer")
	x.write("src/newer/h")
	x.tells("src/newer/", "src/newer/h")
}

// TestMovedIn: a directory that is moved into the tree is told of with all that is in it.
func TestMovedIn(t *testing.T) {
	x := watched(t, func(x *tree) { x.write("src/f"); x.write("staged/deep/f") }, "src")
	x.must(os.Rename(x.path("staged"), x.path("src/in")))
	x.nothingBut("src/in/", "src/in/deep/", "src/in/deep/f")
	x.write("src/in/deep/g")
	x.nothingBut("src/in/deep/g")
}

// TestOneFile: a file is watched also when it is replaced, and nothing beside it.
func TestOneFile(t *testing.T) {
	x := watched(t, func(x *tree) { x.write("conf") }, "conf")
	x.write("beside")
	x.write("conf")
	x.nothingBut("conf")
	for range 2 {
		x.write("conf.tmp")
		x.must(os.Rename(x.path("conf.tmp"), x.path("conf")))
		x.nothingBut("conf")
	}
	x.must(os.Remove(x.path("conf")))
	x.nothingBut("conf")
	x.write("conf")
	x.nothingBut("conf")
}

// TestNotThereYet: what does not exist is watched from when it comes, and once more when it comes again.
func TestNotThereYet(t *testing.T) {
	x := watched(t, func(*tree) {}, "a/b/c", "a/f")
	for range 2 {
		x.write("a/other/f")
		x.write("a/b/c/d/f")
		x.nothingBut("a/b/c/", "a/b/c/d/", "a/b/c/d/f")
		x.write("a/f")
		x.nothingBut("a/f")
		x.must(os.RemoveAll(x.path("a")))
		x.tells("a/b/c", "a/f")
	}
}

// TestSkip: directories that do not matter are left out, whenever they come.
func TestSkip(t *testing.T) {
	x := watched(t, func(x *tree) { x.write("src/node_modules/f") }, "src")
	x.write("src/node_modules/g")
	x.write("src/deep/node_modules/f")
	x.write("src/deep/f")
	x.nothingBut("src/deep/", "src/deep/f")
	x.write("src/deep/node_modules/g")
	x.write("src/deep/g")
	x.nothingBut("src/deep/g")
}
