package docker

import (
	"archive/tar"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/archive"
	"github.com/composekit/composekit/internal/dockerignore"
	"github.com/moby/patternmatcher"
)

// selection is what of a directory is sent.
type selection struct {
	only    *patternmatcher.PatternMatcher // nil: everything
	without *patternmatcher.PatternMatcher // nil: nothing is left out
}

// fileID is a file, whatever its names.
type fileID struct{ device, inode uint64 }

// visited is a directory that a walk is in.
type visited struct {
	entry         fs.DirEntry
	only, without patternmatcher.MatchInfo
	told          bool
}

// eachFile goes through the files of a directory that are selected, in the order of their names, each after the directories that it
// is in. They are described as they are to be in an image: nobody's, so that the same files are the same context
// whoever builds.
func eachFile(dir string, of selection, do func(*tar.Header) error) error {
	dirs := map[string]*visited{} // by name
	known := map[fileID]string{}  // the first name of each that has several
	tell := func(rel string, entry fs.DirEntry) error {
		head, err := describe(dir, rel, entry, known)
		if head == nil || err != nil {
			return err
		}
		return do(head)
	}
	var tellAbove func(rel string) error
	tellAbove = func(rel string) error {
		up := filepath.Dir(rel)
		d := dirs[up]
		if d == nil || d.told {
			return nil
		}
		d.told = true
		if err := tellAbove(up); err != nil {
			return err
		}
		return tell(up, d.entry)
	}
	return filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, file)
		if err != nil || rel == "." {
			return err
		}
		in, now := dirs[filepath.Dir(rel)], &visited{entry: entry}
		if in == nil {
			in = &visited{}
		}
		if entry.IsDir() {
			dirs[rel] = now
		}
		if of.without != nil {
			out, match, err := of.without.MatchesUsingParentResults(rel, in.without)
			if err != nil {
				return err
			}
			now.without = match
			if out {
				if entry.IsDir() && !dockerignore.MayKeep(of.without, filepath.ToSlash(rel)) {
					return fs.SkipDir
				}
				return nil
			}
		}
		if of.only != nil {
			wanted, match, err := of.only.MatchesUsingParentResults(rel, in.only)
			if err != nil {
				return err
			}
			now.only = match
			if !wanted {
				if entry.IsDir() && !dockerignore.MayMatch(of.only, filepath.ToSlash(rel)) {
					return fs.SkipDir
				}
				return nil
			}
		}
		now.told = true
		if err := tellAbove(rel); err != nil {
			return err
		}
		return tell(rel, entry)
	})
}

// describe says what a file is; nil is one that cannot be sent. known are the files with several names that have been described.
func describe(dir, rel string, entry fs.DirEntry, known map[fileID]string) (*tar.Header, error) {
	info, err := entry.Info()
	if err != nil {
		return nil, err
	}
	link := ""
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		if link, err = os.Readlink(filepath.Join(dir, rel)); err != nil {
			return nil, err
		}
	case mode&fs.ModeSocket != 0:
		return nil, nil // nobody answers at the copy of a socket
	}
	head, err := archive.Header(info, link, host.FS().Style())
	if err != nil {
		return nil, err
	}
	head.Name = filepath.ToSlash(rel)
	head.Uid, head.Gid = 0, 0
	if id, several := inode(info); several && info.Mode().IsRegular() {
		if first, again := known[id]; again {
			head.Typeflag, head.Linkname, head.Size = tar.TypeLink, first, 0
		} else {
			known[id] = head.Name
		}
	}
	return head, nil
}

// followed are paths in a directory with all that symbolic links on the way lead to, as patterns; nil is all of the directory.
// A link that leads out of it leads to its root, as in the image. What cannot be looked at leads nowhere.
func followed(dir string, paths []string) []string {
	f := &follower{dir: dir, found: map[string]bool{}}
	for _, p := range paths {
		f.follow(p)
	}
	if f.found["."] {
		return nil
	}
	return slices.Sorted(maps.Keys(f.found))
}

type follower struct {
	dir   string
	found map[string]bool
}

// follow notes a path, and where it leads. Its elements may be patterns.
func (f *follower) follow(name string) {
	name, at := strings.TrimPrefix(path.Join("/", name), "/"), "."
	for {
		element, rest, _ := strings.Cut(name, "/")
		at, name = path.Join(at, element), rest
		targets := f.targets(at)
		if name != "" && len(targets) == 0 {
			continue
		}
		if f.found[at] {
			return
		}
		f.found[at] = true
		for _, target := range targets {
			f.follow(path.Join(target, name))
		}
		return
	}
}

// targets are where the symbolic links of a name lead to, which may end in a pattern, as seen from the directory's root.
func (f *follower) targets(name string) (out []string) {
	names := []string{name}
	if base := path.Base(name); strings.ContainsAny(base, "*?[") {
		entries, _ := os.ReadDir(f.at(path.Dir(name)))
		names = nil
		for _, entry := range entries {
			if ok, _ := path.Match(base, entry.Name()); ok {
				names = append(names, path.Join(path.Dir(name), entry.Name()))
			}
		}
	}
	for _, name := range names {
		link, err := os.Readlink(f.at(name))
		if err != nil {
			continue // there is no such link
		}
		if link = filepath.ToSlash(link); !path.IsAbs(link) {
			link = path.Join(path.Dir(name), link)
		}
		out = append(out, path.Join("/", link))
	}
	return out
}

func (f *follower) at(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }
