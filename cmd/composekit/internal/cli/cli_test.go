package cli

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"composekit": func() { os.Exit(Main(os.Args[0], os.Args[1:])) },
	})
}

// TestScripts runs the scripts of testdata/script. A script begins in a directory that
// holds its files, with an environment that holds nothing of Compose's; $EXAMPLES is the
// directory of the examples. Besides testscript's own commands there is
//
//	status N composekit ARGS…    run it, and check that it ends with status N
//	same FILE                    check that standard output is FILE, with the directory for
//	                             $WORK; a line break at the end does not count
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLES", examples)
			e.Setenv("GORACE", os.Getenv("GORACE")) // how long programs wait before they end
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "same": same},
	})
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: same file")
	}
	want := strings.ReplaceAll(ts.ReadFile(args[0]), "$WORK", ts.Getenv("WORK"))
	if got := ts.ReadFile("stdout"); strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
		ts.Fatalf("standard output is\n%s\nnot %s", got, args[0])
	}
}
