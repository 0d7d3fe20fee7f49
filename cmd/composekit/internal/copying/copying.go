// Package copying owns the rules of docker cp: what becomes of a file or directory that is copied to a path, and
// the archives in which it travels. Containers it knows only as a place that takes and gives archives.
package copying

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/archive"
)

// Source is what is copied.
type Source struct {
	// Path with slashes. One that ends with "/." means what is in a directory, without the directory.
	Path string
	Dir  bool
}

// Destination is where it is copied to.
type Destination struct {
	// Path with slashes. One that ends with "/" must be a directory.
	Path        string
	Exists, Dir bool
	// Special is a device, a pipe or a socket, which nothing can take the place of.
	Special bool
}

// maxLinks is how many links are followed from one to the next, as many as systems do.
const maxLinks = 40

// Here is a path of this machine as a destination. A link stays, and what it leads to is the destination, also if there is nothing yet.
func Here(name string) (Destination, error) {
	for range maxLinks {
		info, err := os.Lstat(name)
		switch {
		case err != nil: // why nothing can be there will be known when it is written
			return Destination{Path: filepath.ToSlash(name)}, nil
		case info.Mode()&fs.ModeSymlink == 0:
			special := !info.IsDir() && !info.Mode().IsRegular()
			return Destination{Path: filepath.ToSlash(name), Exists: true, Dir: info.IsDir(), Special: special}, nil
		}
		target, err := os.Readlink(name)
		if err != nil {
			return Destination{}, err
		}
		if !filepath.IsAbs(target) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(name))
			if err != nil {
				return Destination{}, err
			}
			target = filepath.Join(dir, target)
		}
		name = target
	}
	return Destination{}, fmt.Errorf("%s: too many links", name)
}

// Place says where an archive of the source must be unpacked, and under which name what it holds appears
// there: "" is the contents of a directory, without one.
func Place(s Source, d Destination) (dir, name string, err error) {
	base := path.Base(s.Path)
	contents := s.Dir && (s.Path == "." || strings.HasSuffix(s.Path, "/."))
	switch {
	case d.Exists && d.Dir && contents:
		return d.Path, "", nil
	case d.Exists && d.Dir:
		return d.Path, base, nil
	case d.Special:
		return "", "", fmt.Errorf("cannot copy to %s: it is neither a file nor a directory", d.Path)
	case d.Exists && s.Dir:
		return "", "", fmt.Errorf("cannot copy a directory to the file %s", d.Path)
	case !d.Exists && !s.Dir && strings.HasSuffix(d.Path, "/"):
		return "", "", fmt.Errorf("%s is no directory", d.Path)
	}
	clean := path.Clean(d.Path)
	return path.Dir(clean), path.Base(clean), nil
}

// Rename gives what an archive holds another name: its first entry is the root, all others are below that. A
// name of "" leaves the root out.
func Rename(in io.Reader, name string) io.ReadCloser {
	r, w := io.Pipe()
	go func() { w.CloseWithError(rename(in, w, name)) }()
	return r
}

func rename(in io.Reader, out io.Writer, name string) error {
	t, w := tar.NewReader(in), tar.NewWriter(out)
	root := ""
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return w.Close()
		}
		if err != nil {
			return err
		}
		if root == "" {
			root = path.Clean(h.Name)
		}
		if h.Name = below(h.Name, root, name); h.Name == "" {
			continue
		}
		if h.Typeflag == tar.TypeLink {
			h.Linkname = below(h.Linkname, root, name)
		}
		if h.Typeflag == tar.TypeDir {
			h.Name += "/"
		}
		if err := w.WriteHeader(h); err != nil {
			return err
		}
		if _, err := io.Copy(w, t); err != nil {
			return err
		}
	}
}

// below is an entry's name with another root.
func below(entry, root, name string) string {
	entry = path.Clean(entry)
	switch {
	case entry == root:
		entry = ""
	case root != ".":
		entry = strings.TrimPrefix(entry, root+"/")
	}
	return strings.TrimPrefix(path.Join(name, entry), "/")
}

// Pack makes an archive of a file or directory. A link is packed as such, unless follow, or a slash behind its name, asks for
// what it leads to.
func Pack(name string, follow bool) (Source, io.ReadCloser, error) {
	stat := os.Lstat
	slashed := filepath.ToSlash(name)
	follow = follow || strings.HasSuffix(slashed, "/") || strings.HasSuffix(slashed, "/.")
	if follow {
		stat = os.Stat
	}
	info, err := stat(name)
	if err != nil {
		return Source{}, nil, err
	}
	src := Source{Path: slashed, Dir: info.IsDir()}
	if follow {
		// What is packed keeps the name of the link.
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return Source{}, nil, err
		}
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(pack(filepath.Clean(name), path.Base(path.Clean(slashed)), w)) }()
	return src, r, nil
}

