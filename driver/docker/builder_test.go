package docker

import "testing"

// TestCacheImage: which caches of build.cache_from the engine's builders can read.
func TestCacheImage(t *testing.T) {
	t.Parallel()
	for cache, want := range map[string]string{
		"app:cache":                     "app:cache",
		"example.com:5000/app@sha256:0": "example.com:5000/app@sha256:0",
		"type=registry,ref=app:cache":   "app:cache",
		"ref=app:cache,type=registry":   "app:cache",
		"type=registry":                 "",
		"type=local,src=path/to/cache":  "",
		"type=gha":                      "",
	} {
		got, ok := cacheImage(cache)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s is the image %q, %t; want %q", cache, got, ok, want)
		}
	}
}
