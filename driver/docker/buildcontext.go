package docker

import (
	"archive/tar"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/dockerignore"
	"github.com/moby/patternmatcher"
)

// contextArchive is the context of a build on its way to the engine: a tar archive that is
// written as it is read.
type contextArchive struct {
	*io.PipeReader
	// dockerfile is the name of the Dockerfile in the archive.
	dockerfile string
}

// newArchive is an archive with a Dockerfile of the name given, which write fills while it is read.
func newArchive(dockerfile string, write func(*tar.Writer) error) *contextArchive {
	out, in := io.Pipe()
	go func() {
		w := tar.NewWriter(in)
		_ = in.CloseWithError(errors.Join(write(w), w.Close()))
	}()
	return &contextArchive{out, dockerfile}
}

// openContext packs the directory that an image is built from, without what its .dockerignore
// names. A Dockerfile that is not in the directory, or in no file at all, is packed besides.
func openContext(dir string, f *dockerfile) (*contextArchive, error) {
	ignored, err := readIgnore(dir, f.seen, f.inside)
	if err != nil {
		return nil, err
	}
	if f.inside != "" {
		return newArchive(f.inside, func(w *tar.Writer) error { return pack(w, dir, "", ignored) }), nil
	}
	// The engine removes the Dockerfile if .dockerignore says so. Its name depends on nothing but what it says, for
	// where a .dockerignore is part of the image that name is, too.
	sum := sha256.Sum256(f.text)
	name := ".dockerfile." + hex.EncodeToString(sum[:8])
	return newArchive(name, func(w *tar.Writer) error {
		text, err := os.ReadFile(filepath.Join(dir, dockerignore.Name))
		if errors.Is(err, fs.ErrNotExist) {
			text, err = []byte(dockerignore.Name), nil
		}
		if err == nil {
			err = pack(w, dir, "", ignored)
		}
		if err == nil {
			// It takes the place of the one that is packed already.
			err = packText(w, dockerignore.Name, append(text, "\n"+name+"\n"...))
		}
		if err == nil {
			err = packText(w, name, f.text)
		}
		return err
	}), nil
}

// openDirectory packs a directory, without what its .dockerignore names, as the context of an image that has it at its
// root and nothing else.
func openDirectory(dir string) (*contextArchive, error) {
	dir, err := directory(dir)
	if err != nil {
		return nil, err
	}
	ignored, err := readIgnore(dir, "", "")
	if err != nil {
		return nil, err
	}
	const name, root = usualName, "root"
	return newArchive(name, func(w *tar.Writer) error {
		err := packText(w, name, []byte("FROM scratch\nCOPY "+root+" /\n"))
		if err == nil {
			err = w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: root + "/", Mode: 0o755})
		}
		if err == nil {
			err = pack(w, dir, root+"/", ignored)
		}
		return err
	}), nil
}

// directory is where a directory really is: a walk does not follow a link, not even at its start.
func directory(name string) (string, error) {
	if info, err := os.Stat(name); err != nil {
		return "", err
	} else if !info.IsDir() {
		return "", fmt.Errorf("%s is no directory", name)
	}
	return filepath.EvalSymlinks(name)
}

// dockerfile is the Dockerfile of a build.
type dockerfile struct {
	// name is how people call it.
	name string
	text []byte
	// file is where it is; "" if it is in the Compose file.
	file string
	// seen is its name as seen from the context, with slashes, and inside the same if it is really in there: a link may
	// lead out of it.
	seen, inside string
}

// usualName is that of a Dockerfile, for which BuildKit takes another way of writing it, too.
const usualName = "Dockerfile"

