package interpolate_test

import (
	"fmt"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

func read(text string) *syntax.Node {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	root, _ := syntax.Resolve(docs[0], syntax.Limits{})
	return root
}

func ExampleExpand() {
	env := source.Vars{"TAG": "1.2"}
	got := interpolate.Expand("web:${TAG}-${FLAVOUR:-alpine} costs $$5", env, interpolate.Limits{})
	fmt.Println(got.Value)

	bad := "web:${TAG:=1}"
	for _, f := range interpolate.Expand(bad, env, interpolate.Limits{}).Faults {
		fmt.Printf("%q: %s\n", bad[f.From:f.To], f.Diagnostic(source.NewFile("-", bad).Span).Message)
	}
	// Output:
	// web:1.2-alpine costs $5
	// ":=": ":=" is not an operator for variables
}

func ExampleTree() {
	root := read("services:\n  web:\n    image: web:$TAG\n    cpu_count: ${CPUS}\n    tty: $TTY\n")
	env := source.Vars{"CPUS": "4", "TTY": "maybe"}
	var b syntax.Builder
	tree, findings := interpolate.Tree(&b, root, schema.Compose(), interpolate.Options{Env: env})
	cpus := tree.Get("services").Get("web").Get("cpu_count")
	fmt.Println(cpus.Value(), cpus.Type == syntax.Int, cpus.Origin().Value())
	for _, d := range findings {
		fmt.Println(d)
	}
	// Output:
	// 4 true ${CPUS}
	// compose.yaml:3:16: warning: the variable TAG is not set; an empty text takes its place [unset-variable]
	// compose.yaml:5:10: error: $TTY gives "maybe", which is not a boolean [cast-failed]
}

func ExampleCast() {
	root := read(`services: {web: {cpu_count: "4", image: "$IMAGE"}}`)
	var b syntax.Builder
	tree, _ := interpolate.Cast(&b, root, schema.Compose())
	web := tree.Get("services").Get("web")
	fmt.Println(web.Get("cpu_count").Type == syntax.Int, web.Get("image").Value())
	// Output: true $IMAGE
}

func ExampleUses() {
	for _, u := range interpolate.Uses("${URL:-http://$HOST} ${USER:?who}") {
		fmt.Printf("%s default %q required %v\n", u.Name, u.Default, u.Required)
	}
	// Output:
	// URL default "http://$HOST" required false
	// HOST default "" required false
	// USER default "" required true
}

func ExampleVariables() {
	for _, v := range interpolate.Variables(read("a: ${TAG:-latest}\nb: [$TAG, '${USER:?}']\n")) {
		fmt.Println(v.Name, v.Default, v.Required, len(v.Uses))
	}
	// Output:
	// TAG latest false 2
	// USER  true 1
}
