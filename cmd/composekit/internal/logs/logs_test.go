package logs

import (
	"bytes"
	"testing"
	"time"
)

func TestPrefixes(t *testing.T) {
	var out, errs bytes.Buffer
	p := &Printer{Out: &out, Err: &errs, Prefix: true}
	p.Register("web-1")
	p.Register("database-1")
	p.Line("web-1", "one\ntwo", false, time.Time{})
	p.Line("database-1", "oh", true, time.Time{})
	p.Status("web-1", "exited with code 1")
	if want := "web-1       | one\nweb-1       | two\nweb-1 exited with code 1\n"; out.String() != want {
		t.Errorf("standard output is %q, want %q", out.String(), want)
	}
	if want := "database-1  | oh\n"; errs.String() != want {
		t.Errorf("standard error is %q, want %q", errs.String(), want)
	}
}

// TestWidthGrows: a container with a longer name that comes later makes the prefixes wider from then on.
func TestWidthGrows(t *testing.T) {
	var out bytes.Buffer
	p := &Printer{Out: &out, Prefix: true}
	p.Line("a", "1", false, time.Time{})
	p.Line("abc", "2", false, time.Time{})
	p.Line("a", "3", false, time.Time{})
	if want := "a  | 1\nabc  | 2\na    | 3\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestColours(t *testing.T) {
	var out bytes.Buffer
	p := &Printer{Out: &out, Prefix: true, Color: true, Terminal: true}
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}
	for _, name := range names {
		p.Register(name)
	}
	p.Line("a", "x", false, time.Time{})
	p.Line("f", "x", false, time.Time{})
	p.Line("k", "x", false, time.Time{})
	p.Line("b ->", "a hook has the colour of its container", false, time.Time{})
	p.Status("e", "has been recreated")
	want := "\x1b[36ma  | \x1b[0mx\n\x1b[36;1mf  | \x1b[0mx\n\x1b[36mk  | \x1b[0mx\n" +
		"\x1b[33mb ->  | \x1b[0ma hook has the colour of its container\n\x1b[34m\r\x1b[Ke has been recreated\n\x1b[0m"
	if out.String() != want {
		t.Errorf("%q\nwant %q", out.String(), want)
	}
}

// TestNotices: what is about no container stands beside the names of those that there are.
func TestNotices(t *testing.T) {
	var out bytes.Buffer
	p := &Printer{Out: &out, Prefix: true, Color: true}
	p.Register("web-1")
	p.Notice("Watch enabled", time.Time{})
	p.Prefix, p.Timestamps = false, true
	p.Notice("one\ntwo", time.Date(2026, 5, 1, 12, 0, 0, 5, time.UTC))
	want := "\x1b[92m       ⦿ \x1b[0mWatch enabled\n" +
		"2026-05-01T12:00:00.000000005Z one\n2026-05-01T12:00:00.000000005Z two\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestTimestampsWithoutPrefix(t *testing.T) {
	var out bytes.Buffer
	p := &Printer{Out: &out, Timestamps: true}
	p.Line("a", "x", false, time.Date(2026, 5, 1, 12, 0, 0, 5, time.UTC))
	p.Line("a", "of unknown time", false, time.Time{})
	if want := "2026-05-01T12:00:00.000000005Z x\nof unknown time\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// TestZone: the times of lines are told in the zone that is asked for.
func TestZone(t *testing.T) {
	var out bytes.Buffer
	p := &Printer{Out: &out, Timestamps: true, Zone: time.FixedZone("", 2*60*60)}
	p.Line("a", "x", false, time.Date(2026, 5, 1, 12, 0, 0, 5, time.UTC))
	if want := "2026-05-01T14:00:00.000000005+02:00 x\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
