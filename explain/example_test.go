package explain_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// shop is a project of two files, of which the second overrides the first.
func shop() *loader.Result {
	l := loader.Loader{FS: source.Map(map[string]string{
		"/shop/compose.yaml":            "services:\n  web:\n    image: nginx:${TAG:-latest}\n    stop_grace_period: 1m\n",
		"/shop/compose.production.yaml": "services:\n  web:\n    image: nginx:1.27\n",
	}, source.Unix)}
	result, err := l.Load(context.Background(), "/shop/compose.yaml", "/shop/compose.production.yaml")
	if err != nil {
		panic(err)
	}
	return result
}

func ExampleValue() {
	result := shop()
	for _, path := range []string{"services.web.image", "services.web.restart"} {
		story, err := explain.Value(result, path)
		if err != nil {
			fmt.Println(err)
			return
		}
		explain.Render(os.Stdout, story, explain.Options{})
	}

	_, err := explain.Value(result, "services.web.imag")
	var unknown *explain.UnknownPathError
	fmt.Println(errors.As(err, &unknown), err)
	// Output:
	// services.web.image = nginx:1.27
	//   written at /shop/compose.yaml:3:12 as nginx:${TAG:-latest}
	//   interpolated to nginx:latest
	//     TAG is not set; its default is latest
	//   overridden at /shop/compose.production.yaml:3:12 by nginx:1.27
	// services.web.restart is not set
	//   the default, no (specification: 05-services.md#restart)
	// true services.web has no "imag"; did you mean image?
}

// A story is data, for programs that tell it in their own way.
func ExampleStory() {
	story, err := explain.Value(shop(), "services.web.stop_grace_period")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range story.Steps {
		fmt.Println(step.What, step.Span, step.Text)
	}
	text, err := json.Marshal(story)
	fmt.Printf("%s %v\n", text, err)
	// Output:
	// written /shop/compose.yaml:4:24 1m
	// {"path":"services.web.stop_grace_period","set":true,"value":"1m","steps":[{"what":"written","at":{"file":"/shop/compose.yaml","line":4,"column":24},"text":"1m"}]} <nil>
}
