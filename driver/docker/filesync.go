package docker

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/internal/dockerignore"
	"github.com/moby/patternmatcher"
)

// A build with BuildKit has its directories by these names.
const (
	sharedContext    = "context"
	sharedDockerfile = "dockerfile"
)

// sharedDirectory is a directory that BuildKit may have files of.
type sharedDirectory interface {
	// each goes through what is selected.
	each(only, without, follow []string, do func(*tar.Header) error) error
	open(name string) (io.ReadCloser, error)
}

// realDirectory is a directory of the file system, by its path without symbolic links.
type realDirectory string

func (d realDirectory) each(only, without, follow []string, do func(*tar.Header) error) error {
	if len(follow) > 0 {
		// All that links lead to may be the whole directory.
		if paths := followed(string(d), follow); paths != nil {
			only = append(only, paths...)
		} else {
			only = nil
		}
	}
	var of selection
	for _, p := range []struct {
		patterns []string
		matcher  **patternmatcher.PatternMatcher
	}{{only, &of.only}, {without, &of.without}} {
		if len(p.patterns) == 0 {
			continue
		}
		var err error
		if *p.matcher, err = patternmatcher.New(p.patterns); err != nil {
			return err
		}
	}
	return eachFile(string(d), of, do)
}

func (d realDirectory) open(name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(string(d), filepath.FromSlash(name)))
}

// textDirectory is a directory of files that need be in none, in the order of their names.
type textDirectory []textFile

type textFile struct {
	name string
	text []byte
}

func (d textDirectory) each(_, _, _ []string, do func(*tar.Header) error) error {
	for _, f := range d {
		// BuildKit takes a file for the one that it has if the size and the time are the same.
		head := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: 0o600, Size: int64(len(f.text)), ModTime: time.Now()}
		if err := do(head); err != nil {
			return err
		}
	}
	return nil
}

func (d textDirectory) open(name string) (io.ReadCloser, error) {
	for _, f := range d {
		if f.name == name {
			return io.NopCloser(bytes.NewReader(f.text)), nil
		}
	}
	return nil, fs.ErrNotExist
}

// share lets BuildKit have the context of a build, and its Dockerfile by the name that is given back from a directory besides, whether
// it is in the context or not.
func (s *session) share(context string, f *dockerfile) (name string, err error) {
	name = usualName
	if f.file != "" {
		name = filepath.Base(f.file)
	}
	own := textDirectory{{name, f.text}}
	if f.file != "" {
		switch text, err := os.ReadFile(f.file + dockerignore.Name); {
		case err == nil:
			own = append(own, textFile{name + dockerignore.Name, text})
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shared = map[string]sharedDirectory{sharedContext: realDirectory(context), sharedDockerfile: own}
	return name, nil
}

// directory is one that BuildKit may have files of, nil if there is none of the name.
func (s *session) directory(name string) sharedDirectory {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shared[name]
}

// The kinds of packets by which files are synchronized, and the fields of a packet.
const (
	packetStat = iota
	packetRequest
	packetData
	packetEnd
	packetError
)

const (
	packetKind  = 1
	packetFile  = 2
	packetID    = 3
	packetBytes = 4
)

// files sends the files of a directory as far as BuildKit does not have them: first what each is, and then the bytes of
// those that it asks for, by their numbers in that order.
func (s *session) files(c *call) error {
	name := strings.Join(metadata(c.Header, "dir-name"), "")
	dir := s.directory(name)
	if dir == nil {
		return &status{notFound, fmt.Sprintf("the build has no directory %s", name)}
	}
	// Requests come while files are still told, and are taken at once: who asks waits until they are, and reads no more.
	asked := &requests{}
	asked.changed.L = &asked.mu
	go asked.take(c)
	var names []string
	err := dir.each(metadata(c.Header, "include-patterns"), metadata(c.Header, "exclude-patterns"), metadata(c.Header, "followpaths"), func(head *tar.Header) error {
		names = append(names, head.Name)
		return c.write(appendBytes(appendVarint(nil, packetKind, packetStat), packetFile, statOf(head)))
	})
	if err == nil {
		err = c.send(appendVarint(nil, packetKind, packetStat))
	}
	for err == nil {
		id, more, ended := asked.next()
		switch {
		case ended != nil:
			return ended
		case !more:
			return c.send(appendVarint(nil, packetKind, packetEnd))
		case int(id) >= len(names):
			err = errMessage
		default:
			err = c.sendFile(dir, names[id], id)
		}
	}
	// What failed here is told there, where the build then fails with it.
	_ = c.send(appendBytes(appendVarint(nil, packetKind, packetError), packetBytes, []byte(err.Error())))
	return err
}

// sendFile sends the bytes of a file, and then none, which is its end.
func (c *call) sendFile(dir sharedDirectory, name string, id uint64) error {
	in, err := dir.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	head := appendVarint(appendVarint(nil, packetKind, packetData), packetID, id)
	buffer := make([]byte, 32<<10)
	for {
		n, err := in.Read(buffer)
		if n > 0 {
			if err := c.write(appendBytes(head[:len(head):len(head)], packetBytes, buffer[:n])); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return c.send(head)
		}
		if err != nil {
			return err
		}
	}
}

// requests are those for files, as they come.
type requests struct {
	mu      sync.Mutex
	changed sync.Cond
	ids     []uint64
	ended   bool
	failed  error
}

// take takes requests until there will be no more.
func (r *requests) take(c *call) {
	for {
		message, err := c.receive()
		var kind, id uint64
		var text []byte
		if err == nil {
			err = eachField(message, func(field int, n uint64, value []byte) {
				switch field {
				case packetKind:
					kind = n
				case packetID:
					id = n
				case packetBytes:
					text = value
				}
			})
		}
		if err == nil && kind == packetError {
			err = errors.New(string(text))
		}
		r.mu.Lock()
		switch {
		case err != nil:
			r.ended, r.failed = true, err
		case kind == packetEnd:
			r.ended = true
		case kind == packetRequest:
			r.ids = append(r.ids, id)
		}
		over := r.ended
		r.changed.Signal()
		r.mu.Unlock()
		if over {
			return
		}
	}
}

// next waits for a request; false says that there are no more.
func (r *requests) next() (id uint64, more bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.ids) == 0 && !r.ended {
		r.changed.Wait()
	}
	if len(r.ids) == 0 {
		return 0, false, r.failed
	}
	id, r.ids = r.ids[0], r.ids[1:]
	return id, true, nil
}

// statOf says what a file is. Its mode is that of Go, whose constants are not going to change.
func statOf(head *tar.Header) []byte {
	const (
		name, mode, size, changed, link, major, minor = 1, 2, 5, 6, 7, 8, 9
	)
	out := appendBytes(nil, name, []byte(head.Name))
	out = appendVarint(out, mode, uint64(head.FileInfo().Mode()))
	if head.Size != 0 {
		out = appendVarint(out, size, uint64(head.Size))
	}
	out = appendVarint(out, changed, uint64(head.ModTime.UnixNano()))
	if head.Linkname != "" {
		out = appendBytes(out, link, []byte(head.Linkname))
	}
	if head.Devmajor|head.Devminor != 0 {
		out = appendVarint(appendVarint(out, major, uint64(head.Devmajor)), minor, uint64(head.Devminor))
	}
	return out
}

// metadata is what a call says besides its messages. What is not ASCII is encoded, if that says so.
func metadata(h http.Header, name string) []string {
	values := h.Values(name)
	if h.Get(name+"-encoded") != "1" {
		return values
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i], _ = url.QueryUnescape(v)
	}
	return out
}
