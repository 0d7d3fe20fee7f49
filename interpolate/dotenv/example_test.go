package dotenv_test

import (
	"fmt"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/source"
)

func ExampleParse() {
	f := source.NewFile(".env", "HOST=localhost # here\nURL=\"http://${HOST}:${PORT:-80}\"\nexport HOME\nBAD=${HOST\n")
	vars, findings := dotenv.Parse(f, dotenv.Options{Env: source.Vars{"HOME": "/root"}})
	for _, v := range vars[:3] {
		fmt.Println(v.Name, "is", v.Value)
	}
	for _, d := range findings {
		fmt.Println(d)
	}
	// Output:
	// HOST is localhost
	// URL is http://localhost:80
	// HOME is /root
	// .env:4:5: error: the } of ${HOST is missing [invalid-interpolation]
}

func ExampleFiles() {
	base := source.NewFile("base.env", "HOST=localhost\nURL=http://$HOST\n")
	over := source.NewFile("over.env", "HOST=example.com\n")
	set, _ := dotenv.Files([]*source.File{base, over}, nil, interpolate.Limits{})
	fmt.Println(set.Vars["HOST"], set.Vars["URL"])
	where, _ := set.Trace("HOST")
	fmt.Println(where.Span)
	// Output:
	// example.com http://localhost
	// over.env:1:1
}

func ExampleParse_raw() {
	f := source.NewFile("raw.env", "A='$HOME' # x\n")
	vars, _ := dotenv.Parse(f, dotenv.Options{Format: dotenv.Raw})
	fmt.Println(vars[0].Value)
	// Output: '$HOME' # x
}
