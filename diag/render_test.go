package diag_test

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/source"
)

// TestRender runs the cases of testdata/render. In a case's files, ⟦1 and ⟧ enclose the
// place that the findings call 1. A line of "findings" is a word and what belongs to it:
//
//	error|warning|note CODE PLACE MESSAGE    begins a finding; the place - is nowhere
//	label PLACE TEXT
//	help TEXT, about PATH, in FILE
//	fix "TITLE"
//	edit PLACE "NEW TEXT"                    belongs to the fix above
//	width N, tab N, color, fold, lines, summary    how to render
//	as json|github|sarif|changes             another form than that for people; changes are the
//	                                         files as the fixes make them
//
// In MESSAGE and TEXT, \n is a line break.
func TestRender(t *testing.T) {
	golden.Cases(t, "testdata/render/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		got := runCase(t, archive)
		if want := section(archive, "want"); got != string(want.Data) {
			t.Errorf("got:\n%s\nwant:\n%s", got, want.Data)
			want.Data = []byte(got)
		}
	})
}

// section is the file of an archive with the given name; it is added if there is none.
func section(archive *txtar.Archive, name string) *txtar.File {
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		i = len(archive.Files)
		archive.Files = append(archive.Files, txtar.File{Name: name})
	}
	return &archive.Files[i]
}

func runCase(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	places := map[string]source.Span{"-": {}}
	for _, f := range archive.Files {
		if f.Name != "findings" && f.Name != "want" {
			readPlaces(t, f.Name, unescape(string(f.Data)), places)
		}
	}
	findings := string(section(archive, "findings").Data)
	if findings == "" {
		t.Fatal("the case has no findings")
	}
	s := script{t: t, places: places}
	for line := range strings.Lines(findings) {
		s.line(strings.TrimRight(line, "\n"))
	}
	return s.run()
}

var times = regexp.MustCompile(`⟨(\d+)×([^⟩]+)⟩`)

// unescape replaces the names that cases have for characters that editors spoil; ⟨3×ab⟩ is ababab.
func unescape(text string) string {
	text = strings.NewReplacer("␍\n", "\r\n", "⟨esc⟩", "\x1b", "⟨rlo⟩", "\u202e", "⟨bom⟩", "\ufeff",
		"⟨bad⟩", "\xff", "⟨acute⟩", "\u0301", "⟨grave⟩", "\u0300",
		"⟨ls⟩", "\u2028", "⟨ps⟩", "\u2029", "⟨csi⟩", "\u009b", "⟨del⟩", "\x7f", "⟨eof⟩\n", "").Replace(text)
	return times.ReplaceAllStringFunc(text, func(s string) string {
		m := times.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		return strings.Repeat(m[2], n)
	})
}

// readPlaces takes the place marks out of a text and notes where they stood.
func readPlaces(t *testing.T, name, text string, places map[string]source.Span) {
	t.Helper()
	type open struct {
		name string
		at   int
	}
	var stack []open
	spans := map[string][2]int{}
	var plain strings.Builder
	for text != "" {
		switch c, size := utf8.DecodeRuneInString(text); c {
		case '⟦':
			id, rest, ok := strings.Cut(text[size:], " ")
			if !ok {
				t.Fatalf("%s: ⟦ without a name", name)
			}
			stack = append(stack, open{id, plain.Len()})
			text = rest
		case '⟧':
			if len(stack) == 0 {
				t.Fatalf("%s: ⟧ without ⟦", name)
			}
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			spans[top.name] = [2]int{top.at, plain.Len()}
			text = text[size:]
		default:
			plain.WriteString(text[:size])
			text = text[size:]
		}
	}
	file := source.NewFile(name, plain.String())
	for id, s := range spans {
		places[id] = file.Span(s[0], s[1])
	}
}

// script builds a list of findings and renders it.
type script struct {
	t      *testing.T
	places map[string]source.Span
	list   diag.List
	opt    diag.RenderOptions
	lines  bool
	form   string
	count  bool
}

func (s *script) line(line string) {
	word, rest, _ := strings.Cut(line, " ")
	rest = unescape(strings.ReplaceAll(rest, `\n`, "\n"))
	last := len(s.list) - 1
	switch word {
	case "":
	case "error", "warning", "note":
		severity := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "note": diag.Note}[word]
		f := strings.SplitN(rest, " ", 3)
		def := &diag.Def{Code: f[0], Severity: severity}
		s.list = append(s.list, diag.Diagnostic{Def: def, Span: s.place(f[1]), Message: f[2]})
	case "label":
		place, text, _ := strings.Cut(rest, " ")
		s.list[last].Labels = append(s.list[last].Labels, diag.Label{Span: s.place(place), Text: text})
	case "about":
		s.list[last].Path = rest
	case "in":
		s.list[last] = s.list[last].With("file", rest)
	case "help":
		s.list[last].Help = rest
	case "fix":
		s.list[last].Fixes = append(s.list[last].Fixes, diag.Fix{Title: rest})
	case "edit":
		place, quoted, _ := strings.Cut(line[len("edit "):], " ")
		text, err := strconv.Unquote(quoted)
		if err != nil {
			s.t.Fatalf("%s: %v", line, err)
		}
		fix := &s.list[last].Fixes[len(s.list[last].Fixes)-1]
		fix.Edits = append(fix.Edits, diag.Edit{Span: s.place(place), New: text})
	case "width":
		s.opt.Width = s.number(rest)
	case "tab":
		s.opt.TabWidth = s.number(rest)
	case "short-names":
		s.opt.Name = func(f *source.File) string { return f.Name()[strings.LastIndexByte(f.Name(), '/')+1:] }
	case "color":
		s.opt.Color = true
	case "fold":
		s.opt.Fold = true
	case "lines":
		s.lines = true
	case "as":
		s.form = rest
	case "summary":
		s.count = true
	default:
		s.t.Fatalf("unknown line in findings: %s", line)
	}
}

