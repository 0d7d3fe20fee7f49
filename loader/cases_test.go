package loader_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/compose-spec/compose-go/v2/cli"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/internal/material/commandline"
	"github.com/composekit/composekit/internal/mending"
)

// archive is a case: files by name.
type archive struct{ *txtar.Archive }

// Get is the text of the file of that name and whether there is one.
func (a archive) Get(name string) (string, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// Set puts text under a name, at the end if the name is new.
func (a archive) Set(name, text string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
}

// home is the home directory of who loads the cases.
var home, _ = filepath.Abs("/home/me")

// setHome makes it the home directory of who runs the test, where the reference looks for it.
func setHome(t *testing.T) {
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home) // which is what counts on Windows
}

// commandLine is what the files flags and environ of a case say: one flag with its value, or
// one variable, a line. Paths in it are below the directory of the case.
func commandLine(t *testing.T, a archive, dir string) host.Options {
	t.Helper()
	options := host.Options{WorkDir: dir, Environ: []string{"HOME=" + home, "USERPROFILE=" + home}}
	environ, _ := a.Get("environ")
	for line := range strings.Lines(environ) {
		options.Environ = append(options.Environ, strings.ReplaceAll(strings.TrimRight(line, "\n"), "<dir>", dir))
	}
	flags, _ := a.Get("flags")
	for line := range strings.Lines(flags) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !commandline.Set(&options, name, value) {
			t.Fatalf("unknown flag %s", name)
		}
	}
	if stdin, ok := a.Get("stdin"); ok {
		options.Stdin = strings.NewReader(stdin)
	}
	return options
}

// referenceOf is what compose-go makes of the same command line.
func referenceOf(o host.Options) (string, error) {
	abs := func(names []string) []string {
		out := make([]string, len(names))
		for i, name := range names {
			if out[i] = name; name != "-" && !filepath.IsAbs(name) {
				out[i] = filepath.Join(o.WorkDir, name)
			}
		}
		return out
	}
	dir := o.ProjectDirectory
	if dir == "" && len(o.Files) == 0 {
		dir = o.WorkDir
	}
	project := []string{dir}
	if dir != "" {
		project = abs(project)
	}
	options, err := cli.NewProjectOptions(abs(o.Files),
		cli.WithWorkingDirectory(project[0]), cli.WithEnv(o.Environ),
		cli.WithEnvFiles(abs(commandline.EnvFiles(o))...), cli.WithDotEnv,
		cli.WithConfigFileEnv, cli.WithDefaultConfigPath,
		cli.WithEnvFiles(abs(commandline.EnvFiles(o))...), cli.WithDotEnv,
		cli.WithDefaultProfiles(o.Profiles...), cli.WithName(o.ProjectName), cli.WithDiscardEnvFile)
	if err != nil {
		return "", err
	}
	p, err := options.LoadProject(context.Background())
	if err != nil {
		return "", err
	}
	text, err := p.MarshalYAML()
	return strings.ReplaceAll(string(text), "$", "$$"), err
}

func findings(o host.Options) (string, diag.List) {
	l, err := o.Loader()
	if err != nil {
		return err.Error(), nil
	}
	result, err := l.Load(context.Background())
	if err != nil {
		return err.Error(), nil
	}
	list := result.Diagnostics
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.String() + "\n")
		for _, label := range d.Labels {
			b.WriteString("    " + label.Span.String() + ": " + label.Text + "\n")
		}
		if d.Help != "" {
			b.WriteString("    help: " + d.Help + "\n")
		}
	}
	return b.String(), list
}

