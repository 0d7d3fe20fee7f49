package txtar

import "testing"

func TestParseKeepsCommentNamesAndText(t *testing.T) {
	a := Parse("about\n-- a.yaml --\nx: 1\n-- dir/b --\n-- not a marker\n--  --\n")
	if a.Comment != "about\n" || len(a.Files) != 2 {
		t.Fatalf("got %+v", a)
	}
	if text, ok := a.Get("a.yaml"); !ok || text != "x: 1\n" {
		t.Errorf("a.yaml is %q, %v", text, ok)
	}
	if text, ok := a.Get("dir/b"); !ok || text != "-- not a marker\n--  --\n" {
		t.Errorf("dir/b is %q, %v", text, ok)
	}
	if _, ok := a.Get("c"); ok {
		t.Error("c is there")
	}
}

func TestSetReplacesOrAppends(t *testing.T) {
	a := Parse("-- a --\n1\n")
	a.Set("a", "2\n")
	a.Set("b", "3")
	if got, want := a.String(), "-- a --\n2\n-- b --\n3\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("c\n-- a --\nx")
	f.Add("-- a --\r\nx\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		once := Parse(text).String()
		if twice := Parse(once).String(); twice != once {
			t.Errorf("written %q, read and written again %q", once, twice)
		}
	})
}
