package loader_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// yaml is what a load gives: the project and its findings.
func yaml(t *testing.T, l loader.Loader, files ...string) string {
	t.Helper()
	result, err := l.Load(context.Background(), files...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := model.EncodeYAML(result.Project)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(string(text), result.Diagnostics)
}

// After an edit of one file the trees of the other files are used again, that of the edited one
// is not, and the project is what it would be without a cache.
func TestOnlyWhatWasEditedIsParsedAgain(t *testing.T) {
	texts := map[string]string{
		"/p/a.yaml": "x-base: &base {restart: always}\nservices:\n  web: {<<: *base, image: \"web:${TAG:-1}\", ports: [\"80:80\"]}\n",
		"/p/b.yaml": "services:\n  web: {environment: [A=1, A=2], imge: typo}\n",
		"/p/c.yaml": "services:\n  web: {environment: {B: 1}\n", // a fault of YAML
	}
	names := []string{"/p/a.yaml", "/p/b.yaml", "/p/c.yaml"}
	cached := loader.Loader{FS: source.Map(texts, source.Unix), Cache: new(loader.Cache)}
	file := func(i int) *source.File {
		t.Helper()
		result, err := cached.Load(context.Background(), names...)
		if err != nil {
			t.Fatal(err)
		}
		return result.Files[i]
	}
	plain := cached
	plain.Cache = nil
	for range 2 { // the second time everything is there
		if diff := cmp.Diff(yaml(t, plain, names...), yaml(t, cached, names...)); diff != "" {
			t.Errorf("with a cache the load differs (-without +with):\n%s", diff)
		}
	}
	a, b := file(0), file(1)
	texts["/p/b.yaml"] = "services:\n  web: {environment: [A=3]}\n"
	cached.FS = source.Map(texts, source.Unix)
	plain.FS = cached.FS
	if file(0) != a {
		t.Error("a file that was not edited was read anew")
	}
	if file(1) == b {
		t.Error("a file that was edited was not read anew")
	}
	if diff := cmp.Diff(yaml(t, plain, names...), yaml(t, cached, names...)); diff != "" {
		t.Errorf("after an edit the load with a cache differs (-without +with):\n%s", diff)
	}
	cached.Limits.Syntax.Depth, plain.Limits.Syntax.Depth = 2, 2
	if diff := cmp.Diff(yaml(t, plain, names...), yaml(t, cached, names...)); diff != "" {
		t.Errorf("with other limits the load with a cache differs (-without +with):\n%s", diff)
	}
}

// Loaders that share a cache, with different texts under one name, do not disturb each other.
func TestLoadersShareACache(t *testing.T) {
	var cache loader.Cache
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			l := manyLoader(2 + i%2)
			l.Cache = &cache
			for range 20 {
				result, err := l.Load(context.Background(), "/p/compose.yaml")
				if err != nil || result.Diagnostics.HasErrors() || len(result.Project.Services) != 2+i%2 {
					t.Errorf("loader %d: %v, %v, %d services", i, err, result.Diagnostics, len(result.Project.Services))
					return
				}
			}
		})
	}
	all.Wait()
}
