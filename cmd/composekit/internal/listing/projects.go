package listing

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
)

// Project is a row of ls.
type Project struct {
	Name        string
	Status      string
	ConfigFiles string
}

// ProjectsOf are the projects that containers belong to, by name. Files of newer containers come first.
func ProjectsOf(list []driver.Container) []Project {
	type group struct {
		states map[driver.Status]int
		files  []string
		bare   bool // a container does not say from which files it was made
	}
	groups := map[string]*group{}
	newestFirst := func(a, b driver.Container) int { return b.Created.Compare(a.Created) }
	for _, c := range slices.SortedStableFunc(slices.Values(list), newestFirst) {
		name := c.Labels[driver.LabelProject]
		g := groups[name]
		if g == nil {
			g = &group{states: map[driver.Status]int{}}
			groups[name] = g
		}
		g.states[c.Status]++
		files, ok := c.Labels[driver.LabelConfigFiles]
		g.bare = g.bare || !ok
		for file := range strings.SplitSeq(files, ",") {
			if !slices.Contains(g.files, file) {
				g.files = append(g.files, file)
			}
		}
	}
	out := []Project{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		g := groups[name]
		var status []string
		for _, s := range slices.Sorted(maps.Keys(g.states)) {
			status = append(status, fmt.Sprintf("%s(%d)", s, g.states[s]))
		}
		p := Project{Name: name, Status: strings.Join(status, ", "), ConfigFiles: strings.Join(g.files, ",")}
		if g.bare {
			p.ConfigFiles = "N/A"
		}
		out = append(out, p)
	}
	return out
}

// Projects prints what ls does.
func Projects(w io.Writer, format string, list []Project) error {
	switch strings.ToLower(format) {
	case "", "table", "pretty":
		rows := make([][]string, len(list))
		for i, p := range list {
			rows[i] = []string{p.Name, p.Status, p.ConfigFiles}
		}
		return columns(w, []string{"NAME", "STATUS", "CONFIG FILES"}, rows)
	case "json":
		return array(w, list)
	}
	return unknownFormat(format)
}

func unknownFormat(format string) error {
	return fmt.Errorf("--format is %q, but must be table or json", format)
}
