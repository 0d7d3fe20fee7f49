package loader

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// file is one file of a load. It is read once and parsed once, however often it is used.
type file struct {
	path string
	*reading

	parsed   bool
	modelled bool // included or extended before
	whole    bool // part of the project, not only read for services that others extend
	docs     []document
}

// document is a document of a file.
type document struct {
	*syntax.Document
	resolved bool
	tree     *syntax.Node // with aliases resolved; nil if it is no mapping
}

func (d *document) bytes() int { return int(d.Span.End - d.Span.Start) }

// openCompose is the Compose file at a path, nil if it cannot be had. Used is the place that names
// the file; nowhere, if the caller did.
func (r *run) openCompose(path string, used source.Span) *file {
	f, err := r.tryRead(path, used, syntax.Decode)
	if err != nil && !r.diags.Full(diag.Error) {
		r.report(r.withOtherName(Unreadable(path, used, err), path))
	}
	return f
}

// mostOtherNames bounds how many files are looked for that may have been meant.
const mostOtherNames = 20

// withOtherName adds to a finding about a Compose file that does not exist the one beside it that was probably meant: it has
// the other ending, or another of the names that are looked for.
func (r *run) withOtherName(d diag.Diagnostic, path string) diag.Diagnostic {
	style := r.fs.Style()
	base := style.Base(path)
	stem, isYAML := strings.CutSuffix(base, ".yaml")
	if !isYAML {
		stem, isYAML = strings.CutSuffix(base, ".yml")
	}
	if d.Def != FileNotFound || !isYAML {
		return d
	}
	stems := []string{stem}
	switch plain, docker := strings.CutPrefix(stem, "docker-"); {
	case !strings.HasPrefix(plain, "compose"):
	case docker:
		stems = append(stems, plain)
	default:
		stems = append(stems, "docker-"+stem)
	}
	for _, stem := range stems {
		for _, name := range []string{stem + ".yaml", stem + ".yml"} {
			other := style.Join(style.Dir(path), name)
			if name == base || d.Span.Valid() && other == d.Span.File.Name() {
				continue
			}
			if r.otherNames++; r.otherNames > mostOtherNames {
				return d
			}
			if _, err := r.fs.ReadFile(other); err != nil {
				continue
			}
			d = d.Helped("did you mean %s?", name)
			if written := d.Span.Text(); strings.HasSuffix(written, base) {
				at := d.Span.Sub(len(written)-len(base), len(written))
				d = d.Fixed("replace "+base+" by "+name, diag.Edit{Span: at, New: name})
			}
			return d
		}
	}
	return d
}

// open is openCompose for files of other kinds, which are in no encoding but UTF-8.
func (r *run) open(path string, used source.Span) *file {
	f, err := r.tryOpen(path, used)
	if err != nil && !r.diags.Full(diag.Error) {
		r.report(Unreadable(path, used, err))
	}
	return f
}

// tryOpen is open with the host's error for the caller to judge. Both results are nil if a
// limit was reached, which has been reported.
func (r *run) tryOpen(path string, used source.Span) (*file, error) {
	return r.tryRead(path, used, func(content string) string { return content })
}

// tryRead is tryOpen for files whose content becomes text by a function.
func (r *run) tryRead(path string, used source.Span, decode func(content string) string) (*file, error) {
	if f, ok := r.files[path]; ok {
		return f, nil
	}
	if most := r.limits.Files; len(r.files) >= most {
		if len(r.files) == most {
			r.report(FileLimit.At(used, "%s is one file too many: a project may have %d", path, most))
			r.files[path] = nil
		}
		return nil, nil
	}
	if err, known := r.unread[path]; known {
		return nil, err
	}
	text, err := source.ReadText(r.fs, path)
	if err != nil {
		if r.unread == nil {
			r.unread = map[string]error{}
		}
		r.unread[path] = err
		return nil, err
	}
	if most := r.limits.FileSize; len(text) > most {
		r.report(FileLimit.At(used, "%s is too large: it has %d bytes, of at most %d", path, len(text), most))
		r.files[path] = nil
		return nil, nil
	}
	f := &file{path: path, reading: r.Cache.of(path, decode(text), r.limits.Syntax)}
	r.files[path] = f
	r.read = append(r.read, f.File)
	return f, nil
}

// Unreadable is the finding for a file that could not be read, for the reason that source.FS
// gave. Used is the place that names the file; it may be nowhere.
func Unreadable(path string, used source.Span, err error) diag.Diagnostic {
	reason := "unknown"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason = "absent"
	case errors.Is(err, source.ErrDirectory):
		reason = "directory"
	case errors.Is(err, source.ErrOutside):
		reason = "outside"
	case errors.Is(err, fs.ErrPermission):
		reason = "permission"
	}
	return unreadable(path, used, err).With("file", path).With("reason", reason)
}

