package composego

import (
	"errors"
	"fmt"

	"github.com/compose-spec/compose-go/v2/loader"

	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// NormalizeProjectName is a text with everything changed or left out that a project name
// cannot have.
func NormalizeProjectName(s string) string { return ours.NormalizeName(s) }

// InvalidProjectNameErr is the error for a name that no project can have.
func InvalidProjectNameErr(name string) error { return loader.InvalidProjectNameErr(name) }

var errNoName = errors.New("project name must not be empty")

// projectName is the name that the caller insists on, else the last one in the files, else the
// one that the caller suggests, else "". Unlike composekit's own loader, compose-go's asks neither
// variables nor the project directory: that is for its package cli.
func (r *request) projectName() (string, error) {
	name, explicit := r.options.GetProjectName()
	if !explicit {
		if written := r.writtenName(); written != "" {
			name = written
		}
	}
	if ours.NormalizeName(name) != name {
		return "", loader.InvalidProjectNameErr(name)
	}
	return name, nil
}

// writtenName is the last top-level name in the files, "" if there is none. compose-go looks no further than to a file
// that cannot be read, and says so before anything else.
func (r *request) writtenName() string {
	var name string
	for _, file := range r.names {
		text, err := r.loader.FS.ReadFile(file)
		if err != nil {
			unread := fault{Diagnostic: ours.Unreadable(file, source.Span{}, err)}
			r.unread = fmt.Errorf("failed to read file %q: %w", file, unreadable(unread))
			return ""
		}
		if !mayHaveName(text) {
			continue
		}
		docs, _ := syntax.Parse(source.NewFile(file, string(text)), r.loader.Limits.Syntax)
		for _, doc := range docs {
			if written, at := ours.WrittenName(doc); at != nil {
				name = written
			}
		}
	}
	if r.loader.Without&ours.Interpolation == 0 {
		name = r.expanded(name)
	}
	if r.loader.Without&ours.Normalization == 0 {
		name = ours.NormalizeName(name)
	}
	return name
}

// expanded is a name with its variables replaced. Its faults are reported with those of the
// other attributes.
func (r *request) expanded(name string) string {
	if r.loader.Interpolate == nil {
		return interpolate.Expand(name, r.loader.Env, r.loader.Limits.Interpolation).Value
	}
	value, err := r.substitute(name, r.mapping(r.loader.Env, false))
	if err != nil {
		return ""
	}
	return value
}

// mayHaveName reports whether some line of a text could begin with the key name. Most texts
// have none, and need not be read twice. A name that still lacks its colon counts: it is a key with
// a finding.
func mayHaveName(text []byte) bool {
	start := true // of a line
	for i, c := range text {
		switch c {
		case '\n', '\r':
			start = true
		case ' ', '\t':
		case 'n', '"', '\'':
			if start && len(text)-i >= len("name") && (c != 'n' || string(text[i:i+4]) == "name") {
				return true
			}
			start = false
		default:
			if start && (c < 'A' || c > 'z' || c == '[') && c != '#' && c != '-' && c != '.' && (c < '0' || c > '9') {
				return true // flow style, tags, anchors, directives, other encodings
			}
			start = false
		}
	}
	return false
}
