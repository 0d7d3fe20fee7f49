// Package language owns answers to editors about a Compose file: what stands at a place, what may stand
// there, where a name is defined and who uses it, what else it leads to, what the file consists of, what its
// variables come to, and how it is indented.
//
// It decides nothing about Compose: attributes come from the table of package schema, values
// and their history from the load. Half-typed files have answers too, as far as the reader of
// package syntax makes sense of them.
//
// A place is a file of the load (loader.Result.File) and an offset in bytes, of which
// source.File.Offset makes one from the lines and columns of an editor. Of a file that the load has
// not read, nothing is known, and all answers are empty.
package language

import (
	"slices"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// View is what answers are read off: the Compose files of a load. It never changes and is safe
// for concurrent use; after an edit, load again (a loader.Cache makes that cheap) and make a
// new one.
type View struct {
	result *loader.Result
	files  []*file
	named  []*file // those, and the env files that give variables which they use
}

// file is a Compose file as it was written, aliases and all, or an env file with nothing but its names.
type file struct {
	*source.File
	tree
	names []name // in order of place
	// unwritten are names that variables give, with the text that these stand in for a place.
	unwritten []name
}

// New makes a view of what a load has read, be the project valid or not.
func New(result *loader.Result) *View {
	v := &View{result: result}
	for _, f := range result.Files {
		if len(result.Envs(f)) > 0 { // others are no Compose files
			docs := result.Documents(f)
			if len(docs) == 0 { // it was looked at for what it has, and not for what is wrong with it
				docs, _ = syntax.Parse(f, syntax.Limits{})
			}
			t := treeOf(docs)
			names, unwritten := v.namesOf(f, t)
			v.files = append(v.files, &file{f, t, names, unwritten})
		}
	}
	v.named = append(slices.Clip(v.files), v.givers()...)
	return v
}

// Files are the Compose files, in the order in which the load read them.
func (v *View) Files() []*source.File {
	out := make([]*source.File, len(v.files))
	for i, f := range v.files {
		out[i] = f.File
	}
	return out
}

// file is the Compose file f; nil if it is none of the load's.
func (v *View) file(f *source.File) *file {
	for _, have := range v.files {
		if have.File == f {
			return have
		}
	}
	return nil
}

// touches reports whether an offset is in a span or just behind it, where a cursor still
// belongs to the word.
func touches(s source.Span, offset int) bool {
	return s.Valid() && int(s.Start) <= offset && offset <= int(s.End)
}