func unreadable(path string, used source.Span, err error) diag.Diagnostic {
	switch {
	case path == "" && errors.Is(err, fs.ErrNotExist):
		return FileNotFound.At(used, "the path of a file was expected here, but the text is empty")
	case errors.Is(err, fs.ErrNotExist):
		d := FileNotFound.At(used, "%s does not exist", path)
		if hasScheme(path) {
			d = d.Helped("nothing here loads remote files of this kind: put the file on this machine, and write its path")
		}
		return d
	case errors.Is(err, source.ErrDirectory):
		return FileUnreadable.At(used, "%s is a directory, not a file", path)
	case errors.Is(err, source.ErrOutside):
		return FileUnreadable.At(used, "%s %v", path, source.ErrOutside).
			Helped("move it into the project, or allow its directory")
	case errors.Is(err, fs.ErrPermission):
		return FileUnreadable.At(used, "%s cannot be read: permission denied", path)
	}
	if at := (*fs.PathError)(nil); errors.As(err, &at) && at.Path == path {
		err = at.Err // the path is there already
	}
	return FileUnreadable.At(used, "%s cannot be read: %v", path, err)
}

// hasScheme reports whether a path has an element such as "https:", which is what an URL becomes where it is taken for a path.
func hasScheme(path string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	i := strings.Index(path, ":/")
	return i > 1 && strings.IndexByte(letters, path[i-1]) >= 0 && strings.IndexByte(letters, path[i-2]) >= 0 // a drive has one
}

// documents are the YAML documents of the file.
func (f *file) documents(r *run) []document {
	if f == nil {
		return nil
	}
	if !f.parsed {
		f.parsed = true
		r.allowEnv(f.File, sharesOfCompose)
		docs, list := f.reading.documents()
		r.report(list...)
		r.damaged = r.damaged || list.HasErrors()
		f.docs = make([]document, len(docs))
		for i, doc := range docs {
			f.docs[i].Document = doc
			r.build.Expect(doc)
		}
	}
	return f.docs
}

// resolved is a document's tree without aliases, nil if it is no mapping.
func (f *file) resolved(r *run, doc *document) *syntax.Node {
	if doc.resolved {
		return doc.tree
	}
	tree, list := syntax.Resolve(doc.Document, r.aliases)
	r.report(list...)
	if tree != doc.Root {
		r.aliases = r.aliases.Less(nodesOf(tree) - nodesOf(doc.Root))
	}
	switch {
	case tree.IsNull():
		if f.begun() {
			r.report(NotAMapping.At(doc.Span, "the document is empty").
				Helped("remove the line --- that begins it"))
		}
		tree = nil
	case tree.Kind != syntax.Mapping:
		r.report(NotAMapping.At(tree.Span(), "a Compose file is a mapping, with attributes such as services: at its top"))
		tree = nil
	case doc.Keyed:
		r.checkKeys(tree, false)
	}
	doc.tree, doc.resolved = tree, true
	return tree
}

// begun reports whether some line of the file begins a document: there is one then, if only
// an empty one.
func (f *file) begun() bool {
	return len(f.docs) > 1 || strings.HasPrefix(f.Text(), "---") || strings.Contains(f.Text(), "\n---")
}

// checkKeys reports keys that are no strings, wherever they stand. An item may be a short form that is not finished.
func (r *run) checkKeys(n *syntax.Node, item bool) {
	pairs := n.Pairs()
	for i := range pairs {
		p := &pairs[i]
		if p.Key() != nil && (p.Key().Kind != syntax.Scalar || p.Key().Type != syntax.String) {
			r.report(nonStringKey(p, item && schema.EndsInColon(n)))
		}
		if p.Value.Kind != syntax.Scalar {
			r.checkKeys(p.Value, false)
		}
	}
	for _, item := range n.Items() {
		if item.Kind != syntax.Scalar {
			r.checkKeys(item, true)
		}
	}
}

// nonStringKey is the finding about a key that is no string, and may be a short form that is not finished.
func nonStringKey(p *syntax.Pair, unfinished bool) diag.Diagnostic {
	if p.Key().Kind != syntax.Scalar {
		return NonStringKey.At(p.Span(), "a key must be a string")
	}
	text := p.Span().Text()
	if text == "" {
		return NonStringKey.At(p.Span(), "there is no key before this colon").With("key", "").
			Helped("write a key, or put the colon in quotes if it is a text")
	}
	d := NonStringKey.At(p.Span(), "the key %s is not a string", text).With("key", text)
	if text == p.Name() {
		quoted := `"` + text + `"`
		if unfinished {
			return d.Helped("go on right behind the colon, or write it in quotes if it is a key: %s", quoted)
		}
		d = d.Helped("write it in quotes: %s", quoted).SafelyFixed("write it in quotes", diag.Edit{Span: p.Span(), New: quoted})
	}
	return d
}

func (r *run) reportEmpty() {
	if len(r.diags.Errors()) > 0 {
		return // that is why
	}
	if len(r.read) > 0 {
		r.report(EmptyFile.At(r.read[0].Span(0, 0), "the Compose file is empty").
			Helped("describe at least one service under services:"))
	}
}
