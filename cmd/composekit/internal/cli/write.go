package cli

import (
	"os"
	"path/filepath"

	"github.com/composekit/composekit/diag"
)

// writeChanges carries out changes and tells how many files it wrote. What was read from the
// standard input cannot be written.
func writeChanges(changes []diag.Change) (int, error) {
	n := 0
	for _, c := range changes {
		if c.File.Name() == "-" || c.Text() == c.File.Text() {
			continue
		}
		if err := replaceFile(c.File.Name(), c.Text()); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// replaceFile gives a file another text, or leaves it as it is: it is never seen half-written.
// A symbolic link stays one; the file keeps its permissions.
func replaceFile(name, text string) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = temp.WriteString(text)
	if err == nil {
		err = temp.Chmod(info.Mode().Perm())
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		// What went wrong first is what counts.
		_ = os.Remove(temp.Name())
	}
	return err
}
