// Package fetched owns directories of what was fetched from elsewhere: each is there wholly or not at all, and is
// fetched once, for what is in one of that name never changes.
package fetched

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Below is the directory that things of a kind are kept below: the one given, else composekit/KIND in the user's
// directory for caches.
func Below(given, kind string) (string, error) {
	if given != "" {
		return given, nil
	}
	root, err := root()
	return filepath.Join(root, kind), err
}

// root is the directory that things of all kinds are kept below where none is given.
func root() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "composekit"), err
}

// Has reports whether a file is among the things that are kept where no directory is given.
func Has(name string) bool {
	root, err := root()
	if err != nil {
		return false // then nothing is
	}
	rel, err := filepath.Rel(root, name)
	return err == nil && filepath.IsLocal(rel)
}

// Dir is the directory of a name below another one. If it is not there it is made, and filled by a function that
// gets an empty directory for what is going to be in it. The error is that of the function, or of the system.
func Dir(below, name string, fill func(dir string) error) (dir string, err error) {
	dir = filepath.Join(below, name)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return dir, err
	}
	if err := os.MkdirAll(below, 0o700); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(below, ".fetching-")
	if err != nil {
		return "", err
	}
	defer func() {
		if removeErr := os.RemoveAll(temp); err == nil {
			err = removeErr
		}
	}()
	if err := fill(temp); err != nil {
		return "", err
	}
	if err := os.Rename(temp, dir); err != nil {
		if _, there := os.Stat(dir); there != nil { // nobody else has fetched it meanwhile
			return "", err
		}
	}
	return dir, nil
}
