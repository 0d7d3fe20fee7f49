package dotenv

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	reference "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

// runCases runs an archive of cases: a file, then what is made of it.
func runCases(t *testing.T, name string, format Format) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(a.Files); i += 2 {
		t.Run(a.Files[i].Name, func(t *testing.T) {
			f := source.NewFile(".env", fileText(a.Files[i]))
			vars, list := Parse(f, Options{Format: format, Env: testEnv})
			checkSpans(t, f, vars, list)
			got := describe(vars, list)
			if diff := cmp.Diff(string(a.Files[i+1].Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			a.Files[i+1].Data = []byte(got)
		})
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Error(err)
		}
	}
}

func fileText(f txtar.File) string {
	text := strings.TrimSuffix(string(f.Data), "␀\n")
	if strings.Contains(f.Name, "Windows") {
		text = byteOrderMark + strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func describe(vars []Var, list diag.List) string {
	var b strings.Builder
	for _, v := range vars {
		fmt.Fprintf(&b, "%s = %q", v.Name, v.Value)
		if v.Inherited {
			b.WriteString(" inherited\n")
			continue
		}
		fmt.Fprintf(&b, " from %q\n", v.ValueSpan.Text())
	}
	for _, d := range list {
		fmt.Fprintf(&b, "%s\n\tmarks %q\n\thelp: %s\n", d, d.Span.Text(), d.Help)
	}
	return b.String()
}

func TestParse(t *testing.T) { runCases(t, "testdata/parse.txtar", Standard) }

func TestParseRaw(t *testing.T) { runCases(t, "testdata/raw.txtar", Raw) }

// The cases agree with compose-go too.
func TestParseCasesAgreeWithComposeGo(t *testing.T) {
	a, err := txtar.ParseFile("testdata/parse.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range a.Files {
		if i%2 == 0 {
			compare(t, fileText(f))
		}
	}
}

func TestRawReportsWhatIsNotUTF8(t *testing.T) {
	_, list := Parse(source.NewFile(".env", "A=1\nB=\xff\nC=2\n"), Options{Format: Raw})
	if len(list) != 1 || list[0].Def != NotText || list[0].Span.Text() != "B=\xff" {
		t.Errorf("findings %v", list)
	}
}

func TestUTF16(t *testing.T) {
	for _, text := range []string{"\xff\xfeA\x00=\x001\x00\n\x00", "\xfe\xff\x00A\x00=\x001\x00\n", "\xff\xfe"} {
		vars, list := Parse(source.NewFile(".env", text), Options{})
		if len(vars) > 0 || len(list) != 1 || list[0].Def != NotText || list[0].Span.Text() != text[:2] {
			t.Errorf("%q: got %v and %v, want one finding about the first two bytes", text, vars, list)
		}
	}
}

// Several files give what compose-go gives, with and without variables already set.
func TestFilesAgreeWithComposeGo(t *testing.T) {
	texts := []string{
		"HOST=localhost\nURL=http://${HOST}\nHOME\nA=1\n",
		"HOST=example.com\nURL=\"http://${HOST}/${A}\"\nA=2\nA\nB=$A\n",
		"C=$A$B$URL\nHOST\nA\n",
	}
	dir := t.TempDir()
	var names []string
	var files []*source.File
	for i, text := range texts {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		files = append(files, source.NewFile(name, text))
	}
	for _, env := range []source.Vars{nil, {"HOST": "set"}, {"A": "from env", "HOME": "/root"}} {
		want, err := reference.GetEnvFromFile(env, names)
		if err != nil {
			t.Fatal(err)
		}
		got, list := Files(files, env, interpolate.Limits{})
		if diff := cmp.Diff(want, map[string]string(got.Vars)); diff != "" || list.HasErrors() {
			t.Errorf("with %v: findings %v (-want +got):\n%s", env, list, diff)
		}
		if diff := cmp.Diff(want, values(got.All)); diff != "" {
			t.Errorf("with %v: the list of variables differs (-want +got):\n%s", env, diff)
		}
	}
}

// The faults of all files are found.
func TestFilesWithFaults(t *testing.T) {
	files := []*source.File{source.NewFile("a", "A=$NOPE\n"), source.NewFile("b", "=x\nB=2\n")}
	set, list := Files(files, nil, interpolate.Limits{})
	if set.Vars["B"] != "2" || len(list) != 2 || list[0].Def != interpolate.UnsetVariable || list[1].Def != UnnamedValue {
		t.Errorf("got %v and %v", set, list)
	}
}

// Variables known from elsewhere come after the environment and the file itself.
func TestOrderOfLookUp(t *testing.T) {
	opt := Options{Env: source.Vars{"A": "env"}, Known: source.Vars{"A": "known", "B": "known", "C": "known"}}
	vars, _ := Parse(source.NewFile(".env", "A=file\nB=file\nALL=$A $B $C\nC\n"), opt)
	if got := values(vars)["ALL"]; got != "env file known" {
		t.Errorf("variables are %q", got)
	}
	if _, set := values(vars)["C"]; set {
		t.Error("a name without a value has taken that of Known")
	}
}

func TestFormatNamed(t *testing.T) {
	for name, want := range map[string]Format{"": Standard, ".env": Standard, "raw": Raw} {
		if got, ok := FormatNamed(name); !ok || got != want {
			t.Errorf("%q is format %v, %v", name, got, ok)
		}
	}
	if _, ok := FormatNamed("dotenv"); ok {
		t.Error("compose-go knows no format dotenv")
	}
	text := source.NewFile(".env", "A='$HOME'\n")
	for format, want := range map[Format]string{Standard: "$HOME", Raw: "'$HOME'"} {
		if vars, _ := Parse(text, Options{Format: format}); len(vars) != 1 || vars[0].Value != want {
			t.Errorf("format %v gives %v", format, vars)
		}
	}
}

// A file that doubles a value on each line ends at the limit, and so do hostile files.
func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("V0=xxxxxxxxxx\n")
	for i := range 60 {
		fmt.Fprintf(&b, "V%d=$V%d$V%d\n", i+1, i, i)
	}
	_, list := Parse(source.NewFile(".env", b.String()), Options{})
	if len(list) == 0 || list[0].Def != interpolate.TooMuch {
		t.Errorf("findings %v", list)
	}
	big := source.Vars{"BIG": strings.Repeat("x", 1_000_000)}
	if _, list := Parse(source.NewFile(".env", strings.Repeat("A=$BIG\n", 11)), Options{Env: big}); len(list) != 1 || list[0].Def != interpolate.TooMuch {
		t.Errorf("the limit is not one of the whole file: %v", list)
	}
	for _, text := range []string{
		strings.Repeat("A=\"x\n", 100_001), strings.Repeat("A='\\'", 100_000), strings.Repeat("#\n", 200_000),
		strings.Repeat("A=\"\"", 100_000), strings.Repeat("export ", 100_000), strings.Repeat("A=\"${X\\n\"\n", 20_000),
		"A=\"" + strings.Repeat("${", 20_000) + "\"\n",
	} {
		f := source.NewFile(".env", text)
		vars, list := Parse(f, Options{})
		if len(vars) > 200_000 || len(list) > 200_000 {
			t.Errorf("%.20q…: %d variables, %d findings", text, len(vars), len(list))
		}
	}
}
