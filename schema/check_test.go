package schema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"golang.org/x/tools/txtar"
)

// wanted reads the expectations of a file: what stands after "# want " on each line.
func wanted(text string) (want []string) {
	for i, line := range strings.Split(text, "\n") {
		if _, what, ok := strings.Cut(line, "# want "); ok {
			want = append(want, lineOf(i+1, what))
		}
	}
	return want
}

func lineOf(line int, what string) string {
	return "line " + string(rune('0'+line/10)) + string(rune('0'+line%10)) + ": " + what
}

func described(d diag.Diagnostic) string {
	s := d.Code() + ": " + d.Message
	if d.Help != "" {
		s += " | " + d.Help
	}
	return lineOf(d.Span.Pos(source.Runes).Line, s)
}

func TestFindingsSayWhatIsWrongAndWhatToDo(t *testing.T) {
	names, err := filepath.Glob("testdata/check/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases in testdata/check")
	}
	seen := map[string]bool{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, tree := range trees(source.NewFile(name, string(text))) {
			list := schema.Check(tree, schema.Compose())
			list.Sort()
			var have []string
			for _, d := range list {
				have = append(have, described(d))
				seen[d.Code()] = true
			}
			want := wanted(string(text))
			for _, s := range have {
				if !slices.Contains(want, s) {
					t.Errorf("%s: not expected:\n  %s", name, s)
				}
			}
			for _, s := range want {
				if !slices.Contains(have, s) {
					t.Errorf("%s: not found:\n  %s", name, s)
				}
			}
		}
	}
	for _, def := range []*diag.Def{
		schema.UnknownAttribute, schema.WrongKind, schema.MissingAttribute, schema.NotAllowedValue,
		schema.OutOfRange, schema.DuplicateItem, schema.BadName,
	} {
		if !seen[def.Code] {
			t.Errorf("no case has the finding %s", def.Code)
		}
	}
}

func parse(t testing.TB, text string) *syntax.Node {
	t.Helper()
	all := trees(source.NewFile("compose.yaml", text))
	if len(all) != 1 {
		t.Fatalf("not one document: %s", text)
	}
	return all[0]
}

func TestFindingsKnowTheirPath(t *testing.T) {
	list := schema.Check(parse(t, "services: {web: {ports: [80, {target: []}], build: {args: {a: [1]}}}}"), schema.Compose())
	var paths []string
	for _, d := range list {
		paths = append(paths, d.Path)
	}
	want := []string{"services.web.ports[1].target", "services.web.build.args.a"}
	if !slices.Equal(paths, want) {
		t.Errorf("paths %v, want %v", paths, want)
	}
}

// A value that is not there is marked by its key.
func TestWhatIsNotThereIsMarkedByItsKey(t *testing.T) {
	list := schema.Check(parse(t, "services:\n  web:\n    hostname:\n  db:\n"), schema.Compose())
	var marked []string
	for _, d := range list {
		marked = append(marked, d.Path+": "+d.Span.Text())
	}
	want := []string{"services.web.hostname: hostname", "services.db: db"}
	if !slices.Equal(marked, want) {
		t.Errorf("marked %q, want %q", marked, want)
	}
}

