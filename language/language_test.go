package language_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// cursor marks the place that a case asks about, in one of its files.
const cursor = "‸"

// TestAnswers asks about the place that each case marks: what it wants of hover, completion, definitions,
// references, a new name, the outline and so on stands in sections of the archive.
func TestAnswers(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		files, at, offset := map[string]string{}, "", 0
		var main []string
		for _, f := range archive.Files {
			text := string(f.Data)
			if before, after, ok := strings.Cut(text, cursor); ok {
				at, offset, text = "/p/"+f.Name, len(before), before+after
			}
			if strings.Contains(f.Name, ".") {
				files["/p/"+f.Name] = text
			}
			if strings.HasPrefix(f.Name, "compose.") {
				main = append(main, "/p/"+f.Name)
			}
		}
		options := host.Options{FS: source.Map(files, source.Unix), WorkDir: "/p", Files: main, Environ: []string{"TAG=1.27"}}
		l, err := options.Loader()
		if err != nil {
			t.Fatal(err)
		}
		result, err := l.Load(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		v := language.New(result)
		var f *source.File
		for _, have := range result.Files {
			if have.Name() == at {
				f = have
			}
		}
		if f == nil {
			t.Fatal("no file has the cursor")
		}
		asked, list := 0, listing("")
		for i := range archive.Files {
			section := &archive.Files[i]
			if section.Name == "files" {
				list = listing(string(section.Data))
				continue
			}
			question, argument, _ := strings.Cut(section.Name, " ")
			answer, ok := answers[question]
			if question == "paths" {
				answer, ok = func(v *language.View, f *source.File, offset int, _ string) string {
					return shown(v.CompleteFiles(f, offset, list))
				}, true
			}
			if !ok {
				continue
			}
			asked++
			if got := answer(v, f, offset, argument); got != string(section.Data) {
				t.Errorf("%s:\ngot\n%s\nwant\n%s", section.Name, got, section.Data)
				section.Data = []byte(got)
			}
		}
		if asked == 0 {
			t.Error("it asks nothing")
		}
	})
}

// listing are the names in a directory of those that lie below /p, or below the home directory with a tilde.
func listing(files string) language.Lister {
	return func(dir string) []string {
		found := map[string]bool{}
		for name := range strings.Lines(files) {
			name = strings.TrimSuffix(name, "\n")
			if !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "~") {
				name = "/p/" + name
			}
			if rest, ok := strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/"); ok && rest != "" {
				first, _, isDir := strings.Cut(rest, "/")
				if isDir {
					first += "/"
				}
				found[first] = true
			}
		}
		return slices.Collect(maps.Keys(found))
	}
}

