package dotenv

import (
	"math/rand"
	"testing"

	"github.com/composekit/composekit/source"
)

// FuzzDotenv: whatever the text, Parse agrees with compose-go on verdict and variables, and
// all places lie within the file.
func FuzzDotenv(f *testing.F) {
	r := rand.New(rand.NewSource(2))
	for range 100 {
		f.Add(randomFile(r))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		compare(t, text)
		file := source.NewFile("raw.env", text)
		vars, list := Parse(file, Options{Format: Raw, Env: testEnv})
		checkSpans(t, file, vars, list)
	})
}
