package composego

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/tree"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
)

// optionCase is a load of testdata/options, or of the text if there is one.
type optionCase struct {
	option string // the field of Options that it is about
	text   string
	set    func(o *Options, note func(format string, args ...any))
	// without is set for a project that must not be the one without the option.
	without bool
}

type knownExtension struct {
	Port int
	Host string
}

// far is a loader of files elsewhere that are in fact beside the others.
type far struct{ dir, start string }

func (f far) Accept(ref string) bool { return strings.HasPrefix(ref, "far:") }

func (f far) Load(_ context.Context, ref string) (string, error) {
	if ref == "far:away" {
		return "", errFarAway
	}
	return filepath.Join(f.dir, strings.TrimPrefix(ref, "far:")), nil
}

func (f far) Dir(string) string { return f.start }

var errFarAway = errors.New("too far away")

const includesFar = "include: ['far:remote.yaml']\nservices: {web: {image: web, extends: {file: 'far:other.yaml', service: inner}}}\n"

var optionCases = []optionCase{
	{option: "SkipValidation", without: true, text: "services: {web: {image: web, unknown: 1, ports: ['80']}}", set: func(o *Options, _ func(string, ...any)) { o.SkipValidation = true }},
	{option: "SkipInterpolation", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.SkipInterpolation = true
		o.SkipConsistencyCheck = true // ours sees no sense in rules about variables
	}, text: "name: test\nservices: {web: {image: 'web:${TAG}', environment: {A: $B}, hostname: $$}}"},
	{option: "SkipNormalization", without: true, set: func(o *Options, _ func(string, ...any)) { o.SkipNormalization = true; o.SkipConsistencyCheck = true }},
	{option: "ResolvePaths", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.ResolvePaths = false
		o.SkipResolveEnvironment, o.SkipResolveLabels = true, true // of files that are not found from here
	}},
	{option: "ConvertWindowsPaths", set: func(o *Options, _ func(string, ...any)) { o.ConvertWindowsPaths = true }},
	{option: "SkipConsistencyCheck", without: true, text: "services: {web: {image: web, networks: [undefined]}}", set: func(o *Options, _ func(string, ...any)) { o.SkipConsistencyCheck = true }},
	{option: "SkipExtends", without: true, set: func(o *Options, _ func(string, ...any)) { o.SkipExtends, o.SkipConsistencyCheck = true, true }},
	{option: "SkipInclude", without: true, set: func(o *Options, _ func(string, ...any)) { o.SkipInclude, o.SkipConsistencyCheck = true, true }},
	{option: "SkipResolveEnvironment", without: true, set: func(o *Options, _ func(string, ...any)) { o.SkipResolveEnvironment = true }},
	{option: "SkipResolveLabels", without: true, set: func(o *Options, _ func(string, ...any)) { o.SkipResolveLabels = true }},
	{option: "SkipDefaultValues", without: true, text: "services: {web: {image: web, ports: [{target: 80}]}}", set: func(o *Options, _ func(string, ...any)) { o.SkipDefaultValues = true }},
	{option: "Interpolate", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.Interpolate.LookupValue = func(name string) (string, bool) { return strings.ToLower(name), name != "SCALE" && name != "PORT" }
	}},
	{option: "Interpolate", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.Interpolate.Substitute = func(text string, lookup template.Mapping) (string, error) {
			text, err := template.Substitute(text, lookup)
			return strings.ReplaceAll(text, "web:2", "replaced"), err
		}
	}},
	{option: "Interpolate", without: true, text: "services: {web: {image: web, hostname: '8', shm_size: '9'}}", set: func(o *Options, note func(string, ...any)) {
		o.Interpolate.TypeCastMapping = map[tree.Path]interpolation.Cast{
			"services.*.shm_size": func(value string) (any, error) { note("cast %s", value); return 1000, nil },
		}
	}},
	{option: "Interpolate", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.Interpolate = &interpolation.Options{LookupValue: func(string) (string, bool) { return "3", true }, TypeCastMapping: o.Interpolate.TypeCastMapping}
	}},
	{option: "discardEnvFiles", without: true, set: func(o *Options, _ func(string, ...any)) { WithDiscardEnvFiles(o) }},
	{option: "projectName", without: true, set: func(o *Options, _ func(string, ...any)) { o.SetProjectName("given", true) }},
	{option: "SkipValidation", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.SkipValidation = true
		o.SetProjectName("", false) // which only a project that is not validated need not have
	}, text: "services: {web: {image: 'web:${COMPOSE_PROJECT_NAME}', volumes: ['data:/data']}}\nvolumes: {data: }\nnetworks: {n: {external: true}}"},
	{option: "projectNameExplicit", set: func(o *Options, _ func(string, ...any)) { o.SetProjectName("suggested", false) }},
	{option: "projectName", without: true, text: "services: {web: {image: web}}", set: func(o *Options, _ func(string, ...any)) { o.SetProjectName("suggested", false) }},
	{option: "workingDirExplicit", set: func(o *Options, _ func(string, ...any)) { o.SetWorkingDirExplicit(true) }},
	{option: "Profiles", without: true, set: func(o *Options, _ func(string, ...any)) { o.Profiles = []string{"debug"} }},
	{option: "SelectedServices", without: true, set: func(o *Options, _ func(string, ...any)) { o.SelectedServices = []string{"debug"} }},
	{option: "PruneUnnecessaryResources", without: true, set: func(o *Options, _ func(string, ...any)) { o.PruneUnnecessaryResources = true }},
	{option: "ResourceLoaders", without: true, text: includesFar, set: func(o *Options, _ func(string, ...any)) {
		o.ResourceLoaders = []ResourceLoader{far{dir: optionsDir(), start: optionsDir()}}
	}},
	{option: "KnownExtensions", without: true, set: func(o *Options, _ func(string, ...any)) {
		o.KnownExtensions = map[string]any{"x-known": knownExtension{}}
	}},
	{option: "Listeners", set: func(o *Options, note func(string, ...any)) {
		o.Listeners = []Listener{func(event string, metadata map[string]any) { note("%s %v", event, metadata) }}
	}},
	{option: "MaxNodeVisits", set: func(o *Options, _ func(string, ...any)) { o.MaxNodeVisits = 10_000 }},
	{option: "UnsupportedAttributesCheck", set: func(o *Options, note func(string, ...any)) {
		report := func(found []UnsupportedAttribute) {
			for _, f := range found {
				note("%s %v", f.Path, f.Value)
			}
		}
		WithUnsupportedAttributesCheck([]UnsupportedAttributePattern{
			{Path: "services.*.build"},
			{Path: "services.*.ports.[]", Detect: func(value any) bool { return value.(map[string]any)["mode"] == "ingress" }},
		}, report)(o)
		WithSupportedAttributes([]tree.Path{"services.*.image", "services.*.build", "services.*.ports.[].*", "volumes"}, nil)(o)
	}},
}

