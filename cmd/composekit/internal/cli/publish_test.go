package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/internal/fakeregistry"
)

// published is a project of everything that is published otherwise than it is written. Where docker compose publishes it
// otherwise than docs/commands.md says, there is nothing of it.
var published = map[string]string{
	"compose.yaml": `name: shop
# A comment stays.
services:
  web:
    image: "${IMAGE:-far}"
    env_file: ./web.env
    environment:
      LEVEL: ${LEVEL}
    extends:
      file: base.yaml
      service: base
  api:
    image: far
    env_file:
      - web.env
      - path: none.env
        required: false
`,
	"over.yaml": `services:
  api:
    env_file: "api.env"
    labels: [a=b]
`,
	"base.yaml": `services:
  base:
    command: ["serve"]
    extends:
      file: "more.yaml"
      service: more
`,
	"more.yaml": "services:\n  more:\n    init: true\n",
	"web.env":   "WEB=1\n",
	"api.env":   "API=2\n",
}

// place is a directory with the project in it, a registry, and the variables that programs are run with.
type place struct {
	dir, host string
	registry  *fakeregistry.Registry
	environ   []string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{dir: t.TempDir()}
	for name, text := range published {
		p.write(t, name, text)
	}
	registry, stop := fakeregistry.Start()
	t.Cleanup(stop)
	p.registry, p.host = registry, registry.Host
	home := t.TempDir()
	p.environ = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CACHE_HOME=" + filepath.Join(home, "cache"), "LocalAppData=" + filepath.Join(home, "cache")}
	return p
}

// write writes a file.
func (p *place) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ours runs this program, which has the engine of the scripts.
func (p *place) ours(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	for _, entry := range p.environ {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value) // the directory for what is fetched is the process's
	}
	m := Machine{
		Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: p.dir, Environ: p.environ,
		Open: func(context.Context, EngineOptions) (driver.Driver, error) { return newSim(), nil },
	}
	if status := Run(context.Background(), args, m); status != ok {
		t.Fatalf("%s: status %d\n%s", strings.Join(args, " "), status, errs.String())
	}
	return out.String()
}

// theirs runs docker compose.
func (p *place) theirs(t *testing.T, binary string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.dir, p.environ, &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("docker compose %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

// config is a command line that prints what has been published.
func (p *place) config(tag string) []string {
	return []string{"--insecure-registry", p.host, "-f", "oci://" + p.host + "/shop:" + tag, "config"}
}

// publish is a command line that publishes the project, further options behind it.
func (p *place) publish(tag string, more ...string) []string {
	return append(append([]string{"-f", "compose.yaml", "-f", "over.yaml", "publish", "-y", "--insecure-registry"}, more...), p.host+"/shop:"+tag)
}

// What has been published is the same project elsewhere.
func TestPublishAndLoad(t *testing.T) {
	p := newPlace(t)
	want := p.ours(t, "-f", "compose.yaml", "-f", "over.yaml", "config")
	p.ours(t, p.publish("v1", "--with-env")...)
	for name := range published {
		if err := os.Remove(filepath.Join(p.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.ours(t, p.config("v1")...); got != want {
		t.Errorf("what was published is\n%s\nand what was to be is\n%s", got, want)
	}
}

// With the digests of images these stay what they are.
func TestPublishDigests(t *testing.T) {
	p := newPlace(t)
	p.ours(t, p.publish("v1", "--with-env", "--resolve-image-digests")...)
	got := p.ours(t, append(p.config("v1"), "--images")...)
	if want := "docker.io/library/far:latest@sha256:b79caef7592bba9d77cda8be2b5be408e3ea75b006da1727469455c6a3cf5c87\n"; !strings.HasPrefix(got, want) {
		t.Errorf("the images are\n%s", got)
	}
}

// A registry of OCI 1.0 takes the project, too, and it is said that it did.
func TestPublishToOldRegistry(t *testing.T) {
	p := newPlace(t)
	p.registry.Old = true
	p.ours(t, p.publish("v1", "--with-env")...)
	if got := p.ours(t, p.config("v1")...); !strings.Contains(got, `WEB: "1"`) {
		t.Errorf("what was published is\n%s", got)
	}
}

// varying are the parts of manifests that no two publications have in common.
var varying = regexp.MustCompile(`"(com\.docker\.compose\.version|org\.opencontainers\.image\.created)":"[^"]*"`)

// manifest is a manifest without what varies. Layers are in an order of their own, for docker compose has those of
// extended files and env files in any.
func (p *place) manifest(t *testing.T, tag string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(varying.ReplaceAllString(p.registry.Texts["shop/manifests/"+tag], `"$1":"x"`)), &m); err != nil {
		t.Fatal(err)
	}
	var layers []string
	for _, layer := range m["layers"].([]any) {
		text, _ := json.Marshal(layer)
		layers = append(layers, string(text))
	}
	slices.Sort(layers)
	delete(m, "layers")
	head, _ := json.Marshal(m)
	return string(head) + "\n" + strings.Join(layers, "\n")
}

// TestPublishSideBySide: docker compose, the binary that COMPOSEKIT_DOCKER_COMPOSE names, publishes the same, reads what
// we publish, and we what it does.
func TestPublishSideBySide(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	p := newPlace(t)
	for _, options := range [][]string{{"--with-env"}, {"--with-env", "--oci-version", "1.0"}, nil} {
		tag := "v" + string(rune('0'+len(options)))
		p.theirs(t, binary, p.publish("theirs-"+tag, options...)...)
		p.ours(t, p.publish("ours-"+tag, options...)...)
		theirs, ours := p.manifest(t, "theirs-"+tag), p.manifest(t, "ours-"+tag)
		if theirs != ours {
			t.Errorf("%s: ours is\n%s\ntheirs is\n%s", options, ours, theirs)
		}
		if options == nil {
			continue // without its env files it is not to be loaded
		}
		for _, whose := range []string{"theirs-", "ours-"} {
			theirs, ours := p.theirs(t, binary, p.config(whose+tag)...), p.ours(t, p.config(whose+tag)...)
			if settled(theirs, exact) != settled(ours, exact) {
				t.Errorf("%s%s: we read\n%s\nthey read\n%s", whose, tag, ours, theirs)
			}
		}
	}
}
