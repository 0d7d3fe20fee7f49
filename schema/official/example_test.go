package official_test

import (
	"fmt"

	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

func ExampleCheck() {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", "services:\n  web:\n    imge: nginx\n"), syntax.Limits{})
	tree, _ := syntax.Resolve(docs[0], syntax.Limits{})
	for _, d := range official.Check(tree) {
		fmt.Println(d)
	}
	// Output: compose.yaml:3:5: error: services.web.imge: not allowed here [official-schema]
}