// readDockerfile reads the Dockerfile of a build from a directory, whose path without symbolic links is dir.
func readDockerfile(s *driver.BuildSpec, dir string) (*dockerfile, error) {
	if s.DockerfileInline != "" {
		return &dockerfile{name: "dockerfile_inline", text: []byte(s.DockerfileInline)}, nil
	}
	f := &dockerfile{name: cmp.Or(s.Dockerfile, usualName)}
	err := f.read(s.Context)
	if errors.Is(err, fs.ErrNotExist) && filepath.Base(f.name) == usualName {
		other := &dockerfile{name: filepath.Join(filepath.Dir(f.name), strings.ToLower(usualName))}
		if other.read(s.Context) == nil {
			f, err = other, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if rel, err := filepath.Rel(s.Context, f.file); err == nil { // none: there is no way to another volume
		f.seen = filepath.ToSlash(rel)
	}
	really, err := filepath.EvalSymlinks(f.file)
	if err != nil {
		return nil, err
	}
	if rel, err := filepath.Rel(dir, really); err == nil && filepath.IsLocal(rel) {
		f.inside = filepath.ToSlash(rel)
	}
	return f, nil
}

// read reads the file of the name as seen from a context.
func (f *dockerfile) read(context string) (err error) {
	f.file = f.name
	if !filepath.IsAbs(f.file) {
		f.file = filepath.Join(context, f.file)
	}
	f.text, err = os.ReadFile(f.file)
	return err
}

// nameImages writes the images that a build is given by name for the names, so that it need not be told of these otherwise.
func (f *dockerfile) nameImages(contexts map[string]string) {
	if len(contexts) == 0 {
		return
	}
	f.inside = ""
	image := func(name string) (string, bool) {
		for _, key := range slices.Sorted(maps.Keys(contexts)) {
			if image, ok := strings.CutPrefix(contexts[key], driver.ImageContext); ok && inFull(key) == inFull(name) {
				return image, true
			}
		}
		return "", false
	}
	f.text = instructions().ReplaceAllFunc(f.text, func(text []byte) []byte {
		m := usesImage().FindSubmatch(text)
		if m == nil {
			return text
		}
		instruction, options, space, first := m[1], m[2], m[3], m[4]
		options = optionFrom().ReplaceAllFunc(options, func(option []byte) []byte {
			m := optionFrom().FindSubmatch(option)
			if image, ok := image(string(m[2])); ok {
				return slices.Concat(m[1], []byte(image))
			}
			return option
		})
		if image, ok := image(string(first)); ok && bytes.EqualFold(bytes.TrimSpace(instruction), []byte("FROM")) {
			first = []byte(image)
		}
		return slices.Concat(instruction, options, space, first, text[len(m[0]):])
	})
}

// instructions are those of a Dockerfile, with the lines that they are continued in, and its comments, which are not continued.
var instructions = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[ \t]*#.*|^(?:.*\\[ \t]*\r?\n)*.+`)
})

// usesImage are the instructions that can name an image, or something else in place of one: with their options, and the
// first word after these. Lines may be continued between them.
var usesImage = sync.OnceValue(func() *regexp.Regexp {
	const space = `(?:[ \t]|\\[ \t]*\r?\n)+`
	return regexp.MustCompile(`(?i)^([ \t]*(?:FROM|COPY|ADD|RUN))((?:` + space + `--\S+)*)(` + space + `)(\S+)`)
})

// optionFrom is the option of such an instruction that does so, or the part of a mount.
var optionFrom = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`((?:\s--|,|--mount=)from=)([^\s,]+)`) })

// inFull is the name of an image such that two ways of writing it are the same.
func inFull(name string) string {
	r, err := engine.ParseReference(name)
	if err != nil {
		return name
	}
	return r.Name() + ":" + cmp.Or(r.Tag, "latest") + "@" + r.Digest
}

// line is a line of the Dockerfile with the place where it is, if an error tells of it by number; "" if not.
func (f *dockerfile) line(err error) string {
	if f == nil || err == nil {
		return ""
	}
	m := regexp.MustCompile(`dockerfile parse error (?:on )?line (\d+)`).FindStringSubmatch(err.Error())
	if m == nil {
		return ""
	}
	lines := strings.Split(string(f.text), "\n")
	n, _ := strconv.Atoi(m[1])
	if n < 1 || n > len(lines) {
		return ""
	}
	return fmt.Sprintf("%s:%d: %s", f.name, n, strings.TrimSpace(lines[n-1]))
}

// readIgnore reads what is to be left out. The Dockerfile, as seen from the directory, says by its name which file tells so. If
// it is inside, by its name there, it is always sent, for the engine must read it; that removes it again.
func readIgnore(dir, seen, inside string) (*patternmatcher.PatternMatcher, error) {
	patterns, err := dockerignore.Patterns(host.FS(), dir, seen)
	if err != nil {
		return nil, err
	}
	if len(patterns) > 0 && inside != "" {
		patterns = append(patterns, "!"+inside, "!"+dockerignore.Name)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, fmt.Errorf(".dockerignore: %w", err)
	}
	return matcher, nil
}

// pack writes the files of a directory, below a prefix.
func pack(w *tar.Writer, dir, prefix string, ignored *patternmatcher.PatternMatcher) error {
	return eachFile(dir, selection{without: ignored}, func(head *tar.Header) error {
		file := filepath.Join(dir, filepath.FromSlash(head.Name))
		head.Name = prefix + head.Name
		switch head.Typeflag {
		case tar.TypeDir:
			head.Name += "/"
		case tar.TypeLink:
			head.Linkname = prefix + head.Linkname
		}
		if err := w.WriteHeader(head); err != nil || head.Typeflag != tar.TypeReg {
			return err
		}
		in, err := os.Open(file)
		if err != nil {
			return err
		}
		defer in.Close()
		// A file that grows meanwhile goes as long as it was.
		_, err = io.Copy(w, io.LimitReader(in, head.Size))
		return err
	})
}

func packText(w *tar.Writer, name string, text []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err := w.Write(text)
	return err
}
