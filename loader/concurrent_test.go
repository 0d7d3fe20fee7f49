package loader_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TestConcurrentLoads wants a thousand loads over one Loader and one Cache to give the same, and
// a Result to be read by many at once. The race detector says whether that is by luck.
func TestConcurrentLoads(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml":  "include: [other.yaml]\nx-env: &env {A: $A, B: \"${B:-b}\"}\nservices:\n  web: {image: \"web:$A\", environment: *env, env_file: web.env, ports: [\"80-82:80-82\"], extends: {file: base.yaml, service: base}, wrong: 1}\n",
		"/p/override.yaml": "services: {web: {image: other, ports: !override [\"90:90\"], labels: [a=b]}}\n",
		"/p/other.yaml":    "services: {db: {image: db, volumes: [\"./data:/data\", \"named:/n\"]}}\nvolumes: {named: {}}\n",
		"/p/base.yaml":     "services: {base: {command: echo a b, networks: [front]}}\n",
		"/p/web.env":       "X=1\nY=${X}2\n",
	}
	l := loader.Loader{FS: source.Map(files, source.Unix), Env: source.Vars{"A": "1"}, Cache: new(loader.Cache)}
	loads := 1000
	if testing.Short() {
		loads = 200
	}
	outcome := func(r *loader.Result) string {
		text, err := model.EncodeYAML(r.Project)
		return fmt.Sprint(string(text), err, r.Diagnostics)
	}
	load := func() *loader.Result {
		r, err := l.Load(context.Background(), "/p/compose.yaml", "/p/override.yaml")
		if err != nil {
			t.Error(err)
			return &loader.Result{}
		}
		return r
	}
	shared := load()
	want := outcome(shared)
	const workers = 8
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for range loads / workers {
				if r := load(); r.Project == nil || outcome(r) != want {
					t.Error("a load gave something else")
					return
				}
				if outcome(shared) != want || shared.Tree.At(syntax.Path{{Name: "services"}, {Name: "web"}, {Name: "image"}}).Origin().Span().Text() == "" {
					t.Error("the shared result is another one now")
					return
				}
				shared.Project.WithProfiles([]string{"*"})
			}
		})
	}
	wait.Wait()
}
