package host_test

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// The project that docker compose would find in a directory: its files, .env, COMPOSE_FILE and all.
func ExampleOptions() {
	options := host.Options{WorkDir: "../examples/bookshop", Profiles: []string{"debug"}, Environ: []string{"NGINX_VERSION=1.28"}}
	l, err := options.Loader()
	if err != nil {
		fmt.Println(err)
		return
	}
	l.Services = []string{"api"} // it is a loader like any other
	result, err := l.Load(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range result.Diagnostics {
		fmt.Println(d)
	}
	for _, name := range l.Files {
		fmt.Println(filepath.Base(name))
	}
	fmt.Println(result.Project.Name, result.Project.ServiceNames())
	// Output:
	// compose.yaml
	// bookshop [api db]
}

// Files of this machine, and variables of the program's own before those of its environment.
func ExampleFS() {
	l := loader.Loader{
		FS:   host.FS(),
		Env:  source.Layers{source.Vars{"NGINX_VERSION": "1.28"}, host.Env()},
		Home: host.Home(),
	}
	result, err := l.Load(context.Background(), "../examples/bookshop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Project.Services["web"].Image)
	// Output: docker.io/library/nginx:1.28
}
