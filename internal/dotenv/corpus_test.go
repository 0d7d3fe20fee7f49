package dotenv

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Env files as people write them set what compose-go says they set.
func TestCorpusAgreesWithComposeGo(t *testing.T) {
	dir := os.Getenv("COMPOSEKIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	dir = filepath.Join(dir, "corpus")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: set COMPOSEKIT_SHARED to the directory of shared test data", err)
		}
		t.Skipf("%v: set COMPOSEKIT_SHARED to the directory of shared test data", err)
	}
	files := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".env") && !strings.HasPrefix(d.Name(), ".env") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		compare(t, string(text))
		return nil
	})
	if err != nil || files < 100 {
		t.Errorf("%d files: %v", files, err)
	}
}
