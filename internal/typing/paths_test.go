package typing

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// pathsAt are attributes whose texts are paths from the project directory, or have one before a colon.
var pathsAt = regexp.MustCompile(`^include\[\d+\](\.(path|env_file))?(\[\d+\])?$|^(services|jobs)\.[^.]+\.(env_file|label_file)(\[\d+\](\.path)?)?$|` +
	`^(services|jobs)\.[^.]+\.(build|build\.context|extends\.file|volumes\[\d+\](\.source)?|develop\.watch\[\d+\]\.path)$|^(configs|secrets)\.[^.]+\.file$`)

// TestPathsAreProposed types the paths of the corpus anew, name by name and letter by letter, where there is on disk what they
// lead to: each name is to be proposed, and is to complete the path as its author wrote it.
func TestPathsAreProposed(t *testing.T) {
	known, all := map[string]bool{}, projects(t)
	if !material.Exhaustive() {
		all = sample(all, material.Tries(files))
	}
	for _, p := range all {
		for _, doc := range p.docs {
			for path, n := range doc.Root.All() {
				if n.Kind != syntax.Scalar || !n.IsString() || !pathsAt.MatchString(path.String()) || strings.Contains(n.Value(), "$") ||
					strings.HasSuffix(path.String(), ".source") && !strings.HasPrefix(n.Value(), ".") {
					continue
				}
				host := n.Value()
				if strings.Contains(path.String(), ".volumes[") {
					if host, _, _ = strings.Cut(host, ":"); !strings.HasPrefix(host, ".") {
						continue
					}
				}
				for from, name := range names(host) {
					if at := p.typePath(t, n, host, from, name); at != "" {
						known[at] = true
					}
				}
			}
		}
	}
	t.Logf("%d names of files", len(known))
	if len(known) < len(all)/10 {
		t.Errorf("only %d names in %d files were typed", len(known), len(all))
	}
}

// names are those in a path that are typed: not the dots, with where they begin.
func names(path string) map[int]string {
	out := map[int]string{}
	from := 0
	for name := range strings.SplitSeq(path, "/") {
		if strings.Trim(name, ".") != "" {
			out[from] = name
		}
		from += len(name) + 1
	}
	return out
}

// typePath types a name of a path that n has, and returns where; "" if there is no such file.
func (p *project) typePath(t *testing.T, n *syntax.Node, path string, from int, name string) string {
	t.Helper()
	dir := source.Unix.Dir(p.name)
	whole := source.Unix.Join(dir, path[:from+len(name)])
	if _, err := os.Stat(filepath.FromSlash(whole)); err != nil {
		return ""
	}
	start := syntax.Locate(n, 0, len(path))
	if start.Text() != path {
		return ""
	}
	for _, letters := range []int{0, 1, len(name) - 1} {
		if letters == 0 && (strings.HasPrefix(name, ".") || from == 0) {
			continue // hidden; and what begins like no path may be something else
		}
		offset := int(start.Start) + from + letters
		text := p.text[:offset] + p.text[int(start.Start)+len(path):]
		now := p.with(t, text)
		found := false
		for _, c := range now.view.CompleteFiles(now.file, offset, entries) {
			if strings.TrimSuffix(c.Label, "/") != name {
				continue
			}
			found = true
			edited, err := syntax.Apply(text, []diag.Edit{c.Edit})
			if want := p.text[:int(start.Start)+from] + c.Label + p.text[int(start.Start)+len(path):]; err != nil || edited != want {
				t.Errorf("%s: %q for %q gives another text: %v", p.name, c.Label, path, err)
			}
		}
		if !found {
			t.Errorf("%s:%d: %q of %q is not proposed behind %q", p.name, start.Pos(source.Runes).Line, name, path, path[:from+letters])
		}
	}
	return fmt.Sprint(p.name, ":", start.Start, ":", from)
}

// entries lists a directory of this machine.
func entries(dir string) []string {
	list, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range list {
		if name := e.Name(); e.IsDir() {
			out = append(out, name+"/")
		} else {
			out = append(out, name)
		}
	}
	return out
}
