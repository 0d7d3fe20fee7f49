package source

import (
	"fmt"
	"path"
	"testing"
)

// A row of windowsPaths is what Go documents for package filepath on Windows.
var windowsPaths = []struct {
	name             string
	abs              bool
	clean, dir, base string
}{
	{``, false, `.`, `.`, `.`},
	{`.`, false, `.`, `.`, `.`},
	{`a`, false, `a`, `.`, `a`},
	{`a\b`, false, `a\b`, `a`, `b`},
	{`a/b`, false, `a\b`, `a`, `b`},
	{`a/../b`, false, `b`, `.`, `b`},
	{`..\..\a`, false, `..\..\a`, `..\..`, `a`},
	{`\`, false, `\`, `\`, `\`},
	{`\a`, false, `\a`, `\`, `a`},
	{`/a/..`, false, `\`, `\a`, `..`},
	{`C:`, false, `C:.`, `C:.`, `\`},
	{`C:a`, false, `C:a`, `C:.`, `a`},
	{`C:\`, true, `C:\`, `C:\`, `\`},
	{`c:/a/b/`, true, `c:\a\b`, `c:\a\b`, `b`},
	{`C:\a\..\..\b`, true, `C:\b`, `C:\`, `b`},
	{`C:..\a`, false, `C:..\a`, `C:..`, `a`},
	{`\\server\share`, true, `\\server\share`, `\\server\share`, `\`},
	{`\\server\share\a\..\b`, true, `\\server\share\b`, `\\server\share\`, `b`},
	{`//server/share/a`, true, `\\server\share\a`, `\\server\share\`, `a`},
	{`\\.\pipe\docker_engine`, true, `\\.\pipe\docker_engine`, `\\.\pipe\`, `docker_engine`},
	{`\\?\C:\a`, true, `\\?\C:\a`, `\\?\C:\`, `a`},
	{`\\?\unc\server\share\a`, true, `\\?\unc\server\share\a`, `\\?\unc\server\share`, `a`},
	{`\\.\UNC\server\share\a`, true, `\\.\UNC\server\share\a`, `\\.\UNC\server\share\`, `a`},
	{`\??\C:\a`, true, `\??\C:\a`, `\??\C:\`, `a`},
	{`a/../c:`, false, `.\c:`, `.`, `c:`},
	{`\a\..\??\c:\x`, false, `\.\??\c:\x`, `\.\??\c:`, `x`},
}

func TestWindowsPaths(t *testing.T) {
	for _, row := range windowsPaths {
		got := fmt.Sprintf("abs %v, clean %s, dir %s, base %s", Windows.IsAbs(row.name), Windows.Clean(row.name), Windows.Dir(row.name), Windows.Base(row.name))
		want := fmt.Sprintf("abs %v, clean %s, dir %s, base %s", row.abs, row.clean, row.dir, row.base)
		if got != want {
			t.Errorf("%q:\n got %s\nwant %s", row.name, got, want)
		}
	}
}

func TestWindowsJoin(t *testing.T) {
	for _, row := range []struct {
		elem []string
		want string
	}{
		{nil, ``},
		{[]string{``, ``}, ``},
		{[]string{``, `a`, ``, `b`}, `a\b`},
		{[]string{`C:\project`, `./data`}, `C:\project\data`},
		{[]string{`C:\project`, `..\data/x`}, `C:\data\x`},
		{[]string{`C:`, `a`}, `C:a`},
		{[]string{`C:`, `\a`}, `C:\a`},
		{[]string{`C:`, ``, `\b`}, `C:\b`},
		{[]string{`\`, `\server`, `share`}, `\server\share`},
		{[]string{`\\server\share`, `a`}, `\\server\share\a`},
		{[]string{`\`, `??\a`}, `\.\??\a`},
		{[]string{`\`, `??`}, `\.\??`},
		{[]string{`\`, `a`}, `\a`},
	} {
		if got := Windows.Join(row.elem...); got != row.want {
			t.Errorf("join %q: got %s, want %s", row.elem, got, row.want)
		}
	}
}

func TestRel(t *testing.T) {
	for _, row := range []struct {
		style        PathStyle
		base, target string
		want         string // "-" where there is none
	}{
		{Unix, `/a/b`, `/a/b`, `.`},
		{Unix, `/a/b`, `/a/b/c/d`, `c/d`},
		{Unix, `/a/b`, `/a/c`, `../c`},
		{Unix, `/a/b`, `/`, `../..`},
		{Unix, `/`, `/a`, `a`},
		{Unix, `.`, `a`, `a`},
		{Unix, `a`, `b/c`, `../b/c`},
		{Unix, `../a`, `b`, `-`},
		{Unix, `/a`, `b`, `-`},
		{Unix, `..`, `b`, `-`},
		{Unix, `/a/./b/`, `/a//b/../c`, `../c`},
		{Unix, `/a`, `/a/c:`, `c:`},
		{Windows, `C:\a`, `C:\a\c:x`, `.\c:x`},
		{Windows, `C:/a/`, `C:\a\.\b`, `b`},
		{Windows, `C:\a\b`, `c:\A\c`, `..\c`},
		{Windows, `C:\a`, `D:\a`, `-`},
		{Windows, `C:\a`, `C:a`, `-`},
		{Windows, `\\server\share`, `\\server\share\a`, `a`},
		{Windows, `\\server\share\a`, `\\server\share`, `..`},
		{Windows, `\\server\share`, `\\server\share`, `.`},
		{Windows, `\\server\share`, `\\server\share\`, `.`},
		{Windows, `\\server\share`, `\\server\other\a`, `-`},
		{Windows, `C:`, `C:a`, `a`},
		{Windows, `.`, `a\b`, `a\b`},
		{Windows, `a`, `b`, `..\b`},
	} {
		got, ok := row.style.Rel(row.base, row.target)
		if !ok {
			got = "-"
		}
		if got != row.want {
			t.Errorf("from %s to %s: got %s, want %s", row.base, row.target, got, row.want)
		}
	}
}

// FuzzUnixPath holds Unix paths to package path, and both styles to their laws.
func FuzzUnixPath(f *testing.F) {
	for _, row := range windowsPaths {
		f.Add(row.name, "a/b")
	}
	f.Add("/a/./b//../c", "../d")
	f.Fuzz(func(t *testing.T, a, b string) {
		if Unix.Clean(a) != path.Clean(a) || Unix.Dir(a) != path.Dir(a) || Unix.Base(a) != path.Base(a) ||
			Unix.IsAbs(a) != path.IsAbs(a) || Unix.Join(a, b) != path.Join(a, b) {
			t.Errorf("%q, %q: not as package path has it", a, b)
		}
		for _, s := range []PathStyle{Unix, Windows} {
			if once := s.Clean(a); s.Clean(once) != once {
				t.Errorf("style %d: cleaning %q twice gives %q, then %q", s, a, once, s.Clean(once))
			}
			if rel, ok := s.Rel(a, b); ok && s.IsAbs(rel) {
				t.Errorf("style %d: the way from %q to %q is absolute: %q", s, a, b, rel)
			}
		}
	})
}
