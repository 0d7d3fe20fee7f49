package composego_test

import (
	"context"
	"fmt"

	"github.com/compose-spec/compose-go/v2/types"

	loader "github.com/composekit/composekit/model/composego"
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
