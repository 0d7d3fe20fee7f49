package typo_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/typo"
)

func TestNearestFindsTheWordThatWasMeant(t *testing.T) {
	words := []string{
		strings.Repeat("long", 20), "image", "build", "ports", "environment", "env_file", "depends_on", "dns", "dns_opt", "healthcheck", "mem_limit", "tty",
		"front_nets", "front_net", "my_proxy", "cache_db", "zookeeper",
	}
	for _, c := range []struct{ word, want string }{
		{"imge", "image"},
		{"iamge", "image"},
		{"miage", "image"},
		{"imagne", "image"},
		{"IMAGES", "image"},
		{"ZOOKEPER", "zookeeper"},
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
		{"frontnet", "front_net"}, // nearer than one that comes before
		{"proxy_db", ""},          // two letters are missing before, and two are too many behind
		{"my_cache", ""},          // and the other way round
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

func TestBegunFindsTheWordsThatMayBeMeant(t *testing.T) {
	words := []string{"image", "environment", "env_file", "depends_on", "mem_limit", "memswap_limit"}
	for _, c := range []struct {
		word string
		want []string
	}{
		{"im", []string{"image"}},
		{"env", []string{"environment", "env_file"}},
		{"envF", []string{"env_file"}},
		{"depends_", []string{"depends_on"}},
		{"depends-", []string{"depends_on"}},
		{"mem", []string{"mem_limit", "memswap_limit"}},
		{"mage", nil},
		{"image", nil}, // nothing is missing
		{"images", nil},
		{"i", nil},
		{"_", nil},
		{"", nil},
	} {
		if got := typo.Begun(c.word, slices.Values(words)); !slices.Equal(got, c.want) {
			t.Errorf("Begun(%q) = %q, want %q", c.word, got, c.want)
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
		for _, got := range typo.Begun(word, slices.Values([]string{candidate})) {
			if got != candidate {
				t.Errorf("%q is begun by %q", got, word)
			}
		}
	})
}
