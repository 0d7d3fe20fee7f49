package diag_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"golang.org/x/tools/txtar"
)

// sarifModule is a module that ships the official schema as the text of a constant. It is
// fetched for this test alone and is no dependency.
const sarifModule = "github.com/owenrumney/go-sarif/v3@v3.3.1"

// TestSARIFSchema holds the SARIF form of the findings of every case to the official schema.
func TestSARIFSchema(t *testing.T) {
	schema := jsonschema.MustCompileString("sarif-schema-2.1.0.json", officialSARIF(t))
	names, err := filepath.Glob("testdata/render/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		section(archive, "findings").Data = append(section(archive, "findings").Data, "as sarif\n"...)
		text := runCase(t, archive)
		var log any
		if err := json.Unmarshal([]byte(text), &log); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(log); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
	for _, wrong := range []string{`{"version": "2.1.0"}`, `{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}`} {
		var log any
		if err := json.Unmarshal([]byte(wrong), &log); err != nil || schema.Validate(log) == nil {
			t.Errorf("the schema accepts %s (%v)", wrong, err)
		}
	}
}

// officialSARIF is the text of the schema.
func officialSARIF(t *testing.T) string {
	t.Helper()
	if runtime.GOOS == "js" {
		t.Skip("no go command can be run here to fetch the schema")
	}
	cmd := exec.Command("go", "mod", "download", "-json", sarifModule)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	var info struct{ Dir string }
	if err != nil || json.Unmarshal(out, &info) != nil || info.Dir == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s cannot be fetched: %v", sarifModule, err)
		}
		t.Skipf("%s cannot be fetched: %v", sarifModule, err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(info.Dir, "pkg/report/v210/sarif/schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(s, `"$schema"`) {
				text = s
			}
		}
		return true
	})
	if text == "" {
		t.Fatalf("%s has no schema any more", sarifModule)
	}
	return text
}
