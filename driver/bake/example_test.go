package bake_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver/bake"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/source"
)

// A file for "docker buildx bake" with what a service is built from.
func ExampleMake() {
	files := source.Map(map[string]string{"/shop/compose.yaml": `
name: shop
services:
  web:
    image: example.org/web
    build: {context: ., platforms: [linux/amd64, linux/arm64], args: {GREETING: "$${hello}"}}
    depends_on: [db]
  db: {image: postgres}
`}, source.Unix)
	result, err := composekit.Load(context.Background(), files, nil, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := bake.Make(plan.Input{Project: result.Project}, bake.Options{Push: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.Groups["default"].Targets, file.Targets["web"].Outputs)

	// Strings that bake would take for templates are written so that it does not.
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// [web] [type=image,push=true]
	// {
	//   "group": {
	//     "default": {
	//       "targets": [
	//         "web"
	//       ]
	//     }
	//   },
	//   "target": {
	//     "web": {
	//       "context": "/shop",
	//       "dockerfile": "/shop/Dockerfile",
	//       "args": {
	//         "GREETING": "$${hello}"
	//       },
	//       "labels": {
	//         "com.docker.compose.project": "shop",
	//         "com.docker.compose.service": "web",
	//         "com.docker.compose.version": ""
	//       },
	//       "tags": [
	//         "example.org/web"
	//       ],
	//       "platforms": [
	//         "linux/amd64",
	//         "linux/arm64"
	//       ],
	//       "output": [
	//         "type=image,push=true"
	//       ]
	//     }
	//   }
	// }
}
