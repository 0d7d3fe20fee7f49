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

func TestErrorsAreOneALine(t *testing.T) {
	wrong, odd := &Def{Code: "wrong"}, &Def{Code: "odd", Severity: Warning}
	at := source.NewFile("compose.yaml", "a: b").Span(3, 4)
	list := List{wrong.At(at, "no"), odd.At(at, "well"), wrong.At(source.Span{}, "never")}
	if got := list.Err().Error(); got != list[0].String()+"\n"+list[2].String() || got != "compose.yaml:1:4: error: no [wrong]\nerror: never [wrong]" {
		t.Errorf("got %s", got)
	}
}

// TestChangesPutNothingBeforeWhatIsRemoved wants a text that one fix puts before a line not to end up before the next line, since another
// removes that one.
func TestChangesPutNothingBeforeWhatIsRemoved(t *testing.T) {
	f := source.NewFile("compose.yaml", "version: 1\n  a: b\n")
	def := &Def{Code: "x"}
	indent := Edit{Span: f.Span(0, 0), New: "  "}
	remove := Edit{Span: f.Span(0, len("version: 1\n"))}
	behind := Edit{Span: f.Span(len("version: 1\n"), len("version: 1\n  "))}
	for _, c := range []struct {
		edits []Edit
		want  string
	}{
		{[]Edit{indent, remove}, "  version: 1\n  a: b\n"},
		{[]Edit{remove, indent}, "  a: b\n"},
		{[]Edit{remove, behind}, "a: b\n"},
	} {
		var list List
		for _, e := range c.edits {
			list.Add(def.At(e.Span, "wrong").Fixed("mend it", e))
		}
		if got := Changes(list)[0].Text(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestFixesKeepLineEnds(t *testing.T) {
	def := &Def{Code: "wrong", Title: "wrong"}
	for text, want := range map[string]string{"a:\n": "b\nc\nd", "a:\r\n": "b\r\nc\r\nd"} {
		at := source.NewFile("compose.yaml", text).Span(0, 1)
		edits := []Edit{{Span: at, New: "b\nc\r\nd"}}
		if text == "a:\n" {
			edits[0].New = "b\nc\nd"
		}
		d := def.At(at, "wrong").Fixed("mend it", edits...).SafelyFixed("mend it", edits...)
		for _, fix := range d.Fixes {
			if got := fix.Edits[0].New; got != want {
				t.Errorf("%q: the edit is %q, want %q", text, got, want)
			}
		}
	}
}
