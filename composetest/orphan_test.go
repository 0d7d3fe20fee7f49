package composetest

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"
)

func TestOrphans(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a/compose.yaml":    small["compose.yaml"],
		"a/want-image.yaml": "nginx\n",
		"a/want-old.json":   "{}",
		"a/wanted.txt":      "no golden",
		"b/c/want.yml":      "x",
		"d.txtar":           "-- compose.yaml --\n" + small["compose.yaml"] + "-- want-image.yaml --\nnginx\n-- sub/want-old.yaml --\n",
	})
	s := newSession(false)
	silent(t, record(t, func(r testing.TB) {
		s.dir(r, filepath.Join(dir, "a"), nil).GoldenAt("services.web.image", "want-image.yaml")
		s.archive(r, filepath.Join(dir, "d.txtar"), nil).GoldenAt("services.web.image", "want-image.yaml")
	}))
	said := record(t, func(r testing.TB) { s.noOrphans(r, []string{dir, filepath.Join(dir, "a")}) })
	want := []string{"/a/want-old.json\n", "/b/c/want.yml\n", "sub/want-old.yaml in "}
	says(t, said, want...)
	if strings.Count(said, "\n\t") != len(want) {
		t.Errorf("the test said:\n%s", said)
	}
	says(t, record(t, func(r testing.TB) { s.noOrphans(r, []string{filepath.Join(dir, "d.txtar")}) }), "sub/want-old.yaml in")
	silent(t, record(t, func(r testing.TB) { s.noOrphans(r, []string{filepath.Join(dir, "a", "want-image.yaml")}) }))
	says(t, record(t, func(r testing.TB) { s.noOrphans(r, []string{filepath.Join(dir, "none")}) }), "none")

	s.partial = func() string { return "-run" }
	if said := record(t, func(r testing.TB) { s.noOrphans(r, []string{dir}) }); said != "log: orphaned goldens are not looked for: -run leaves out tests\n" {
		t.Errorf("the test said:\n%s", said)
	}
}

func TestNoOrphansAfterAFailure(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"want.yaml": ""})
	said := record(t, func(r testing.TB) {
		r.Errorf("failed before")
		newSession(false).noOrphans(r, []string{dir})
	})
	if strings.Contains(said, "want.yaml") {
		t.Errorf("the test said:\n%s", said)
	}
}

func TestMainLooksForOrphansAfterTheTests(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"want.yaml": "", "broken/x.txtar": "-- a --\n-- a --\n"})
	t.Chdir(dir)
	for _, row := range []struct {
		status  int
		partial string
		dirs    []string
		want    int
		says    string
	}{
		{0, "", nil, 0, ""}, // there is no testdata
		{0, "", []string{"."}, 1, "two files are called a"},
		{0, "", []string{"want.yaml"}, 1, "FAIL: no test has compared with these goldens; compare with them, or delete them:\n\twant.yaml\n"},
		{0, "-short", []string{"want.yaml"}, 0, ""},
		{3, "", []string{"want.yaml"}, 3, ""},
		{0, "", []string{"none"}, 1, "none"},
	} {
		s := newSession(false)
		s.partial = func() string { return row.partial }
		var out strings.Builder
		got := s.main(func() int { return row.status }, &out, row.dirs)
		if got != row.want || !strings.Contains(out.String(), row.says) || row.says == "" && out.Len() > 0 {
			t.Errorf("%+v: got status %d and\n%s", row, got, out.String())
		}
	}
}

// The flag is added where there is none, and left alone where there is one.
func TestUpdateFlag(t *testing.T) {
	if flag.Lookup(updateFlag) != nil {
		t.Fatal("the flag is there before anybody asked for it")
	}
	t.Setenv(updateVariable, "")
	if updateAsked() || howToUpdate() != "COMPOSETEST_UPDATE=1" {
		t.Error("goldens are rewritten without being asked for")
	}
	for value, want := range map[string]bool{"1": true, "true": true, "yes": true, "0": false, "false": false} {
		t.Setenv(updateVariable, value)
		if got := updateAsked(); got != want {
			t.Errorf("with %s=%s: %v", updateVariable, value, got)
		}
	}
	t.Setenv(updateVariable, "")

	saved := flag.CommandLine
	t.Cleanup(func() { flag.CommandLine = saved })
	flag.CommandLine = flag.NewFlagSet("test", flag.ContinueOnError)
	defineUpdate()
	defineUpdate()
	if err := flag.CommandLine.Parse([]string{"-update"}); err != nil {
		t.Fatal(err)
	}
	if !updateAsked() || !strings.HasPrefix(howToUpdate(), "-update or ") {
		t.Error("the flag is not looked at")
	}

	flag.CommandLine = flag.NewFlagSet("test", flag.ContinueOnError)
	own := flag.String("update", "all", "of another kind")
	defineUpdate()
	if updateAsked() || *own != "all" {
		t.Error("a flag of another kind rewrites goldens")
	}
}

func TestPartialRun(t *testing.T) {
	saved := flag.CommandLine
	t.Cleanup(func() { flag.CommandLine = saved })
	for _, row := range []struct{ args, want string }{
		{"", ""}, {"-test.run=X", "-run"}, {"-test.skip=X", "-skip"}, {"-test.short", "-short"}, {"-test.list=.", "-list"},
	} {
		flag.CommandLine = flag.NewFlagSet("test", flag.ContinueOnError)
		flag.String("test.run", "", "")
		flag.String("test.skip", "", "")
		flag.String("test.list", "", "")
		flag.Bool("test.short", false, "")
		if err := flag.CommandLine.Parse(strings.Fields(row.args)); err != nil {
			t.Fatal(err)
		}
		if got := partialRun(); got != row.want {
			t.Errorf("%s: got %q, want %q", row.args, got, row.want)
		}
	}
}
