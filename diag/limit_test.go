package diag_test

import (
	"strconv"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// TestCollector wants errors and warnings to be counted apart, and a list that was cut to say so.
func TestCollector(t *testing.T) {
	bad, odd := &diag.Def{Code: "bad"}, &diag.Def{Code: "odd", Severity: diag.Warning}
	c := diag.Collector{Limit: 2}
	for i := range 3 {
		c.Add(odd.At(source.Span{}, "%s", strconv.Itoa(i)))
	}
	if c.Full(diag.Error) {
		t.Error("warnings leave no room for errors")
	}
	if !c.Full(diag.Warning) || !c.Full(diag.Note) || !c.Cut() {
		t.Error("three of two warnings, and there is room")
	}
	c.Add(bad.At(source.Span{}, "worse"))
	list := c.Close()
	if len(list) != 4 || list[1].Message != "1" || list[2].Message != "worse" || list[3].Def != diag.TooMany {
		t.Errorf("got %v", list)
	}

	all := diag.Collector{Limit: -1}
	for i := range 5000 {
		all.Add(bad.At(source.Span{}, "%s", strconv.Itoa(i)))
	}
	if all.Full(diag.Error) || len(all.Close()) != 5000 {
		t.Error("no limit is one")
	}
	all.Add(list...)
	if closed := all.Close(); closed[len(closed)-1].Def != diag.TooMany || len(closed) != 5004 {
		t.Errorf("a list that was cut: %d findings, the last %v", len(closed), closed[len(closed)-1])
	}

	var standard diag.Collector
	for range 1500 {
		standard.Add(bad.At(source.Span{}, "x"))
	}
	if n := len(standard.Close()); n != 1001 {
		t.Errorf("%d findings by default", n)
	}
}
