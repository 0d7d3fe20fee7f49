package source

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestMount(t *testing.T) {
	files := fstest.MapFS{"compose.yaml": {Data: []byte("a")}, "sub/.env": {Data: []byte("b")}}
	for _, row := range []struct{ dir, name, want string }{
		{"/shop", "/shop/compose.yaml", "a"},
		{"/shop/", "/shop/x/../sub/./.env", "b"},
		{"/", "/sub/.env", "b"},
		{".", "sub/.env", "b"},
		{"a/b", "a/b/compose.yaml", "a"},
	} {
		if got, err := ReadText(Mount(row.dir, files), row.name); got != row.want || err != nil {
			t.Errorf("%s below %s: got %q and %v, want %q", row.name, row.dir, got, err, row.want)
		}
	}
	for _, row := range []struct {
		dir, name string
		want      error
	}{
		{"/a/shop", "/a/shop", ErrDirectory},
		{"/a/shop", "/a/shop/sub", ErrDirectory},
		{"/a/shop", "/a", ErrDirectory},
		{"/a/shop", "/", ErrDirectory},
		{"/a/shop", "/a/shopping", fs.ErrNotExist},
		{"/a/shop", "/a/shop/../compose.yaml", fs.ErrNotExist},
		{"/a/shop", "/a/shop/none", fs.ErrNotExist},
		{"/a/shop", "compose.yaml", fs.ErrNotExist},
		{".", "../compose.yaml", fs.ErrNotExist},
		{".", "/compose.yaml", fs.ErrNotExist},
	} {
		if got, err := Mount(row.dir, files).ReadFile(row.name); !errors.Is(err, row.want) {
			t.Errorf("%s below %s: got %q and %v, want %v", row.name, row.dir, got, err, row.want)
		}
	}
}
