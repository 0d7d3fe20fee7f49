package compare_test

import (
	"context"
	"fmt"

	"github.com/composekit/composekit/compare"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

func ExampleProjects() {
	l := loader.Loader{FS: source.Map(map[string]string{
		"/shop/then.yaml": "services:\n  web:\n    image: nginx:1\n    ports: [\"80:80\"]\n",
		"/shop/now.yaml":  "services:\n  web:\n    ports: [{target: 80, published: \"80\"}]\n    image: nginx:${TAG:-2}\n    restart: always\n",
	}, source.Unix)}
	ctx := context.Background()
	before, err := l.Load(ctx, "/shop/then.yaml")
	if err != nil {
		panic(err)
	}
	after, err := l.Load(ctx, "/shop/now.yaml")
	if err != nil {
		panic(err)
	}
	changes, err := compare.Projects(before, after)
	if err != nil {
		panic(err)
	}
	for _, c := range changes {
		if c.Before.Node == nil {
			fmt.Println(c.Path, "is new:", c.After.Told(nil))
			continue
		}
		fmt.Println(c.Path, "was", c.Before.Told(nil), "and is", c.After.Told(nil))
	}
	// Output:
	// services.web.image was nginx:1 (/shop/then.yaml:3:12) and is nginx:2 (/shop/now.yaml:4:12)
	// services.web.restart is new: always (/shop/now.yaml:5:14)
}
