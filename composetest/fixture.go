package composetest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// Fixture is a Compose project made for a test. Its methods report to the test that it was made
// for, and must be called from that test's goroutine.
type Fixture struct {
	t testing.TB
	s *session
	settings

	fs    source.FS
	dir   string   // the project directory
	names []string // paths of all files of the project; nil for those of a folder
	// place is where a span of a file of the project is on this machine; of other files, which a
	// changed loader may read, it is the span itself.
	place   func(source.Span) source.Span
	goldens store

	result  *loader.Result
	checked bool // findings are accounted for
	told    bool // errors of the project have been told
}

// Dir is the project in a folder of this machine.
func Dir(t testing.TB, dir string, options ...Option) *Fixture {
	t.Helper()
	return process.dir(t, dir, options)
}

// Archive is the project in a txtar archive: a text of the project's files, each with a line
// "-- name --" above it. Names start in the project directory, and may lead out of it with "..".
func Archive(t testing.TB, name string, options ...Option) *Fixture {
	t.Helper()
	return process.archive(t, name, options)
}

// Files is the project of some texts by name. Names start in the project directory.
func Files(t testing.TB, files map[string]string, options ...Option) *Fixture {
	t.Helper()
	return process.files(t, files, options)
}

func (s *session) fixture(t testing.TB, options []Option) *Fixture {
	f := &Fixture{t: t, s: s}
	for _, o := range options {
		o.apply(&f.settings)
	}
	f.dir = defaultDir(f.style)
	return f
}

func (s *session) dir(t testing.TB, dir string, options []Option) *Fixture {
	t.Helper()
	f := s.fixture(t, options)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Fatalf("composetest: there is no folder %s", dir)
	}
	files, err := newFolder(dir, f.settings)
	if err != nil {
		t.Fatalf("composetest: %v", err)
	}
	f.fs, f.dir = files, files.dir
	here := map[*source.File]*source.File{}
	f.place = func(span source.Span) source.Span {
		if here[span.File] == nil {
			name, _ := files.locate(span.File.Name())
			here[span.File] = source.NewFile(shown(name), span.File.Text())
		}
		return here[span.File].Span(int(span.Start), int(span.End))
	}
	f.goldens = f.storeIn(dir)
	return f
}

func (s *session) archive(t testing.TB, name string, options []Option) *Fixture {
	t.Helper()
	f := s.fixture(t, options)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("composetest: %v", err)
	}
	a, err := parseArchive(shown(name), text)
	if err != nil {
		t.Fatalf("composetest: %v", err)
	}
	texts, section := map[string]string{}, map[string]int{}
	for i, file := range a.files {
		if !isGolden(file.Name) {
			path := absolute(f.style, f.dir, file.Name)
			texts[path], section[path] = a.text(i), i
		}
	}
	f.use(texts)
	f.place = func(span source.Span) source.Span {
		if i, ok := section[span.File.Name()]; ok && a.text(i) == span.File.Text() {
			return a.place(i, span)
		}
		return span
	}
	f.goldens = archiveStore{s: s, path: f.absolute(name), archive: a}
	if f.goldenDir != "" {
		f.goldens = f.storeIn(f.goldenDir)
	}
	return f
}

func (s *session) files(t testing.TB, files map[string]string, options []Option) *Fixture {
	t.Helper()
	f := s.fixture(t, options)
	texts, goldens := map[string]string{}, map[string]string{}
	here := map[string]*source.File{}
	for name, text := range files {
		if isGolden(name) {
			goldens[name] = text
			continue
		}
		path := absolute(f.style, f.dir, name)
		texts[path], here[path] = text, source.NewFile(name, text)
	}
	f.use(texts)
	f.place = func(span source.Span) source.Span {
		if file := here[span.File.Name()]; file != nil && file.Text() == span.File.Text() {
			return file.Span(int(span.Start), int(span.End))
		}
		return span
	}
	f.goldens = mapStore{goldens, f.storeIn(filepath.Join("testdata", filepath.FromSlash(t.Name())))}
	return f
}

// use makes texts by path the files of the project.
func (f *Fixture) use(texts map[string]string) {
	f.fs = source.Map(texts, f.style)
	for name := range texts {
		f.names = append(f.names, name)
	}
}

