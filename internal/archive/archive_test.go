package archive

import (
	"archive/tar"
	"io/fs"
	"testing"
	"time"

	"github.com/composekit/composekit/source"
)

type file fs.FileMode

func (f file) Name() string       { return "file" }
func (f file) Size() int64        { return 3 }
func (f file) Mode() fs.FileMode  { return fs.FileMode(f) }
func (f file) ModTime() time.Time { return time.Unix(1, 0) }
func (f file) IsDir() bool        { return f.Mode().IsDir() }
func (f file) Sys() any           { return nil }

func TestHeader(t *testing.T) {
	for _, test := range []struct {
		what     string
		style    source.PathStyle
		mode     fs.FileMode
		link     string
		wantMode int64
		wantLink string
	}{
		{"a file", source.Unix, 0o644, "", 0o644, ""},
		{"a script", source.Unix, 0o750, "", 0o750, ""},
		{"a program that runs as its owner", source.Unix, fs.ModeSetuid | 0o755, "", 0o4755, ""},
		{"a link to a name with a backslash", source.Unix, fs.ModeSymlink | 0o777, `a\b`, 0o777, `a\b`},
		{"a file or script on Windows", source.Windows, 0o666, "", 0o755, ""},
		{"a file on Windows that is to be read only", source.Windows, 0o444, "", 0o555, ""},
		{"a directory on Windows", source.Windows, fs.ModeDir | 0o777, "", 0o755, ""},
		{"a link on Windows", source.Windows, fs.ModeSymlink | 0o666, `..\lib\a`, 0o755, "../lib/a"},
	} {
		h, err := Header(file(test.mode), test.link, test.style)
		if err != nil {
			t.Fatal(err)
		}
		if h.Mode != test.wantMode || h.Linkname != test.wantLink {
			t.Errorf("%s has the mode %o and leads to %q, want %o and %q", test.what, h.Mode, h.Linkname, test.wantMode, test.wantLink)
		}
		if h.Typeflag == tar.TypeReg && h.Size != 3 {
			t.Errorf("%s has %d bytes", test.what, h.Size)
		}
	}
}
