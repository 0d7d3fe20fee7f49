package loader_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	reference "github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// many is a Compose file of n services such as people write them.
func many(n int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, `  s%d:
    image: registry.example/app/s%d:${TAG:-latest}
    build: {context: ./s%d, args: [A=1, "B=${TAG}"]}
    restart: unless-stopped
    ports: ["%d:80", "127.0.0.1:%d:443/tcp"]
    environment: {A: "1", B: "${TAG}", C: three}
    volumes: ["./data%d:/data", "logs:/logs:ro"]
    networks: [back]
    labels: [a=b, c=d]
    healthcheck: {test: [CMD, "true"], interval: 30s, retries: 3}
`, i, i, i, 10000+i, 30000+i, i)
		if i > 0 {
			b.WriteString("    depends_on: [s0]\n")
		}
	}
	b.WriteString("networks: {back: {}}\nvolumes: {logs: {}}\n")
	return b.String()
}

func manyLoader(n int) *loader.Loader {
	return &loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": many(n)}, source.Unix), Env: source.Vars{"TAG": "1"}}
}

// TestAllocations holds a load to its budget of memory: how often it asks for some, for each
// service. The figure is the same on any machine.
func TestAllocations(t *testing.T) {
	const services, most = 500, 50
	l := manyLoader(services)
	count := testing.AllocsPerRun(3, func() {
		if _, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil {
			t.Error(err)
		}
	})
	if each := count / services; each > most {
		t.Errorf("a load allocates %.1f times for each service, of at most %d", each, most)
	} else {
		t.Logf("%.1f allocations for each service", each)
	}
}

func BenchmarkLoad(b *testing.B) {
	l := manyLoader(1000)
	b.ReportAllocs()
	for b.Loop() {
		if r, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil || r.Diagnostics.HasErrors() {
			b.Fatal(err, r.Diagnostics)
		}
	}
}

// BenchmarkReference is the same load by the reference, for the ratio of the two.
func BenchmarkReference(b *testing.B) {
	text := []byte(many(1000))
	b.ReportAllocs()
	for b.Loop() {
		details := types.ConfigDetails{
			WorkingDir: "/p", Environment: types.Mapping{"TAG": "1"},
			ConfigFiles: []types.ConfigFile{{Filename: "/p/compose.yaml", Content: text}},
		}
		if _, err := reference.LoadWithContext(b.Context(), details, func(o *reference.Options) { o.SetProjectName("p", true) }); err != nil {
			b.Fatal(err)
		}
	}
}

// Many faults cost no more than as many services without.
func TestManyFaults(t *testing.T) {
	var b strings.Builder
	b.WriteString("services:\n")
	const n = 3000
	for i := range n {
		fmt.Fprintf(&b, "  s%d: {imge: x, ports: [a:b:c], depends_on: [none%d], scale: [], volumes: [v%d:/a], extends: gone%d}\n", i, i, i, i)
	}
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": b.String()}, source.Unix)}
	l.Limits.Findings = -1
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(result.Diagnostics); got != 8*n {
		t.Errorf("got %d findings of %d services, want 8 of each", got, n)
	}
}
