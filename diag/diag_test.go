package diag

import (
	"testing"

	"github.com/composekit/composekit/source"
)

func TestFacts(t *testing.T) {
	def := &Def{Code: "undefined-network"}
	d := def.At(source.Span{}, "the network front is not defined").With("service", "web").With("network", "front")
	if d.Fact("service") != "web" || d.Fact("network") != "front" || d.Fact("volume") != "" {
		t.Errorf("got %v", d.Facts)
	}
	// A finding that was copied keeps its facts to itself.
	a, b := d.With("a", "1"), d.With("b", "2")
	if a.Fact("b") != "" || b.Fact("a") != "" || len(d.Facts) != 2 {
		t.Errorf("got %v, %v and %v", a.Facts, b.Facts, d.Facts)
	}
}
