package loader_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// load loads /p/compose.yaml of the given files.
func load(t testing.TB, l loader.Loader, files map[string]string, names ...string) *loader.Result {
	t.Helper()
	if l.FS == nil {
		l.FS = source.Map(files, source.Unix)
	}
	if names == nil {
		names = []string{"/p/compose.yaml"}
	}
	result, err := l.Load(context.Background(), names...)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func printed(t testing.TB, r *loader.Result) string {
	t.Helper()
	text, err := model.EncodeYAML(r.Project)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// has tells whether a finding of that kind is in the list.
func has(list diag.List, def *diag.Def) bool {
	for _, d := range list {
		if d.Def == def {
			return true
		}
	}
	return false
}

func TestFile(t *testing.T) {
	r := load(t, loader.Loader{}, map[string]string{
		"/p/compose.yaml": "services: {web: {image: nginx, env_file: web.env}}",
		"/p/web.env":      "A=1",
		"/p/other.env":    "A=2",
	})
	for _, name := range []string{"/p/compose.yaml", "/p/web.env"} {
		if f := r.File(name); f == nil || f.Name() != name {
			t.Errorf("%s is %v", name, f)
		}
	}
	if f := r.File("/p/other.env"); f != nil {
		t.Errorf("%s was not read, and is there", f.Name())
	}
}

func TestObsoleteVersionIsRemoved(t *testing.T) {
	const rest = "services: {web: {image: nginx}}\n"
	for _, c := range []struct{ name, text, want string }{
		{"alone on its line", "version: '3'\n" + rest, rest},
		{"last, without an end", rest + "version: '3'", rest},
		{"quotes, and a comment", "\"version\" : '3' # of the format\n" + rest, rest},
		{"without a value", "version:\n" + rest, rest},
		{"two lines", "version:\n  '3'\r\n" + rest, rest},
		{"a block scalar", "version: |\n  3\n\n" + rest, "\n" + rest},
		{"a byte order mark", "\uFEFFversion: '3'\n" + rest, "\uFEFF" + rest},
		{"all is indented", "  version: '3'\n  " + rest, "  " + rest},
		{"JSON", "{\n  \"version\": \"3\",\n  \"services\": {}\n}\n", "{\n  \"services\": {}\n}\n"},
		{"something behind it", "{\nversion: '3', " + rest + "}", ""},
		{"something before it", "{name: p,\nx-a: 1, version: '3'\n, " + rest + "}", ""},
		{"a comma below", "{\nversion: '3'\n, " + rest + "}", ""},
		{"an anchor", "version: &v '3'\nservices: {web: {image: *v}}\n", ""},
		{"an alias", "x-v: &v '3'\nversion: *v\n" + rest, "x-v: &v '3'\n" + rest},
	} {
		list := load(t, loader.Loader{Name: "p"}, map[string]string{"/p/compose.yaml": c.text}).Diagnostics
		got := ""
		for _, change := range diag.Changes(list.SafelyFixable()) {
			got += change.Text()
		}
		if got != c.want || !has(list, loader.ObsoleteVersion) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A directory that is only known by a relative path need not have a name, and then it is said why.
func TestRelativeDirectoryWithoutAName(t *testing.T) {
	files := map[string]string{
		"compose.yaml":      "services: {web: {image: nginx}}",
		"../compose.yaml":   "services: {web: {image: nginx}}",
		"shop/compose.yaml": "services: {web: {image: nginx}}",
		"named.yaml":        "{name: shop, services: {web: {image: nginx}}}",
	}
	for name, want := range map[string]string{
		"compose.yaml":      `the project has no name, for its directory is only known as "."`,
		"../compose.yaml":   `the project has no name, for its directory is only known as ".."`,
		"shop/compose.yaml": "",
		"named.yaml":        "",
	} {
		got := ""
		for _, d := range load(t, loader.Loader{}, files, name).Diagnostics {
			got = d.Message
		}
		if got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestTheZeroLoader(t *testing.T) {
	for _, files := range [][]string{nil, {"compose.yaml"}} {
		result, err := new(loader.Loader).Load(context.Background(), files...)
		if err != nil || result.Project == nil || !result.Diagnostics.HasErrors() {
			t.Errorf("%v: got %v, error %v", files, result, err)
		}
	}
}

func TestStagesCanBeLeftOut(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml": `
include: [sub.yaml]
services:
  web:
    image: web:${TAG}
    extends: base
    build: {additional_contexts: {a: ./a}}
    volumes: ["./${DIR}/x:/x"]
    env_file: none.env
    label_file: none.labels
  base: {depends_on: [none]}
`,
		"/p/sub.yaml": "services: {db: {image: db}}",
	}
	env := source.Vars{"TAG": "1", "DIR": "d"}
	all := loader.Include | loader.Extends | loader.Defaults | loader.Interpolation | loader.PathResolution |
		loader.Normalization | loader.Consistency | loader.EnvResolution | loader.LabelResolution
	for _, row := range []struct {
		without       loader.Stages
		holds, misses string
	}{
		{all, "image: web:${TAG}", "name: p_default"},
		{all &^ loader.Interpolation, "image: web:1", "name: p_default"},
		{all &^ loader.Include, "db:", "name: p_default"},
		{all &^ loader.Extends, "depends_on:", "    extends:"},
		{all &^ loader.Defaults, "context: .", "context: /p"},
		{all &^ (loader.Defaults | loader.PathResolution), "context: /p", "context: ."},
		{all &^ loader.Normalization, "name: p_default", "/p/"},
		{all&^loader.Normalization | loader.Naming, "name: _default", "name: p"},
	} {
		result := load(t, loader.Loader{Env: env, Without: row.without}, files)
		if err := result.Diagnostics.Err(); err != nil {
			t.Errorf("without %b: %v", row.without, err)
		}
		if text := printed(t, result); !strings.Contains(text, row.holds) || strings.Contains(text, row.misses) {
			t.Errorf("without %b: want %q and no %q in:\n%s", row.without, row.holds, row.misses, text)
		}
	}
	for stage, def := range map[loader.Stages]*diag.Def{
		loader.Consistency: validate.UndefinedDependency, loader.EnvResolution: loader.FileNotFound, loader.LabelResolution: loader.FileNotFound,
	} {
		if result := load(t, loader.Loader{Env: env, Without: all &^ stage &^ loader.Interpolation}, files); !has(result.Diagnostics, def) {
			t.Errorf("with stage %b: %s is missing among %v", stage, def.Code, result.Diagnostics)
		}
	}
}

// A service whose network is shared is a dependency, unless nothing is normalised.
func TestNetworkOfAServiceThatIsNotThere(t *testing.T) {
	files := map[string]string{"/p/compose.yaml": `services: {web: {image: x, network_mode: "service:none"}}`}
	result := load(t, loader.Loader{Without: loader.Normalization}, files)
	if !has(result.Diagnostics, validate.UnknownNetworkService) {
		t.Errorf("got %v", result.Diagnostics)
	}
}

func TestSelection(t *testing.T) {
	files := map[string]string{"/p/compose.yaml": `
services:
  web: {image: web, depends_on: [db]}
  db: {image: db}
  other: {image: other, env_file: none.env}
  debug: {image: debug, profiles: [debug]}
`}
	for _, row := range []struct{ select_, want string }{
		{"web", "db web"}, {"db", "db"}, {"d*", "db"}, {"debug db", "db debug"},
	} {
		result := load(t, loader.Loader{Services: strings.Fields(row.select_)}, files)
		if err := result.Diagnostics.Err(); err != nil {
			t.Errorf("%s: %v", row.select_, err)
		}
		if got := strings.Join(result.Project.ServiceNames(), " "); got != row.want {
			t.Errorf("selecting %s: got %s, want %s", row.select_, got, row.want)
		}
	}
	if result := load(t, loader.Loader{Services: []string{"none"}}, files); !has(result.Diagnostics, loader.UnknownService) {
		t.Errorf("selecting what is not there: got %v", result.Diagnostics)
	}
}

// repository resolves references git:NAME to files below /remote.
type repository struct{}

func (repository) Accept(ref string) bool { return strings.HasPrefix(ref, "git:") }
func (repository) Load(_ context.Context, ref string) (string, error) {
	if ref == "git:gone" {
		return "", errors.New("no route to the host")
	}
	return "/remote/" + strings.TrimPrefix(ref, "git:") + "/compose.yaml", nil
}

func TestRemoteFiles(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml":          "include: [git:inc]\nservices:\n  web: {extends: {file: 'git:ext', service: base}}",
		"/remote/inc/compose.yaml": "services: {db: {image: db, volumes: ['./d:/d']}}",
		"/remote/ext/compose.yaml": "services: {base: {image: base, volumes: ['./e:/e']}}",
		"/p/gone.yaml":             "include: [git:gone]\nservices: {web: {image: x, depends_on: [db]}}",
	}
	l := loader.Loader{Resolvers: []loader.Resolver{repository{}}}
	result := load(t, l, files)
	if err := result.Diagnostics.Err(); err != nil {
		t.Fatal(err)
	}
	for service, want := range map[string]string{"db": "/remote/inc/d", "web": "/remote/ext/e"} {
		if got := result.Project.Services[service].Volumes[0].Source; got != want {
			t.Errorf("%s: got %s, want %s", service, got, want)
		}
	}
	l.NameDir = "/srv/shop"
	if main := load(t, l, files, "/p/compose.yaml", "git:inc"); main.Project.Name != "shop" || main.Project.WorkingDir != "/remote/inc" {
		t.Errorf("a remote file after another: got project %s in %s", main.Project.Name, main.Project.WorkingDir)
	}
	l.NameDir = ""
	if main := load(t, l, files, "git:inc"); main.Project.Name != "inc" || main.Project.WorkingDir != "/remote/inc" {
		t.Errorf("a remote main file: got project %s in %s", main.Project.Name, main.Project.WorkingDir)
	}
	gone := load(t, l, files, "/p/gone.yaml").Diagnostics
	if len(gone) != 1 || gone[0].Def != loader.RemoteUnavailable || gone[0].Span.Text() != "git:gone" {
		t.Errorf("an unavailable file: got %v", gone)
	}
}

func TestWindowsPaths(t *testing.T) {
	files := map[string]string{
		`C:\p\compose.yaml`:     "include: ['sub\\compose.yaml']\nservices: {web: {image: x, volumes: ['.\\a:/a', 'D:\\b:/b', '/c:/c'], build: 'ctx'}}",
		`C:\p\sub\compose.yaml`: "services: {db: {image: db, volumes: ['./d:/d']}}",
	}
	fsys := source.Map(files, source.Windows)
	l := loader.Loader{FS: fsys, Env: source.Vars{"COMPOSE_CONVERT_WINDOWS_PATHS": "1"}}
	result := load(t, l, nil, `C:\p\compose.yaml`)
	if err := result.Diagnostics.Err(); err != nil {
		t.Fatal(err)
	}
	web := result.Project.Services["web"]
	got := fmt.Sprint(web.Build.Context, " ", web.Volumes[0].Source, " ", web.Volumes[1].Source, " ", web.Volumes[2].Source,
		" ", result.Project.Services["db"].Volumes[0].Source)
	if want := `C:\p\ctx /c/p/a /d/b /c /c/p/sub/d`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	l.Env = nil
	if got, want := load(t, l, nil, `C:\p\compose.yaml`).Project.Services["web"].Volumes[0].Source, `C:\p\a`; got != want {
		t.Errorf("without conversion: got %s, want %s", got, want)
	}
}

// linked is a file system with one link, and one that leads nowhere.
type linked struct{ source.FS }

func (linked) ResolveLink(name string) (string, error) {
	if strings.HasSuffix(name, "/broken") {
		return "", fs.ErrNotExist
	}
	return strings.Replace(name, "/p/link", "/real", 1), nil
}

func (linked) IsLink(name string) bool {
	return name == "/p/link" || strings.HasSuffix(name, "/broken")
}

func TestHomeAndLinks(t *testing.T) {
	files := map[string]string{"/p/compose.yaml": `
services:
  web:
    image: x
    volumes: ["~/a:/a", "~/b:/b"]
    develop: {watch: [{path: link/src, action: rebuild}, {path: broken, action: rebuild}]}
`}
	result := load(t, loader.Loader{FS: linked{source.Map(files, source.Unix)}}, nil)
	web := result.Project.Services["web"]
	if got, want := web.Develop.Watch[0].Path, "/real/src"; got != want {
		t.Errorf("a watched link: got %s, want %s", got, want)
	}
	if !has(result.Diagnostics, loader.BrokenLink) || !has(result.Diagnostics, loader.NoHome) {
		t.Errorf("got %v", result.Diagnostics)
	}
	result = load(t, loader.Loader{Home: "/home/me"}, files)
	if got, want := result.Project.Services["web"].Volumes[0].Source, "/home/me/a"; got != want {
		t.Errorf("a path in the home directory: got %s, want %s", got, want)
	}
}

// TestNamedAfterLink loads a project by way of a link: who does so is told, unless the project has a name of its own.
func TestNamedAfterLink(t *testing.T) {
	const link, real, above, broken = "/p/link/compose.yaml", "/p/real/compose.yaml", "/p/link/link/compose.yaml", "/p/broken/compose.yaml"
	for _, row := range []struct {
		file, text string
		l          loader.Loader
		want       bool
	}{
		{file: link, text: "services: {web: {image: x}}", want: true},
		{file: link, text: "name: shop\nservices: {web: {image: x}}"},
		{file: link, text: "services: {web: {image: x}}", l: loader.Loader{Name: "shop"}},
		{file: link, text: "services: {web: {image: x}}", l: loader.Loader{Env: source.Vars{"COMPOSE_PROJECT_NAME": "shop"}}},
		{file: real, text: "services: {web: {image: x}}"},
		{file: above, text: "services: {web: {image: x}}"}, // the link is called otherwise, the project is not
		{file: broken, text: "services: {web: {image: x}}"},
	} {
		row.l.FS = linked{source.Map(map[string]string{row.file: row.text}, source.Unix)}
		result := load(t, row.l, nil, row.file)
		if got := has(result.Diagnostics, loader.NamedAfterLink); got != row.want || result.Diagnostics.HasErrors() {
			t.Errorf("%s, %q: got %v", row.file, row.text, result.Diagnostics)
		}
	}
	row := loader.Loader{FS: source.Map(map[string]string{link: "services: {web: {image: x}}"}, source.Unix)}
	if result := load(t, row, nil, link); len(result.Diagnostics) > 0 {
		t.Errorf("files that know of no links: got %v", result.Diagnostics)
	}
}

// forbidden is a file system whose files may not be read.
type forbidden struct{ source.FS }

func (forbidden) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestUnreadableFile(t *testing.T) {
	result := load(t, loader.Loader{FS: forbidden{source.Map(nil, source.Unix)}}, nil)
	if len(result.Diagnostics) != 1 || result.Diagnostics[0].Def != loader.FileUnreadable {
		t.Errorf("got %v", result.Diagnostics)
	}
}

// The path of a file that cannot be read is said once, however the error says it.
func TestUnreadable(t *testing.T) {
	reason := errors.New("not a directory")
	for _, err := range []error{reason, &fs.PathError{Op: "open", Path: "/p/a/b", Err: reason}} {
		if got := loader.Unreadable("/p/a/b", source.Span{}, err).Message; got != "/p/a/b cannot be read: not a directory" {
			t.Errorf("%v: %s", err, got)
		}
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": "services: {web: {image: x}}"}, source.Unix)}
	if result, err := l.Load(ctx, "/p/compose.yaml"); !errors.Is(err, context.Canceled) || result != nil {
		t.Errorf("got %v and %v", result, err)
	}
}

// Values know where they come from, through include, extends and overriding files.
func TestOriginOfValues(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml": "include: [inc.yaml]\nservices:\n  web: {extends: {file: base.yaml, service: base}}\n",
		"/p/over.yaml":    "services: {web: {image: over}, db: {restart: always}}",
		"/p/base.yaml":    "services: {base: {image: base, user: me}}",
		"/p/inc.yaml":     "services: {db: {image: db}}",
	}
	result := load(t, loader.Loader{}, files, "/p/compose.yaml", "/p/over.yaml")
	if err := result.Diagnostics.Err(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"services web image": "/p/over.yaml", "services web user": "/p/base.yaml",
		"services db image": "/p/inc.yaml", "services db restart": "/p/over.yaml",
	} {
		n := result.Tree
		for _, key := range strings.Fields(path) {
			n = n.Get(key)
		}
		if n == nil || !n.Span().Valid() || n.Span().File.Name() != want {
			t.Errorf("%s: got %v, want a place in %s", path, n, want)
		}
	}
	if base := result.Tree.Get("services").Get("web").Get("image").Base(); base == nil || base.Value() != "base" {
		t.Errorf("the image says nothing of what it replaced: %v", base)
	}
	var names []string
	for _, f := range result.Files {
		names = append(names, f.Name())
	}
	if got, want := strings.Join(names, " "), "/p/compose.yaml /p/over.yaml /p/inc.yaml /p/base.yaml"; got != want {
		t.Errorf("files: got %s, want %s", got, want)
	}
}

func TestLoadingConcurrently(t *testing.T) {
	files := map[string]string{"/p/compose.yaml": "services: {web: {image: 'x:${T}', links: [db]}, db: {image: y}}"}
	l := &loader.Loader{FS: source.Map(files, source.Unix), Env: source.Vars{"T": "1"}}
	want := printed(t, load(t, *l, nil))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			result, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				t.Error(err)
				return
			}
			if text, err := model.EncodeYAML(result.Project); err != nil || string(text) != want {
				t.Errorf("got %v and\n%s", err, text)
			}
		})
	}
	group.Wait()
}

func TestNormalizeName(t *testing.T) {
	for name, want := range map[string]string{"My App!": "myapp", "_-x_Y-": "x_y-", "ÄÖ": "", "2.0": "20"} {
		if got := loader.NormalizeName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// FuzzLoad loads any text, alone and as an override, included and extended: there is always a
// result, and the same one each time.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"", "services: {web: {image: x}}", "include: [x.yaml]\nservices: {a: {extends: b}, b: {extends: a}}",
		"services:\n  a: &a {image: x, ports: ['80:80'], env_file: [e.env]}\n  b: {<<: *a, links: [a], build: .}\nnetworks:\n",
		"services: {web: {extends: {file: compose.yaml, service: web}, volumes: ['a:b', {type: bind}]}}\n---\nname: x\n",
		"include:\n- path: [compose.yaml, over.yaml]\n  env_file: e.env\nservices: {a: !reset null, b: {pre_start: [{command: x}]}}\n",
		"services: []\nvolumes: 1\nnetworks: {a: [], b: 1}\nsecrets: {s: }\nconfigs: {c: [1]}\nservices: {x: null, y: 1, z: []}",
		"services: {0{0", "a\n b", "? {a: b}\n: {services: {[x]: {image: y}}}",
		"services: {a: {network_mode: 'service:a', environment: [A, B=], build: {args: [X], ssh: [k]}, pre_start: 1, depends_on: 3}}",
	} {
		f.Add(seed)
	}
	small := loader.Limits{Depth: 5, Files: 20, Syntax: syntax.Limits{Expansion: 10_000}, Interpolation: interpolate.Limits{Output: 10_000}}
	const good = "services: {web: {image: x, ports: ['80:80'], depends_on: [b]}, b: {image: y, env_file: e.env}}\n"
	f.Fuzz(func(t *testing.T, text string) {
		files := map[string]string{
			"/p/compose.yaml": text, "/p/over.yaml": text, "/p/e.env": text, "/p/.env": text,
			"/p/main.yaml": "include: [compose.yaml]\nservices: {web: {extends: {file: over.yaml, service: web}}}",
			"/p/good.yaml": good, "/p/before.yaml": text + "\n---\n" + good, "/p/after.yaml": good + "---\n" + text,
		}
		env := source.Vars{"A": "1"}
		for _, way := range []struct {
			loader loader.Loader
			names  []string
		}{
			{loader.Loader{Env: env}, []string{"/p/compose.yaml"}},
			{loader.Loader{Env: source.Vars{"COMPOSE_PROJECT_NAME": "A B"}}, []string{"/p/compose.yaml"}}, // a finding that has no place
			{loader.Loader{Env: env, Services: []string{"b", "w*"}}, []string{"/p/good.yaml", "/p/over.yaml"}},
			{loader.Loader{Env: env, Run: "web", Profiles: []string{"*"}}, []string{"/p/main.yaml"}},
			{loader.Loader{Env: env, Without: loader.Interpolation | loader.Normalization}, []string{"/p/before.yaml"}},
			{loader.Loader{Env: env, Without: loader.PathResolution | loader.Defaults}, []string{"/p/after.yaml"}},
		} {
			l, names := way.loader, way.names
			l.Limits = small
			one, two := load(t, l, files, names...), load(t, l, files, names...)
			if one.Project == nil {
				t.Fatal("no project")
			}
			if a, b := fmt.Sprint(one.Diagnostics), fmt.Sprint(two.Diagnostics); a != b {
				t.Errorf("findings differ:\n%s\n%s", a, b)
			}
			if a, b := printed(t, one), printed(t, two); a != b {
				t.Errorf("projects differ:\n%s\n%s", a, b)
			}
			for _, d := range one.Diagnostics {
				if d.Def == nil || d.Message == "" {
					t.Errorf("a finding without kind or message: %+v", d)
				}
			}
		}
	})
}

// FuzzLists: whatever the items of the lists of KEY=VALUE and their kin, the project that they make
// is written so that it loads as the same again.
func FuzzLists(f *testing.F) {
	attributes := []string{
		"environment", "labels", "annotations", "sysctls", "extra_hosts", "dns_opt", "group_add", "tmpfs", "expose", "devices", "storage_opt",
		"build.args", "build.ssh", "build.labels", "build.extra_hosts", "deploy.labels",
	}
	for i, seed := range [][2]string{
		{"A=b", "A"}, {"a=b=c", "=x"}, {"default", "k=/p"}, {"host=1.2.3.4", "h:[::1]"}, {"h=1,2", "h: 3"}, {"\n=", " a = b "}, {"a=\n  b", "c=\n\td\n"}, {"é=\u2028", "\u2029  \x00=\u0085 "}, {"~", "null"}, {"80:80", "1-2"},
	} {
		for which := range attributes {
			f.Add(uint8(which), seed[i%2], seed[1-i%2])
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		list, _ := json.Marshal([]string{a, b})
		text, name := string(list), attributes[int(which)%len(attributes)]
		if outer, inner, found := strings.Cut(name, "."); found {
			name, text = outer, "{"+inner+": "+text+"}"
		}
		l := loader.Loader{Name: "p", Dir: "/p", Without: loader.Interpolation}
		first := load(t, l, map[string]string{"/p/compose.yaml": "services: {web: {image: x, " + name + ": " + text + "}}"})
		once := printed(t, first)
		if first.Diagnostics.HasErrors() {
			return
		}
		again := load(t, l, map[string]string{"/p/compose.yaml": once})
		if twice := printed(t, again); twice != once {
			t.Errorf("%s of %q and %q: written and loaded again it is another project:\n%s\n%s", name, a, b, once, twice)
		}
	})
}

// A job that is run by hand is a service of the project, with those jobs that it depends on; nobody else is.
func TestRunOfAJob(t *testing.T) {
	files := map[string]string{"/p/compose.yaml": `
services:
  db: {image: postgres}
  other: {image: other, env_file: absent.env}
jobs:
  report: {image: report, depends_on: [migrate], triggers: {manual: true}, profiles: [night]}
  migrate: {image: migrate, depends_on: [db], triggers: {schedule: ["0 3 * * *"]}}
  vacuum: {image: vacuum, triggers: {manual: false}}
`}
	for _, c := range []struct {
		run      string
		services []string
		def      *diag.Def
	}{
		{"report", []string{"db", "migrate", "report"}, nil},
		{"db", []string{"db"}, nil},
		{"vacuum", nil, loader.JobNotManual},
		{"nobody", nil, loader.UnknownService},
	} {
		result := load(t, loader.Loader{Run: c.run}, files)
		if c.def != nil {
			if !has(result.Diagnostics, c.def) {
				t.Errorf("%s: got %v, want %s", c.run, result.Diagnostics, c.def.Code)
			}
			continue
		}
		if err := result.Diagnostics.Err(); err != nil {
			t.Errorf("%s: %v", c.run, err)
		}
		if got := result.Project.ServiceNames(); !slices.Equal(got, c.services) {
			t.Errorf("%s: got the services %v, want %v", c.run, got, c.services)
		}
		for _, name := range c.services {
			if result.Tree.Get("services").Get(name) == nil {
				t.Errorf("%s: the tree has no service %s", c.run, name)
			}
		}
	}
}
