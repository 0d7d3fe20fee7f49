package cli

import (
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/source"
)

// TestSplitService: what is a path of this machine depends on how its paths look.
func TestSplitService(t *testing.T) {
	for _, test := range []struct {
		arg           string
		style         source.PathStyle
		service, name string
	}{
		{"web:/data", source.Unix, "web", "/data"},
		{"web:/data", source.Windows, "web", "/data"},
		{"data", source.Unix, "", "data"},
		{"./a:b", source.Unix, "", "./a:b"},
		{"/a:b", source.Unix, "", "/a:b"},
		{`C:\data`, source.Windows, "", `C:\data`},
		{"c:/data", source.Windows, "", "c:/data"},
		{`\\server\share\a`, source.Windows, "", `\\server\share\a`},
		{"c:/data", source.Unix, "c", "/data"},
		{"-", source.Windows, "", "-"},
	} {
		if service, name := splitService(test.arg, test.style); service != test.service || name != test.name {
			t.Errorf("%s is %q of service %q, want %q of %q", test.arg, name, service, test.name, test.service)
		}
	}
}

// TestSizes: who is busy finds the last size of a terminal, and no size twice.
func TestSizes(t *testing.T) {
	small, large := driver.Size{Width: 80, Height: 24}, driver.Size{Width: 200, Height: 50}
	s := newSizes()
	for _, size := range []driver.Size{small, large, small, large, large} {
		s.tell(size)
	}
	if got := <-s.c; got != large {
		t.Errorf("the size is %v, want %v", got, large)
	}
	s.tell(large)
	select {
	case got := <-s.c:
		t.Errorf("the size %v is told twice", got)
	default:
	}
	s.tell(small)
	if got := <-s.c; got != small {
		t.Errorf("the size is %v, want %v", got, small)
	}
}
