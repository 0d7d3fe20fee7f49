package copying

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlace has the rules of docker cp, one a line: what is copied, where to, and where it is unpacked under which
// name.
func TestPlace(t *testing.T) {
	file, dir := Source{Path: "a/f"}, Source{Path: "a/d", Dir: true}
	contents := Source{Path: "a/d/.", Dir: true}
	for _, c := range []struct {
		rule       string
		src        Source
		dst        Destination
		dir, named string
		fails      bool
	}{
		{"a file to a name that is free", file, Destination{Path: "/x/y"}, "/x", "y", false},
		{"a file to a file", file, Destination{Path: "/x/y", Exists: true}, "/x", "y", false},
		{"a file to a directory", file, Destination{Path: "/x", Exists: true, Dir: true}, "/x", "f", false},
		{"a file to a directory that is not there", file, Destination{Path: "/x/"}, "", "", true},
		{"a directory to a name that is free", dir, Destination{Path: "/x/y"}, "/x", "y", false},
		{"a directory to a directory", dir, Destination{Path: "/x", Exists: true, Dir: true}, "/x", "d", false},
		{"a file to a device", file, Destination{Path: "/x/y", Exists: true, Special: true}, "", "", true},
		{"a directory to a file", dir, Destination{Path: "/x/y", Exists: true}, "", "", true},
		{"contents to a directory", contents, Destination{Path: "/x", Exists: true, Dir: true}, "/x", "", false},
		{"contents to a name that is free", contents, Destination{Path: "/x/y/"}, "/x", "y", false},
	} {
		dir, name, err := Place(c.src, c.dst)
		if dir != c.dir || name != c.named || (err != nil) != c.fails {
			t.Errorf("%s: in %q as %q, %v; want in %q as %q", c.rule, dir, name, err, c.dir, c.named)
		}
	}
}

func TestThereAndBack(t *testing.T) {
	from := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(from, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	write("d/one", "1")
	write("d/sub/two", "22")
	if err := os.Symlink("sub/two", filepath.Join(from, "d", "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("d", filepath.Join(from, "to-d")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pack, name string
		follow     bool
		want       string
	}{
		{"d", "e", false, "e/link e/one e/sub/two"},
		{"d/.", "", false, "link one sub/two"},
		{"d/sub/two", "three", false, "three"},
		{"d/link", "four", true, "four"},
		{"to-d", "e", false, "e"},
		{"to-d", "e", true, "e/link e/one e/sub/two"},
		{"to-d/", "e", false, "e/link e/one e/sub/two"},
		{"to-d/.", "", false, "link one sub/two"},
	} {
		_, archive, err := Pack(from+"/"+c.pack, c.follow)
		if err != nil {
			t.Fatal(err)
		}
		to := t.TempDir()
		if err := Unpack(Rename(archive, c.name), to); err != nil {
			t.Fatal(err)
		}
		var got []string
		_ = filepath.WalkDir(to, func(name string, e os.DirEntry, _ error) error {
			if !e.IsDir() {
				rel, _ := filepath.Rel(to, name)
				got = append(got, filepath.ToSlash(rel))
			}
			return nil
		})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s as %q: %v, want %s", c.pack, c.name, got, c.want)
		}
	}
}

// TestUnpackStaysInside: an archive that leads out of the directory is refused, also by way of a link that it
// brings.
func TestUnpackStaysInside(t *testing.T) {
	outside := t.TempDir()
	for name, text := range map[string]string{
		"a name with dots": "../out",
		"a link":           "link",
	} {
		src := t.TempDir()
		var archive bytes.Buffer
		if text == "link" {
			if err := os.Symlink(outside, filepath.Join(src, "a")); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(filepath.Join(src, "a"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		_, r, err := Pack(filepath.Join(src, "a"), false)
		if err != nil {
			t.Fatal(err)
		}
		into := "../out"
		if text == "link" {
			into = "a"
		}
		if _, err := io.Copy(&archive, Rename(r, into)); err != nil {
			t.Fatal(err)
		}
		to := t.TempDir()
		err = Unpack(&archive, to)
		if text == "link" {
			if err != nil {
				t.Fatal(err)
			}
			// A second archive would write through the link.
			if err := os.WriteFile(filepath.Join(src, "b"), []byte("x"), 0o666); err != nil {
				t.Fatal(err)
			}
			if _, r, err = Pack(filepath.Join(src, "b"), false); err != nil {
				t.Fatal(err)
			}
			err = Unpack(Rename(r, "a/b"), to)
		}
		if err == nil {
			t.Errorf("%s leads outside", name)
		}
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Error("something was written outside")
	}
}

// TestPackAll: files travel one by one to where they belong, directories without what is in them; what has gone
// meanwhile is left out.
func TestPackAll(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(from, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(from, "d"), 0o750); err != nil {
		t.Fatal(err)
	}
	write("f", "1")
	write("d/in", "2")
	if err := os.Symlink("nowhere", filepath.Join(from, "link")); err != nil {
		t.Fatal(err)
	}
	packed := PackAll([]Placed{
		{filepath.Join(from, "d"), "/x"}, {filepath.Join(from, "f"), "/x/y"}, {filepath.Join(from, "link"), "/l"},
		{filepath.Join(from, "gone"), "/gone"},
	})
	defer packed.Close()
	if err := Unpack(packed, to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(to, "x", "y"))
	if err != nil || string(text) != "1" {
		t.Errorf("x/y is %q, %v", text, err)
	}
	if link, err := os.Readlink(filepath.Join(to, "l")); link != "nowhere" {
		t.Errorf("the link leads to %q, %v", link, err)
	}
	for name, want := range map[string]string{".": "[l x]", "x": "[y]"} {
		entries, err := os.ReadDir(filepath.Join(to, name))
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if got := fmt.Sprint(names); err != nil || got != want {
			t.Errorf("in %s there is %s, %v; want %s", name, got, err, want)
		}
	}
}
