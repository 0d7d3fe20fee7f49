package catalogue

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material/commandline"
	"github.com/composekit/composekit/internal/mending"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

var update = flag.Bool("update", false, "write docs/diagnostics.md anew")

const page = "../../docs/diagnostics.md"

// TestPage wants the page to be what the catalogue says.
func TestPage(t *testing.T) {
	want := wholePage()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/diagnostics.md is not what the catalogue says: run go generate ./diag/catalogue (%v)", err)
	}
}

// wholePage is the catalogue as a page of documentation, in Markdown.
func wholePage() string {
	var b strings.Builder
	b.WriteString(`# Findings

Every kind of finding has a code that does not change. An **error** is something that docker compose refuses; a
**warning** is accepted, and most likely not what was meant; a **note** is worth knowing. This page is made by
` + "`go generate ./diag/catalogue`" + ` from the files in [diag/catalogue/codes](../diag/catalogue/codes), whose examples
are tests.

A comment ` + "`# composekit:ignore CODE reason`" + ` on a line, or on a line of its own above it, silences warnings and notes of
that code there; several codes are joined by commas. Errors cannot be silenced.

`)
	for _, c := range Chapters() {
		fmt.Fprintf(&b, "- [%s](#%s):", c.Title, strings.ReplaceAll(strings.ToLower(c.Title), " ", "-"))
		for i, e := range c.Entries {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, " [%s](#%s)", e.Def.Code, e.Def.Code)
		}
		b.WriteByte('\n')
	}
	for _, c := range Chapters() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", c.Title, c.Intro)
		for _, e := range c.Entries {
			b.WriteString("\n" + e.Markdown())
		}
	}
	return b.String()
}

// eachEntry calls f for all entries.
func eachEntry(f func(e Entry)) {
	for _, c := range Chapters() {
		for _, e := range c.Entries {
			f(e)
		}
	}
}

var sentence = regexp.MustCompile(`[.?](\s|$)`)

// TestEntries wants each entry to explain itself and each file of the folder to be an entry's.
func TestEntries(t *testing.T) {
	known := map[string]bool{}
	eachEntry(func(e Entry) {
		if known[e.Def.Code] {
			t.Errorf("%s is there twice", e.Def.Code)
		}
		known[e.Def.Code] = true
		if n := len(sentence.FindAllString(e.Explanation, -1)); n < 1 || n > 3 {
			t.Errorf("%s: explained in %d sentences, not in one to three", e.Def.Code, n)
		}
		if found, ok := Find(e.Def.Code); !ok || found.Def != e.Def {
			t.Errorf("%s is not found", e.Def.Code)
		}
	})
	files, err := codes.ReadDir("codes")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !known[strings.TrimSuffix(f.Name(), ".txtar")] {
			t.Errorf("%s is the entry of no kind of finding", f.Name())
		}
	}
	if _, ok := Find("no-such-code"); ok {
		t.Error("a code is found that there is not")
	}
}

// TestExamples wants each wrong example to have the finding and no other error, and the right
// one to have neither.
func TestExamples(t *testing.T) {
	eachEntry(func(e Entry) {
		if e.Elsewhere != "" {
			return
		}
		t.Run(e.Def.Code, func(t *testing.T) {
			list := e.Wrong.load(t, unpack(t, &e.Wrong))
			if !slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Def == e.Def }) {
				t.Errorf("wrong, and not found:\n%v", list)
			}
			for _, d := range list {
				if text := sentenceIn(d); text != "" {
					t.Errorf("a sentence, where findings have half ones: %s", text)
				}
				if d.Def != e.Def && d.Severity() == diag.Error {
					t.Errorf("wrong in another respect: %v", d)
				}
			}
			for _, d := range e.Right.load(t, unpack(t, &e.Right)) {
				if d.Def == e.Def || d.Severity() == diag.Error {
					t.Errorf("right, and found: %v", d)
				}
			}
		})
	})
}

var capital = regexp.MustCompile(`^\p{Lu}\p{Ll}`)

