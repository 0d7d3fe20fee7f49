package composetest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

var small = map[string]string{"compose.yaml": "services:\n  web:\n    image: nginx\n    ports: [\"80:8080\"]\n"}

// compared compares with goldens of all forms.
func compared(f *Fixture) {
	f.Golden("want.yaml")
	f.Golden("want.json")
	f.GoldenAt("services.web.ports", "want-ports.yaml")
	f.GoldenAt("services.web.ports[0]", "want-port.json")
	f.GoldenAt("services.web.image", "want-image.yaml")
	f.GoldenAt("services.web.image", "want-image.json")
}

// A run that rewrites fails and says so; after it the goldens hold, and stay as they are.
func TestRewriting(t *testing.T) {
	for name, make := range map[string]func(s *session, t testing.TB, dir string) *Fixture{
		"folder": func(s *session, t testing.TB, dir string) *Fixture { return s.dir(t, dir, nil) },
		"map": func(s *session, t testing.TB, dir string) *Fixture {
			return s.files(t, small, []Option{GoldenDir(filepath.Join(dir, "deep", "er"))})
		},
		"archive": func(s *session, t testing.TB, dir string) *Fixture {
			return s.archive(t, filepath.Join(dir, "small.txtar"), nil)
		},
		"archive with a folder": func(s *session, t testing.TB, dir string) *Fixture {
			return s.archive(t, filepath.Join(dir, "small.txtar"), []Option{GoldenDir(dir)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, small)
			write(t, dir, map[string]string{"small.txtar": "-- compose.yaml --\n" + small["compose.yaml"]})
			run := func(updating bool) string {
				return record(t, func(r testing.TB) { compared(make(newSession(updating), r, dir)) })
			}
			if missing := run(false); strings.Count(missing, "does not exist") != 6 || strings.Contains(missing, "rewritten") {
				t.Errorf("without goldens the test said:\n%s", missing)
			}
			if rewriting := run(true); strings.Count(rewriting, "has been written: look at it, and run the test again") != 6 {
				t.Errorf("rewriting, the test said:\n%s", rewriting)
			}
			silent(t, run(false))
			silent(t, run(true))
			if inArchive := strings.Contains(read(t, filepath.Join(dir, "small.txtar")), "want"); inArchive != (name == "archive") {
				t.Errorf("goldens are in the archive: %v", inArchive)
			}
		})
	}
}

func TestRewrittenText(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, small)
	write(t, dir, map[string]string{
		"want.yaml":       "# Why this is here,\n\n# at some length.\nname: x # not kept\n",
		"want-ports.yaml": "# broken\n{",
		"want-port.json":  "{}",
	})
	says(t, record(t, func(r testing.TB) { compared(newSession(true).dir(r, dir, nil)) }),
		"want-port.json has been rewritten: look at what has changed, and run the test again",
		"want-image.json has been written")
	for name, want := range map[string]string{
		"want.yaml": `# Why this is here,

# at some length.
name: project
services:
  web:
    image: nginx
    networks:
      default: null
    ports:
      - mode: ingress
        target: 8080
        published: "80"
        protocol: tcp
networks:
  default:
    name: project_default
`,
		"want-ports.yaml": "# broken\n- mode: ingress\n  target: 8080\n  published: \"80\"\n  protocol: tcp\n",
		"want-port.json": `{
  "mode": "ingress",
  "target": 8080,
  "published": "80",
  "protocol": "tcp"
}
`,
		"want-image.yaml": "nginx\n",
		"want-image.json": "\"nginx\"\n",
	} {
		if got := read(t, filepath.Join(dir, name)); got != want {
			t.Errorf("%s is\n%s\nnot\n%s", name, got, want)
		}
	}
}

// A golden of an archive stays where it is, also at the beginning.
func TestRewrittenArchive(t *testing.T) {
	dir := t.TempDir()
	const before = "About.\n-- want-image.yaml --\nhttpd\n-- compose.yaml --\n"
	write(t, dir, map[string]string{"small.txtar": before + small["compose.yaml"]})
	says(t, record(t, func(r testing.TB) {
		newSession(true).archive(r, filepath.Join(dir, "small.txtar"), nil).GoldenAt("services.web.image", "want-image.yaml")
	}), "want httpd", "has been rewritten")
	if got, want := read(t, filepath.Join(dir, "small.txtar")), strings.Replace(before, "httpd", "nginx", 1)+small["compose.yaml"]; got != want {
		t.Errorf("the archive is\n%s\nnot\n%s", got, want)
	}
}

