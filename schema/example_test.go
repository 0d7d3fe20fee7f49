package schema_test

import (
	"fmt"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// What Compose knows of an attribute, for a program that explains or completes it.
func ExampleType_Attr() {
	services := schema.Compose().Child("services") // keys are the user's: names of services
	a := services.Values.Attr("stop_grace_period")
	fmt.Println(a.Doc)
	fmt.Println("default:", a.Default)
	fmt.Println("see", a.Section)
	// Output:
	// How long the container may take to stop before it is killed, as a duration.
	// default: 10s
	// see container_spec.md#stop_grace_period
}

// The shape of a text alone: no variables, no other files.
func ExampleCheck() {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", "services:\n  web:\n    image: [nginx]\n    port: 80\n"), syntax.Limits{})
	tree, _ := syntax.Resolve(docs[0], syntax.Limits{})
	for _, d := range schema.Check(tree, schema.Compose()) {
		fmt.Println(d)
	}
	// Output:
	// compose.yaml:3:12: error: `image` must be an image reference, but is a list [wrong-kind]
	// compose.yaml:4:5: error: `web` has no attribute `port` [unknown-attribute]
}
