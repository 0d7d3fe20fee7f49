package schema

import (
	"fmt"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

func summary(t *testing.T, text string) string {
	got, list := ours(t, "volumes", written(text))
	if list.HasErrors() {
		return "error"
	}
	m := got.([]any)[0].(map[string]any)
	s := fmt.Sprintf("%v %v -> %v", m["type"], m["source"], m["target"])
	if m["read_only"] == true {
		s += " ro"
	}
	return s
}

// The reference takes every single letter before a colon for a drive, so that a volume with a
// name of one letter cannot be mounted. A Compose user means the volume, unless the text is that of a drive.
func TestOneLetterVolumes(t *testing.T) {
	for text, want := range map[string]string{
		`a:/b`:            "volume a -> /b",
		`v:/v:ro`:         "volume v -> /v ro",
		`v:/v:ro,z`:       "volume v -> /v ro",
		`a:b`:             "volume a -> b",
		`a:c:\data`:       `volume a -> c:\data`,
		`a:c:/data:ro`:    "volume a -> c:/data ro",
		`c:/data:/data`:   "bind c:/data -> /data",
		`c:\data:/data`:   `bind c:\data -> /data`,
		`c:/data:/d:ro`:   "bind c:/data -> /d ro",
		`c:/data:d:\x`:    `bind c:/data -> d:\x`,
		`c:/data:d:/x:ro`: `bind c:/data -> d:/x ro`,
		`c:\data`:         `volume <nil> -> c:\data`,
		`c:/data`:         "volume c -> /data",
		`vol:c:/data:ro`:  "volume vol -> c:/data ro",
		`vol:c:\data:ro`:  `volume vol -> c:\data ro`,
		`vol:a:ro`:        "volume vol -> a ro",
		`vol:d:`:          "volume vol -> d:",
		`vol:d::ro`:       "volume vol -> d: ro",
		`c:\data:d:`:      `bind c:\data -> d:`,
		`a::b`:            "error",
		`a:/b:`:           "error",
		`a:/b:ro:rw`:      "bind a:/b -> ro",
	} {
		if got := summary(t, text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Every value made from a short form stands where its part of the text is, also beside variables.
func TestPlacesOfShortForms(t *testing.T) {
	tests := []struct{ attribute, text, path, want string }{
		{"ports", "127.0.0.1:8080:80/tcp", "published", "8080"},
		{"ports", "127.0.0.1:8080:80/tcp", "host_ip", "127.0.0.1"},
		{"ports", "127.0.0.1:8080:80/tcp", "target", "80"},
		{"ports", "127.0.0.1:8080:80/tcp", "protocol", "tcp"},
		{"volumes", "data:/var/lib:ro,z", "source", "data"},
		{"volumes", "data:/var/lib:ro,z", "target", "/var/lib"},
		{"volumes", "data:/var/lib:ro,z", "read_only", "ro"},
		{"devices", "/dev/a:/dev/b:rw", "permissions", "rw"},
	}
	for _, test := range tests {
		c := &Context{Build: &syntax.Builder{}, Diags: &diag.List{}}
		n := written(test.text)
		var m *syntax.Node
		switch test.attribute {
		case "ports":
			m = longPorts(c, inList(n)).Items()[0]
		case "volumes":
			m = longVolume(c, n)
		case "devices":
			m = longDevice(c, n)
		}
		if got := m.Get(test.path).Span().Text(); got != test.want {
			t.Errorf("%s of %q stands at %q, want %q", test.path, test.text, got, test.want)
		}
	}
}

func TestPlacesBesideVariables(t *testing.T) {
	for _, test := range []struct{ template, value, published, target string }{
		{"${HOST}:80", "8080:80", "${HOST}", "80"},
		{"8080:$PORT", "8080:80", "8080", "$PORT"},
		{"80${X}:80${Y:-8}0", "8000:8080", "80${X}:80${Y:-8}", "${X}:80${Y:-8}0"},
		{"127.0.0.1:${HOST}:80", "127.0.0.1:8080:80", "${HOST}", "80"},
	} {
		was := written(test.template)
		var b syntax.Builder
		n := b.Scalar(test.value, syntax.String, was, syntax.Interpolated)
		c := &Context{Build: &b, Diags: &diag.List{}}
		m := longPorts(c, inList(n)).Items()[0]
		if got := m.Get("target").Span().Text(); got != test.target {
			t.Errorf("target of %q stands at %q, want %q", test.template, got, test.target)
		}
		if got := m.Get("published").Span().Text(); got != test.published {
			t.Errorf("published of %q stands at %q, want %q", test.template, got, test.published)
		}
	}
}

func TestFindingsAreTight(t *testing.T) {
	for _, test := range []struct{ attribute, text, want string }{
		{"ports", "80:8o80", "8o80"},
		{"ports", "8x:80", "8x"},
		{"ports", "1.2.3:80:80", "1.2.3"},
		{"ports", "80:80/tpc", "tpc"},
		{"ports", "8000-8002:80-81", "8000-8002:80-81"},
		{"volumes", "a:/b:", ":"},
		{"volumes", "ab:/b:ro:rw", ":rw"},
		{"devices", "a:b:r:x", ":x"},
		{"volumes", "ab:/b:or", "or"},
	} {
		_, list := ours(t, test.attribute, written(test.text))
		if len(list) != 1 || list[0].Span.Text() != test.want || list[0].Help == "" {
			t.Errorf("%s %q: findings %v at %q, want one at %q with a help", test.attribute, test.text, list, list[0].Span.Text(), test.want)
		}
	}
}

func TestLenientKeepsWhatCannotBeRead(t *testing.T) {
	var list diag.List
	c := &Context{Build: &syntax.Builder{}, Diags: &list, Lenient: true}
	ports := inList(written("${HOST}:80"))
	if longPorts(c, ports) != ports || len(list) != 0 {
		t.Errorf("a list of ports with a variable was changed, or reported: %v", list)
	}
	ssh := inList(written("${SSH_AUTH_SOCK}"))
	if longSSH(c, ssh) != ssh || len(list) != 0 {
		t.Errorf("a list of SSH keys with a variable was changed, or reported: %v", list)
	}
}
