package loader_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/composekit/composekit/loader"
)

// A relative path is that name in the project directory, in its shortest form, however either is written.
func TestRelativePathsAreClean(t *testing.T) {
	names := []string{""}
	for i := 0; i < len(names); i++ {
		if len(names[i]) < 5 {
			names = append(names, names[i]+"a", names[i]+".", names[i]+"/")
		}
	}
	var b strings.Builder
	b.WriteString("services:\n  web:\n    image: x\n    volumes:\n")
	for i, name := range names {
		fmt.Fprintf(&b, "      - {type: bind, source: %q, target: /t%d}\n", name, i)
	}
	for _, dir := range []string{"/p", "/p/q", "/", ".", "..", "p", "/p/", "/p/../q"} {
		l := loader.Loader{Dir: dir, Name: "p"}
		result := load(t, l, map[string]string{"/p/compose.yaml": b.String()})
		for i, mount := range result.Project.Services["web"].Volumes {
			want := path.Join(dir, names[i])
			if path.IsAbs(names[i]) {
				want = names[i]
			}
			if mount.Source != want {
				t.Errorf("%q in %s is %q, want %q", names[i], dir, mount.Source, want)
			}
		}
	}
}

// The target of a mount is in its shortest form, too.
func TestTargetsAreClean(t *testing.T) {
	for _, target := range []string{"/a", "/a/b", "/", "//a", "/a/", "/a//b", "/a/./b", "/a/../b", "/.a", "a", "./a", "/a/.", "/.."} {
		text := fmt.Sprintf("services: {web: {image: x, volumes: [{type: volume, target: %q}]}}", target)
		result := load(t, loader.Loader{Name: "p"}, map[string]string{"/p/compose.yaml": text})
		if got, want := result.Project.Services["web"].Volumes[0].Target, path.Clean(target); got != want {
			t.Errorf("%s is %s, want %s", target, got, want)
		}
	}
}
