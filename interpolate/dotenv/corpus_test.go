package dotenv

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
)

// Env files as people write them set what compose-go says they set.
func TestCorpusAgreesWithComposeGo(t *testing.T) {
	files := 0
	isEnv := func(name string) bool { return strings.HasSuffix(name, ".env") || strings.HasPrefix(name, ".env") }
	material.Files(t, "corpus", isEnv, func(_, text string) {
		files++
		compare(t, text)
	})
	if files < 100 && !testing.Short() {
		t.Errorf("only %d files", files)
	}
}