func (s *script) place(id string) source.Span {
	span, ok := s.places[id]
	if !ok {
		s.t.Fatalf("no place %s", id)
	}
	return span
}

func (s *script) number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *script) run() string {
	var b strings.Builder
	var err error
	if show := forms[s.form]; show != nil {
		err = show(&b, s.list, s.opt)
	} else if s.lines {
		err = diag.RenderLines(&b, s.list, s.opt)
	} else {
		err = diag.Render(&b, s.list, s.opt)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if s.count && s.form == "" {
		fmt.Fprintln(&b, diag.Summary(s.list))
	}
	return strings.ReplaceAll(b.String(), "\x1b", "⟨esc⟩")
}

// forms are the forms of findings that are not for people.
var forms = map[string]func(io.Writer, diag.List, diag.RenderOptions) error{
	"json":   diag.RenderJSON,
	"github": diag.RenderGitHub,
	"sarif": func(w io.Writer, list diag.List, opt diag.RenderOptions) error {
		return diag.RenderSARIF(w, list, diag.SARIFOptions{
			Tool: "tool", Version: "1.2.3", InformationURI: "https://example.org/tool", Name: opt.Name,
			Help: func(d *diag.Def) (string, string) { return "About " + d.Code, "https://example.org/" + d.Code },
		})
	},
	"changes": func(w io.Writer, list diag.List, _ diag.RenderOptions) error {
		for _, c := range diag.Changes(list) {
			fmt.Fprintf(w, "[%s]\n%s", c.File.Name(), c.Text())
		}
		return nil
	},
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestRenderReturnsTheWritersError(t *testing.T) {
	list := diag.List{(&diag.Def{Code: "x"}).At(source.Span{}, "m")}
	if err := diag.Render(brokenWriter{}, list, diag.RenderOptions{}); err != os.ErrClosed {
		t.Errorf("Render: %v", err)
	}
	if err := diag.RenderLines(brokenWriter{}, list, diag.RenderOptions{}); err != os.ErrClosed {
		t.Errorf("RenderLines: %v", err)
	}
	for form, show := range forms {
		if err := show(brokenWriter{}, list, diag.RenderOptions{}); err != os.ErrClosed && form != "changes" {
			t.Errorf("%s: %v", form, err)
		}
	}
}

// FuzzRender asserts that any text can be shown around any spans: one line of output for
// each finding in the short form, no control characters but line breaks in either.
func FuzzRender(f *testing.F) {
	f.Add("services:\n  web:\n\timage: x\r\n", 3, 9, 12, 14, 40, "text")
	f.Add("é漢\u0301\xff\x1b[1m\u202e", 0, 2, 1, 90, 20, "a\nb")
	f.Add("", 0, 0, 0, 0, -1, "")
	f.Add("\ufeffa: b\n\n\n\n\n\nc", 0, 20, 0, 3, 1, "x")
	f.Fuzz(func(t *testing.T, text string, a, b, c, d, width int, words string) {
		file := source.NewFile("compose.yaml", text)
		def := &diag.Def{Code: "code"}
		list := diag.List{def.At(file.Span(a, b), "%s", words).
			Labelled(file.Span(c, d), "%s", words).
			Labelled(file.Span(b, c), "%s", words).
			Helped("%s", words).
			Fixed(words, diag.Edit{Span: file.Span(a, b), New: words})}
		opt := diag.RenderOptions{Width: width % 200, TabWidth: d % 9}
		var long, short strings.Builder
		if err := diag.Render(&long, list, opt); err != nil {
			t.Fatal(err)
		}
		if err := diag.RenderLines(&short, list, opt); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(short.String(), "\n"); n != 1 {
			t.Errorf("one finding on %d lines: %q", n, short.String())
		}
		for _, out := range []string{long.String(), short.String()} {
			if i := strings.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("control character in the output: %q", out[i:])
			}
			if !utf8.ValidString(out) {
				t.Errorf("output is not UTF-8: %q", out)
			}
		}
	})
}