// Goldens may stand in the test, where they cannot be rewritten. They are no files of the project.
func TestGoldenInAMap(t *testing.T) {
	files := map[string]string{"compose.yaml": small["compose.yaml"], "want-image.yaml": "nginx # want \"no finding\""}
	silent(t, record(t, func(r testing.TB) {
		newSession(true).files(r, files, nil).GoldenAt("services.web.image", "want-image.yaml")
	}))
	files["want-image.yaml"] = "\nhttpd"
	says(t, record(t, func(r testing.TB) {
		newSession(true).files(r, files, nil).GoldenAt("services.web.image", "want-image.yaml")
	}), "services.web.image: got nginx (compose.yaml:3:12), want httpd (want-image.yaml:2:1)",
		"want-image.yaml cannot be rewritten: it stands in the test")
}

// Without an option, goldens of a map lie in the folder of the test.
func TestGoldenOfAMapInTestdata(t *testing.T) {
	says(t, record(t, func(r testing.TB) {
		newSession(false).files(r, small, nil).Golden("want.yaml")
	}), "testdata/TestGoldenOfAMapInTestdata/want.yaml does not exist")
}

func TestGoldenThatCannotBeReadOrWritten(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, small)
	write(t, dir, map[string]string{"want.yaml/file": "", "small.txtar": "-- compose.yaml --\n" + small["compose.yaml"]})
	says(t, record(t, func(r testing.TB) { newSession(true).dir(r, dir, nil).Golden("want.yaml") }), "want.yaml cannot be read")
	says(t, record(t, func(r testing.TB) {
		newSession(true).dir(r, dir, []Option{GoldenDir(filepath.Join(dir, "compose.yaml"))}).Golden("want-x.yaml")
	}), "want-x.yaml")
	says(t, record(t, func(r testing.TB) { newSession(true).dir(r, dir, nil).Golden("../want.yaml") }), "is no name for a golden")
	says(t, record(t, func(r testing.TB) { newSession(true).dir(r, dir, nil).GoldenAt("a..b", "want.yaml") }), "a key is missing")
}

