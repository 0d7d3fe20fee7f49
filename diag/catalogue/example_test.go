package catalogue_test

import (
	"context"
	"fmt"

	"github.com/composekit/composekit/diag/catalogue"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// More than a finding's message, for somebody who asks.
func ExampleFind() {
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": "services:\n  web:\n    image: nginx\n    ports: [22:22]\n"}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		panic(err)
	}
	d := result.Diagnostics[0]
	fmt.Println(d)
	if e, ok := catalogue.Find(d.Code()); ok {
		fmt.Println(e.Explanation)
		fmt.Print(e.Right.Files[0].Text)
	}
	// Output:
	// /p/compose.yaml:4:13: warning: YAML 1.1 takes 22:22 for a number in base 60 [sexagesimal-port]
	// YAML 1.1 reads digits and colons as a number in base 60, so a port such as 2222:22 without quotes becomes 133342 in older tools. docker compose 2 reads it as it stands. Put ports in quotes.
	// services:
	//   git:
	//     image: gitea
	//     ports:
	//       - "2222:22"
}
