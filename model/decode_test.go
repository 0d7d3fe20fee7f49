package model_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// typical is a canonical service of fifteen attributes.
const typical = `
    image: registry.example.com/team/app:1.2.3
    command: [serve, --port, "8080"]
    entrypoint: null
    restart: unless-stopped
    container_name: app
    hostname: app
    working_dir: /srv
    user: "1000"
    environment: {A: "1", B: two, C: null, D: "", LOG_LEVEL: debug}
    labels: {traefik.enable: "true", traefik.port: "8080"}
    ports: [{mode: ingress, target: 8080, published: "80", protocol: tcp}]
    volumes:
      - {type: bind, source: /data, target: /data, bind: {create_host_path: true}}
      - {type: volume, source: cache, target: /cache, volume: {}}
    networks: {default: null}
    depends_on: {db: {condition: service_healthy, required: true}}
    healthcheck: {test: [CMD, "true"], interval: 10s, timeout: 5s, retries: 3}
    logging: {driver: json-file, options: {max-size: 10m}}
`

// many is a project of n typical services.
func many(t testing.TB, n int) *syntax.Node {
	var b strings.Builder
	b.WriteString("name: many\nservices:\n")
	for i := range n {
		b.WriteString("  web" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ":" + typical)
	}
	return parse(t, "compose.yaml", b.String())
}

// TestDecodeAllocatesLittle bounds the allocations for a service.
func TestDecodeAllocatesLittle(t *testing.T) {
	const n, most = 100, 15
	tree := many(t, n)
	got := testing.AllocsPerRun(10, func() { model.Decode(tree) }) / n
	t.Logf("%.1f allocations a service", got)
	if got > most {
		t.Errorf("decoding a service takes %.1f allocations, more than %d", got, most)
	}
}

// TestEncodeAllocatesLittle bounds the allocations for a service, the text aside.
func TestEncodeAllocatesLittle(t *testing.T) {
	const n, most = 100, 5
	p, _ := model.Decode(many(t, n))
	buf := make([]byte, 0, 1<<20)
	for name, encode := range map[string]func([]byte, *model.Project) ([]byte, error){"YAML": model.AppendYAML, "JSON": model.AppendJSON} {
		got := testing.AllocsPerRun(10, func() {
			if _, err := encode(buf, p); err != nil {
				t.Fatal(err)
			}
		}) / n
		t.Logf("%s: %.1f allocations a service", name, got)
		if got > most {
			t.Errorf("encoding a service as %s takes %.1f allocations, more than %d", name, got, most)
		}
	}
}

// TestLongListOfAnAliasIsDecodedOnce has services that share the items of a list, but not what is added to
// it, and findings in each service that has a list with something wrong in it.
func TestLongListOfAnAliasIsDecodedOnce(t *testing.T) {
	const length = 16
	list := func(item string) string { return "[" + strings.Repeat(item+", ", length) + "]" }
	mount := list("{type: bind, source: /a, target: /a}")
	p := decode(t, "compose.yaml", "x-v: &v "+mount+"\nx-c: &c {volumes: "+mount+"}"+`
x-short: &short [{type: bind, source: /a, target: /a}]
services:
  a: {volumes: *v}
  b: {volumes: *v}
  c: *c
  d: *c
  e: {volumes: *short}
  f: {volumes: *short}
`)
	mounts := func(name string) []model.Mount { return p.Services[name].Volumes }
	for _, pair := range []struct {
		one, other string
		shared     bool
	}{{"a", "b", true}, {"c", "d", true}, {"a", "c", false}, {"e", "f", false}} {
		if shared := &mounts(pair.one)[0] == &mounts(pair.other)[0]; shared != pair.shared {
			t.Errorf("%s and %s share mounts: %t, not %t", pair.one, pair.other, shared, pair.shared)
		}
	}
	if p.Services["d"].Name != "d" {
		t.Errorf("a service that is an alias has the name %s", p.Services["d"].Name)
	}
	if got := mounts("a"); len(got) != length || cap(got) != length {
		t.Errorf("%d mounts with room for %d: adding to those of one service would change those of another", len(got), cap(got))
	}

	_, found := model.Decode(parse(t, "compose.yaml", "x-v: &v "+strings.Replace(mount, "{", "{read_only: perhaps, ", 1)+`
services:
  a: {volumes: *v}
  b: {volumes: *v}
  c: {volumes: [{target: [/c]}]}
`))
	var paths []string
	for _, d := range found {
		paths = append(paths, d.Path)
	}
	want := []string{"services.a.volumes[0].read_only", "services.b.volumes[0].read_only", "services.c.volumes[0].target"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("what is wrong, -want +got:\n%s", diff)
	}
}

func BenchmarkDecode(b *testing.B) {
	const n = 100
	tree := many(b, n)
	b.ReportAllocs()
	for b.Loop() {
		model.Decode(tree)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/service")
}

func BenchmarkEncode(b *testing.B) {
	const n = 100
	p, _ := model.Decode(many(b, n))
	buf := make([]byte, 0, 1<<20)
	for name, encode := range map[string]func([]byte, *model.Project) ([]byte, error){"YAML": model.AppendYAML, "JSON": model.AppendJSON} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(buf, p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/service")
		})
	}
}

// FuzzDecode decodes whatever YAML says. What is decoded is encoded to a text that decodes to
// the same again.
func FuzzDecode(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(names, "testdata/values.yaml") {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, doc := range strings.Split(string(text), "\n---\n") {
			f.Add(doc)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, findings := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
		if slices.ContainsFunc(findings, func(d diag.Diagnostic) bool { return d.Def == syntax.TooLarge }) {
			t.Skip("reading has ended at a limit, and might end elsewhere in what is encoded")
		}
		p := lenient(text)
		once, err := model.EncodeYAML(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := model.EncodeJSON(p); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(once), "!!binary") {
			t.Skip("reading that is up to others")
		}
		for _, s := range p.Services {
			if s.Build != nil && slices.ContainsFunc(s.Build.SSH, func(k model.SSHKey) bool { return strings.Contains(k.ID, "=") }) {
				t.Skip("docker compose prints SSH keys as a list of ID=PATH, whose IDs have no =")
			}
			for _, addresses := range s.ExtraHosts {
				if slices.ContainsFunc(addresses, func(address string) bool { return strings.Contains(address, ",") }) {
					t.Skip("docker compose reads addresses of a host with commas between them")
				}
			}
		}
		twice, err := model.EncodeYAML(lenient(string(once)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(once), string(twice)); diff != "" {
			t.Errorf("encoding what was decoded gives another text:\n%s", diff)
		}
	})
}

// lenient decodes a text whatever is wrong with it.
func lenient(text string) *model.Project {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if len(docs) == 0 {
		p, _ := model.Decode(nil)
		return p
	}
	tree, _ := syntax.Resolve(docs[0], syntax.Limits{})
	p, _ := model.Decode(tree)
	return p
}
