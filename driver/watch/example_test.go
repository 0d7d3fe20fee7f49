package watch_test

import (
	"context"
	"fmt"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/source"
)

// What changes of source files come to, by the develop section of a service.
func ExampleRules_Decide() {
	files := source.Map(map[string]string{"/shop/compose.yaml": `
services:
  web:
    build: .
    develop:
      watch:
        - {action: sync, path: ./src, target: /app/src, ignore: [node_modules/]}
        - {action: rebuild, path: package.json}
`}, source.Unix)
	result, err := composekit.Load(context.Background(), files, nil, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	rules, problems, err := watch.New(result.Project, files, result.Project.ComposeFiles)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rules.Paths(), problems)

	for _, path := range []string{"/shop/src/index.js", "/shop/src/node_modules/a.js", "/shop/package.json"} {
		for _, task := range rules.Decide([]watch.Change{{Path: path}}) {
			fmt.Printf("%s: %s rebuild=%v files=%v\n", path, task.Service, task.Rebuild, task.Files)
		}
	}
	// Output:
	// [/shop/package.json /shop/src] []
	// /shop/src/index.js: web rebuild=false files=[{/shop/src/index.js /app/src/index.js}]
	// /shop/package.json: web rebuild=true files=[]
}
