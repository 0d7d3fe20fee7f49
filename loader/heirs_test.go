package loader_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// TestHeirsOfLongLists wants services that add to a long list, which they inherit or have by alias, to be what each of them is
// alone: stages make what the lists have in common once.
func TestHeirsOfLongLists(t *testing.T) {
	for attribute, c := range map[string]struct {
		item  string
		added []string
	}{
		"volumes": {"./a%[1]d:/m/%[1]d/", []string{
			"./x:/x",
			"./x:/m/3, ./y:/m/3",
			"./a0:/m/0/",
			"{type: bind, source: ./z, target: /m/99/}, ./y:/z/../y",
			"./x:/m/0/, named:/n",
			"",
			"./x:/x, ./x:/m/50/, ./y:/y, ./x:/x",
			"/m/98/, ./x:/m/97",
		}},
		"ports": {"1%02[1]d:2%02[1]d", []string{
			"99",
			"103:203/tcp, 7:203",
			"100:200",
			"3000-3003:3000-3003, {target: 200, published: '100'}",
			"100:200/udp",
			"",
			"99, 98, 99",
			"127.0.0.1:101:201",
		}},
	} {
		base := "x-list: &list\n" + numbered(100, "  - "+c.item+"\n") +
			"x-own: &own {image: a, " + attribute + ": *list}\nservices:\n  base: {image: a, " + attribute + ": *list}\n"
		load := func(heirs ...int) map[string]*model.Service {
			text := base
			for _, i := range heirs {
				text += fmt.Sprintf("  heir%d: {extends: base, %s: [%s]}\n  own%d: *own\n", i, attribute, c.added[i], i)
			}
			text += "volumes: {named: {}}\n---\nservices:\n"
			for _, i := range heirs {
				text += fmt.Sprintf("  own%d: {%s: [%s]}\n", i, attribute, c.added[i])
			}
			l := loader.Loader{FS: source.Map(composeFile(text), source.Unix)}
			r, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Project.Services) != 1+2*len(heirs) {
				t.Fatalf("%d services, findings %v", len(r.Project.Services), r.Diagnostics)
			}
			return r.Project.Services
		}
		var all []int
		for i := range c.added {
			all = append(all, i)
		}
		together := load(all...)
		slices.Reverse(all)
		backwards := load(all...)
		for _, i := range all {
			alone := load(i)
			for _, name := range [...]string{fmt.Sprint("heir", i), fmt.Sprint("own", i)} {
				want := alone[name]
				if len(want.Volumes)+len(want.Ports) < 100 {
					t.Errorf("%s has %d mounts and %d ports", name, len(want.Volumes), len(want.Ports))
				}
				for _, got := range [...]*model.Service{together[name], backwards[name]} {
					if !reflect.DeepEqual(got, want) {
						t.Errorf("%s is another one beside others:\n%+v\nwant\n%+v", name, got, want)
					}
				}
			}
		}
	}
}

// TestSharedEnvFile wants services whose environment is one env file to share its variables, and the others, which have
// some of their own or of another file, to leave those as they are.
func TestSharedEnvFile(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml": `
services:
  one: {image: a, env_file: shared.env}
  own: {image: a, env_file: shared.env, environment: {OWN: mine, A0: mine}}
  two: {image: a, env_file: [shared.env, other.env]}
  last: {image: a, env_file: shared.env}
`,
		"/p/shared.env": numbered(100, "A%[1]d=shared\n"), "/p/other.env": "OTHER=of the other\nA1=of the other\n",
	}
	l := &loader.Loader{FS: source.Map(files, source.Unix), Env: source.Vars{}}
	r, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil || r.Diagnostics.HasErrors() {
		t.Fatal(err, r.Diagnostics)
	}
	of := func(service string) model.MappingWithEquals { return r.Project.Services[service].Environment }
	for service, want := range map[string]map[string]string{
		"one": {"A0": "shared", "A1": "shared", "OWN": "", "OTHER": ""}, "last": {"A0": "shared", "A1": "shared", "OWN": "", "OTHER": ""},
		"own": {"A0": "mine", "A1": "shared", "OWN": "mine", "OTHER": ""}, "two": {"A0": "shared", "A1": "of the other", "OWN": "", "OTHER": "of the other"},
	} {
		for name, value := range want {
			if is := of(service)[name]; (is == nil) != (value == "") || is != nil && *is != value {
				t.Errorf("%s of %s is %v, want %q", name, service, is, value)
			}
		}
	}
	if reflect.ValueOf(of("one")).Pointer() != reflect.ValueOf(of("last")).Pointer() {
		t.Error("services that have the variables of one env file do not share them")
	}
	if c := r.Project.Clone(); reflect.ValueOf(c.Services["one"].Environment).Pointer() == reflect.ValueOf(c.Services["last"].Environment).Pointer() {
		t.Error("services of a clone share variables")
	}
}
