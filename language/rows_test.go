package language

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestPathsLeadToRows wants a row of the schema's table for each path of a table of this package.
func TestPathsLeadToRows(t *testing.T) {
	paths := slices.Concat(slices.Collect(maps.Keys(usualValues)), slices.Collect(maps.Keys(linkedPaths)), slices.Collect(maps.Keys(rolePaths)))
	for _, path := range paths {
		rows := rowsAt(path)
		if len(rows) == 0 {
			t.Errorf("%s is no attribute", path)
		}
		for _, row := range rows {
			if want := path[strings.LastIndexAny(path, "./")+1:]; row.Name != want {
				t.Errorf("%s leads to %s", path, row.Name)
			}
		}
	}
}
