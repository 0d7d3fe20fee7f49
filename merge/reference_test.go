package merge

import (
	"fmt"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/override"
	"github.com/compose-spec/compose-go/v2/transform"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material/plain"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

func parse(t testing.TB, text string) *syntax.Node {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) != 1 {
		t.Fatalf("%v\n%.2000s", list, text)
	}
	root, list := syntax.Resolve(docs[0], syntax.Limits{})
	if list.HasErrors() {
		t.Fatalf("%v\n%.2000s", list, text)
	}
	return root
}

func decode(t testing.TB, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := yaml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v\n%.2000s", err, text)
	}
	return m
}

// steps are what both sides do with a model and the next document.
var steps = []struct {
	name string
	ours func(c *schema.Context, model, over *syntax.Node) *syntax.Node
	ref  func(model, over map[string]any) (map[string]any, error)
}{
	{"merge", func(c *schema.Context, model, over *syntax.Node) *syntax.Node {
		model, list := Merge(c.Build, model, over, schema.Compose())
		c.Diags.Add(list...)
		return model
	}, override.Merge},
	{"unique", func(c *schema.Context, model, _ *syntax.Node) *syntax.Node {
		return Unique(c, model, schema.Compose())
	}, func(model, _ map[string]any) (map[string]any, error) { return override.EnforceUnicity(model) }},
	{"canonical", func(c *schema.Context, model, _ *syntax.Node) *syntax.Node {
		return Canonical(c, model, schema.Compose())
	}, func(model, _ map[string]any) (map[string]any, error) {
		model, err := transform.Canonical(model, false)
		if err != nil {
			return nil, err
		}
		return override.EnforceUnicity(loader.OmitEmpty(model))
	}},
}

// agree runs documents through both sides and compares after every step.
func agree(t testing.TB, docs ...string) {
	t.Helper()
	var list diag.List
	c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
	model, want := parse(t, "{}"), map[string]any{}
	for i, doc := range docs {
		over, overWant := parse(t, doc), decode(t, doc)
		for j, s := range steps {
			before, was := plain.Tree(t, model), model
			model = s.ours(c, model, over)
			if !reflect.DeepEqual(before, plain.Tree(t, was)) {
				t.Fatalf("%s of document %d changed its input", s.name, i)
			}
			var err error
			want, err = s.ref(want, overWant)
			if err != nil && strings.Contains(err.Error(), "invalid type") {
				return // the check of the table has reported that before
			}
			if err != nil { // what it finds in a key, we find in the long form
				for _, later := range steps[j+1:] {
					model = later.ours(c, model, over)
				}
			}
			if (err != nil) != list.HasErrors() {
				t.Fatalf("%s of document %d: the reference says %v, we say %v\n%s", s.name, i, err, list, strings.Join(docs, "\n---\n"))
			}
			if err != nil {
				return
			}
			if d := cmp.Diff(plain.Basic(want), plain.Tree(t, model)); d != "" {
				t.Fatalf("%s of document %d (- reference, + ours):\n%s\n%s", s.name, i, d, strings.Join(docs, "\n---\n"))
			}
		}
		if again := Canonical(c, model, schema.Compose()); again != model {
			t.Fatalf("a canonical tree is made canonical again")
		}
	}
	want, err := transform.SetDefaultValues(want)
	model = Defaults(c, model, schema.Compose())
	if err != nil {
		t.Fatalf("defaults: the reference says %v\n%s", err, strings.Join(docs, "\n---\n"))
	}
	if d := cmp.Diff(plain.Basic(want), plain.Tree(t, model)); d != "" {
		t.Fatalf("defaults (- reference, + ours):\n%s\n%s", d, strings.Join(docs, "\n---\n"))
	}
}

