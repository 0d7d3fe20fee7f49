// Package dockerignore owns which patterns say what is left out of the directory that an image is built from.
package dockerignore

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/composekit/composekit/source"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Name is that of the file that has them in the directory itself.
const Name = ".dockerignore"

// Patterns reads them: NAME.dockerignore beside the Dockerfile NAME, else .dockerignore. Without either there
// are none. The Dockerfile is named as seen from dir, with slashes; "" is none.
func Patterns(fsys source.FS, dir, dockerfile string) ([]string, error) {
	for _, name := range []string{dockerfile + Name, Name} {
		text, err := source.ReadText(fsys, fsys.Style().Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		patterns, err := ignorefile.ReadAll(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return patterns, nil
	}
	return nil, nil
}

// MayKeep reports whether something below a directory that patterns leave out may be kept by them all the same. The
// directory is named as patterns are, with slashes.
func MayKeep(m *patternmatcher.PatternMatcher, dir string) bool {
	return m.Exclusions() && below(m, dir, true)
}

// MayMatch reports whether patterns may be about something below a directory that they are not about themselves.
func MayMatch(m *patternmatcher.PatternMatcher, dir string) bool { return below(m, dir, false) }

// below reports whether one of the patterns, or of their exceptions, may be about something below a directory.
func below(m *patternmatcher.PatternMatcher, dir string, exceptions bool) bool {
	return slices.ContainsFunc(m.Patterns(), func(p *patternmatcher.Pattern) bool {
		name := strings.ReplaceAll(p.String(), `\`, "/")
		return p.Exclusion() == exceptions && (strings.HasPrefix(name+"/", dir+"/") || strings.ContainsAny(name, "*?["))
	})
}
