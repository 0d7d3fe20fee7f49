package docker

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestPodmanNetworks: Podman has the names of networks where others give IDs, references of images in
// full, and no address for all of them; what is observed is as of others, so that nothing is made anew.
func TestPodmanNetworks(t *testing.T) {
	host := listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		for path, text := range map[string]string{
			"/version":  `{"Version":"4.3.1","Components":[{"Name":"Podman Engine"}]}`,
			"/info":     `{"CgroupDriver":"cgroupfs"}`,
			"/volumes":  `{}`,
			"/networks": `[{"Name":"p_default","Id":"n1","Labels":{"com.docker.compose.project":"p"}}]`,
			"/containers/json": `[{"Id":"c1","Names":["/p-web-1"],"Image":"docker.io/library/web:latest","State":"running","Status":"Up (starting)",
				"Labels":{"com.docker.compose.project":"p"},"Ports":[{"PrivatePort":80,"PublicPort":8080,"Type":"tcp"}],
				"NetworkSettings":{"Networks":{"p_default":{"NetworkID":"p_default"}}}}]`,
		} {
			if strings.HasSuffix(r.URL.Path, path) {
				io.WriteString(w, text)
			}
		}
	}))
	d, err := Open(Options{Host: host, ConfigDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	state, err := d.Observe(t.Context(), driver.Selector{Project: "p"})
	if err != nil || len(state.Containers) != 1 || len(state.Networks) != 1 {
		t.Fatal(state, err)
	}
	c := state.Containers[0]
	if len(c.Networks) != 1 || c.Networks[0].ID != state.Networks[0].ID || c.Image != "web" || c.Health != driver.HealthNone ||
		len(c.Ports) != 1 || c.Ports[0].HostIP != "0.0.0.0" {
		t.Errorf("the container is %+v", c)
	}
}
