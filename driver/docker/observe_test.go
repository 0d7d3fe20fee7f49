package docker

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestDangling: whether an image has lost its names is for the engine to say. One that was pulled by its digest has no tag
// either, but an engine with containerd's store does not take it for dangling.
func TestDangling(t *testing.T) {
	names := map[string]string{ // what the engine tells of each image
		"sha256:tagged": `"RepoTags":["shop-web:latest"]`,
		"sha256:lost":   `"RepoDigests":["shop-web@sha256:lost"]`,
		"sha256:pulled": `"RepoDigests":["far/web@sha256:pulled"]`,
	}
	d, err := Open(Options{ConfigDir: t.TempDir(), Host: listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, call, isImage := strings.Cut(r.URL.Path, "/images/")
		id := strings.TrimSuffix(call, "/json")
		filters := r.URL.Query().Get("filters")
		switch {
		case !isImage:
			answers("1.50").ServeHTTP(w, r)
		case id != "json":
			fmt.Fprintf(w, `{"Id":%q,%s}`, id, names[id])
		case !strings.Contains(filters, driver.LabelProject+"=shop"):
			t.Errorf("images are listed by %s", filters)
		case strings.Contains(filters, `"dangling"`):
			fmt.Fprint(w, `[{"Id":"sha256:lost"}]`)
		default:
			fmt.Fprint(w, `[{"Id":"sha256:tagged"},{"Id":"sha256:lost"},{"Id":"sha256:pulled"}]`)
		}
	}))})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list, err := d.ListImages(t.Context(), driver.Labels{driver.LabelProject: "shop"})
	if err != nil || len(list) != len(names) {
		t.Fatalf("the images are %+v, %v", list, err)
	}
	for _, i := range list {
		if want := i.ID == "sha256:lost"; i.Dangling != want {
			t.Errorf("%s is dangling: %t, want %t", i.ID, i.Dangling, want)
		}
	}
}

// TestStatusForPeople: old engines tell health and exit code in the phrase that docker ps prints, and nowhere else.
func TestStatusForPeople(t *testing.T) {
	for _, c := range []struct {
		text   string
		health driver.Health
		code   int
	}{
		{"Up 5 minutes (healthy)", driver.HealthHealthy, 0},
		{"Up About an hour (unhealthy)", driver.HealthUnhealthy, 0},
		{"Up 2 seconds (health: starting)", driver.HealthStarting, 0},
		{"Up 5 minutes (Paused)", driver.HealthNone, 0},
		{"Up 5 minutes", driver.HealthNone, 0},
		{"Exited (137) 3 minutes ago", driver.HealthNone, 137},
		{"Exited (-1) 3 minutes ago", driver.HealthNone, -1},
		{"Restarting (1) 2 seconds ago", driver.HealthNone, 1},
		{"Created", driver.HealthNone, 0},
		{"", driver.HealthNone, 0},
	} {
		if health, code := readStatus(c.text); health != c.health || code != c.code {
			t.Errorf("%q: %q and %d, want %q and %d", c.text, health, code, c.health, c.code)
		}
	}
}
