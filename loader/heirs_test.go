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
	base := "x-volumes: &volumes\n" + numbered(100, "  - ./a%[1]d:/m/%[1]d/\n") + "x-ports: &ports\n" + numbered(100, "  - \"1%02[1]d:2%02[1]d\"\n") +
		"x-own: &own {image: a, volumes: *volumes, ports: *ports}\nservices:\n  base: {image: a, volumes: *volumes, ports: *ports}\n"
	added := []string{
		"volumes: [./x:/x], ports: [99]",
		"volumes: ['./x:/m/3', './y:/m/3'], ports: ['103:203/tcp', '7:203']",
		"volumes: ['./a0:/m/0/'], ports: ['100:200']",
		"volumes: [{type: bind, source: ./z, target: /m/99/}, './y:/z/../y'], ports: ['3000-3003:3000-3003', {target: 200, published: '100'}]",
		"volumes: ['./x:/m/0/', named:/n], ports: ['100:200/udp']",
		"restart: always",
		"volumes: [./x:/x, './x:/m/50/'], ports: [99, 98]",
		"volumes: ['/m/98/', './x:/m/97'], ports: ['127.0.0.1:101:201']",
	}
	load := func(heirs ...int) *model.Project {
		text := base
		for _, i := range heirs {
			text += fmt.Sprintf("  heir%d: {extends: base, %s}\n  own%d: *own\n", i, added[i], i)
		}
		text += "volumes: {named: {}}\n---\nservices:\n"
		for _, i := range heirs {
			text += fmt.Sprintf("  own%d: {%s}\n", i, added[i])
		}
		l := loader.Loader{FS: source.Map(composeFile(text), source.Unix)}
		r, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Project.Services) != 1+2*len(heirs) {
			t.Fatalf("%d services, findings %v", len(r.Project.Services), r.Diagnostics)
		}
		return r.Project
	}
	var all []int
	for i := range added {
		all = append(all, i)
	}
	together := load(all...)
	slices.Reverse(all)
	backwards := load(all...)
	for _, i := range all {
		alone := load(i)
		for _, name := range [...]string{fmt.Sprint("heir", i), fmt.Sprint("own", i)} {
			want := alone.Services[name]
			if len(want.Volumes) < 100 || len(want.Ports) < 100 {
				t.Errorf("%s has %d mounts and %d ports", name, len(want.Volumes), len(want.Ports))
			}
			for _, got := range [...]*model.Service{together.Services[name], backwards.Services[name]} {
				if !reflect.DeepEqual(got.Volumes, want.Volumes) || !reflect.DeepEqual(got.Ports, want.Ports) {
					t.Errorf("%s is another one beside others: mounts %v\nports %v\nwant %v\n%v", name, got.Volumes, got.Ports, want.Volumes, want.Ports)
				}
			}
		}
	}
}
