package composetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Golden compares the project with a golden, which is what [model.EncodeYAML] gives: the form that
// docker compose config prints, but with every dollar sign as it is, where docker compose doubles
// it, and with the names of env files. By the end of its name the golden is YAML or, as of
// [model.EncodeJSON], JSON; the two have somewhat different attributes, as the ones that docker
// compose prints have. Errors in the project fail the test, unless [Fixture.WantDiagnostics] has
// accounted for them.
func (f *Fixture) Golden(name string) {
	f.t.Helper()
	f.GoldenAt("", name)
}

// GoldenAt compares a part of the project with a golden. The path is one in the project's
// canonical form, such as services.web.ports or services["my.app"].volumes[0].
func (f *Fixture) GoldenAt(path, name string) {
	f.t.Helper()
	if !isGolden(name) || !filepath.IsLocal(name) {
		f.t.Fatalf("composetest: %s is no name for a golden: one begins with want and ends in .yaml, .yml or .json", name)
	}
	at, err := syntax.ParsePath(path)
	if err != nil {
		f.t.Fatalf("composetest: %v", err)
	}
	f.s.compare(f.goldens.id(name))
	if errors := f.errors(); errors != "" {
		f.t.Errorf("the project is not compared with %s, for it has errors%s", f.goldens.shown(name), errors)
		return
	}
	got := f.parsed(f.encode(name, f.Load().Project)).At(at)
	if got == nil {
		f.t.Errorf("the project has no %s (%s)%s", path, f.written(at), f.meant(path))
		return
	}
	f.compare(name, at, got)
}

// compare compares a part of the project with a golden, and rewrites it if that is asked for.
func (f *Fixture) compare(name string, at syntax.Path, got *syntax.Node) {
	f.t.Helper()
	golden, err := f.goldens.read(name)
	if err != nil {
		f.t.Errorf("%s cannot be read: %v", f.goldens.shown(name), err)
		return
	}
	var complaint string
	if golden == nil {
		complaint = f.goldens.shown(name) + " does not exist"
	} else {
		complaint = f.differences(name, golden, at, got)
	}
	switch {
	case complaint == "":
	case f.s.updating():
		f.rewrite(name, golden, got, complaint)
	default:
		f.t.Errorf("%s\nto write what is there now, run the test with %s", complaint, howToUpdate())
	}
}

// rewrite makes a golden what the project is now. The test fails all the same.
func (f *Fixture) rewrite(name string, old *golden, got *syntax.Node, complaint string) {
	f.t.Helper()
	text := encodedAlone(name, got)
	if old != nil && path.Ext(name) != ".json" {
		text = headComment(old.Text()) + text
	}
	if err := f.goldens.write(name, text); err != nil {
		f.t.Errorf("%s\n%s cannot be rewritten: %v", complaint, f.goldens.shown(name), err)
		return
	}
	done := "rewritten: look at what has changed"
	if old == nil {
		done = "written: look at it"
	}
	f.t.Errorf("%s\n%s has been %s, and run the test again", complaint, f.goldens.shown(name), done)
}

// differences tells in what a golden and the project differ; it is empty if they do not.
func (f *Fixture) differences(name string, golden *golden, at syntax.Path, got *syntax.Node) string {
	want, found := onlyDocument(golden.File)
	if len(found) > 0 {
		for i := range found {
			found[i] = diag.Diagnostic{Def: found[i].Def, Span: golden.place(found[i].Span), Message: found[i].Message, Help: found[i].Help}
		}
		var b strings.Builder
		_ = diag.Render(&b, found, diag.RenderOptions{}) // a Builder takes everything
		return fmt.Sprintf("%s cannot be read:\n%s", f.goldens.shown(name), b.String())
	}
	list := compare.Trees(want, got)
	if len(list) == 0 {
		return ""
	}
	r := report{
		golden: f.goldens.shown(name), goldenPlace: golden.place, want: want,
		written: func(path syntax.Path) string { return f.written(append(at[:len(at):len(at)], path...)) },
		at:      at,
	}
	text := r.text(list)
	if printed := f.printed(name).At(at); printed != nil && len(compare.Trees(want, printed)) == 0 {
		text += "\nthe golden is what docker compose config prints, but here dollar signs are not doubled, and env files are named"
	}
	return text
}

