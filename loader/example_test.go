package loader_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Two files, of which the second overrides the first, with variables of the program's own.
func ExampleLoader_Load() {
	l := loader.Loader{
		FS: source.Map(map[string]string{
			"/shop/compose.yaml":            "services: {web: {image: 'nginx:$TAG', ports: ['80:80']}}",
			"/shop/compose.production.yaml": "services: {web: {restart: always}}",
		}, source.Unix),
		Env: source.Vars{"TAG": "1.27"},
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml", "/shop/compose.production.yaml")
	if err != nil {
		fmt.Println("the load was broken off:", err)
		return
	}
	if err := result.Diagnostics.Err(); err != nil {
		fmt.Println("the files are wrong:", err)
		return
	}
	web := result.Project.Services["web"]
	fmt.Println(web.Image, web.Restart, web.Ports[0].Published)
	// Output: nginx:1.27 always 80
}

// Where values are written is in the tree that the project was made from.
func ExampleResult() {
	l := loader.Loader{FS: source.Map(map[string]string{
		"/shop/compose.yaml": "services:\n  web:\n    image: nginx\n    ports:\n      - 8080:80\n",
	}, source.Unix)}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	path, err := syntax.ParsePath("services.web.ports[0].published")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Tree.At(path).Span())

	for path, n := range result.Tree.Get("services").Get("web").All() {
		if n.Kind == syntax.Scalar && n.Span().Valid() { // what nobody wrote has no place
			fmt.Println(path, n.Value(), n.Span())
		}
	}
	// Output:
	// /shop/compose.yaml:5:9
	// image nginx /shop/compose.yaml:3:12
	// ports[0].mode ingress /shop/compose.yaml:5:9
	// ports[0].target 80 /shop/compose.yaml:5:14
	// ports[0].published 8080 /shop/compose.yaml:5:9
	// ports[0].protocol tcp /shop/compose.yaml:5:9
}

// Of a project with profiles, the services that one needs.
func ExampleLoader_services() {
	l := loader.Loader{
		FS: source.Map(map[string]string{"/shop/compose.yaml": `
services:
  web: {image: nginx, depends_on: [db]}
  db: {image: postgres}
  mail: {image: mailpit, profiles: [debug]}
  shell: {image: busybox, profiles: [debug]}
`}, source.Unix),
		Profiles: []string{"debug"},
		Services: []string{"web", "ma*"},
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Project.ServiceNames(), result.Project.DisabledServiceNames())
	// Output: [db mail web] [shell]
}

// artifacts loads what is in a registry. This one has it all in memory; another one downloads it to a directory.
type artifacts map[string]string

func (artifacts) Accept(ref string) bool { return strings.HasPrefix(ref, "oci://") }

func (a artifacts) Load(_ context.Context, ref string) (path string, err error) {
	path, ok := a[ref]
	if !ok {
		return "", fmt.Errorf("the registry does not have %s", ref)
	}
	return path, nil
}

// Files that are somewhere else are a matter of the program's.
func ExampleResolver() {
	l := loader.Loader{
		FS: source.Map(map[string]string{
			"/shop/compose.yaml":     "include: ['oci://registry.example.com/db:1', 'oci://registry.example.com/cache:1']",
			"/cache/db/compose.yaml": "services: {db: {image: postgres}}",
		}, source.Unix),
		Resolvers: []loader.Resolver{artifacts{"oci://registry.example.com/db:1": "/cache/db/compose.yaml"}},
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Project.Services["db"].Image)
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	// Output:
	// postgres
	// /shop/compose.yaml:1:46: error: oci://registry.example.com/cache:1 cannot be loaded: the registry does not have oci://registry.example.com/cache:1 [remote-unavailable]
}

// Files of somebody who is not to be trusted: they see nothing but themselves, and there is an end to what they ask for.
func ExampleLimits() {
	disk := source.Map(map[string]string{
		"/srv/uploads/7/compose.yaml": "services: {web: {image: nginx, env_file: ../../keys.env}}",
		"/srv/keys.env":               "KEY=secret",
	}, source.Unix)
	l := loader.Loader{
		FS: source.Within(disk, "/srv/uploads/7"),
		Limits: loader.Limits{
			Files: 20, FileSize: 1 << 20, EnvFiles: 1 << 20, Depth: 10, Ports: 1000, Findings: 50,
			Syntax: syntax.Limits{Nodes: 100_000, Expansion: 20_000},
		},
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	result, err := l.Load(ctx, "/srv/uploads/7/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	// Output:
	// /srv/uploads/7/compose.yaml:1:42: error: /srv/keys.env is outside of the directories that may be read [file-unreadable]
}

// A server loads the same projects again and again: what has not changed is not read again.
func ExampleCache() {
	cache := new(loader.Cache)
	files := map[string]string{
		"/shop/compose.yaml": "include: [db.yaml]\nservices: {web: {image: 'nginx:1'}}",
		"/shop/db.yaml":      "services: {db: {image: postgres}}",
	}
	load := func() *model.Project {
		l := loader.Loader{FS: source.Map(files, source.Unix), Cache: cache}
		result, err := l.Load(context.Background(), "/shop/compose.yaml")
		if err != nil {
			panic(err)
		}
		return result.Project
	}
	fmt.Println(load().Images())
	files["/shop/compose.yaml"] = "include: [db.yaml]\nservices: {web: {image: 'nginx:2'}}"
	fmt.Println(load().Images())
	// Output:
	// [nginx:1 postgres]
	// [nginx:2 postgres]
}

// A project as it is written, with its variables: stages can be left out one by one.
func ExampleStages() {
	l := loader.Loader{
		FS:      source.Map(map[string]string{"/shop/compose.yaml": "services: {web: {image: 'nginx:${TAG:?which}', build: ./web}}"}, source.Unix),
		Without: loader.Interpolation | loader.PathResolution | loader.Normalization,
	}
	result, err := l.Load(context.Background(), "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	web := result.Project.Services["web"]
	fmt.Println(web.Image, web.Build.Context, result.Diagnostics)
	for _, f := range result.Files {
		for _, doc := range result.Documents(f) {
			for _, v := range interpolate.Variables(doc.Root) {
				fmt.Println(v.Name, "required:", v.Required, "used at", v.Uses[0])
			}
		}
	}
	// Output:
	// nginx:${TAG:?which} ./web []
	// TAG required: true used at /shop/compose.yaml:1:32
}