func TestFixesMendTheText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"services: {web: {imge: nginx}}", "services: {web: {image: nginx}}"},
		{"services: {web: {user: 1000}}", `services: {web: {user: "1000"}}`},
		{"services: {web: {cgroup: hots}}", "services: {web: {cgroup: host}}"},
		{"services:\n  web:\n    image nginx", "services:\n  web:\n    image: nginx"},
		{"services: {web: {restart: 3}}", "services: {web: {restart: on-failure:3}}"},
		{"services: {web: {gpus: 2}}", "services: {web: {gpus: [{count: 2}]}}"},
		{"services:\n  web:\n    deploy:\n      replicas: 2\n      networks:\n        - front\n", "services:\n  web:\n    deploy:\n      replicas: 2\n    networks:\n      - front\n"},
		{"services: {web: {init: 0}}", "services: {web: {init: false}}"},
		{"services: {web: {ports: 80:80}}", `services: {web: {ports: ["80:80"]}}`},
		{"services: {web: {expose: 80}}", `services: {web: {expose: ["80"]}}`},
		{"services:\n  web:\n    environment:\n      A=b\n\n      C=d e\n", "services:\n  web:\n    environment:\n      - A=b\n\n      - C=d e\n"},
		{"services:\n  web:\n    labels:\n      a:b\n", "services:\n  web:\n    labels:\n      a: b\n"},
		{"services: {web: {environment: {A: {{ .A }}}}}", `services: {web: {environment: {A: "{{ .A }}"}}}`},
		{"services:\n  web:\n    ports:\n      - 80 : 81\n", "services:\n  web:\n    ports:\n      - 80:81\n"},
		{"volumes:\n- data\n# why\n- more\n", "volumes:\n  data:\n# why\n  more:\n"},
		{"services:\n  - web:\n      image: nginx\n  - db: {image: postgres}\n", "services:\n    web:\n      image: nginx\n    db: {image: postgres}\n"},
		{"services: {web: {logging: json-file}}", "services: {web: {logging: {driver: json-file}}}"},
		{"services:\n  web:\n    healthcheck: curl -f http://localhost\n", "services:\n  web:\n    healthcheck: {test: curl -f http://localhost}\n"},
		{"services:\n  web: nginx:1\n", "services:\n  web: {image: nginx:1}\n"},
		{"services: {web: {depends_on: {db: completed}}}", "services: {web: {depends_on: {db: {condition: service_completed_successfully}}}}"},
		{"services: {web: {deploy: {resources: {limits: 512m}}}}", "services: {web: {deploy: {resources: {limits: {memory: 512m}}}}}"},
		{"services: {web: {networks: {front: 10.0.0.1}}}", "services: {web: {networks: {front: {ipv4_address: 10.0.0.1}}}}"},
		{"services: {web: {networks: {front: 'fd00::1'}}}", "services: {web: {networks: {front: {ipv6_address: 'fd00::1'}}}}"},
		{"networks: {front: bridge}", "networks: {front: {driver: bridge}}"},
		{"networks: {front: {ipam: 10.0.0.0/8}}", "networks: {front: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}"},
		{"services:\n  web:\n    ports:\n      80: 8080 # web\n      443-444: 443-444\n", "services:\n  web:\n    ports:\n      - \"80:8080\" # web\n      - \"443-444:443-444\"\n"},
		{"services:\n  web:\n    volumes:\n      ./data:  /data:ro\n      cache: /cache\n", "services:\n  web:\n    volumes:\n      - ./data:/data:ro\n      - cache:/cache\n"},
		{"services:\n  web:\n    devices:\n      /dev/fuse: /dev/fuse\n", "services:\n  web:\n    devices:\n      - /dev/fuse:/dev/fuse\n"},
		{"services:\n  web:\n    env_file:\n      path: a.env\n      required: false\n", "services:\n  web:\n    env_file:\n      - path: a.env\n        required: false\n"},
		{"services: {web: {build: [.]}}", "services: {web: {build: .}}"},
		{"services: {web: {env_file: {path: a.env}}}", "services: {web: {env_file: [{path: a.env}]}}"},
		{"services: {web: {ports: {8080: 80, 443: 443}}}", `services: {web: {ports: ["8080:80", "443:443"]}}`},
		{"services: {web: {ports: {}}}", "services: {web: {ports: []}}"},
		{"services: {web: {volumes: {data: /data}}}", `services: {web: {volumes: ["data:/data"]}}`},
		{"services: {web: {tmpfs: {/run: size=1m}}}", `services: {web: {tmpfs: ["/run:size=1m"]}}`},
		{"services:\n  web:\n    tmpfs:\n      /run: size=1m\n", "services:\n  web:\n    tmpfs:\n      - /run:size=1m\n"},
		{"services: {web: {configs: {a: /etc/a}}}", "services: {web: {configs: [{source: a, target: /etc/a}]}}"},
		{"services:\n  web:\n    secrets:\n      a: x # why\n", "services:\n  web:\n    secrets:\n      - {source: a, target: x} # why\n"},
		{"services:\n  web:\n    configs:\n      - a: /etc/a\n", "services:\n  web:\n    configs:\n      - {source: a, target: /etc/a}\n"},
		{"services:\n  web:\n    ports:\n      - \"8080\": 80\n", "services:\n  web:\n    ports:\n      - \"8080:80\"\n"},
		{"services:\n  web:\n    volumes:\n      - ./a: '/a'\n", "services:\n  web:\n    volumes:\n      - \"./a:/a\"\n"},
		{"services: {web: {ports: [{8080: 80}]}}", `services: {web: {ports: ["8080:80"]}}`},
		{"services: {web: {ports: [8080: 80]}}", `services: {web: {ports: ["8080:80"]}}`},
		{"services: {web: {environment: [{A: b}]}}", "services: {web: {environment: [A=b]}}"},
		{"services:\n  web:\n    labels:\n      - a: b\n        c: d\n      - e\n", "services:\n  web:\n    labels:\n        a: b\n        c: d\n        e:\n"},
		{"services: {web: {labels: [{a: b, c: d}, e=f]}}", "services: {web: {labels: {a: b, c: d, e: f}}}"},
		{"services:\n  web:\n    networks:\n      - front:\n", "services:\n  web:\n    networks:\n        front:\n"},
		{"services: {web: {ulimits: [nofile=1024]}}", "services: {web: {ulimits: {nofile: 1024}}}"},
		{"volumes: [data, more]", "volumes: {data: null, more: null}"},
		{"services:\n  web:\n    ports: 80,443 # both\n", "services:\n  web:\n    ports: [\"80\", \"443\"] # both\n"},
		{"services:\n  web:\n    cap_add: NET_ADMIN, SYS_TIME\n", "services:\n  web:\n    cap_add: [\"NET_ADMIN\", \"SYS_TIME\"]\n"},
		{"services: {web: {deploy: {replicas: [2]}}}", "services: {web: {deploy: {replicas: 2}}}"},
		{"services:\n  web:\n    expose:\n      - 80: udp\n", "services:\n  web:\n    expose:\n      - 80/udp\n"},
		{"services:\n  web:\n    build:\n      - ./app\n", "services:\n  web:\n    build:\n      ./app\n"},
		{"services:\n  web:\n    networks:\n      - front:\n          aliases: [a]\n      - back\n", "services:\n  web:\n    networks:\n        front:\n          aliases: [a]\n        back:\n"},
		{"services: {web: {pull_policy: IfNotPresent}}", "services: {web: {pull_policy: missing}}"},
		{"services: {web: {pull_policy: nevr}}", "services: {web: {pull_policy: never}}"},
		{"services:\n  web:\n    restart:always\n    image:nginx\n", "services:\n  web:\n    restart: always\n    image: nginx\n"},
		{"services:\n  web:\n    environment:\n      A:b\n      C:d e\n", "services:\n  web:\n    environment:\n      A: b\n      C: d e\n"},
		{"services: {web: {deploy: {restart_policy: condition:any}}}", "services: {web: {deploy: {restart_policy: {condition: any}}}}"},
		{"services: {web: {healthcheck: {timeout: 1.5}}}", "services: {web: {healthcheck: {timeout: 1.5s}}}"},
		{"services: {web: {expose: '80'}}", `services: {web: {expose: ["80"]}}`},
		{"services: {web: {profiles: \"dev, test\"}}", `services: {web: {profiles: ["dev", "test"]}}`},
		{"services:\n  web:\n    build: . # here\n    dockerfile: Dockerfile.dev\n", "services:\n  web:\n    build:\n      context: . # here\n      dockerfile: Dockerfile.dev\n"},
		{"services:\n  web:\n    extends: base\n    file: common.yaml\n    image: nginx\n", "services:\n  web:\n    extends:\n      service: base\n      file: common.yaml\n    image: nginx\n"},
		{"services:\n  web:\n    logging:\n      driver: local\n      max-size: 1m\n", "services:\n  web:\n    logging:\n      driver: local\n      options:\n        max-size: 1m\n"},
		{"volumes:\n  data:\n    driver_opts:\n       type: nfs\n    device: :/x\n", "volumes:\n  data:\n    driver_opts:\n       type: nfs\n       device: :/x\n"},
		{"services: {web: {volumes: [{source: ./a, target: /a}]}}", "services: {web: {volumes: [{type: bind, source: ./a, target: /a}]}}"},
		{"services:\n  web:\n    volumes:\n      - source: data\n        target: /a\n", "services:\n  web:\n    volumes:\n      - type: volume\n        source: data\n        target: /a\n"},
		{"services: {web: {volumes: [{target: /a, tmpfs: {mode: 7}}]}}", "services: {web: {volumes: [{type: tmpfs, target: /a, tmpfs: {mode: 7}}]}}"},
		{"services: {web: {depends_on: {db: {condition: service_running}}}}", "services: {web: {depends_on: {db: {condition: service_started}}}}"},
		{"services: {web: {environment: {A: {a: 'b'}}}}", "services: {web: {environment: {A: '{a: ''b''}'}}}"},
		{"services:\n  web:\n    labels:\n      a: [b, \"c\"] # why\n", "services:\n  web:\n    labels:\n      a: '[b, \"c\"]' # why\n"},
		{"services: {web: {healthcheck: none}}", "services: {web: {healthcheck: {disable: true}}}"},
		{"services:\n  web:\n    healthcheck:\n      False\n", "services:\n  web:\n    healthcheck:\n      {disable: true}\n"},
		{"services:\n  web:\n    develop:\n      - action: rebuild\n        path: .\n", "services:\n  web:\n    develop:\n      watch:\n      - action: rebuild\n        path: .\n"},
		{"networks: {a: {ipam: [{subnet: 10.0.0.0/8}]}}", "networks: {a: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}"},
		{"services: {web: {develop: {watch: [{path: a, target: /b}]}}}", "services: {web: {develop: {watch: [{action: sync, path: a, target: /b}]}}}"},
		{"services: {web: {depends_on: {db: {}}}}", "services: {web: {depends_on: {db: {condition: service_started}}}}"},
		{"services: {web: {depends_on: {db: {required: false}}}}", "services: {web: {depends_on: {db: {condition: service_started, required: false}}}}"},
		{"services: {web: {depends_on: {db: {condition: healthy}}}}", "services: {web: {depends_on: {db: {condition: service_healthy}}}}"},
	} {
		list := schema.Check(parse(t, c.text), schema.Compose())
		if len(list) != 1 || len(list[0].Fixes) != 1 {
			t.Errorf("%s: %+v, want one finding with one fix", c.text, list)
			continue
		}
		if got, err := syntax.Apply(c.text, list[0].Fixes[0].Edits); got != c.want || err != nil {
			t.Errorf("fixed: %s, %v, want %s", got, err, c.want)
		}
	}
}

