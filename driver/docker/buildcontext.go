package docker

import (
	"archive/tar"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/archive"
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
func openContext(s *driver.BuildSpec) (*contextArchive, error) {
	dir, err := directory(s.Context)
	if err != nil {
		return nil, fmt.Errorf("build.context of service %s: %w", s.Service, err)
	}
	name, text, err := dockerfile(s)
	if err != nil {
		return nil, err
	}
	ignored, err := readIgnore(dir, name)
	if len(s.Contexts) > 0 && err == nil {
		name, text, err = namingImages(s, name, text)
	}
	if err != nil {
		return nil, fmt.Errorf("build.context of service %s: %w", s.Service, err)
	}
	return newArchive(name, func(w *tar.Writer) error {
		err := pack(w, dir, "", ignored)
		if err == nil && text != nil {
			err = packText(w, name, text)
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
	ignored, err := readIgnore(dir, "")
	if err != nil {
		return nil, err
	}
	const name, root = "Dockerfile", "root"
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

// outsideName is a name that nothing in a context can have by accident.
func outsideName() string { return ".dockerfile." + strings.ToLower(rand.Text()) }

// dockerfile gives the name of the Dockerfile in the context, and its text if it is not there.
func dockerfile(s *driver.BuildSpec) (name string, text []byte, err error) {
	outside := outsideName()
	if s.DockerfileInline != "" {
		return outside, []byte(s.DockerfileInline), nil
	}
	file := cmp.Or(s.Dockerfile, "Dockerfile")
	if !filepath.IsAbs(file) {
		file = filepath.Join(s.Context, file)
	}
	if _, err := os.Stat(file); err != nil {
		return "", nil, fmt.Errorf("build.dockerfile of service %s: %w", s.Service, err)
	}
	if rel, err := filepath.Rel(s.Context, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel), nil, nil
	}
	text, err = os.ReadFile(file)
	return outside, text, err
}

// namingImages is a Dockerfile in which the images themselves stand for the names that a build gives them.
func namingImages(s *driver.BuildSpec, name string, text []byte) (string, []byte, error) {
	if text == nil {
		var err error
		if text, err = os.ReadFile(filepath.Join(s.Context, filepath.FromSlash(name))); err != nil {
			return "", nil, err
		}
	}
	// Where an instruction names an image, or something else that can be named instead of one.
	usesImage := regexp.MustCompile(`(?im)(^\s*FROM(?:\s+--\S+)*\s+|^\s*(?:COPY|ADD)(?:\s+--\S+)*\s+--from=)(\S+)`)
	return outsideName(), usesImage.ReplaceAllFunc(text, func(use []byte) []byte {
		at := usesImage.FindSubmatchIndex(use)
		image, ok := strings.CutPrefix(s.Contexts[string(use[at[4]:at[5]])], driver.ImageContext)
		if !ok {
			return use
		}
		return append(use[:at[4]:at[4]], image...)
	}), nil
}

// readIgnore reads what is to be left out. The Dockerfile, "" if there is none, is always sent, for the engine must read
// it.
func readIgnore(dir, dockerfile string) (*patternmatcher.PatternMatcher, error) {
	patterns, err := dockerignore.Patterns(host.FS(), dir, dockerfile)
	if err != nil {
		return nil, err
	}
	if len(patterns) > 0 && dockerfile != "" {
		patterns = append(patterns, "!"+dockerfile, "!.dockerignore")
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, fmt.Errorf(".dockerignore: %w", err)
	}
	return matcher, nil
}

// pack writes the files of a directory, below a prefix, in the order of their names. Owners are left out, so that
// the same files are the same context whoever builds.
func pack(w *tar.Writer, dir, prefix string, ignored *patternmatcher.PatternMatcher) error {
	matches := map[string]patternmatcher.MatchInfo{} // of directories, for what is in them
	return filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, file)
		if err != nil || rel == "." {
			return err
		}
		out, match, err := ignored.MatchesUsingParentResults(rel, matches[filepath.Dir(rel)])
		if err != nil {
			return err
		}
		if entry.IsDir() {
			matches[rel] = match
		}
		if out {
			if entry.IsDir() && !dockerignore.MayKeep(ignored, filepath.ToSlash(rel)) {
				return fs.SkipDir
			}
			return nil
		}
		return packFile(w, file, prefix+filepath.ToSlash(rel), entry)
	})
}

func packFile(w *tar.Writer, file, name string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	link := ""
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		if link, err = os.Readlink(file); err != nil {
			return err
		}
	case mode&fs.ModeSocket != 0:
		return nil // nobody answers at the copy of a socket
	}
	head, err := archive.Header(info, link, host.FS().Style())
	if err != nil {
		return err
	}
	head.Name = name
	if info.IsDir() {
		head.Name = path.Clean(name) + "/"
	}
	head.Uid, head.Gid = 0, 0
	if err := w.WriteHeader(head); err != nil || !info.Mode().IsRegular() {
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
}

func packText(w *tar.Writer, name string, text []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))}); err != nil {
		return err
	}
	_, err := w.Write(text)
	return err
}