func optionsDir() string {
	dir, err := filepath.Abs(filepath.Join("testdata", "options"))
	if err != nil {
		panic(err)
	}
	return dir
}

func optionDetails(text string) types.ConfigDetails {
	d := types.ConfigDetails{
		WorkingDir:  optionsDir(),
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(optionsDir(), "compose.yaml")}},
		Environment: types.Mapping{"TAG": "2"},
	}
	if text != "" {
		d.ConfigFiles[0].Content = []byte(text)
	}
	return d
}

// TestOptions sets one option after the other and loads with both loaders.
func TestOptions(t *testing.T) {
	about := map[string]bool{}
	for i, c := range optionCases {
		about[c.option] = true
		t.Run(fmt.Sprint(i, c.option), func(t *testing.T) {
			name := func(o *Options) { o.SetProjectName("test", false) }
			var heard [2]map[string]int
			option := func(n int) func(o *Options) {
				heard[n] = map[string]int{}
				return func(o *Options) {
					c.set(o, func(format string, args ...any) { heard[n][fmt.Sprintf(format, args...)]++ })
				}
			}
			want, err := loader.LoadWithContext(context.Background(), optionDetails(c.text), name, option(0))
			if err != nil {
				t.Fatalf("compose-go: %v", err)
			}
			got, err := LoadWithContext(context.Background(), optionDetails(c.text), name, option(1))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("-compose-go +ours:\n%s", diff)
			}
			if diff := cmp.Diff(heard[0], heard[1]); diff != "" {
				t.Errorf("what was said to the caller's functions: -compose-go +ours:\n%s", diff)
			}
			plain, err := LoadWithContext(context.Background(), optionDetails(c.text), name)
			if same := err == nil && cmp.Equal(got, plain, exact); same == c.without {
				t.Errorf("the project is as without the option: %t (%v)", same, err)
			}
		})
	}
	all := reflect.TypeFor[Options]()
	for i := range all.NumField() {
		if name := all.Field(i).Name; !about[name] {
			t.Errorf("no case is about the option %s", name)
		}
	}
}

