package merge_test

import (
	"fmt"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// tree is the tree of a text, which has to be right.
func tree(name, text string) *syntax.Node {
	docs, _ := syntax.Parse(source.NewFile(name, text), syntax.Limits{})
	root, _ := syntax.Resolve(docs[0], syntax.Limits{})
	return root
}

// One file over another: the image is replaced, ports are appended, variables are merged by name.
func ExampleMerge() {
	base := tree("compose.yaml", `
services:
  web:
    image: nginx:1
    ports: ["80:80"]
    environment: [LEVEL=info, LANG=C]
`)
	over := tree("compose.override.yaml", `
services:
  web:
    image: nginx:2
    ports: ["443:443"]
    environment: [LEVEL=debug]
`)
	var b syntax.Builder
	both, list := merge.Merge(&b, base, over, schema.Compose())
	web := both.Get("services").Get("web")
	for _, name := range []string{"image", "ports", "environment"} {
		fmt.Println(name, model.Plain(web.Get(name)))
	}
	image := web.Get("image")
	fmt.Println(image.Span(), "overrides", image.Base().Span(), list)
	// Output:
	// image nginx:2
	// ports [80:80 443:443]
	// environment [LEVEL=debug LANG=C]
	// compose.override.yaml:4:12 overrides compose.yaml:4:12 []
}

// What a tag takes away is taken from the files before, and then the file is merged.
func ExampleCollectResets() {
	base := tree("compose.yaml", `services: {web: {image: nginx, ports: ["80:80"], command: [run]}}`)
	over := tree("compose.override.yaml", `services: {web: {ports: !override ["8080:80"], command: !reset null}}`)

	c := &schema.Context{Build: new(syntax.Builder), Diags: new(diag.List)}
	clean, resets, list := merge.CollectResets(c.Build, over)
	left := resets.Apply(c, base, schema.Compose())
	both, more := merge.Merge(c.Build, left, clean, schema.Compose())
	fmt.Println(model.Plain(both), list, more)
	// Output: map[services:map[web:map[image:nginx ports:[8080:80]]]] [] []
}