// vocabulary holds values of each attribute, in all of its forms.
var vocabulary = map[string][]string{
	"image":           {"a", "b:1", "null"},
	"command":         {"a b", "[a, b]", "null", "[]", "''"},
	"entrypoint":      {"a", "[c]", "null"},
	"environment":     {"{A: 1, B: x}", "{A: null, Z: }", "[A=1, B]", "[B=2, 'C=x=y', C]", "{A: true, F: 1.5, O: 0x10, E: 1e3}", "null", "[A=1, A=2]", "{C: '', D: null}"},
	"labels":          {"{a: b}", "[a=b, c=d]", "[a, c=]", "{a: 1, d: false}", "null"},
	"annotations":     {"{a: b, x: 1}", "[x=2]"},
	"sysctls":         {"{net.core: 1}", "[net.core=2, b=3]"},
	"build":           {".", "{context: a}", "{args: {A: 1, B: null}}", "{args: [A=2, C], dockerfile: D}", "{context: b, labels: [a=b], extra_hosts: [a=1]}", "{labels: {a: c}, extra_hosts: {a: [1.1.1.1, 2.2.2.2], b: x}}", "{additional_contexts: {x: y}, tags: [a, b, a]}", "{additional_contexts: ['x=z', 'w=v=u'], tags: [b]}", "{ssh: [default, a=b], secrets: [s, {source: t, target: u}]}", "{provenance: true, sbom: 'x'}", "{ulimits: {nofile: 1}, no_cache: true}"},
	"depends_on":      {"[a, b]", "{a: {condition: service_healthy}}", "{b: {condition: service_started, restart: true, required: false}, c: {}}", "[c, c]", "null"},
	"dns":             {"1.1.1.1", "[1.1.1.1, 8.8.8.8]", "''", "['', 9.9.9.9]", "[8.8.8.8, 8.8.8.8]", "null"},
	"dns_opt":         {"[a, b=c]", "[b=d]"},
	"dns_search":      {"x.y", "[x.y, z]"},
	"env_file":        {"a.env", "[a.env, {path: b.env, required: false}]", "[{path: a.env}]", "[a.env, b.env, a.env]", "[{path: c.env, format: raw}]"},
	"label_file":      {"a.l", "[a.l, b.l]"},
	"extra_hosts":     {"[a=1.1.1.1, 'b:2.2.2.2']", "{a: 1.1.1.1, b: [2.2.2.2, 3.3.3.3]}", "[a=9.9.9.9]", "null"},
	"healthcheck":     {"{test: [CMD, a], interval: 1s}", "{test: b}", "{test: null, retries: 3}", "{disable: true}"},
	"logging":         {"{driver: a, options: {x: y}}", "{options: {z: '1'}}", "{driver: b, options: {w: v}}", "{driver: a, options: {x: z}}"},
	"models":          {"[m, n]", "{m: {endpoint_var: X}}", "{n: null}", "null"},
	"networks":        {"[a, b]", "{a: {aliases: [x, y, x]}, c: null}", "{a: {aliases: [y, z], priority: 3}, b: {link_local_ips: [1.1.1.1, 1.1.1.1]}}", "null", "[b, b]"},
	"ports":           {"[80, '80:80']", "['8080:80/tcp', '8080:80']", "['8000-8002:80-82']", "[{target: 80, published: '8080'}]", "['127.0.0.1::53/udp', '80']", "['9-11']", "[{target: 80, published: '80', host_ip: 0.0.0.0, protocol: tcp, mode: host}]", "['80', 80]", "['8x:80']", "[{published: '1'}]", "['[::1]:80:80', '10-12:80']", "[{target: 443}, {target: 443, name: x}]"},
	"volumes":         {"['/a:/b', 'data:/c']", "['data:/c/:ro', '/x']", "[{type: bind, source: ./s, target: /b, bind: {selinux: z}}]", "['./s:/b:z', '/q:/c:rshared']", "[{type: volume, source: v1, target: /c, volume: {nocopy: true, labels: {a: b}}}]", "['/y', '/y']", "[{type: tmpfs}]", "['xx::y']"},
	"secrets":         {"[s, t]", "[{source: s, target: x}]", "[{source: t}, s]", "[{source: s, target: /run/secrets/s, mode: 0440}]"},
	"configs":         {"[s, t]", "[{source: s, target: /t}]", "[{source: t}, s]"},
	"devices":         {"['/dev/a:/dev/b:r', /dev/c]", "['/dev/x:/dev/b']", "[{source: /dev/y, target: /dev/b, permissions: rw}]", "['a:b:c:d']", "[{source: /dev/z}]"},
	"expose":          {"[80, '81']", "['80', 82]", "[81]"},
	"cap_add":         {"[A, B]", "[B, C, C]"},
	"cap_drop":        {"[ALL]", "[A, ALL]"},
	"profiles":        {"[p, q]", "[q, r]"},
	"tmpfs":           {"/a", "[/a, '/b:size=1']", "['/b:size=2']"},
	"ulimits":         {"{nofile: 1}", "{nofile: {soft: 1, hard: 2}}", "{nofile: {soft: 5}, nproc: 3}", "{nofile: null}"},
	"gpus":            {"all", "[{driver: nvidia}]", "[{count: 2}]", "[{device_ids: ['1']}]"},
	"develop":         {"{watch: [{path: a, action: sync, target: b, ignore: x, include: [y]}]}", "{watch: [{path: a, action: rebuild}]}"},
	"deploy":          {"{labels: {a: 1}, replicas: 2}", "{labels: [a=2, b]}", "{resources: {reservations: {devices: [{capabilities: [gpu]}, {capabilities: [x], count: 1}]}}}", "null"},
	"pre_start":       {"[{command: a, env_file: x, volumes: ['/a:/b', '/c:/b'], secrets: [s]}]", "[{image: i, networks: [n], gpus: all, dns: d}]"},
	"links":           {"[a, 'b:c']", "['b:d', a]"},
	"security_opt":    {"[a, b, a]", "[b, c]"},
	"group_add":       {"[1, a]", "[a, 2, '1']"},
	"cpus":            {"0.5", "1", "null"},
	"privileged":      {"true", "false"},
	"storage_opt":     {"{size: 1}", "{size: 2, b: c}"},
	"x-foo":           {"{a: 1, b: [1, 2]}", "{a: {c: d}, b: [2, {e: f}]}", "[1]", "text", "null"},
	"volumes_from":    {"[a, b]", "[b]"},
	"credential_spec": {"{file: a}", "{config: b}"},
}

