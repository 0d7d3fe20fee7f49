package watch

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/internal/dockerignore"
	"github.com/composekit/composekit/source"
	"github.com/moby/patternmatcher"
)

// patterns are those of a .dockerignore file, or of ignore and include, for what is below a directory.
type patterns struct {
	style source.PathStyle
	root  string

	mu      sync.Mutex // matching prepares patterns when they are first needed
	matcher *patternmatcher.PatternMatcher
}

// compile reads patterns. One that is absolute means the same file as it does elsewhere if that is below root, and
// otherwise what is directly in root, as it would in a .dockerignore file.
func compile(style source.PathStyle, root string, list []string) (*patterns, error) {
	var below []string
	for _, p := range list {
		exclusion := ""
		if rest, ok := strings.CutPrefix(strings.TrimSpace(p), "!"); ok {
			exclusion, p = "!", rest
		}
		if rel, ok := inside(style, root, p); ok && style.IsAbs(p) {
			p = rel
		}
		if p = strings.TrimLeft(slashed(style, strings.TrimSpace(p)), "/"); p != "" {
			below = append(below, exclusion+p)
		}
	}
	m, err := patternmatcher.New(below)
	if err != nil {
		return nil, err
	}
	return &patterns{style: style, root: root, matcher: m}, nil
}

// match reports whether a file is meant, by itself or because a directory is that it is in. What is not below the
// root is not.
func (p *patterns) match(name string) bool {
	rel, ok := inside(p.style, p.root, name)
	if !ok || rel == "." {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// The error is that of a pattern that cannot be read, and New has read them all.
	matches, _ := p.matcher.MatchesOrParentMatches(rel)
	return matches
}

// matchAll reports whether everything in a directory is meant for sure.
func (p *patterns) matchAll(dir string) bool {
	rel, _ := inside(p.style, p.root, dir)
	return p.match(dir) && !dockerignore.MayKeep(p.matcher, rel)
}

// inside is the path that leads from a directory to something in it, with slashes; "." to itself.
func inside(style source.PathStyle, dir, name string) (rel string, ok bool) {
	rel, ok = style.Rel(dir, name)
	rel = slashed(style, rel)
	return rel, ok && rel != ".." && !strings.HasPrefix(rel, "../")
}

func slashed(style source.PathStyle, name string) string {
	if style == source.Windows {
		return strings.ReplaceAll(name, `\`, "/")
	}
	return name
}

// passing reports whether a path leads to or through something that no watch is about: the repository's own files,
// and what editors and tools make for a moment beside the files that they write.
func passing(rel string) bool {
	return slices.ContainsFunc(strings.Split(rel, "/"), func(name string) bool {
		return slices.ContainsFunc(passingNames[:], func(pattern string) bool {
			matches, _ := path.Match(pattern, name)
			return matches
		})
	})
}

// passingNames are patterns of names, those of docker compose.
var passingNames = [...]string{
	".git",
	".idea", "*___jb_old___", "*___jb_tmp___", // JetBrains
	".#*", "#*#", // Emacs
	"4913", "*~", ".*.sw[pxon]", // Vim; the number tries whether a directory can be written to
	".*.kate-swp",    // Kate
	"*-go-tmp-umask", // the go command
}