// TestLaterOptionsWin checks that the options are read when all of them have been applied.
func TestLaterOptionsWin(t *testing.T) {
	got, err := LoadWithContext(context.Background(), fromText("services: {web: {image: web}}"),
		WithProfiles([]string{"a"}), func(o *Options) { o.SetProjectName("a", true) },
		WithProfiles([]string{"b"}), func(o *Options) { o.SetProjectName("b", true) })
	if err != nil || got.Name != "b" || !cmp.Equal(got.Profiles, []string{"b"}) {
		t.Errorf("got %v and %v", got, err)
	}
}

// TestInputs loads files given as content, as trees and by name.
func TestInputs(t *testing.T) {
	config := map[string]any{"name": "tree", "services": map[string]any{"web": map[string]any{
		"image": "web\n \"quoted\"", "cpus": 1.0, "scale": 2, "privileged": true, "command": []any{"a", "${B}"}, "environment": map[string]any{"A": nil, "B": nil},
	}}}
	for name, list := range map[string][]types.ConfigFile{
		"tree":         {{Filename: "compose.yaml", Content: []byte("name: tree"), Config: config}},
		"same name":    {{Filename: "a.yaml", Content: []byte("services: {a: {image: a}}")}, {Filename: "a.yaml", Content: []byte("services: {b: {image: b}}")}},
		"no name":      {{Content: []byte("services: {a: {image: a, volumes: ['./x:/x']}}")}},
		"not resolved": {{Filename: "/elsewhere/compose.yaml", Content: []byte("services: {a: {image: a, volumes: ['./x:/x']}}")}},
		"documents":    {{Filename: "a.yaml", Content: []byte("name: one\nservices: {a: {image: a}}\n---\nname: two\nservices: {a: {image: b}}")}},
		"variable":     {{Filename: "a.yaml", Content: []byte("name: x${COMPOSE_PROJECT_NAME}\nservices: {a: {image: '${COMPOSE_PROJECT_NAME}'}}")}},
		"aliases":      {{Filename: "a.yaml", Content: []byte("x-n: &n My.Name\nname: *n\nservices: {a: {image: a}}")}},
	} {
		t.Run(name, func(t *testing.T) {
			details := func() types.ConfigDetails {
				return types.ConfigDetails{ConfigFiles: list, Environment: types.Mapping{"B": "b", "COMPOSE_PROJECT_NAME": "env"}}
			}
			want, err := loader.LoadWithContext(context.Background(), details(), named)
			if err != nil {
				t.Fatalf("compose-go: %v", err)
			}
			got, err := LoadWithContext(context.Background(), details(), named)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("-compose-go +ours:\n%s", diff)
			}
		})
	}
}

