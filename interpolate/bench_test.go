package interpolate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

func BenchmarkExpandPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Expand("registry.example.com/team/web:1.2.3", testEnv, Limits{})
	}
}

func BenchmarkExpandDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Expand("registry.example.com/team/web:${TAG:-latest}", testEnv, Limits{})
	}
}

func BenchmarkExpandComposeGo(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := referenceExpand("registry.example.com/team/web:${TAG:-latest}", testEnv); err != nil {
			b.Fatal(err)
		}
	}
}

// service is the text of a service with about 20 scalars, of which every tenth has a variable if value does.
func services(n int, value string) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d:\n    image: web:%s\n    environment:\n", i, value)
		for j := range 9 {
			fmt.Fprintf(&b, "      K%d: v%d\n", j, j)
		}
	}
	return b.String()
}

func BenchmarkTreePlain(b *testing.B) {
	root := parse(b, services(100, "1"))
	var build syntax.Builder
	b.ReportAllocs()
	for b.Loop() {
		Tree(&build, root, schema.Compose(), Options{Env: testEnv})
	}
}

func BenchmarkTreeVariables(b *testing.B) {
	root := parse(b, services(100, "${TAG:-latest}"))
	var build syntax.Builder
	b.ReportAllocs()
	for b.Loop() {
		Tree(&build, root, schema.Compose(), Options{Env: testEnv})
	}
}

// What has no variables costs no memory.
func TestNoVariablesNoAllocations(t *testing.T) {
	root := parse(t, services(100, "1"))
	var build syntax.Builder
	table := schema.Compose()
	if n := testing.AllocsPerRun(10, func() { Tree(&build, root, table, Options{Env: testEnv}) }); n > 0 {
		t.Errorf("Tree allocates %v times", n)
	}
	if n := testing.AllocsPerRun(10, func() { Expand("web:1", testEnv, Limits{}) }); n > 0 {
		t.Errorf("Expand allocates %v times", n)
	}
}
