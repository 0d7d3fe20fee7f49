package copying

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// makePipe makes a pipe with a name.
func makePipe(root *os.Root, name string) (made bool, err error) {
	dir, err := root.Open(filepath.Dir(name))
	if err != nil {
		return false, err
	}
	defer dir.Close()
	if err := unix.Mkfifoat(int(dir.Fd()), filepath.Base(name), 0o600); err != nil {
		return false, err
	}
	return true, nil
}