// sentenceIn is a text of a finding that begins with a capital, unless that is part of a name, or ends with a full
// stop; "" if there is none. All stand in the middle of lines.
func sentenceIn(d diag.Diagnostic) string {
	texts := []string{d.Message, d.Help}
	for _, l := range d.Labels {
		texts = append(texts, l.Text)
	}
	for _, f := range d.Fixes {
		texts = append(texts, f.Title)
	}
	for _, text := range texts {
		named := strings.HasPrefix(text, "Compose ") || strings.HasPrefix(text, "Docker ")
		if capital.MatchString(text) && !named || strings.HasSuffix(text, ".") {
			return text
		}
	}
	return ""
}

// TestFixes carries out each fix of the wrong examples.
func TestFixes(t *testing.T) {
	fixes := 0
	eachEntry(func(e Entry) {
		if e.Elsewhere != "" {
			return
		}
		dir := unpack(t, &e.Wrong)
		faults, n := mending.Faults(e.Wrong.load(t, dir), func(name, text string) diag.List {
			return e.Wrong.loadWith(t, dir, map[string]string{name: text})
		})
		for _, fault := range faults {
			t.Errorf("%s: %s", e.Def.Code, fault)
		}
		fixes += n
	})
	t.Logf("%d fixes", fixes)
	if fixes < 10 {
		t.Errorf("only %d fixes were tried", fixes)
	}
}

// unpack writes the files of an example to a directory.
func unpack(t *testing.T, x *Example) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range x.Files {
		data := []byte(f.Text)
		if slices.Contains(x.Options, "escapes") {
			data = []byte(unescaped(string(data)))
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var hex = regexp.MustCompile(`\\x[0-9a-f]{2}`)

func unescaped(text string) string {
	text = strings.ReplaceAll(text, `\t`, "\t")
	return hex.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.ParseUint(s[2:], 16, 8)
		return string([]byte{byte(n)})
	})
}

// load loads an example from a directory.
func (x *Example) load(t *testing.T, dir string) diag.List {
	t.Helper()
	return x.loadWith(t, dir, nil)
}

// loadWith is load with other texts for some files.
func (x *Example) loadWith(t *testing.T, dir string, texts map[string]string) diag.List {
	t.Helper()
	options := host.Options{WorkDir: dir, Environ: []string{"HOME=/home/me"}}
	if texts != nil {
		options.FS = source.Overlay(source.Map(texts, host.FS().Style()), host.FS())
	}
	var l loader.Loader
	explicit, pack := true, ""
	for _, o := range x.Options {
		name, value, _ := strings.Cut(o, " ")
		if commandline.Set(&options, name, value) {
			continue
		}
		switch name {
		case "environ":
			options.Environ = append(options.Environ, value)
		case "directory":
			explicit = false
		case "remote":
			options.Resolvers = []loader.Resolver{unreachable{}}
		case "service":
			l.Services = append(l.Services, value)
		case "run":
			l.Run = value
		case "escapes":
		case "pack":
			pack = value
		case "without":
			l.Without |= map[string]loader.Stages{"validation": loader.Validation, "normalization": loader.Normalization}[value]
		case "limit":
			setLimit(t, &l.Limits, value)
		default:
			t.Fatalf("unknown option %s", o)
		}
	}
	if len(options.Files) == 0 && explicit {
		options.Files = []string{"compose.yaml"}
	}
	prepared, err := options.Loader()
	if err != nil {
		t.Fatal(err)
	}
	if pack != "" {
		l.Rules = validate.Pack(pack, prepared.FS)
	}
	prepared.Services, prepared.Run, prepared.Rules, prepared.Without, prepared.Limits = l.Services, l.Run, l.Rules, l.Without, l.Limits
	result, err := prepared.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return result.Diagnostics
}

func setLimit(t *testing.T, l *loader.Limits, text string) {
	t.Helper()
	name, number, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	switch name {
	case "depth":
		l.Syntax.Depth = n
	case "nodes":
		l.Syntax.Nodes = n
	case "expansion":
		l.Syntax.Expansion = n
	case "interpolation":
		l.Interpolation.Output = n
	case "size":
		l.FileSize = n
	case "files-depth":
		l.Depth = n
	default:
		t.Fatalf("unknown limit %s", name)
	}
}

// unreachable knows git:// and cannot get there.
type unreachable struct{}

func (unreachable) Accept(ref string) bool { return strings.HasPrefix(ref, "git://") }

func (unreachable) Load(context.Context, string) (string, error) {
	return "", errors.New("the network is down")
}