func pack(dir, base string, out io.Writer) error {
	w := tar.NewWriter(out)
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name == dir && entry.Type()&fs.ModeSymlink != 0 && base == "." {
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return packOne(w, Placed{Path: name, Target: path.Join(base, filepath.ToSlash(rel))})
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// Placed is a file of this machine and the path that it gets in a container.
type Placed struct{ Path, Target string }

// PackAll makes an archive of single files, links and directories, the latter without what is in them, to be unpacked
// at the root of a container. What is no more by the time it is to be read is left out.
func PackAll(files []Placed) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		t := tar.NewWriter(w)
		for _, f := range files {
			if err := packOne(t, f); err != nil {
				w.CloseWithError(err)
				return
			}
		}
		w.CloseWithError(t.Close())
	}()
	return r
}

func packOne(w *tar.Writer, file Placed) error {
	info, err := os.Lstat(file.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	link := ""
	var content io.Reader
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		if link, err = os.Readlink(file.Path); err != nil {
			return err
		}
	case info.Mode().IsRegular():
		f, err := os.Open(file.Path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer f.Close()
		if info, err = f.Stat(); err != nil {
			return err
		}
		// A file that is being written goes as long as it is now. What becomes of it is another change.
		content = io.LimitReader(io.MultiReader(f, zeros{}), info.Size())
	case !info.IsDir() && info.Mode().Type() != fs.ModeNamedPipe:
		return nil // sockets and their like cannot travel
	}
	h, err := archive.Header(info, link, host.FS().Style())
	if err != nil {
		return err
	}
	h.Name = strings.TrimPrefix(path.Clean(file.Target), "/")
	if info.IsDir() {
		h.Name += "/"
	}
	if err := w.WriteHeader(h); err != nil || content == nil {
		return err
	}
	_, err = io.Copy(w, content)
	return err
}

// zeros stand for what has been cut off a file while it was read.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// Unpack writes what an archive holds into a directory, with its times and permissions, and nothing outside of it, whatever the
// archive says.
func Unpack(in io.Reader, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	// The attributes of a directory are set last: it may be one that nothing can be written to, and what is written changes its time.
	var dirs []unpacked
	t := tar.NewReader(in)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		u := unpacked{filepath.FromSlash(path.Clean(h.Name)), h}
		if u.name == "." {
			continue
		}
		if err := unpackOne(root, u, t); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
		if h.Typeflag == tar.TypeDir {
			dirs = append(dirs, u)
		}
	}
	for _, u := range slices.Backward(dirs) {
		if err := u.setAttributes(root); err != nil {
			return fmt.Errorf("%s: %w", u.header.Name, err)
		}
	}
	return nil
}

// unpacked is an entry of an archive and the file's name here.
type unpacked struct {
	name   string
	header *tar.Header
}

// setAttributes gives a file or directory the permissions and the time of the entry.
func (u unpacked) setAttributes(root *os.Root) error {
	const all = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	if err := root.Chmod(u.name, u.header.FileInfo().Mode()&all); err != nil {
		return err
	}
	return root.Chtimes(u.name, u.header.AccessTime, u.header.ModTime)
}

func unpackOne(root *os.Root, u unpacked, content io.Reader) error {
	h := u.header
	mode := fs.FileMode(h.Mode).Perm()
	if h.Typeflag != tar.TypeDir {
		if info, err := root.Lstat(u.name); err == nil && !info.IsDir() {
			if err := root.Remove(u.name); err != nil {
				return err
			}
		}
	}
	switch h.Typeflag {
	case tar.TypeDir:
		if err := root.Mkdir(u.name, mode|0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	case tar.TypeSymlink:
		return root.Symlink(h.Linkname, u.name)
	case tar.TypeLink:
		return root.Link(filepath.FromSlash(path.Clean(h.Linkname)), u.name)
	case tar.TypeFifo:
		if made, err := makePipe(root, u.name); !made {
			return err
		}
		return u.setAttributes(root)
	case tar.TypeReg:
	default:
		return nil // devices and their like are not made here
	}
	f, err := root.OpenFile(u.name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return u.setAttributes(root)
}
