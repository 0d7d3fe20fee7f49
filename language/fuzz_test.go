package language_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// FuzzView asks everything about a place of any text. Answers lie in the file, what may stand
// there can be put there, and a name that was renamed is found under the new name.
func FuzzView(f *testing.F) {
	f.Add("services:\n  web:\n    image: a\n    depends_on: [db]\n  db: &x {image: \"${A}\"}\n", uint16(40))
	f.Add("services: {a: {volumes: [\"d:/d\"], network_mode: service:b}}\nvolumes: {d: }\n", uint16(30))
	f.Add("services: {a: {env_file: './x', volumes: [./], build: \"../\"}}\n", uint16(29))
	f.Add("services:\n  a:\n    env_file:\n      - ./\n", uint16(39))
	f.Add("# a\nservices:  \n   # b\n   a:\n      ports:\n      - 1\n      -\n         2\n      command: |2-\n           x\n\n         y\n   # c\n---\n- - a: 1\n    b: \"x\n\n      y\"\n  - c", uint16(9))
	f.Add("services:\n  a:\n    image: a\n    ports: ['80:80', 1-2]\n    environment:\n    - A=b # c\n    - D\n    build: .\n", uint16(38))
	f.Add("", uint16(0))
	f.Fuzz(func(t *testing.T, text string, at uint16) {
		l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
		result, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		v := language.New(result)
		for _, file := range v.Files() {
			offset := min(int(at), file.Len())
			inside := func(s source.Span) {
				if s.File != file || s.Start < 0 || s.End < s.Start || int(s.End) > file.Len() {
					t.Fatalf("%v is no part of the file", s)
				}
			}
			if h, ok := v.Hover(file, offset); ok {
				inside(h.Span)
				_ = h.Markdown(explain.Options{})
			}
			for _, c := range v.Complete(file, offset) {
				inside(c.Edit.Span)
				inside(c.Whole)
				if c.Whole.Start != c.Edit.Span.Start || c.Whole.End < c.Edit.Span.End {
					t.Fatalf("%q stands for %v or %v", c.Label, c.Edit.Span, c.Whole)
				}
				if _, err := syntax.Apply(file.Text(), []diag.Edit{c.Edit}); err != nil {
					t.Fatal(err)
				}
			}
			strange := []string{"a", "a: b", "x #y", "it's \"it\"", "$A", "-", "1", "d/", ".h", "back\\slash", "[f", "ü", "%", "a ", " a", "e, f"}
			for _, c := range v.CompleteFiles(file, offset, func(string) []string { return slices.Clone(strange) }) {
				if c.Kind != language.File {
					continue
				}
				for _, at := range []source.Span{c.Edit.Span, c.Whole} {
					inside(at)
					put := diag.Edit{Span: at, New: c.Edit.New}
					edited, err := syntax.Apply(file.Text(), []diag.Edit{put})
					if err != nil {
						t.Fatal(err)
					}
					if !reads(edited, put, strings.ReplaceAll(c.Label, "$", "$$")) {
						t.Fatalf("%q is not read from %q", c.Label, edited)
					}
				}
			}
			for _, s := range v.Definitions(file, offset) {
				inside(s)
			}
			refs := v.References(file, offset)
			for _, n := range refs {
				inside(n.Span)
			}
			edits, err := v.Rename(file, offset, "renamed")
			if err == nil && (len(edits) != len(refs) || len(edits) == 0) || err != nil && len(edits) > 0 {
				t.Fatalf("%d edits for %d places, and %v", len(edits), len(refs), err)
			}
			if _, err := syntax.Apply(file.Text(), edits); err != nil {
				t.Fatal(err)
			} else if _, err := syntax.Apply(file.Text(), edits); err != nil {
				t.Fatal(err)
			}
			end := -1
			for _, h := range v.Hints(file, file.Span(0, file.Len())) {
				inside(h.Span)
				if int(h.Span.Start) < end || strings.ContainsAny(h.Value, "\r\n") || !strings.Contains(h.Span.Text(), "$") || len(h.Variables) == 0 {
					t.Fatalf("a hint of %q is %q", h.Span.Text(), h.Value)
				}
				end = int(h.Span.End)
			}
			end = 0
			whole := v.Tokens(file, file.Span(0, file.Len()))
			for _, token := range whole {
				inside(token.Span)
				if int(token.Span.Start) < end || token.Span.Start == token.Span.End || strings.ContainsAny(token.Span.Text(), "\r\n") {
					t.Fatalf("a token of %q at %v", token.Span.Text(), token.Span)
				}
				end = int(token.Span.End)
			}
			part := file.Span(offset, file.Len())
			seen := slices.DeleteFunc(whole, func(token language.Token) bool { return token.Span.Start < part.Start })
			if got := v.Tokens(file, part); !slices.Equal(got, seen) {
				t.Fatalf("tokens of a part are %v, and not %v", got, seen)
			}
			for _, e := range v.Format(file, 2) {
				inside(e.Span)
			}
			once, _ := formatted(t, file.Text(), 2)
			if twice, again := formatted(t, once, 2); again || words(once) != words(file.Text()) {
				t.Fatalf("formatted it is %q, and then %q", once, twice)
			}
			for _, r := range v.Rewrites(file, offset) {
				checkRewrite(t, result, file, r)
			}
			for _, l := range v.Links(file) {
				inside(l.Span)
				if (l.File == "") == (l.Page == "") {
					t.Fatalf("%v leads to %q and %q", l.Span, l.File, l.Page)
				}
			}
			for _, fold := range v.Folds(file) {
				inside(fold.Span)
			}
			var inner source.Span
			for i, s := range v.Selections(file, offset) {
				inside(s)
				if i > 0 && (s.Start > inner.Start || s.End < inner.End || s == inner) {
					t.Fatalf("%v does not hold %v", s, inner)
				}
				inner = s
			}
			for _, e := range v.Outline(file) {
				inside(e.Span)
				inside(e.Key)
			}
			for _, n := range v.Search("") {
				if !n.Defines || n.Name == "" || !n.Span.Valid() {
					t.Fatalf("%v gives %q", n.Span, n.Name)
				}
			}
		}
	})
}

// checkRewrite wants a project to be the same after a value was written otherwise.
func checkRewrite(t *testing.T, before *loader.Result, file *source.File, r language.Rewrite) {
	text, err := syntax.Apply(file.Text(), r.Edits)
	if err != nil {
		t.Fatal(err)
	}
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
	after, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if before.Diagnostics.HasErrors() {
		return
	}
	if after.Diagnostics.HasErrors() {
		t.Fatalf("%s: %v\n%s", r.Title, after.Diagnostics.Err(), text)
	}
	x, errX := model.EncodeYAML(before.Project)
	y, errY := model.EncodeYAML(after.Project)
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		t.Fatalf("%s: %v %v\n%s\n%s", r.Title, errX, errY, text, firstDifference(x, y))
	}
}

// reads reports whether what was put into a text stands in a value there.
func reads(text string, put diag.Edit, want string) bool {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	end := int(put.Span.Start) + len(put.New)
	start := end - len(strings.TrimLeft(put.New, " ")) // white space before a value is no part of it
	for _, doc := range docs {
		for _, n := range doc.Root.All() {
			if s := n.Span(); n.Kind == syntax.Scalar && int(s.Start) <= start && end <= int(s.End) && strings.Contains(n.Value(), want) {
				return true
			}
		}
	}
	return false
}
