package typo_test

import (
	"slices"
	"testing"

	"github.com/composekit/composekit/internal/typo"
)

func TestNearestFindsTheWordThatWasMeant(t *testing.T) {
	words := []string{"image", "build", "ports", "environment", "env_file", "depends_on", "dns", "dns_opt", "healthcheck", "mem_limit", "tty"}
	for _, c := range []struct{ word, want string }{
		{"imge", "image"},
		{"iamge", "image"},
		{"port", "ports"},
		{"enviroment", "environment"},
		{"environments", "environment"},
		{"env-file", "env_file"},
		{"envFile", "env_file"},
		{"dependson", "depends_on"},
		{"depend_on", "depends_on"},
		{"helathcheck", "healthcheck"},
		{"memory_limit", "mem_limit"},
		{"dsn", "dns"},
		{"entirely_else", ""},
		{"image", ""}, // not misspelt
		{"", ""},
		{"x", ""},
		{"yy", ""},
	} {
		if got := typo.Nearest(c.word, slices.Values(words)); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func FuzzNearest(f *testing.F) {
	f.Add("imge", "image")
	f.Add("é", "e")
	f.Fuzz(func(t *testing.T, word, candidate string) {
		got := typo.Nearest(word, slices.Values([]string{candidate}))
		if got != "" && got != candidate {
			t.Errorf("Nearest(%q) = %q, which is no candidate", word, got)
		}
	})
}
