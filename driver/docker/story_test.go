package docker_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/google/go-cmp/cmp"
)

// seed is a project of the shared collection with stand-ins for its images.
func seed(t *testing.T) *project {
	t.Helper()
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	from := filepath.Join(shared, "seed-projects", "tgbot")
	if _, err := os.Stat(from); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no seed project: %v; set COMPOSEKIT_SHARED", err)
		}
		t.Skipf("no seed project at %s: set COMPOSEKIT_SHARED", from)
	}

	d := enginetest.Open(t)
	p := &project{t: t, d: d, dir: t.TempDir(), name: enginetest.Project(t, d), version: "0.0.1"}
	if err := os.CopyFS(p.dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(p.dir, "docker-compose.yml"), filepath.Join(p.dir, "compose.yaml")); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(enginetest.Program(t))
	if err == nil {
		err = os.WriteFile(filepath.Join(p.dir, "app"), program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Images(t, "mongo:4.2.16", "mongo-express", "ck-probe")
	t.Cleanup(func() { enginetest.Remove(t, d, p.name+"-bot") })
	return p
}

// done are the IDs of the steps that changed something.
func done(r *run.Report) []string {
	var out []string
	for id, o := range r.Steps {
		if o.Phase == run.PhaseDone && !o.Result.Unchanged && r.Plan != nil {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// TestSeedStory is how the project was deployed that all this began with.
func TestSeedStory(t *testing.T) {
	t.Parallel()
	p := seed(t)
	up := plan.Options{Verb: plan.Up}
	p.do("compose.yaml", up)
	first := p.all("mongo", "mongo-express", "bot")
	for _, c := range first {
		if c.Status != driver.StatusRunning {
			t.Errorf("%s is %s", c.Name, c.Status)
		}
	}
	for _, dependent := range []string{"mongo-express", "bot"} {
		if !first["mongo"].Started.Before(first[dependent].Started) {
			t.Errorf("mongo was started at %v, after %s at %v", first["mongo"].Started, dependent, first[dependent].Started)
		}
	}

	mongo, express, bot := first["mongo"].Spec, first["mongo-express"].Spec, first["bot"].Spec
	for what, c := range map[string]struct{ got, want any }{
		"restart":  {mongo.Restart, driver.RestartPolicy{Name: "unless-stopped"}},
		"hostname": {[]string{mongo.Hostname, bot.Hostname}, []string{"r9odt-42", "tg-bot"}},
		"logging":  {[]any{mongo.LogDriver, mongo.LogOptions}, []any{"json-file", map[string]string{"max-size": "32m", "max-file": "5"}}},
		"binds":    {mongo.Binds, []string{p.dir + "/mongo-init.js:/docker-entrypoint-initdb.d/mongo-init.js:ro"}},
		"ports":    {mongo.Ports, map[string][]driver.PortBinding{"27017/tcp": {{HostIP: "127.0.0.1", Port: "27017"}}}},
		"ports 2":  {bot.Ports, map[string][]driver.PortBinding{"3000/tcp": {{HostIP: "0.0.0.0", Port: "3000"}}}},
		"ports 3":  {express.Ports, map[string][]driver.PortBinding{"8081/tcp": {{Port: "8081"}}}},
		"command":  {bot.Command, []string{"/app/app", "-pprof"}},
		"links":    {express.Networks[p.name+"_default"].Links, []string{"mongo:mongo", "mongo:mongodb-1", "mongo:" + p.name + "-mongodb-1"}},
		"environment": {slices.DeleteFunc(slices.Clone(bot.Env), func(e string) bool { return strings.HasPrefix(e, "PATH=") }),
			[]string{"DATABASE_HOST=mongo", "LOG_LEVEL=debug", "TELGRAM_TOKEN=token"}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if got, code := p.inContainer(first["mongo-express"], "probe", "lookup", "mongo"); code != 0 || !strings.Contains(got, first["mongo"].Networks[0].IPAddress) {
		t.Errorf("mongo is %q there (%d), want %s", got, code, first["mongo"].Networks[0].IPAddress)
	}
	if _, code := p.inContainer(first["mongo"], "touch", "/docker-entrypoint-initdb.d/mongo-init.js"); code == 0 {
		t.Error("the read-only bind can be written to")
	}

	p.nothing("compose.yaml", up)
	text, err := os.ReadFile(filepath.Join(p.dir, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p.write("-- compose.yaml --\n" + string(text) + `
  more:
    image: ck-probe
    env_file: more.env
-- more.env --
# from a file
MORE=less
`)
	report := p.do("compose.yaml", up)
	if got := done(report); !slices.Equal(got, []string{"more-1/create", "more-1/start"}) {
		t.Errorf("a new service took %q", got)
	}
	second := p.all("mongo", "mongo-express", "bot", p.name+"-more-1")
	if env := second[p.name+"-more-1"].Spec.Env; !slices.Contains(env, "MORE=less") {
		t.Errorf("its environment is %q", env)
	}

	// Nothing to build comes to nothing; a change comes to one new container, after the build.
	build := plan.Options{Verb: plan.Up, BuildAll: true}
	p.do("compose.yaml", build)
	p.same(second, p.all(slices.Collect(maps.Keys(second))...))
	p.write("-- note --\nnew\n-- Dockerfile --\nFROM scratch\nCOPY app note /app/\n")
	report = p.do("compose.yaml", build)
	built, started := report.Steps["image:"+p.name+"-bot/build"], report.Steps["bot-1/create"]
	if built.Finished.IsZero() || started.Started.Before(built.Finished) {
		t.Errorf("the build was done at %v, and the container made from %v: %q", built.Finished, started.Started, done(report))
	}
	third := p.all(slices.Collect(maps.Keys(second))...)
	if second["bot"].ID == third["bot"].ID {
		t.Error("the container of a new image is the old one")
	}
	delete(second, "bot")
	p.same(second, third)
	p.nothing("compose.yaml", up)

	p.do("compose.yaml", plan.Options{Verb: plan.Stop, Services: []string{"bot"}})
	if c := p.all(slices.Collect(maps.Keys(third))...); c["bot"].Status != driver.StatusExited || c["mongo"].Status != driver.StatusRunning {
		t.Errorf("after stop bot is %s and mongo %s", c["bot"].Status, c["mongo"].Status)
	}
	p.do("compose.yaml", plan.Options{Verb: plan.Down})
	state, err := p.d.Observe(t.Context(), driver.Selector{Project: p.name})
	if err != nil || len(state.Containers)+len(state.Networks) > 0 {
		t.Errorf("down leaves %+v, %v", state, err)
	}
}

// TestUpWaits: up --wait takes what runs without a health check, and what has ended well, for up.
func TestUpWaits(t *testing.T) {
	t.Parallel()
	p := open(t, `
-- compose.yaml --
services:
  plain: {image: ck-probe}
  healthy:
    image: ck-probe
    healthcheck: {test: [CMD, probe, exists, /bin/probe], interval: 300ms}
  job: {image: ck-probe, command: probe exit 0}
`)
	p.do("compose.yaml", plan.Options{Verb: plan.Up, Wait: true, WaitTimeout: enginetest.Patience})
	if c := p.containers()["healthy-1"]; c.Health != driver.HealthHealthy {
		t.Errorf("it is %s", c.Health)
	}
}

// all are the containers of the project by their full names, which must be these.
func (p *project) all(names ...string) map[string]driver.Container {
	p.t.Helper()
	out := map[string]driver.Container{}
	for _, c := range p.containers() {
		out[c.Name] = c
	}
	slices.Sort(names)
	if got := slices.Sorted(maps.Keys(out)); !slices.Equal(got, names) {
		p.t.Fatalf("the containers are %q, want %q", got, names)
	}
	return out
}

// same checks that containers are the ones that they were, and have not been started again.
func (p *project) same(before, after map[string]driver.Container) {
	p.t.Helper()
	for name, c := range before {
		if now := after[name]; now.ID != c.ID || !now.Started.Equal(c.Started) {
			p.t.Errorf("%s is not the container that it was", name)
		}
	}
}
