package languageserver

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/host"
)

// entriesOf lists a directory, as a language.Lister does; of a very large one not everything.
func entriesOf(dir string) []string {
	const most = 10_000
	if rest, ok := strings.CutPrefix(dir, "~"); ok {
		home := host.Home()
		if home == "" {
			return nil
		}
		dir = filepath.Join(home, rest)
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil // it need not exist
	}
	defer d.Close()
	entries, _ := d.ReadDir(most) // what could be read, that is
	names := make([]string, len(entries))
	for i, e := range entries {
		isDir := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			at, err := os.Stat(filepath.Join(dir, e.Name()))
			isDir = err == nil && at.IsDir()
		}
		if names[i] = e.Name(); isDir {
			names[i] += "/"
		}
	}
	return names
}