// keepsLimit wants a load that may find one error, and one thing besides, to have the same outcome and no more findings.
func keepsLimit(t *testing.T, o host.Options, wrong bool) {
	t.Helper()
	l, err := o.Loader()
	if err != nil {
		return
	}
	l.Limits.Findings = 1
	result, err := l.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	errs, others := 0, 0
	for _, d := range result.Diagnostics[len(l.Found):] {
		switch {
		case d.Def == diag.TooMany:
		case d.Severity() == diag.Error:
			errs++
		default:
			others++
		}
	}
	if result.Diagnostics.HasErrors() != wrong || errs > 1 || others > 1 {
		t.Errorf("with a limit of one: errors %t, where without it is %t; %d errors and %d others: %v", result.Diagnostics.HasErrors(), wrong, errs, others, result.Diagnostics)
	}
}

// TestCases runs the cases of testdata: each is a directory of files, perhaps flags and
// variables, and what comes of them: want.yaml, what is printed, and want.txt, the findings.
// The files that one named utf-16 names are in that encoding.
// The reference must agree, unless the case has a file named deviation that says why not.
func TestCases(t *testing.T) {
	golden.Cases(t, "testdata/*/*.txtar", func(t *testing.T, x *txtar.Archive) {
		a := archive{x}
		dir := unpack(t, a)
		there := func(text string) string {
			text = golden.Below(golden.Below(text, dir, "/p"), filepath.Dir(dir), "")
			return golden.Below(text, home, "/home/me")
		}

		wantText, _ := a.Get("want.txt")
		gotText, list := findings(commandLine(t, a, dir))
		gotText = there(gotText)
		expect(t, a, "want.txt", gotText, wantText)

		got, ourErr := guarded(commandLine(t, a, dir))
		if (ourErr != nil) != list.HasErrors() {
			t.Fatalf("loaded twice with different outcomes: %v", ourErr)
		}
		got = there(got)
		want, _ := a.Get("want.yaml")
		expect(t, a, "want.yaml", got, want)

		keepsLimit(t, commandLine(t, a, dir), list.HasErrors())
		if commandLine(t, a, dir).Stdin == nil {
			checkFixes(t, list, func() diag.List { _, after := findings(commandLine(t, a, dir)); return after })
		}
		if commandLine(t, a, dir).Stdin != nil {
			return // the reference reads the standard input of the process
		}
		setHome(t)
		theirs, theirErr := referenceOf(commandLine(t, a, dir))
		theirs = there(theirs)
		_, deviates := a.Get("deviation")
		agree := (theirErr != nil) == (ourErr != nil) && theirs == got
		switch {
		case deviates && agree:
			t.Error("the reference agrees; the case is no deviation")
		case !deviates && (theirErr != nil) != (ourErr != nil):
			t.Errorf("got error %v, the reference %v", ourErr, theirErr)
		case !deviates && theirs != got:
			t.Errorf("differs from the reference: %s\nreference:\n%s", firstDifference(got, theirs), theirs)
		}
	})
}

// checkFixes carries out the fixes of findings.
func checkFixes(t *testing.T, list diag.List, again func() diag.List) {
	t.Helper()
	faults, _ := mending.Faults(list, func(name, text string) diag.List {
		before, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(name, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		after := again()
		if err := os.WriteFile(name, before, 0o644); err != nil {
			t.Fatal(err)
		}
		return after
	})
	for _, fault := range faults {
		t.Error(fault)
	}
}

func unpack(t *testing.T, a archive) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "project")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	wide, _ := a.Get("utf-16")
	for _, f := range a.Files {
		switch f.Name {
		case "flags", "environ", "stdin", "utf-16", "want.yaml", "want.txt", "deviation":
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		data := []byte(strings.ReplaceAll(string(f.Data), "<dir>", dir))
		if slices.Contains(strings.Fields(wide), f.Name) {
			data = inUTF16(data)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// inUTF16 is a text as the programs of Windows write it that write UTF-16.
func inUTF16(text []byte) []byte {
	out := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(string(text))) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

func expect(t *testing.T, a archive, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	t.Errorf("%s: %s\ngot:\n%s", name, firstDifference(got, want), got)
	a.Set(name, got)
}
