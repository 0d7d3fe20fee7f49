package composekit_test

import (
	"context"
	"fmt"
	"os"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/source"
)

var shop = source.Map(map[string]string{
	"/shop/compose.yaml": `
services:
  web:
    image: nginx:${TAG:-latest}
    ports: ["8080:80"]
    links: [db]
  db:
    image: postgres
`,
	"/shop/wrong.yaml": `
services:
  web:
    image: nginx
    depends_on: [bd]
  db:
    imge: postgres
`,
}, source.Unix)

func ExampleLoad() {
	result, err := composekit.Load(context.Background(), shop, source.Vars{"TAG": "1.27"}, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range result.Project.ServiceNames() {
		fmt.Println(name, "runs", result.Project.Services[name].Image)
	}
	// Where does the image of web come from?
	fmt.Println(result.Tree.Get("services").Get("web").Get("image").Span())
	// Output:
	// db runs postgres
	// web runs nginx:1.27
	// /shop/compose.yaml:4:12
}

// Everything that is wrong is reported at once.
func ExampleLoad_invalid() {
	_, err := composekit.Load(context.Background(), shop, nil, "/shop/wrong.yaml")
	fmt.Println(err)
	// Output:
	// /shop/wrong.yaml:5:18: error: web depends on bd, which does not exist [undefined-dependency]
	// /shop/wrong.yaml:7:5: error: `db` has no attribute `imge` [unknown-attribute]
}

func ExampleYAML() {
	result, err := composekit.Load(context.Background(), shop, nil, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := composekit.YAML(result.Project)
	fmt.Printf("%v\n%s", err, text)
	// Output:
	// <nil>
	// name: shop
	// services:
	//   db:
	//     image: postgres
	//     networks:
	//       default: null
	//   web:
	//     links:
	//       - db
	//     image: nginx:latest
	//     networks:
	//       default: null
	//     depends_on:
	//       db:
	//         condition: service_started
	//         restart: true
	//         required: true
	//     ports:
	//       - mode: ingress
	//         target: 80
	//         published: "8080"
	//         protocol: tcp
	// networks:
	//   default:
	//     name: shop_default
}

func ExampleExplain() {
	result, err := composekit.Load(context.Background(), shop, source.Vars{"TAG": "1.27"}, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	story, err := composekit.Explain(result, "services.web.image")
	if err != nil {
		fmt.Println(err)
		return
	}
	explain.Render(os.Stdout, story, explain.Options{})
	// Output:
	// services.web.image = nginx:1.27
	//   written at /shop/compose.yaml:4:12 as nginx:${TAG:-latest}
	//   interpolated to nginx:1.27
	//     TAG is "1.27", from the environment
}