// shown are candidates, one a line.
func shown(list []language.Candidate) string {
	var b strings.Builder
	for _, c := range list {
		fmt.Fprintf(&b, "%s", c.Label)
		if c.Kind != "" {
			fmt.Fprintf(&b, " (%s)", c.Kind)
		}
		if c.Edit.New != c.Label {
			fmt.Fprintf(&b, " as %q", c.Edit.New)
		}
		if c.Edit.Span.Text() != "" {
			fmt.Fprintf(&b, " for %q", c.Edit.Span.Text())
		}
		if c.Whole != c.Edit.Span {
			fmt.Fprintf(&b, " or %q", c.Whole.Text())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

var answers = map[string]func(v *language.View, f *source.File, offset int, argument string) string{
	"plain": func(v *language.View, f *source.File, offset int, _ string) string {
		h, _ := v.Hover(f, offset)
		return h.Text(explain.Options{}) + "\n"
	},
	"hover": func(v *language.View, f *source.File, offset int, _ string) string {
		h, ok := v.Hover(f, offset)
		if !ok {
			return "nothing\n"
		}
		return fmt.Sprintf("%s at %v\n%s\n", h.Span.Text(), h.Span, h.Markdown(explain.Options{}))
	},
	"complete": func(v *language.View, f *source.File, offset int, _ string) string {
		return shown(v.Complete(f, offset))
	},
	"definitions": func(v *language.View, f *source.File, offset int, _ string) string {
		var b strings.Builder
		for _, s := range v.Definitions(f, offset) {
			fmt.Fprintf(&b, "%v %s\n", s, s.Text())
		}
		return b.String()
	},
	"references": func(v *language.View, f *source.File, offset int, _ string) string {
		var b strings.Builder
		for _, n := range v.References(f, offset) {
			fmt.Fprintf(&b, "%v %s", n.Span, n.Span.Text())
			if n.Defines {
				b.WriteString(" (here)")
			}
			b.WriteByte('\n')
		}
		return b.String()
	},
	"rename": func(v *language.View, f *source.File, offset int, to string) string {
		var b strings.Builder
		edits := map[*source.File][]diag.Edit{}
		all, err := v.Rename(f, offset, to)
		if err != nil {
			return err.Error() + "\n"
		}
		for _, e := range all {
			edits[e.Span.File] = append(edits[e.Span.File], e)
		}
		for _, of := range v.Files() {
			if len(edits[of]) > 0 {
				text, err := syntax.Apply(of.Text(), edits[of])
				if err != nil {
					return err.Error()
				}
				fmt.Fprintf(&b, "%s:\n%s", of.Name(), text)
			}
		}
		return b.String()
	},
	"links": func(v *language.View, f *source.File, _ int, _ string) string {
		var b strings.Builder
		for _, l := range v.Links(f) {
			fmt.Fprintf(&b, "%v %s -> %s\n", l.Span, l.Span.Text(), l.File+l.Page)
		}
		return b.String()
	},
	"hints": func(v *language.View, f *source.File, _ int, _ string) string {
		var b strings.Builder
		for _, h := range v.Hints(f, f.Span(0, f.Len())) {
			fmt.Fprintf(&b, "%d: %s -> %s\n", h.Span.Pos(source.Runes).Line, h.Span.Text(), h.Value)
			for _, used := range h.Variables {
				fmt.Fprintf(&b, "  %s\n", used.Words(explain.Options{}))
			}
		}
		return b.String()
	},
	"tokens": func(v *language.View, f *source.File, _ int, _ string) string {
		var b strings.Builder
		line := 0
		for _, token := range v.Tokens(f, f.Span(0, f.Len())) {
			if at := token.Span.Pos(source.Runes).Line; at != line {
				line = at
				fmt.Fprintf(&b, "%d:\n", line)
			}
			fmt.Fprintf(&b, "  %s %s", token.Type, token.Span.Text())
			if token.Defines {
				b.WriteString(" (here)")
			}
			if token.Deprecated {
				b.WriteString(" (deprecated)")
			}
			b.WriteByte('\n')
		}
		return b.String()
	},
	"format": func(v *language.View, f *source.File, _ int, width string) string {
		n, err := strconv.Atoi(width)
		if err != nil {
			return err.Error()
		}
		text, err := syntax.Apply(f.Text(), v.Format(f, n))
		if err != nil {
			return err.Error()
		}
		return text
	},
	"rewrites": func(v *language.View, f *source.File, offset int, _ string) string {
		var b strings.Builder
		for _, r := range v.Rewrites(f, offset) {
			text, err := syntax.Apply(f.Text(), r.Edits)
			if err != nil {
				return err.Error()
			}
			fmt.Fprintf(&b, "# %s\n%s", r.Title, text)
		}
		return b.String()
	},
	"search": func(v *language.View, _ *source.File, _ int, query string) string {
		var b strings.Builder
		for _, n := range v.Search(query) {
			fmt.Fprintf(&b, "%v %s %s\n", n.Span, n.Kind, n.Name)
		}
		return b.String()
	},
	"folds": func(v *language.View, f *source.File, _ int, _ string) string {
		var b strings.Builder
		for _, fold := range v.Folds(f) {
			first, _, _ := strings.Cut(fold.Span.Text(), "\n")
			fmt.Fprintf(&b, "%d-%d %s", fold.Span.Pos(source.Runes).Line, fold.Span.EndPos(source.Runes).Line, first)
			if fold.Comment {
				b.WriteString(" (comment)")
			}
			b.WriteByte('\n')
		}
		return b.String()
	},
	"selections": func(v *language.View, f *source.File, offset int, _ string) string {
		var b strings.Builder
		for _, s := range v.Selections(f, offset) {
			fmt.Fprintf(&b, "%q\n", s.Text())
		}
		return b.String()
	},
	"outline": func(v *language.View, f *source.File, _ int, _ string) string {
		var b strings.Builder
		var write func(list []language.Entry, indent string)
		write = func(list []language.Entry, indent string) {
			for _, e := range list {
				fmt.Fprintf(&b, "%s%s", indent, e.Name)
				if e.Kind != "" {
					fmt.Fprintf(&b, " (%s)", e.Kind)
				}
				fmt.Fprintf(&b, " %d-%d\n", e.Span.Pos(source.Runes).Line, e.Span.EndPos(source.Runes).Line)
				write(e.Entries, indent+"  ")
			}
		}
		write(v.Outline(f), "")
		return b.String()
	},
}

// Tags say what becomes of earlier values. The cursor of the archives may not stand in one.
func TestTagsAreProposed(t *testing.T) {
	const text = "services:\n  web:\n    image: nginx\n    ports: !re\n"
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, f := language.New(result), result.File("/p/compose.yaml")
	bang := strings.Index(text, "!")
	if got, want := shown(v.Complete(f, bang+1)), "!reset for \"!\" or \"!re\"\n!override for \"!\" or \"!re\"\n"; got != want {
		t.Errorf("behind !: got %q, want %q", got, want)
	}
	if got, want := shown(v.Complete(f, bang+3)), "!reset for \"!re\"\n"; got != want {
		t.Errorf("behind !re: got %q, want %q", got, want)
	}
}