var resources = map[string][]string{
	"networks": {"null", "{driver: a, labels: {a: b}}", "{labels: [a=c, d], ipam: {config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1}], options: {x: y}}}", "{ipam: {config: [{subnet: 10.0.0.0/8, ip_range: 10.1.0.0/16}]}}", "{ipam: {config: [{subnet: 10.2.0.0/16, gateway: 10.2.0.1}, {subnet: 10.3.0.0/16}]}}", "{ipam: {config: [{subnet: 10.3.0.0/16, ip_range: 10.3.1.0/24}, {subnet: 10.0.0.0/8}]}}", "{external: true, name: x}", "{external: {name: x}}", "{}"},
	"volumes":  {"null", "{driver: local, driver_opts: {o: bind}}", "{labels: [a=b], name: x}", "{external: {name: x}}", "{external: {name: y}, name: y}", "{external: {}}"},
	"secrets":  {"{file: a}", "{environment: A, labels: {b: c}}", "{external: true}"},
	"configs":  {"{content: a}", "{file: b, labels: [d=e]}"},
	"models":   {"{model: a}", "{model: b, context_size: 3, runtime_flags: [x, y]}", "{runtime_flags: [y, z]}"},
}

// document makes a Compose file of the vocabulary.
func document(r *rand.Rand, names []string) string {
	var b strings.Builder
	for _, section := range []string{"services", "jobs"} {
		fmt.Fprintf(&b, "%s:\n", section)
		for _, name := range []string{"one", "two"} {
			fmt.Fprintf(&b, "  %s:\n    x-k: 1\n", name)
			for range r.Intn(4) {
				a := names[r.Intn(len(names))]
				if strings.Contains(b.String()[strings.LastIndex(b.String(), "  "+name+":"):], "\n    "+a+":") || section == "jobs" && notInJobs[a] {
					continue
				}
				fmt.Fprintf(&b, "    %s: %s\n", a, vocabulary[a][r.Intn(len(vocabulary[a]))])
			}
		}
	}
	for _, section := range []string{"networks", "volumes", "secrets", "configs", "models"} {
		if r.Intn(5) == 0 {
			fmt.Fprintf(&b, "%s:\n  r: %s\n", section, resources[section][r.Intn(len(resources[section]))])
		}
	}
	return b.String()
}

var notInJobs = map[string]bool{"deploy": true, "develop": true, "links": true, "pre_start": true}

func attributes() (names []string) {
	for name := range vocabulary {
		names = append(names, name)
	}
	return names
}

// referenceStage is what the reference does with a merged model.
func referenceStage(model map[string]any) (map[string]any, error) {
	model, err := override.EnforceUnicity(model)
	if err != nil {
		return nil, err
	}
	if model, err = transform.Canonical(model, false); err != nil {
		return nil, err
	}
	return override.EnforceUnicity(loader.OmitEmpty(model))
}

// parseAny reads one document of any text; nil if there is none.
func parseAny(text string) *syntax.Node {
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) == 0 || docs[0].Root == nil {
		return nil
	}
	root, list := syntax.Resolve(docs[0], syntax.Limits{})
	if list.HasErrors() {
		return nil
	}
	return root
}