// TestTypedTrees: what a tree means does not depend on the types of its slices, maps and scalars.
func TestTypedTrees(t *testing.T) {
	type text string
	two, scale := "two", 2
	typed := map[text]map[string]any{"web": {
		"image": text("web"), "command": []string{"a", "b"}, "entrypoint": [1]text{"c"}, "labels": map[string]string{"a": "b", "c d": `"`},
		"environment": types.MappingWithEquals{"A": &two, "B": nil}, "ports": []map[string]int{{"target": 80}}, "scale": &scale,
		"stop_grace_period": time.Minute, "cpus": float32(1.5), "dns": []string(nil), "pids_limit": int64(3),
	}}
	const written = `services: {web: {image: web, command: [a, b], entrypoint: [c], labels: {a: b, c d: '"'},
		environment: {A: two, B: }, ports: [{target: 80}], scale: 2, stop_grace_period: 1m0s, cpus: 1.5, dns: [], pids_limit: 3}}`
	want, err := LoadWithContext(context.Background(), fromText(written), named)
	if err != nil {
		t.Fatal(err)
	}
	details := fromText("")
	details.ConfigFiles[0].Config = map[string]any{"services": typed}
	got, err := LoadWithContext(context.Background(), details, named)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, exact); diff != "" {
		t.Errorf("-written +typed:\n%s", diff)
	}
}

// TestModel compares the whole model as plain values.
func TestModel(t *testing.T) {
	for _, options := range [][]func(*Options){nil, {func(o *Options) { o.SkipNormalization = true }}, {func(o *Options) { o.ResolvePaths = false }}} {
		want, err := loader.LoadModelWithContext(context.Background(), optionDetails(""), options...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := LoadModelWithContext(context.Background(), optionDetails(""), options...)
		if err != nil {
			t.Fatal(err)
		}
		// The types of numbers and booleans depend on how compose-go came by them.
		numbers := cmp.FilterValues(func(a, b any) bool { return isPlain(a) && isPlain(b) },
			cmp.Comparer(func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }))
		if diff := cmp.Diff(want, got, numbers); diff != "" {
			t.Errorf("-compose-go +ours:\n%s", diff)
		}
	}
}

// TestModelHasContents: what secrets and configs have from variables comes through the model to the project.
func TestModelHasContents(t *testing.T) {
	text := "services: {web: {image: web, secrets: [set, empty, unset, file], configs: [set, empty, unset, inline]}}\n" +
		"secrets: {set: {environment: HOME}, empty: {environment: EMPTY}, unset: {environment: NONE}, file: {file: ./s}}\n" +
		"configs: {set: {environment: HOME}, empty: {environment: EMPTY}, unset: {environment: NONE}, inline: {content: c}}\n"
	for _, options := range [][]func(*Options){{named}, {named, func(o *Options) { o.SkipNormalization = true }}} {
		want, err := loader.LoadModelWithContext(context.Background(), fromText(text), options...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := LoadModelWithContext(context.Background(), fromText(text), options...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-compose-go +ours:\n%s", diff)
		}
		p, err := ModelToProject(got, loader.ToOptions(&types.ConfigDetails{}, options), fromText(text))
		if err != nil {
			t.Fatal(err)
		}
		if s, c := p.Secrets["set"].Content, p.Configs["set"].Content; s != "/home/me" || c != "/home/me" {
			t.Errorf("the secret is %q, and the config %q", s, c)
		}
	}
}

func isPlain(v any) bool {
	switch reflect.ValueOf(v).Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

// TestCallersMapStaysAsItIs: compose-go sets a variable in the map that it is given.
func TestCallersMapStaysAsItIs(t *testing.T) {
	details := fromText("services: {web: {image: web}}")
	before := details.Environment.Clone()
	p, err := LoadWithContext(context.Background(), details, named)
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(before, details.Environment) || p.Environment["COMPOSE_PROJECT_NAME"] != "test" {
		t.Errorf("the caller's map is %v, the project's %v", details.Environment, p.Environment)
	}
}