// onlyDocument is the tree of a golden.
func onlyDocument(file *source.File) (*syntax.Node, diag.List) {
	docs, found := syntax.Parse(file, syntax.Limits{})
	if len(found) > 0 || len(docs) == 0 {
		return nil, found
	}
	if len(docs) > 1 {
		return nil, diag.List{severalDocuments.At(docs[1].Span.Sub(0, 0), "a golden is one document; here begins another")}
	}
	return syntax.Resolve(docs[0], syntax.Limits{})
}

var severalDocuments = &diag.Def{Code: "several-documents", Title: "a golden with several documents"}

// printed is what docker compose config prints of the project, as a tree.
func (f *Fixture) printed(name string) *syntax.Node {
	f.t.Helper()
	return f.parsed(bytes.ReplaceAll(f.encode(name, f.Load().Project.WithoutEnvFiles()), []byte("$"), []byte("$$")))
}

// encode is the canonical form of a project.
func (f *Fixture) encode(name string, p *model.Project) []byte {
	f.t.Helper()
	encode := model.EncodeYAML
	if path.Ext(name) == ".json" {
		encode = model.EncodeJSON
	}
	text, err := encode(p)
	if err != nil {
		f.t.Fatalf("composetest: %v", err)
	}
	return text
}

// parsed is the tree of an encoded project.
func (f *Fixture) parsed(text []byte) *syntax.Node {
	f.t.Helper()
	tree, found := onlyDocument(source.NewFile("the encoded project", string(text)))
	if len(found) > 0 {
		f.t.Fatalf("composetest: the encoded project cannot be read: %s", found[0])
	}
	return tree
}

// encodedAlone is the text of a part of the encoded project.
func encodedAlone(name string, n *syntax.Node) string {
	if path.Ext(name) == ".json" {
		var b bytes.Buffer
		if err := json.Indent(&b, []byte(n.Span().Text()), "", "  "); err != nil {
			return n.Span().Text() + "\n"
		}
		return b.String() + "\n"
	}
	var w yamlwrite.Writer
	writeInOrder(&w, n)
	return string(w.Bytes())
}

// writeInOrder writes a tree with the entries of mappings as they come: the encoder has put
// them in the order that people know from docker compose.
func writeInOrder(w *yamlwrite.Writer, n *syntax.Node) {
	switch n.Kind {
	case syntax.Mapping:
		w.BeginMap()
		for _, p := range n.Pairs() {
			w.Key(p.Name())
			writeInOrder(w, p.Value)
		}
		w.EndMap()
	case syntax.Sequence:
		w.BeginSeq()
		for _, item := range n.Items() {
			writeInOrder(w, item)
		}
		w.EndSeq()
	default:
		yamlwrite.Tree(w, n)
	}
}

// headComment is the comment that a golden begins with.
func headComment(text string) string {
	end := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
			break
		}
		end += len(line)
	}
	return text[:end]
}

// written is where the value at a path of the project was written.
func (f *Fixture) written(path syntax.Path) string {
	for n := len(path); n > 0; n-- {
		span, with := explain.Place(f.result, path[:n])
		if !span.Valid() {
			continue
		}
		place := compare.Where(span, with, func(s source.Span) string { return f.place(s).String() })
		if n < len(path) {
			return fmt.Sprintf("not written; %s is at %s", path[:n], place)
		}
		return place
	}
	return "not written"
}

// meant asks for the name or path that was probably meant by a path that leads nowhere.
func (f *Fixture) meant(path string) string {
	_, err := explain.Value(f.result, path)
	var unknown *explain.UnknownPathError
	if !errors.As(err, &unknown) || unknown.Near == "" {
		return ""
	}
	return "; did you mean " + unknown.Near + "?"
}
