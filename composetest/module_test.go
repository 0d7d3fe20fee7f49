package composetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestModuleOfAUser runs the module examples/goldens as its authors would over time: they change
// a Compose file, look at the difference, have the golden rewritten, forget one.
func TestModuleOfAUser(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the go command")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "examples", "goldens"))); err != nil {
		t.Fatal(err)
	}
	run := func(env, program string, args ...string) (string, error) {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", updateVariable+"=", env)
		out, err := cmd.CombinedOutput()
		return filepath.ToSlash(string(out)), err
	}
	goes := func(args ...string) {
		t.Helper()
		if out, err := run("", "go", args...); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	program := filepath.Join(t.TempDir(), "goldens.test.exe")
	build := func() { t.Helper(); goes("test", "-c", "-o", program, ".") }
	passes := func(env string, args ...string) {
		t.Helper()
		if out, err := run(env, program, args...); err != nil {
			t.Fatalf("with %v: %v\n%s", args, err, out)
		}
	}
	fails := func(env string, args []string, texts ...string) {
		t.Helper()
		out, err := run(env, program, args...)
		if err == nil {
			t.Fatalf("with %v, the tests pass:\n%s", args, out)
		}
		says(t, out, texts...)
	}
	change := func(name, old, text string) {
		t.Helper()
		before := read(t, filepath.Join(dir, name))
		if !strings.Contains(before, old) {
			t.Fatalf("%s does not contain %q", name, old)
		}
		write(t, dir, map[string]string{name: strings.Replace(before, old, text, 1)})
	}
	goes("mod", "edit", "-replace", module+"="+root)
	build()

	passes("")
	passes("", "-update")

	change("testdata/shop/compose.yaml", "postgres:17", "postgres:18")
	difference := "services.db.image: got postgres:18 (testdata/shop/compose.yaml:12:12), want postgres:17 (testdata/shop/want.yaml:5:12)"
	fails("", nil, difference, "run the test with -update or COMPOSETEST_UPDATE=1")
	fails("", []string{"-update", "-test.run", "TestShop$"}, difference, "testdata/shop/want.yaml has been rewritten")
	fails(updateVariable+"=1", nil, "want-production.yaml has been rewritten")
	passes("")

	change("testdata/broken/compose.yaml", "nginx:$TAG", "nginx")
	fails("", nil, "testdata/broken/compose.yaml:4:25: no finding on line 4 matches")
	change("testdata/broken/compose.yaml", `# want "unset-variable: .*TAG"`, "")
	passes("")

	write(t, dir, map[string]string{"testdata/shop/want-old.yaml": "x"})
	fails("", nil, "no test has compared with these goldens", "testdata/shop/want-old.yaml")
	passes("", "-test.run", "TestShop")
	if err := os.Remove(filepath.Join(dir, "testdata", "shop", "want-old.yaml")); err != nil {
		t.Fatal(err)
	}

	// A package's own flag of the same name is no conflict, and rewrites goldens too.
	write(t, dir, map[string]string{"own_test.go": "package goldens\n\nimport \"flag\"\n\nvar _ = flag.Bool(\"update\", false, \"\")\n"})
	build()
	passes("")
	change("testdata/shop/compose.yaml", "postgres:18", "postgres:17")
	fails("", []string{"-update"}, "testdata/shop/want.yaml has been rewritten")
	passes("")
}

const module = "github.com/composekit/composekit"