// A list in place of a mapping stays where it cannot be told what its keys are.
func TestListsOfMoreThanNamesHaveNoFix(t *testing.T) {
	for _, text := range []string{
		"volumes: [data, data]", "volumes: [{data: {}}, data]", "volumes: [&a data]", "services:\n  - web:\n    image: nginx\n", "services:\n  web:\n    volumes: ./a:/a:ro,z\n",
		"services:\n  web:\n    environment: A=b,C=d\n",
		"services:\n  web:\n    extra_hosts: a:10.0.0.1,10.0.0.2\n", "services: {web: {ports: {http: 80}}}",
		"services: {web: {configs: {a: {target: /a}}}}", "services: {web: {env_file: &a {path: a}}}", "services:\n  web:\n    expose:\n      - 80: x\n",
		"services:\n  web:\n    dockerfile: D\n    build: .\n", "services:\n  web:\n    build: &b .\n    dockerfile: D\n", "services: {web: {build: ., dockerfile: D}}",
		"services:\n  web:\n    logging:\n      max-size: 1m\n      driver: local\n", "services:\n  web:\n    logging:\n      options: {a: b}\n      max-size: 1m\n",
		"networks:\n  a:\n    driver_opts: &o\n      a: b\n    b: c\n",
		"services: {web: {volumes: [{target: /a}]}}", "services:\n  web:\n    volumes:\n      - &v\n        source: ./a\n        target: /a\n",
		"services: {web: {develop: {watch: [{path: a}]}}}", "services: {web: {develop: &d [{action: rebuild, path: a}]}}", "services: {web: {healthcheck: &h none}}",
		"services: {web: {develop: [{action: rebuild, paths: a}]}}",
		"services: {web: {pull_policy: 2}}", "services: {web: {ulimits: 5}}", "services: {web: {deploy: {replicas: [true]}}}",
		"volumes:\n  - # why\n    data\n", "volumes:\n  - \"data\"\n",
		"volumes:\n" + strings.Repeat("  - data\n", 10_000),
		"volumes:\n  - data\n  -  more\n", "volumes:\n  - - data\n", "volumes:\n  - 1\n",
		"services:\n  web:\n    labels:\n" + strings.Repeat("      a:b\n", 10_000),
		"services:\n  web:\n    ports:\n      http: 80\n", "services:\n  web:\n    volumes:\n      data: {source: data}\n",
		"services: {web: {networks: {front: hello}}}", "networks: {front: hello}", "services: {web: {healthcheck: 'a # b'}}",
		"services:\n  web:\n    healthcheck: |\n      a\n", "services: {web: {build: [&a .]}}",
	} {
		if list := schema.Check(parse(t, text), schema.Compose()); len(list) != 1 || len(list[0].Fixes) > 0 {
			t.Errorf("%s: %v, want one finding without fix", text, list)
		}
	}
}