func TestManyDifferences(t *testing.T) {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range 50 {
		b.WriteString("  s" + strings.Repeat("i", i) + ": {image: x}\n")
	}
	said := record(t, func(r testing.TB) {
		newSession(false).files(r, map[string]string{"compose.yaml": b.String(), "want.yaml": "services: {}"}, nil).Golden("want.yaml")
	})
	says(t, said, "52 differences between the project and want.yaml", "and 12 more\nto write what is there now")
	if n := strings.Count(said, "\n\t"); n != mostShown+1 {
		t.Errorf("%d lines tell of differences", n)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	said := record(t, func(r testing.TB) {
		newSession(false).files(r, map[string]string{
			"compose.yaml": "services:\n  web:\n    image: " + strings.Repeat("é", 200) + "\n", "want.yaml": "x",
		}, nil).GoldenAt("services.web.image", "want.yaml")
	})
	says(t, said, "got "+strings.Repeat("é", briefLength-1)+"… (compose.yaml:3:12), want x (want.yaml:1:1)")
}

func tree(t testing.TB, text string) *syntax.Node {
	t.Helper()
	n, _ := onlyDocument(source.NewFile("x.yaml", text))
	return n
}

// Differences are PATH: GOT | WANT.
func TestCompareTrees(t *testing.T) {
	for _, row := range []struct {
		got, want string
		differ    []string
	}{
		{"{a: 1, b: [x, 2.0, 1e7]}", "b: [\"x\", 2, 10000000]\na: 0x1", nil},
		{"a: &x {b: 1}\nc: *x", "{a: {b: 1}, c: {b: 1}}", nil},
		{"{a: true}", "{a: \"true\"}", []string{`a: true | "true"`}},
		{"{a: 1}", "{a: \"1\"}", []string{`a: 1 | "1"`}},
		{"{a: 1.5}", "{a: 2.5}", []string{`a: 1.5 | 2.5`}},
		{"{a: null}", "{a: \"\"}", []string{`a: null | ""`}},
		{"{a: null}", "{}", []string{"a: null | nothing"}},
		{"{}", "{a: ~}", []string{"a: nothing | null"}},
		{"{a: {}}", "{a: []}", []string{"a: {} | []"}},
		{"{a: [1, 2]}", "{a: {b: 1}}", []string{"a: [1, 2] | {b: 1}"}},
		{"[a, b, c]", "[b, c]", []string{"[0]: a | nothing"}},
		{"[b, c]", "[a, b, c]", []string{"[0]: nothing | a"}},
		{"[{a: 1, b: 2, c: 3}, 4]", "[{a: 1, b: 0, c: 3}, 4]", []string{"[0].b: 2 | 0"}},
		{"[{a: 1, b: 2}]", "[{a: 0, b: 0}]", []string{"[0].a: 1 | 0", "[0].b: 2 | 0"}},
		{"[{}]", "[{a: 0}]", []string{"[0].a: nothing | 0"}},
		{"[{a: 0}]", "[{}]", []string{"[0].a: 0 | nothing"}},
		{"[{a: 1, b: 2, c: 3}, {}]", "[{}, {a: 4}]", []string{"[0]: {a: 1, b: 2, c: 3} | nothing", "[1]: nothing | {a: 4}"}},
		{"[{a: 1, b: 2, c: 3}]", "[{}]", []string{"[0].a: 1 | nothing", "[0].b: 2 | nothing", "[0].c: 3 | nothing"}},
		{"[[1, 2], [3]]", "[[1, 9], [3]]", []string{"[0][1]: 2 | 9"}},
		{"{a.b: 1, c: {d: 1}}", "{a.b: 2, c: {d: 2}}", []string{`["a.b"]: 1 | 2`, "c.d: 1 | 2"}},
		{"{[a, b]: 1, c: 2}", "{c: 2, [a, b]: 1}", nil},
		{"{[a, b]: 1, {c: d}: 2}", "{[a, b]: 3}", []string{`["[a, b]"]: 1 | 3`, `{c: d}: 2 | nothing`}},
		{"x", "[x]", []string{": x | [x]"}},
		{"2001-01-01", "\"2001-01-01\"", []string{`: 2001-01-01T00:00:00Z | "2001-01-01"`}},
		{"2001-01-01", "2001-01-01 00:00:00 +0000 UTC", []string{": 2001-01-01T00:00:00Z | 2001-01-01 00:00:00 +0000 UTC"}},
	} {
		side := func(n *syntax.Node) string {
			if n == nil {
				return "nothing"
			}
			return brief(n)
		}
		var got []string
		for _, d := range compareTrees(tree(t, row.got), tree(t, row.want)) {
			got = append(got, d.path.String()+": "+side(d.got)+" | "+side(d.want))
		}
		if !slices.Equal(got, row.differ) {
			t.Errorf("%s and %s differ in %q, want %q", row.got, row.want, got, row.differ)
		}
	}
}

// FuzzCompare asserts that a tree has no differences from itself, and as many from another
// one as that has from it.
func FuzzCompare(f *testing.F) {
	f.Add("{a: 1, b: [x, {c: 2.0}]}", "b: [\"x\", 2]\na: 0x1")
	f.Add("[a, [b, c], {d: .nan}]", "[a, [c], {d: null}, e]")
	f.Add("a: 1\na: 2", "a: 2")
	f.Add("{a,[:{c: 2.0}]}", "b: [\"x\", 2]\na: 0x1")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := tree(t, a), tree(t, b)
		if list := compareTrees(x, x); len(list) > 0 {
			t.Errorf("%q differs from itself at %q", a, list[0].path)
		}
		there, back := compareTrees(x, y), compareTrees(y, x)
		if (len(there) == 0) != (len(back) == 0) {
			t.Errorf("%d differences one way, %d the other", len(there), len(back))
		}
		for _, d := range there {
			if d.got == nil && d.want == nil && x != nil && y != nil {
				t.Errorf("the difference at %q has neither side", d.path)
			}
			if d.got != nil {
				brief(d.got)
			}
		}
	})
}