// storeIn keeps goldens in a folder, unless the options name another one.
func (f *Fixture) storeIn(dir string) folderStore {
	f.t.Helper()
	if f.goldenDir != "" {
		dir = f.goldenDir
	}
	return folderStore{dir: dir, path: f.absolute(dir)}
}

// absolute is a path of this machine that stays right if the test changes its directory.
func (f *Fixture) absolute(name string) string {
	f.t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		f.t.Fatalf("composetest: %v", err)
	}
	return path
}

// Load loads the project; calling it again gives the same result. What is wrong with the files
// is in the result and fails no test: see [Fixture.Project] and [Fixture.WantDiagnostics].
//
// Paths in the result are those that the project sees, with the project directory /project.
func (f *Fixture) Load() *loader.Result {
	f.t.Helper()
	if f.result != nil {
		return f.result
	}
	l, err := f.loader()
	if err != nil {
		f.t.Fatalf("composetest: %v", err)
	}
	for _, change := range f.change {
		change(l)
	}
	result, err := l.Load(f.t.Context())
	if err != nil {
		f.t.Fatalf("composetest: %v", err)
	}
	f.result = result
	f.t.Cleanup(f.nothingForgotten)
	return result
}

// Project loads the project and returns it. Errors in the files fail the test and end it.
func (f *Fixture) Project() *model.Project {
	f.t.Helper()
	result := f.Load()
	if errors := f.errors(); errors != "" {
		f.t.Fatalf("the project has errors%s", errors)
	}
	return result.Project
}

// errors are the errors of the project that nobody has accounted for, as a message ends that begins with saying that there are
// some; "" if there are none. They are told once.
func (f *Fixture) errors() string {
	f.t.Helper()
	found := f.Load().Diagnostics.Errors()
	switch {
	case len(found) == 0 || f.checked:
		return ""
	case f.told:
		return ", as told before"
	}
	f.told = true
	return ":\n" + f.render(found)
}

// loader is what docker compose would make of the files and variables in the project directory.
func (f *Fixture) loader() (*loader.Loader, error) {
	options := host.Options{FS: f.fs, WorkDir: f.dir, ProjectDirectory: f.dir, Files: f.composeNames, EnvFiles: f.envNames, Environ: []string{}}
	for name, value := range f.env {
		options.Environ = append(options.Environ, name+"="+value)
	}
	l, err := options.Loader()
	if err != nil {
		return nil, err
	}
	l.Home = rooted(f.style, "home/user")
	if len(l.Files) == 0 {
		l.Files = []string{f.style.Join(f.dir, host.DefaultFiles[0])} // which is missing
	}
	return l, nil
}

// render shows findings as they are on this machine.
func (f *Fixture) render(list diag.List) string {
	here := make(diag.List, len(list))
	explained := false // what the project calls its directory
	for i, d := range list {
		here[i] = f.onDisk(d)
		if folder, ok := f.fs.(folder); ok {
			here[i] = folder.outside(here[i])
			explained = explained || !d.Span.Valid() && strings.Contains(d.Message, f.dir)
		}
	}
	var b strings.Builder
	_ = diag.Render(&b, here, diag.RenderOptions{}) // a Builder takes everything
	if explained {
		fmt.Fprintf(&b, "\n%s is %s\n", f.dir, shown(f.fs.(folder).path))
	}
	return b.String()
}

// onDisk is a finding with the places on this machine.
func (f *Fixture) onDisk(d diag.Diagnostic) diag.Diagnostic {
	at := func(span source.Span) source.Span {
		if !span.Valid() {
			return span
		}
		return f.place(span)
	}
	d.Span = at(d.Span)
	labels := make([]diag.Label, len(d.Labels))
	for i, l := range d.Labels {
		labels[i] = diag.Label{Span: at(l.Span), Text: l.Text}
	}
	fixes := make([]diag.Fix, len(d.Fixes))
	for i, fix := range d.Fixes {
		fixes[i].Title, fixes[i].Safe = fix.Title, fix.Safe
		for _, e := range fix.Edits {
			fixes[i].Edits = append(fixes[i].Edits, diag.Edit{Span: at(e.Span), New: e.New})
		}
	}
	d.Labels, d.Fixes = labels, fixes
	return d
}
