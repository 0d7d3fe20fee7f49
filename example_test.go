package composekit_test

import (
	"context"
	"fmt"
	"os"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// The shortest way from files on disk to a project: the program of README.md.
func Example() {
	l := loader.Loader{FS: host.FS(), Env: host.Env()}
	result, err := l.Load(context.Background(), "examples/bookshop/compose.yaml")
	if err != nil {
		panic(err)
	}
	diag.Render(os.Stderr, result.Diagnostics, diag.RenderOptions{})
	fmt.Println(result.Project.Name, result.Project.ServiceNames())
	// Output: bookshop [api db web]
}

// Files need not be on a disk, and what is wrong with them has a place.
func Example_inMemory() {
	files := source.Map(map[string]string{
		"/app/compose.yaml": "services:\n  web:\n    imge: nginx\n",
	}, source.Unix)
	l := loader.Loader{FS: files}
	result, err := l.Load(context.Background(), "/app/compose.yaml")
	if err != nil {
		panic(err)
	}
	for _, d := range result.Diagnostics.Errors() {
		fmt.Println(d.Span, d.Code(), d.Span.Text())
	}
	// Output: /app/compose.yaml:3:5 unknown-attribute imge
}
