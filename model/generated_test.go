package model_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/modelgen"
)

// TestGeneratedFilesAreUpToDate generates the code anew and compares.
func TestGeneratedFilesAreUpToDate(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	sources, have := map[string]string{}, map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasSuffix(name, "_gen.go"):
			have[name] = string(text)
		case !strings.HasSuffix(name, "_test.go"):
			sources[name] = string(text)
		}
	}
	want, err := modelgen.Generate(sources)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		if have[name] != text {
			t.Errorf("%s does not match the structs; run: go generate ./model", name)
		}
		delete(have, name)
	}
	for name := range have {
		t.Errorf("%s is not generated any more; remove it", name)
	}
}
