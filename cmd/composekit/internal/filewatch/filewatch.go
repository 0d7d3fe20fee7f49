// Package filewatch owns how changes of files are heard of: by notifications of the operating system, for whole trees,
// and for paths that do not exist yet. What the changes mean it does not know.
package filewatch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/fsnotify/fsnotify"

	"github.com/composekit/composekit/driver/watch"
)

// Watch tells of all that changes at or below paths, which are absolute, from its call until ctx is done. A path that
// does not exist is waited for. Directories that skip names are left out. The directory of a path itself changes only
// by coming or going. Symbolic links are not followed. One change may be told of more than once.
//
// Errors in the sequence do not end it: something may have been missed.
func Watch(ctx context.Context, paths []string, skip func(dir string) bool) (iter.Seq2[watch.Change, error], error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, explained(err)
	}
	t := &trees{Watcher: w, skip: skip}
	for _, p := range paths {
		t.roots = append(t.roots, filepath.Clean(p))
	}
	for _, root := range t.roots {
		var failed error
		t.begin(root, func(_ watch.Change, err error) bool {
			failed = err
			return err == nil
		})
		if failed != nil {
			_ = w.Close() // the error is the one before
			return nil, failed
		}
	}
	context.AfterFunc(ctx, func() { _ = w.Close() }) // nothing was written that could be lost
	return func(yield func(watch.Change, error) bool) {
		for {
			select {
			case <-ctx.Done():
				return
			case e, open := <-w.Events:
				if !open || !t.on(e, yield) {
					return
				}
			case err, open := <-w.Errors:
				if !open {
					return
				}
				if errors.Is(err, fsnotify.ErrEventOverflow) {
					// Nobody knows what has changed, so all may have.
					for _, root := range t.roots {
						if !t.begin(root, yield) {
							return
						}
					}
					continue
				}
				if !yield(watch.Change{}, explained(err)) {
					return
				}
			}
		}
	}, nil
}

// trees are directories, with all that is in them, and files.
type trees struct {
	*fsnotify.Watcher
	roots []string
	skip  func(dir string) bool
}

// below reports whether a path is in a directory, or is it.
func below(dir, name string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

// wanted reports whether changes of a path are to be told.
func (t *trees) wanted(name string) bool {
	return slices.ContainsFunc(t.roots, func(root string) bool { return below(root, name) })
}

// matters reports whether a directory has to be watched: one that is wanted, or on the way to one.
func (t *trees) matters(dir string) bool {
	if t.wanted(dir) {
		return !t.skip(dir)
	}
	return slices.ContainsFunc(t.roots, func(root string) bool { return below(dir, root) })
}

// begin watches a path, and the directory that it is in: a path that is replaced is another file then. If there is
// no such directory the nearest one above is watched until it comes. What is there is told of.
func (t *trees) begin(root string, yield func(watch.Change, error) bool) (more bool) {
	for name := root; ; {
		dir := filepath.Dir(name)
		err := t.Add(dir)
		switch {
		case err == nil:
			return t.walk(name, yield)
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) || dir == name:
			return yield(watch.Change{}, explained(err))
		}
		name = dir
	}
}

// walk watches a path with all that is in it, and tells of everything there that is wanted. What comes into
// a directory while it is being read is heard of, too.
func (t *trees) walk(name string, yield func(watch.Change, error) bool) (more bool) {
	info, err := os.Lstat(name)
	if err != nil {
		return true // it is gone again
	}
	if info.IsDir() {
		if !t.matters(name) {
			return true
		}
		switch err := t.Add(name); {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
			return true
		case err != nil:
			return yield(watch.Change{}, explained(err))
		}
	}
	if t.wanted(name) && !yield(watch.Change{Path: name, Dir: info.IsDir()}, nil) {
		return false
	}
	if !info.IsDir() {
		return true
	}
	entries, _ := os.ReadDir(name) // of one that is gone there are none, nor of one that must not be read
	for _, e := range entries {
		if (e.IsDir() || t.wanted(filepath.Join(name, e.Name()))) && !t.walk(filepath.Join(name, e.Name()), yield) {
			return false
		}
	}
	return true
}

// on hears of one thing that has happened.
func (t *trees) on(e fsnotify.Event, yield func(watch.Change, error) bool) (more bool) {
	if e.Has(fsnotify.Create) {
		return t.walk(e.Name, yield)
	}
	if e.Has(fsnotify.Rename) {
		// A directory goes on being watched under its old name, with what is in it.
		for _, dir := range t.WatchList() {
			if below(e.Name, dir) {
				_ = t.Remove(dir) // which fails if that has just ceased by itself
			}
		}
	}
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		for _, root := range t.roots {
			if below(e.Name, filepath.Dir(root)) && !t.begin(root, yield) {
				return false
			}
		}
	}
	if !t.wanted(e.Name) {
		return true
	}
	info, err := os.Lstat(e.Name)
	dir := err == nil && info.IsDir()
	if dir && t.skip(e.Name) {
		return true
	}
	return yield(watch.Change{Path: e.Name, Dir: dir}, nil)
}

// explained says what people can do about limits of the system.
func explained(err error) error {
	limit := ""
	switch {
	case runtime.GOOS != "linux":
	case errors.Is(err, syscall.ENOSPC):
		limit = "max_user_watches"
	case errors.Is(err, syscall.EMFILE):
		limit = "max_user_instances"
	}
	if limit == "" {
		return fmt.Errorf("watching files: %w", err)
	}
	return fmt.Errorf("watching files: the system's limit fs.inotify.%s is reached: raise it with sysctl, or leave out directories with ignore or .dockerignore (%s)",
		limit, strings.TrimSpace(err.Error()))
}