// What stands beside or above the mapping that it belongs into is put there by one fix, after which nothing is found.
func TestWhatStandsElsewhereIsPutInItsPlace(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/misplaced.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		name, text, want := archive.Files[i].Name, string(archive.Files[i].Data), string(archive.Files[i+1].Data)
		list := schema.Check(parse(t, text), schema.Compose())
		var fixes []diag.Fix
		for _, d := range list {
			for _, f := range d.Fixes {
				switch {
				case strings.HasPrefix(f.Title, "indent what belongs to"):
					fixes = slices.Insert(fixes, 0, f)
				case strings.HasPrefix(f.Title, "put it in"):
					fixes = append(fixes, f)
				}
			}
		}
		if want == "" || len(fixes) == 0 {
			if want != "" || len(fixes) > 0 {
				t.Errorf("%s: found %v, with the fixes %+v", name, list, fixes)
			}
			continue
		}
		if got, err := syntax.Apply(text, fixes[0].Edits); got != want || err != nil {
			t.Errorf("%s: fixed: %s, %v", name, got, err)
		}
		if list = schema.Check(parse(t, want), schema.Compose()); len(list) > 0 {
			t.Errorf("%s: found %v in what is fixed", name, list)
		}
	}
}

func TestCanonicalPartsArePassedOver(t *testing.T) {
	tree := parse(t, "services: {web: {bogus: 1}}")
	tree.Get("services").Get("web").Mark |= schema.MarkCanonical
	if list := schema.Check(tree, schema.Compose()); len(list) > 0 {
		t.Errorf("found %v in what was marked as checked", list)
	}
}

