//go:build !unix

package host

import (
	"errors"
	"io/fs"
	"os"

	"github.com/composekit/composekit/source"
)

func readText(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return string(text), err
	}
	// What a directory says to being read differs from system to system.
	if info, statErr := os.Stat(name); statErr == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: name, Err: source.ErrDirectory}
	}
	return "", err
}

// isLink reports whether a path is that of a symbolic link, and whether anything is there.
func isLink(name string) (link, there bool) {
	info, err := os.Lstat(name)
	return err == nil && info.Mode()&fs.ModeSymlink != 0, err == nil
}
