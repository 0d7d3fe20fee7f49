package source

import (
	"path"
	"strings"
)

// PathStyle is the syntax of paths, whatever the machine that runs the library.
//
// The methods work on text alone. Unix paths are treated as package path treats them;
// Windows paths follow Go's filepath on Windows: both slashes separate, C: is a volume, and
// so are \\server\share and \\?\device.
type PathStyle uint8

const (
	Unix PathStyle = iota
	Windows
)

// IsAbs reports whether name is absolute. On Windows, \a and C:a are not: both depend on a
// current directory or drive.
func (s PathStyle) IsAbs(name string) bool {
	if s == Windows {
		return IsWindowsAbs(name)
	}
	return path.IsAbs(name)
}

// Clean is the shortest name equivalent to name; "." if name is empty.
func (s PathStyle) Clean(name string) string {
	if s == Windows {
		return cleanWindows(name)
	}
	return path.Clean(name)
}

// Join joins elements to one clean path; empty elements are passed over.
func (s PathStyle) Join(elem ...string) string {
	if s == Windows {
		return joinWindows(elem)
	}
	return path.Join(elem...)
}

// Dir is all but the last element of name.
func (s PathStyle) Dir(name string) string {
	if s == Windows {
		volume, rest := splitVolume(name)
		volume = strings.ReplaceAll(volume, "/", `\`)
		cut := 1 + lastWindowsSeparator(rest)
		dir := cleanWindows(rest[:cut])
		if dir == "." && len(volume) > len("C:") {
			return volume
		}
		return volume + dir
	}
	return path.Dir(name)
}

// Base is the last element of name; "." if name is empty, the separator if name is a root.
func (s PathStyle) Base(name string) string {
	if s == Windows {
		if name == "" {
			return "."
		}
		_, rest := splitVolume(strings.TrimRight(name, `\/`))
		rest = rest[1+lastWindowsSeparator(rest):]
		if rest == "" {
			return `\`
		}
		return rest
	}
	return path.Base(name)
}

// Inside reports whether a name is that of a directory or of something in it.
func (s PathStyle) Inside(dir, name string) bool {
	rel, ok := s.Rel(dir, name)
	return ok && rel != ".." && !strings.HasPrefix(rel, "../") && !strings.HasPrefix(rel, `..\`)
}

// Rel is the path that leads from base to target, so that Join(base, rel) is target. It is
// not ok if there is none: one of them is absolute and the other not, they lie on different
// volumes, or base leads upwards to nobody knows where.
func (s PathStyle) Rel(base, target string) (rel string, ok bool) {
	base, target = s.Clean(base), s.Clean(target)
	same, sep := func(a, b string) bool { return a == b }, "/"
	var baseVolume, targetVolume string
	if s == Windows {
		same, sep = strings.EqualFold, `\`
		baseVolume, base = splitRoot(base)
		targetVolume, target = splitRoot(target)
	}
	if !same(baseVolume, targetVolume) {
		return "", false
	}
	if same(base, target) {
		return ".", true
	}
	if strings.HasPrefix(base, sep) != strings.HasPrefix(target, sep) {
		return "", false
	}
	from, to := elements(base, sep), elements(target, sep)
	common := 0
	for common < len(from) && common < len(to) && same(from[common], to[common]) {
		common++
	}
	from, to = from[common:], to[common:]
	if len(from) > 0 && from[0] == ".." {
		return "", false
	}
	up := make([]string, len(from), len(from)+len(to))
	for i := range up {
		up[i] = ".."
	}
	rel = strings.Join(append(up, to...), sep)
	if s == Windows && WindowsVolume(rel) != "" {
		rel = `.\` + rel // an element such as c: must not become a drive
	}
	return rel, true
}

// splitRoot is splitVolume, but of a share or device the rest is the root, which it is by itself.
func splitRoot(name string) (volume, rest string) {
	volume, rest = splitVolume(name)
	if rest == "" && len(volume) > len("C:") {
		rest = `\`
	}
	return volume, rest
}

// elements splits a clean path without volume into its elements; "." has none.
func elements(p, sep string) []string {
	p = strings.TrimPrefix(strings.Trim(p, sep), "."+sep)
	if p == "" || p == "." {
		return nil
	}
	return strings.Split(p, sep)
}

// IsWindowsAbs reports whether name is absolute on Windows: a drive and a root (C:\a, c:/a),
// a share (\\server\share\a), or a device (\\.\pipe\a, \\?\C:\a). It asks for no particular
// host: Compose leaves such paths alone everywhere, because the engine may run elsewhere.
func IsWindowsAbs(name string) bool {
	volume, rest := splitVolume(name)
	switch {
	case volume == "":
		return false
	case isWindowsSeparator(volume[0]) && isWindowsSeparator(volume[1]):
		return true
	}
	return rest != "" && isWindowsSeparator(rest[0])
}

// WindowsVolume is the volume that a Windows path begins with: a drive such as "C:", a share,
// or a device; "" if it has none.
func WindowsVolume(name string) string {
	volume, _ := splitVolume(name)
	return volume
}

func isWindowsSeparator(c byte) bool { return c == '\\' || c == '/' }

func lastWindowsSeparator(p string) int { return strings.LastIndexAny(p, `\/`) }

// splitVolume cuts a Windows path after its volume.
func splitVolume(name string) (volume, rest string) {
	n := 0
	switch {
	case len(name) >= 2 && name[1] == ':' && !isWindowsSeparator(name[0]):
		n = 2
	case name == "" || !isWindowsSeparator(name[0]):
	case underDevice(name, `\\.\UNC`):
		n = afterElements(name, len(`\\.\UNC\`), 2)
	case underDevice(name, `\\.`), underDevice(name, `\\?`), underDevice(name, `\??`):
		n = afterElements(name, len(`\\.\`), 1)
	case len(name) >= 2 && isWindowsSeparator(name[1]):
		n = afterElements(name, len(`\\`), 2)
	}
	return name[:n], name[n:]
}

// underDevice reports whether name is prefix or lies under it, whichever way the slashes
// lean and whatever the case of the letters.
func underDevice(name, prefix string) bool {
	if len(name) < len(prefix) || len(name) > len(prefix) && !isWindowsSeparator(name[len(prefix)]) {
		return false
	}
	for i := range len(prefix) {
		if isWindowsSeparator(prefix[i]) {
			if !isWindowsSeparator(name[i]) {
				return false
			}
		} else if !strings.EqualFold(prefix[i:i+1], name[i:i+1]) {
			return false
		}
	}
	return true
}

// afterElements is the offset in name just after count elements that begin at from.
func afterElements(name string, from, count int) int {
	for i := from; i < len(name); i++ {
		if isWindowsSeparator(name[i]) {
			if count--; count == 0 {
				return i
			}
		}
	}
	return len(name)
}

func cleanWindows(name string) string {
	volume, rest := splitVolume(name)
	if rest == "" {
		if volume != "" && isWindowsSeparator(volume[0]) {
			return strings.ReplaceAll(volume, "/", `\`) // a share or device is its own root
		}
		return name + "."
	}
	rooted := isWindowsSeparator(rest[0])
	var kept []string
	for elem := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == '\\' || r == '/' }) {
		switch {
		case elem == ".":
		case elem != "..":
			kept = append(kept, elem)
		case len(kept) > 0 && kept[len(kept)-1] != "..":
			kept = kept[:len(kept)-1]
		case !rooted:
			kept = append(kept, elem)
		}
	}
	clean := strings.Join(kept, `\`)
	if volume == "" {
		clean = keepRelative(clean, kept, rooted, name)
	}
	switch {
	case rooted:
		clean = `\` + clean
	case clean == "":
		clean = "."
	}
	return strings.ReplaceAll(volume, "/", `\`) + clean
}

// keepRelative guards against a clean path that would mean another place than the path it was
// made from: a\..\c: must not become the drive c:, nor \a\..\??\c:\x a device.
func keepRelative(clean string, kept []string, rooted bool, name string) string {
	if len(kept) == 0 {
		return clean
	}
	if !rooted && strings.Contains(kept[0], ":") && !strings.HasPrefix(name, clean) {
		return `.\` + clean
	}
	if rooted && strings.HasPrefix(kept[0], "??") {
		return `.\` + clean
	}
	return clean
}

func joinWindows(elem []string) string {
	var b []byte
	for _, e := range elem {
		if len(b) > 0 {
			switch last := b[len(b)-1]; {
			case isWindowsSeparator(last):
				// No share may come of elements that are none.
				e = strings.TrimLeft(e, `\/`)
				if len(b) == 1 && (e == "??" || strings.HasPrefix(e, `??\`) || strings.HasPrefix(e, "??/")) {
					b = append(b, `.\`...)
				}
			case last == ':':
				// C: and a are C:a, relative to the drive's own directory.
			default:
				b = append(b, '\\')
			}
		}
		b = append(b, e...)
	}
	if len(b) == 0 {
		return ""
	}
	return cleanWindows(string(b))
}
