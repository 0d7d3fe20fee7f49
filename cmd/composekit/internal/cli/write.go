package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/fetched"
)

// writeChanges carries out changes, and tells the names of the files that it wrote, and why it could not write others. What
// was read from the standard input cannot be written, and what was fetched from elsewhere is not ours to change.
func writeChanges(changes []diag.Change) (written []string, err error) {
	for _, c := range changes {
		if c.File.Name() == "-" || c.Text() == c.File.Text() || fetched.Has(c.File.Name()) {
			continue
		}
		if failed := replaceFile(c.File.Name(), c.Text()); failed != nil {
			err = errors.Join(err, fmt.Errorf("the file could not be changed: %w", failed))
			continue
		}
		written = append(written, c.File.Name())
	}
	return written, err
}

// replaceFile gives a file another text, or leaves it as it is: it is never seen half-written.
// It keeps its permissions and its owner; one that may not be written is left alone.
func replaceFile(name, text string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file that could be changed", name)
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return replacing(name, func(temp *os.File) error {
		if _, err := temp.WriteString(text); err != nil {
			return err
		}
		giveTo(temp, info)
		return temp.Chmod(info.Mode().Perm())
	})
}

// replacing has a file written in another one's place, which takes that only when it is complete. A symbolic link stays
// one.
func replacing(name string, write func(temp *os.File) error) error {
	at, err := filepath.EvalSymlinks(name)
	if _, nothing := os.Lstat(name); errors.Is(nothing, fs.ErrNotExist) {
		at, err = name, nil
	}
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(at), "."+filepath.Base(at)+".*")
	var place *fs.PathError
	if errors.As(err, &place) {
		place.Path = name // the other name is known to nobody
	}
	if err != nil {
		return err
	}
	err = write(temp)
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), at)
	}
	if err != nil {
		// What went wrong first is what counts.
		_ = os.Remove(temp.Name())
	}
	return err
}
