package composetest

import (
	"path/filepath"
	"strings"
	"testing"
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
	says(t, said, "got "+strings.Repeat("é", 79)+"… (compose.yaml:3:12), want x (want.yaml:1:1)")
}

// Of a value with variables it is said which file sets them.
func TestVariablesOfFiles(t *testing.T) {
	said := record(t, func(r testing.TB) {
		newSession(false).files(r, map[string]string{
			"compose.yaml": "services:\n  web:\n    image: nginx:$TAG\n    environment: [TAG]\n", ".env": "# The tag.\nTAG=2\n",
			"want.yaml": "image: nginx:1\nenvironment: {TAG: \"1\"}\nnetworks: {default: null}\n",
		}, nil).GoldenAt("services.web", "want.yaml")
	})
	says(t, said, "services.web.image: got nginx:2 (compose.yaml:3:12, with TAG of .env:2:1), want nginx:1 (want.yaml:1:8)",
		`services.web.environment.TAG: got "2" (compose.yaml:4:19, with TAG of .env:2:1), want "1" (want.yaml:2:20)`)
}

// What docker compose config prints is no golden where it has dollar signs or leaves out env files, and the test says so.
func TestGoldenOfDockerCompose(t *testing.T) {
	const why = "the golden is what docker compose config prints"
	for _, test := range []struct {
		name, golden string
		told         bool
	}{
		{"want.yaml", "image: nginx\nnetworks: {default: null}\nenvironment: {A: $$1}\n", true},
		{"want.yaml", "image: nginx\nnetworks: {default: null}\nenvironment: {A: $$2}\n", false},
		{"want.json", `{"command": null, "entrypoint": null, "image": "nginx", "networks": {"default": null}, "environment": {"A": "$$1"}}`, true},
		{"want.yaml", "image: nginx\nnetworks: {default: null}\nenvironment: {A: $1}\nenv_file: [{path: /project/web.env}]\n", false},
	} {
		said := record(t, func(r testing.TB) {
			newSession(false).files(r, map[string]string{
				"compose.yaml": "services:\n  web: {image: nginx, env_file: web.env}\n", "web.env": "A='$1'\n", test.name: test.golden,
			}, nil).GoldenAt("services.web", test.name)
		})
		if strings.Contains(said, why) != test.told {
			t.Errorf("of %s the test said:\n%s", test.golden, said)
		}
	}
}
