//go:build unix

package host

import (
	"io"
	"io/fs"
	"os"
	"syscall"
	"unsafe"

	"github.com/composekit/composekit/source"
)

// readText reads a file with as few calls of the system as there can be: package os asks
// twice for what the file is, and has a file ready for more than being read to its end.
func readText(name string) (string, error) {
	fd, err := retried(func() (int, error) { return syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0) })
	if err != nil {
		return "", &fs.PathError{Op: "open", Path: name, Err: err}
	}
	var info syscall.Stat_t
	if err := syscall.Fstat(fd, &info); err != nil || info.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return readSlowly(fd, name)
	}
	defer syscall.Close(fd)
	text := make([]byte, max(info.Size, 0)+1) // one more, so that a read that is not full is the last
	end := 0
	for {
		n, err := retried(func() (int, error) { return syscall.Read(fd, text[end:]) })
		if err != nil {
			return "", &fs.PathError{Op: "read", Path: name, Err: err}
		}
		end += n
		if n == 0 || end < len(text) && end >= int(info.Size) {
			return unsafe.String(unsafe.SliceData(text), end), nil // nobody else has the bytes
		}
		if end == len(text) {
			text = append(text, make([]byte, len(text))...)
		}
	}
}

// isLink reports whether a path is that of a symbolic link, and whether anything is there.
func isLink(name string) (link, there bool) {
	var info syscall.Stat_t
	_, err := retried(func() (int, error) { return 0, syscall.Lstat(name, &info) })
	return err == nil && info.Mode&syscall.S_IFMT == syscall.S_IFLNK, err == nil
}

func retried(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}

// readSlowly reads what is no regular file: pipes and devices have no size, and may block.
func readSlowly(fd int, name string) (string, error) {
	f := os.NewFile(uintptr(fd), name)
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return "", &fs.PathError{Op: "read", Path: name, Err: source.ErrDirectory}
	}
	text, err := io.ReadAll(f)
	return string(text), err
}