const large = `
services:
  web:
    image: nginx:1.27
    command: [nginx, -g, daemon off;]
    environment: {A: "1", B: two, C: 3, D: null, E: true}
    ports: ["80:80", "443:443", {target: 9000, published: "9000"}]
    volumes: ["data:/data", {type: bind, source: ./a, target: /a, bind: {create_host_path: true}}]
    depends_on: {db: {condition: service_healthy}}
    healthcheck: {test: [CMD, "true"], interval: 10s, retries: 3}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 64m}}}
    labels: [a=b, c=d, e=f]
    networks: {front: {aliases: [www]}, back: null}
  db: {image: postgres, volumes: ["data:/var/lib/postgresql"], restart: always, cap_add: [NET_ADMIN]}
networks: {front: {}, back: {internal: true}}
volumes: {data: {}}
`

func TestCheckingAValidTreeAllocatesNothing(t *testing.T) {
	tree := parse(t, large)
	table := schema.Compose()
	if list := schema.Check(tree, table); len(list) > 0 {
		t.Fatal(list)
	}
	if n := testing.AllocsPerRun(100, func() { schema.Check(tree, table) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCheck(b *testing.B) {
	tree := parse(b, large)
	b.ReportAllocs()
	for b.Loop() {
		schema.Check(tree, schema.Compose())
	}
}

func BenchmarkCheckOfficial(b *testing.B) {
	tree := parse(b, large)
	for b.Loop() {
		official.Check(tree)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(large)
	f.Add("services: {a: {ports: [1, 1.0, .inf, 2001-01-01]}}")
	f.Add("? [a]\n: b\nservices: *x")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tree := range trees(source.NewFile("compose.yaml", text)) {
			ours, theirs := schema.Check(tree, schema.Compose()), official.Check(tree)
			if ours.HasErrors() && !theirs.HasErrors() {
				t.Errorf("we say\n%v\nthe official schema says nothing", ours.Err())
			}
		}
	})
}

// Long lists are compared another way than short ones: the findings must be the same.
func TestDuplicatesOfLongListsAreFound(t *testing.T) {
	var b strings.Builder
	b.WriteString("services: {web: {expose: [")
	for i := range 200 {
		fmt.Fprintf(&b, "%d, \"%d\", ", 1000+i, 1000+i)
	}
	b.WriteString("0x3E8, 1001.0, '1002', 2001-01-01, '2001-01-01T00:00:00Z'], ports: [")
	for i := range 50 {
		fmt.Fprintf(&b, "{target: %d, published: x}, ", i)
	}
	b.WriteString("{published: x, target: 7.0}, {target: 7}]}}")
	tree := parse(t, b.String())
	var paths []string
	for _, d := range schema.Check(tree, schema.Compose()) {
		paths = append(paths, d.Path+": "+d.Message)
	}
	want := []string{
		"services.web.expose[400]: item 401 of `expose` is the same as item 1",
		"services.web.expose[401]: item 402 of `expose` is the same as item 3",
		"services.web.expose[402]: item 403 of `expose` is the same as item 6",
		"services.web.expose[404]: item 405 of `expose` is the same as item 404",
		"services.web.ports[50]: item 51 of `ports` is the same as item 8",
	}
	if !slices.Equal(paths, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(paths, "\n"), strings.Join(want, "\n"))
	}
	if !official.Check(tree).HasErrors() {
		t.Error("the official schema finds no duplicates")
	}
}
