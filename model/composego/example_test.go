package composego_test

import (
	"context"
	"fmt"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit"
	loader "github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/source"
)

// A tool that uses compose-go's loader changes the import, and nothing else.
func Example() {
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  "/srv/shop",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte("name: shop\nservices: {web: {image: 'nginx:${TAG}', volumes: ['./html:/html']}}")}},
		Environment: types.Mapping{"TAG": "1.27"},
	}, loader.WithProfiles([]string{"*"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	web := project.Services["web"]
	fmt.Println(project.Name, web.Image, web.Volumes[0].Source)
	// Output: shop nginx:1.27 /srv/shop/html
}

// A program that loads projects with composekit hands them to one that knows compose-go's types, and back.
func ExampleToComposeGo() {
	files := source.Map(map[string]string{"/srv/shop/compose.yaml": "services: {web: {image: nginx, x-team: shop}}"}, source.Unix)
	result, err := composekit.Load(context.Background(), files, nil, "/srv/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	project, err := loader.ToComposeGo(result.Project)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(project.Services["web"].Image, project.Services["web"].Extensions["x-team"])

	again, err := loader.FromComposeGo(project)
	fmt.Println(again.ServiceNames(), err)
	// Output:
	// nginx shop
	// [web] <nil>
}
