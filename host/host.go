// Package host owns the operating system: its files and variables behind source.FS and
// source.Env, and what docker compose takes from flags, variables and the working directory.
// It is the one core package that touches the machine; callers import it, the core does not.
// All that it returns may be used concurrently.
package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/composekit/composekit/source"
)

// FS returns the files of this machine. Relative names start in the current directory. It has
// the abilities source.Linker and source.Finder.
func FS() source.FS { return disk{} }

type disk struct{}

// ReadFile implements source.FS.
func (disk) ReadFile(name string) ([]byte, error) {
	text, err := readText(name)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// ReadText implements source.TextReader.
func (disk) ReadText(name string) (string, error) { return readText(name) }

// Find implements source.Finder.
func (disk) Find(name string) source.Kind {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return source.Nothing
	case err != nil:
		return source.Unknown
	case info.IsDir():
		return source.Directory
	}
	return source.Regular
}

// Style implements source.FS.
func (disk) Style() source.PathStyle {
	if runtime.GOOS == "windows" {
		return source.Windows
	}
	return source.Unix
}

// ResolveLink implements source.Linker. Where a link leads through others, all of them are
// followed; an error is one that leads nowhere.
func (disk) ResolveLink(name string) (string, error) {
	for end := 1; end <= len(name); end++ {
		if end < len(name) && !os.IsPathSeparator(name[end]) {
			continue
		}
		part := name[:end]
		link, there := isLink(part)
		if !there {
			return name, nil // so nothing is a link
		}
		if !link {
			continue
		}
		target, err := filepath.EvalSymlinks(part)
		if err != nil {
			return "", err
		}
		return target + name[end:], nil
	}
	return name, nil
}

// IsLink implements source.Linker.
func (disk) IsLink(name string) bool {
	link, _ := isLink(name)
	return link
}

// Home returns the home directory of the user, "" if it is not known.
func Home() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

// Env returns the variables of this process, as they are now. On Windows the case of names
// makes no difference.
func Env() source.Env { return Environ(os.Environ()) }

// Environ returns the variables of a list of KEY=VALUE; the last of the same name counts, and
// entries without an equals sign are passed over. On Windows the case of names makes no difference.
func Environ(list []string) source.Env { return environ(list, runtime.GOOS == "windows") }

func environ(list []string, foldCase bool) source.Env {
	vars := make(source.Vars, len(list))
	for _, entry := range list {
		if name, value, found := strings.Cut(entry, "="); found {
			vars[name] = value
		}
	}
	if foldCase {
		return folded(vars)
	}
	return vars
}

// folded is vars with names looked up in any case where there is none in the case asked
// for. Of several that differ in case alone, the first in the order of their names is taken.
func folded(vars source.Vars) source.Env {
	f := foldedVars{vars, make(map[string]string, len(vars))}
	for name := range vars {
		upper := strings.ToUpper(name)
		if first, taken := f.names[upper]; !taken || name < first {
			f.names[upper] = name
		}
	}
	return f
}

type foldedVars struct {
	source.Vars
	names map[string]string // by their upper-case form
}

// Lookup implements source.Env.
func (f foldedVars) Lookup(name string) (string, bool) {
	if value, set := f.Vars[name]; set {
		return value, true
	}
	written, set := f.names[strings.ToUpper(name)]
	return f.Vars[written], set
}

// stdinName is the name under which the standard input is a Compose file.
const stdinName = "-"

// withStdin is an FS that has the standard input under its name, besides what another one has.
type withStdin struct {
	base source.FS
	text []byte
}

// ReadFile implements source.FS.
func (w withStdin) ReadFile(name string) ([]byte, error) {
	text, err := w.ReadText(name)
	if err != nil {
		return nil, err
	}
	return []byte(text), nil
}

// ReadText implements source.TextReader.
func (w withStdin) ReadText(name string) (string, error) {
	switch {
	case name != stdinName:
		return source.ReadText(w.base, name)
	case w.text == nil:
		return "", &fs.PathError{Op: "read", Path: name, Err: errors.New("there is no standard input")}
	}
	return string(w.text), nil
}

// Find implements source.Finder.
func (w withStdin) Find(name string) source.Kind {
	if name == stdinName && w.text != nil {
		return source.Regular
	}
	return source.Find(w.base, name)
}

// Style implements source.FS.
func (w withStdin) Style() source.PathStyle { return w.base.Style() }

// ResolveLink implements source.Linker.
func (w withStdin) ResolveLink(name string) (string, error) { return source.ResolveLink(w.base, name) }

// IsLink implements source.Linker.
func (w withStdin) IsLink(name string) bool { return source.IsLink(w.base, name) }
