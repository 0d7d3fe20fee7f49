package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
)

// stored are projects in a registry, as HOST/shop, by their tags. $HOST is the registry.
var stored = map[string]string{
	"plain": "services: {web: {image: server}}\n",
	"variables": `services:
  web:
    image: ${IMAGE:-server}
    environment:
      LEVEL: ${LEVEL:?is needed}
      COLOUR: ${COLOUR-red $IMAGE}
      TEXT: ${TEXT}
      NOTHING: $NOTHING
  task: {image: job, profiles: [task]}
`,
	"including": "include: ['oci://$HOST/shop:part', 'oci://$HOST/shop:plain']\nservices: {other: {image: other}}\n",
	"part":      "include: ['oci://$HOST/shop:plain']\nservices: {part: {image: '${IMAGE:-other}'}}\n",
}

const variablesAsked = `The project uses these variables:
VARIABLE   VALUE        SET BY         REQUIRED   DEFAULT
COLOUR     red $IMAGE   Compose file   no         red $IMAGE
IMAGE      server       Compose file   no         server
LEVEL      7            environment    yes        
NOTHING    <unset>      nobody         no         
TEXT       two words    vars.env       no         
Go on with these variables? [Y/n] 
`

// A project that somebody else keeps is carried out only if a person says so.
func TestAskForRemote(t *testing.T) {
	p := newPlace(t)
	a := &docker.Artifacts{Options: docker.Options{ConfigDir: t.TempDir()}, Insecure: []string{p.host}}
	for tag, text := range stored {
		text = strings.ReplaceAll(text, "$HOST", p.host)
		what := docker.Publication{Files: []docker.PublishedFile{{Name: "compose.yaml", Text: []byte(text)}}}
		if _, err := a.Publish(context.Background(), p.host+"/shop:"+tag, what); err != nil {
			t.Fatal(err)
		}
	}
	for _, entry := range p.environ {
		name, value, _ := strings.Cut(entry, "=")
		t.Setenv(name, value) // the directory for what is fetched is the process's
	}
	p.write(t, "vars.env", "TEXT='two\nwords'\n")
	const included = `The project includes others from elsewhere, which may do anything that a project may:
  oci://$HOST/shop:part
  oci://$HOST/shop:plain
Do you trust where they come from? [y/N] 
`
	const partAsked = `The project uses these variables:
VARIABLE   VALUE   SET BY         REQUIRED   DEFAULT
IMAGE      other   Compose file   no         other
Go on with these variables? [Y/n] 
`
	for _, c := range []struct {
		name, args, answers, out string
		refused                  bool
	}{
		{name: "no variables", args: "-f oci://$HOST/shop:plain up -d"},
		{name: "variables", args: "-f oci://$HOST/shop:variables up -d", answers: "y\n", out: variablesAsked},
		{name: "no", args: "-f oci://$HOST/shop:variables up -d", answers: "n\n", out: variablesAsked, refused: true},
		{name: "nobody", args: "-f oci://$HOST/shop:variables up -d", out: variablesAsked, refused: true},
		{name: "yes beforehand", args: "-f oci://$HOST/shop:variables up -d --yes"},
		{name: "by a variable", args: "up -d", out: variablesAsked, refused: true},
		{name: "run", args: "-f oci://$HOST/shop:variables run -T web", out: variablesAsked, refused: true},
		{name: "run with yes", args: "-f oci://$HOST/shop:variables run -T -y task", out: "job works\n"},
		{name: "included", args: "-f oci://$HOST/shop:including up -d", answers: "yes\ny\n", out: included + partAsked},
		{name: "included, and not trusted", args: "-f oci://$HOST/shop:including up -d", answers: "\ny\n", out: included, refused: true},
		{name: "others are not asked about", args: "-f oci://$HOST/shop:variables create"},
		{name: "our own", args: "-f own.yaml up -d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.write(t, "own.yaml", "services: {web: {image: '${IMAGE:-server}'}}\n")
			var out, errs bytes.Buffer
			engine := sim.New(sim.Config{Clock: host.Clock{}, Images: simImages()})
			m := Machine{
				Streams: Streams{In: strings.NewReader(c.answers), Out: &out, Err: &errs}, Dir: p.dir, Environ: append([]string{"LEVEL=7"}, p.environ...),
				Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
			}
			if c.name == "by a variable" {
				m.Environ = append(m.Environ, "COMPOSE_FILE=oci://"+p.host+"/shop:variables", "COMPOSE_PATH_SEPARATOR=;")
			}
			args := strings.Fields(strings.ReplaceAll("--insecure-registry $HOST --env-file vars.env -p shop "+c.args, "$HOST", p.host))
			status := Run(context.Background(), args, m)
			if (status != ok) != c.refused {
				t.Errorf("status %d\n%s", status, errs.String())
			}
			if c.refused != strings.Contains(errs.String(), "--yes answers with yes") {
				t.Errorf("standard error is\n%s", errs.String())
			}
			if got := strings.ReplaceAll(out.String(), p.host, "$HOST"); got != c.out {
				t.Errorf("standard output is\n%s", got)
			}
			if kept := strings.Contains(errs.String(), "is kept in "); kept == (c.name == "our own" || c.name == "others are not asked about") {
				t.Errorf("standard error is\n%s", errs.String())
			}
			state, err := engine.Observe(context.Background(), driver.Selector{Project: "shop"})
			if err != nil || (len(state.Containers) == 0) != c.refused {
				t.Errorf("there are %d containers (%v)", len(state.Containers), err)
			}
		})
	}
}

// TestAskForRemoteSideBySide: docker compose, the binary that COMPOSEKIT_DOCKER_COMPOSE names, shows the same variables.
func TestAskForRemoteSideBySide(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	p := newPlace(t)
	p.environ = append(p.environ, "LEVEL=7")
	p.write(t, "compose.yaml", stored["variables"])
	p.ours(t, "publish", "-y", "--with-env", "--insecure-registry", p.host+"/shop:v1")
	args := []string{"--insecure-registry", p.host, "-f", "oci://" + p.host + "/shop:v1", "up"}
	var ours, errs bytes.Buffer
	Run(context.Background(), args, Machine{Streams: Streams{In: strings.NewReader("n\n"), Out: &ours, Err: &errs}, Dir: p.dir, Environ: p.environ})
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = p.dir, p.environ, strings.NewReader("n\n")
	theirs, err := cmd.Output()
	if err == nil {
		t.Error("docker compose takes no for a yes")
	}
	rows := func(text string) string {
		_, text, _ = strings.Cut(text, "DEFAULT\n")
		text = strings.NewReplacer("none", "nobody", "compose file", "Compose file").Replace(text)
		return text[:max(0, strings.LastIndex(strings.TrimRight(text, " \n"), "\n"))]
	}
	got, want := strings.Fields(rows(ours.String())), strings.Fields(rows(string(theirs)))
	if len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("ours are\n%s\n%s\ntheirs are\n%s", ours.String(), errs.String(), theirs)
	}
}
