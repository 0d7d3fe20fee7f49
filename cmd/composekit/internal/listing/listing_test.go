package listing

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/internal/golden"
)

// TestLists prints what an engine has (state.json, and samples.json for stats) in the forms that the names of the
// other files say: "ps", "ps -a FORMAT", "images json" and so on.
func TestLists(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		var state driver.State
		var tables []Processes
		var samples []driver.Sample
		for i, f := range archive.Files {
			into := map[string]any{"state.json": &state, "top.json": &tables, "samples.json": &samples}[f.Name]
			if into != nil {
				if err := json.Unmarshal(f.Data, into); err != nil {
					t.Fatalf("%s: %v", f.Name, err)
				}
				continue
			}
			got := list(t, f.Name, &state, tables, samples)
			if got == string(f.Data) {
				continue
			}
			t.Errorf("%s prints\n%s\nnot\n%s", f.Name, got, f.Data)
			archive.Files[i].Data = []byte(got)
		}
	})
}

func list(t *testing.T, how string, state *driver.State, tables []Processes, samples []driver.Sample) string {
	t.Helper()
	what, format, _ := strings.Cut(how, " ")
	format, noTrunc := strings.CutPrefix(format, "--no-trunc")
	format = strings.TrimSpace(format)
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	var err error
	switch what {
	case "ps":
		err = Containers(&b, format, state.Containers, noTrunc, now)
	case "ls":
		err = Projects(&b, format, ProjectsOf(state.Containers))
	case "images":
		var uses []ImageUse
		for _, c := range state.Containers {
			u := ImageUse{Container: c}
			if image, ok := state.Images[c.Image]; ok {
				u.Image = &image
			}
			uses = append(uses, u)
		}
		err = Images(&b, format, uses, now)
	case "volumes":
		err = Volumes(&b, format, state.Volumes)
	case "top":
		err = Top(&b, tables)
	case "stats", "stats-of-containers", "stats-of-projects":
		var usage []Usage
		for i, c := range state.Containers {
			u := Usage{ID: c.ID, Name: c.Name, Project: c.Labels[driver.LabelProject]}
			if i < len(samples) {
				u.Sample = &samples[i]
			}
			usage = append(usage, u)
		}
		switch what {
		case "stats":
			err = Stats(&b, format, usage, noTrunc)
		case "stats-of-containers":
			err = StatsOfContainers(&b, format, usage)
		default:
			err = StatsOfProjects(&b, format, usage)
		}
	default:
		t.Fatalf("there is no list %q", what)
	}
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	return b.String()
}

func TestEllipsis(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 5, ""},
		{"abcde", 5, "abcde"},
		{"abcdef", 5, "abcd…"},
		{"图像图", 6, "图像图"},
		{"图像图", 5, "图像…"},
		{"图像图", 4, "图…"},
		{"a图像图", 5, "a图…"},
		{"e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"},
		{"e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…"},
		{"\xff\xff\xff\xff", 3, "\xff\xff…"},
	} {
		if got := ellipsis(c.text, c.n); got != c.want {
			t.Errorf("%q in %d columns is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestPorts(t *testing.T) {
	at := func(ip string, published, target uint16, protocol string) driver.PortPoint {
		return driver.PortPoint{HostIP: ip, Published: published, Target: target, Protocol: protocol}
	}
	for want, ports := range map[string][]driver.PortPoint{
		"":       nil,
		"80/tcp": {at("", 0, 80, "tcp")},
		"0.0.0.0:8080->80/tcp, [::]:8080->80/tcp":      {at("::", 8080, 80, "tcp"), at("0.0.0.0", 8080, 80, "tcp")},
		"53-54/udp, 0.0.0.0:80-82->80-82/tcp, 443/tcp": {at("0.0.0.0", 80, 80, "tcp"), at("0.0.0.0", 81, 81, "tcp"), at("0.0.0.0", 82, 82, "tcp"), at("", 0, 443, "tcp"), at("", 0, 54, "udp"), at("", 0, 53, "udp")},
		"80/tcp, 82/tcp, 127.0.0.1:9->7/tcp":           {at("127.0.0.1", 9, 7, "tcp"), at("", 0, 80, "tcp"), at("", 0, 82, "tcp")},
	} {
		if got := Ports(ports); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFamiliarName(t *testing.T) {
	for ref, want := range map[string][2]string{
		"nginx":                             {"nginx", "latest"},
		"docker.io/library/nginx:1.27":      {"nginx", "1.27"},
		"registry.example.com:5000/a/b":     {"registry.example.com:5000/a/b", "latest"},
		"registry.example.com:5000/a/b:2":   {"registry.example.com:5000/a/b", "2"},
		"nginx@sha256:" + digest:            {"nginx", ""},
		"nginx:1@sha256:" + digest:          {"nginx", "1"},
		"sha256:" + digest:                  {"", ""},
		"docker.io/someone/something:3":     {"someone/something", "3"},
		"index.docker.io/library/busybox:1": {"busybox", "1"},
	} {
		if repository, tag := familiarName(ref); repository != want[0] || tag != want[1] {
			t.Errorf("%s: %q %q, want %q", ref, repository, tag, want)
		}
	}
}

const digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
