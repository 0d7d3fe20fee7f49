package driver_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/composekit/composekit/driver"
)

// Images that are found by their labels are there once, whatever they were known under before. One with neither a tag nor
// the want of one is left out.
func TestAddImages(t *testing.T) {
	s := driver.State{Images: map[string]driver.Image{"web": {ID: "1", Tags: []string{"web:latest"}}}}
	found := []driver.Image{{ID: "1", Tags: []string{"web:latest"}}, {ID: "2", Tags: []string{"api:1", "api:2"}}, {ID: "3", Dangling: true}, {ID: "4"}}
	s.AddImages(found)
	if got, want := slices.Sorted(maps.Keys(s.Images)), []string{"3", "api:1", "web"}; !slices.Equal(got, want) {
		t.Errorf("there are %q, want %q", got, want)
	}
	var empty driver.State
	if empty.AddImages(nil); empty.Images != nil {
		t.Error("no images are a map of them")
	}
}
