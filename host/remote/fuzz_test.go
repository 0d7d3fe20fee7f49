package remote

import (
	"path/filepath"
	"strings"
	"testing"
)

// FuzzReference: what is taken for a reference names nothing outside the repository, and nothing that git, or ssh,
// would take for an option.
func FuzzReference(f *testing.F) {
	for _, seed := range []string{
		"https://example.com/shop.git#v1:deploy", "git@example.com:shop.git?tag=x#:..", "ssh://-oProxyCommand=x/y", "github.com/a/b",
		"https://u:p@example.com/a.git?subdir=../..&ref=--x", "-x@h:y", "git://[::1]:9418/x#refs/heads/a:b/../../c", "https://%2d.git", "a@b:c?x=%zz", "e@h://-",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, ref string) {
		r, ok := repositoryOf(ref)
		if ok != new(Git).Accept(ref) {
			t.Fatalf("%q is accepted now and then", ref)
		}
		if !ok || r.parse() != nil {
			return
		}
		if r.path != "" && !filepath.IsLocal(filepath.FromSlash(r.path)) {
			t.Errorf("%q leads to %q", ref, r.path)
		}
		host := r.remote
		for _, scheme := range []string{"http://", "https://", "ssh://", "git://"} {
			host = strings.TrimPrefix(host, scheme)
		}
		for _, argument := range []string{r.remote, host, r.name} {
			if strings.HasPrefix(argument, "-") {
				t.Errorf("%q has %q, which is as an option is", ref, argument)
			}
		}
	})
}
