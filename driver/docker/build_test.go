package docker_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"golang.org/x/tools/txtar"
)

// buildContext unpacks files in a directory.
func buildContext(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// builders runs a test with each of the engine's builders.
func builders(t *testing.T, run func(t *testing.T, d *docker.Driver, buildKit bool)) {
	t.Parallel()
	for _, buildKit := range []bool{false, true} {
		t.Run(map[bool]string{false: "classic", true: "BuildKit"}[buildKit], func(t *testing.T) {
			run(t, enginetest.OpenWith(t, docker.Options{ConfigDir: t.TempDir(), BuildKit: &buildKit}), buildKit)
		})
	}
}

// TestBuild builds an image, and again, when nothing is left to do.
func TestBuild(t *testing.T) { builders(t, testBuild) }

func testBuild(t *testing.T, d *docker.Driver, buildKit bool) {
	enginetest.Images(t, "ck-probe")
	project := enginetest.Project(t, d)
	tag := project + "-app"
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	dir := buildContext(t, `
-- Dockerfile --
FROM ck-probe AS base
ARG GREETING=none
ARG UNSET=kept
ENV GREETING=$GREETING UNSET=$UNSET
COPY . /app
RUN echo "$GREETING" >/app/greeting && ls /app >/app/list
FROM base AS other
ENV STAGE=other
-- .dockerignore --
secret
**/*.log
logs/*
!logs/keep
-- main.txt --
-- secret/key --
-- deep/er/x.log --
-- deep/er/x.txt --
-- logs/drop --
-- logs/keep --
`)
	greeting := "hello"
	build := &driver.BuildImage{Spec: driver.BuildSpec{
		Service: "app", Tags: []string{tag}, Context: dir, Target: "base",
		Args:   map[string]*string{"GREETING": &greeting, "UNSET": nil},
		Labels: driver.Labels{driver.LabelProject: project, driver.LabelService: "app"},
	}}
	var (
		mu    sync.Mutex
		steps []string
	)
	out, err := d.Do(t.Context(), build, func(p driver.Progress) {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(p.Text, "Step ") || strings.HasPrefix(p.Text, "#") && strings.Contains(p.Text, " [base ") {
			steps = append(steps, p.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	told := len(steps) == 9 && steps[0] == "Step 1/9 : FROM ck-probe AS base"
	if buildKit { // which need not tell of an image that is there
		told = strings.HasSuffix(strings.Join(steps, "\n"), ` [base 3/3] RUN echo "hello" >/app/greeting && ls /app >/app/list`)
	}
	if out.Unchanged || out.ID == "" || !told {
		t.Errorf("built %+v in the steps %q", out, steps)
	}
	again, err := d.Do(t.Context(), build, nil)
	if err != nil || !again.Unchanged || again.ID != out.ID {
		t.Errorf("building again gave %+v, %v; the image was %s", again, err, out.ID)
	}
	images, err := d.ListImages(t.Context(), driver.Labels{driver.LabelProject: project})
	if err != nil || len(images) != 1 || images[0].ID != out.ID {
		t.Fatalf("the images of the project are %+v, %v", images, err)
	}
	if l := images[0].Labels; l[driver.LabelService] != "app" || (l[driver.LabelImageBuilder] == "classic") == buildKit {
		t.Errorf("its labels are %v", l)
	}
	run := func(command ...string) string { return runIn(t, d, project, tag, command...) }
	if got := run("cat", "/app/list", "/app/greeting"); got != "Dockerfile\ndeep\ngreeting\nlist\nlogs\nmain.txt\nhello" {
		t.Errorf("in the image there is %q", got)
	}
	if got := run("ls", "/app/deep/er", "/app/logs"); got != "/app/deep/er:\nx.txt\n\n/app/logs:\nkeep" {
		t.Errorf("in the image there is %q", got)
	}
	if got := run("sh", "-c", "echo $GREETING $UNSET $STAGE."); got != "hello kept ." {
		t.Errorf("in the environment there is %q", got)
	}
}

// runIn gives what a command says that runs in a container of an image.
func runIn(t *testing.T, d driver.Driver, project, image string, command ...string) string {
	t.Helper()
	made, err := d.Do(t.Context(), &driver.CreateContainer{Name: project + "-app-1", Spec: driver.ContainerSpec{
		Image: image, Labels: labels(project, "app", "1"), NetworkMode: "none",
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := driver.Ref{ID: made.ID, Name: project + "-app-1"}
	if _, err := d.Do(t.Context(), &driver.StartContainer{Container: c}, nil); err != nil {
		t.Fatal(err)
	}
	ran, err := d.Do(t.Context(), &driver.ExecContainer{Container: c, Command: command}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ran.Output
}

// TestBuildDockerfiles: where a Dockerfile can be.
func TestBuildDockerfiles(t *testing.T) { builders(t, testBuildDockerfiles) }

func testBuildDockerfiles(t *testing.T, d *docker.Driver, buildKit bool) {
	enginetest.Images(t, "ck-probe")
	tag := enginetest.Project(t, d) + "-app"
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	dir := buildContext(t, `
-- context/sub/Other --
FROM ck-probe
ENV FROM=sub
-- context/sub/Named --
from base AS first
FROM first
ENV FROM=named
-- context/.dockerignore --
*
-- outside --
FROM ck-probe
ENV FROM=outside
-- other/.dockerignore --
drop
-- other/deep/keep --
kept
-- other/drop --
-- Directory --
FROM other
ENV FROM=directory
COPY --from=empty / /empty
`)
	if err := os.Symlink("context", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"empty", "none"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	directories := map[string]string{"other": dir + "/other", "empty": dir + "/empty"}
	named := map[string]string{"base": driver.ImageContext + "ck-probe"}
	for _, spec := range []driver.BuildSpec{
		{Context: dir + "/context", Dockerfile: "sub/Other", Labels: driver.Labels{"want": "sub"}},
		{Context: dir + "/context", Dockerfile: dir + "/context/sub/Other", Labels: driver.Labels{"want": "sub"}},
		{Context: dir + "/link", Dockerfile: "sub/Other", Labels: driver.Labels{"want": "sub"}},
		{Context: dir + "/context", Dockerfile: "../outside", Labels: driver.Labels{"want": "outside"}},
		{Context: dir + "/context", DockerfileInline: "FROM ck-probe\nENV FROM=inline\n", Labels: driver.Labels{"want": "inline"}},
		{Context: dir + "/context", Dockerfile: "sub/Named", Labels: driver.Labels{"want": "named"}, Contexts: named},
		{Context: dir + "/context", DockerfileInline: "FROM scratch\nCOPY --from=base /bin/probe /\nENV FROM=copied\n", Labels: driver.Labels{"want": "copied"}, Contexts: named},
		{Context: dir + "/none", Dockerfile: "../Directory", Labels: driver.Labels{"want": "directory"}, Contexts: directories},
		{Context: dir + "/none", DockerfileInline: "FROM ck-probe\nCOPY --from=other deep /deep\nCOPY --from=other / /all\nRUN [ \"$(cat /deep/keep)\" = kept ] && [ ! -e /all/drop ]\nENV FROM=both\n",
			Labels: driver.Labels{"want": "both"}, Contexts: directories},
		{Context: dir + "/none", DockerfileInline: "FROM ck-probe\nRUN --mount=type=bind,from=other,target=/m [ \"$(cat /m/deep/keep)\" = kept ]\nENV FROM=mounted\n",
			Labels: driver.Labels{"want": "mounted"}, Contexts: directories},
	} {
		if strings.Contains(spec.DockerfileInline, "--mount") && !buildKit {
			continue
		}
		spec.Service, spec.Tags = "app", []string{tag}
		if _, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); err != nil {
			t.Errorf("%s %s: %v", spec.Context, spec.Dockerfile, err)
			continue
		}
		state, err := d.Observe(t.Context(), driver.Selector{Images: []string{tag}})
		if err != nil {
			t.Fatal(err)
		}
		image := state.Images[tag]
		again, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil)
		if err != nil && strings.Contains(err.Error(), `unable to find image "sha256:`) {
			// The engine's builder has lost an image of its cache while other tests removed theirs.
			if _, err = d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); err == nil {
				again, err = d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil)
			}
		}
		if err != nil || !again.Unchanged {
			t.Errorf("building %s again gives %+v, %v", image.Labels["want"], again, err)
		}
		if want := "FROM=" + image.Labels["want"]; !strings.Contains(strings.Join(image.Config.Env, " "), want) {
			t.Errorf("the environment of the image is %q, want %s", image.Config.Env, want)
		}
	}
}

// TestBuildContext: what of a directory, and how, an image is built from, and that what it is built from is found again.
func TestBuildContext(t *testing.T) { builders(t, testBuildContext) }

func testBuildContext(t *testing.T, d *docker.Driver, _ bool) {
	enginetest.Images(t, "ck-probe")
	project := enginetest.Project(t, d)
	tag := project + "-app"
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	const copies = "FROM ck-probe\nCOPY . /c\n"
	dir := buildContext(t, `
-- all/dir/file --
-- all/kept --
-- all/own/.dockerignore --
unseen
-- ignoring/.dockerignore --
Dockerfile
drop
other
!other/kept
-- ignoring/Dockerfile --
FROM ck-probe
COPY . /c
-- ignoring/drop --
-- ignoring/file --
-- ignoring/other/drop --
-- ignoring/other/kept --
-- lower/dockerfile --
FROM ck-probe
COPY . /c
-- outside --
FROM ck-probe
COPY . /c
-- outside.dockerignore --
dir
-- links/dir/deep/file --
-- links/dir/other --
-- links/one --
`)
	for link, target := range map[string]string{"ignoring/link": "Dockerfile", "links/link": "dir/deep", "links/far": "/link/file"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(dir+"/links/one", dir+"/links/two"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		spec driver.BuildSpec
		want string // what find tells of /c
	}{
		{"a Dockerfile in the Compose file", driver.BuildSpec{Context: dir + "/all", DockerfileInline: copies}, "/dir /dir/file /kept /own /own/.dockerignore"},
		{"a Dockerfile elsewhere", driver.BuildSpec{Context: dir + "/all", Dockerfile: "../outside"}, "/kept /own /own/.dockerignore"},
		{"a Dockerfile that is left out", driver.BuildSpec{Context: dir + "/ignoring"}, "/.dockerignore /file /link /other /other/kept"},
		{"a link to a Dockerfile that is left out", driver.BuildSpec{Context: dir + "/ignoring", Dockerfile: "link"}, "/.dockerignore /file /link /other /other/kept"},
		{"a Dockerfile in lower case", driver.BuildSpec{Context: dir + "/lower"}, "/dockerfile"},
		{"files behind links", driver.BuildSpec{Context: dir + "/links", DockerfileInline: "FROM ck-probe\nCOPY link/file far /c/\n"}, "/far /file"},
		{"files with two names", driver.BuildSpec{Context: dir + "/links", DockerfileInline: "FROM ck-probe\nCOPY one two /c/\nCOPY . /d\nRUN [ /d/one -ef /d/two ]\n"}, "/one /two"},
	} {
		c.spec.Service, c.spec.Tags = "app", []string{tag}
		out, err := d.Do(t.Context(), &driver.BuildImage{Spec: c.spec}, nil)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		found := strings.Split(runIn(t, d, project, tag, "busybox", "find", "/c", "-mindepth", "1"), "\n")
		slices.Sort(found)
		if got := strings.ReplaceAll(strings.Join(found, " "), "/c/", "/"); got != c.want {
			t.Errorf("%s: in the image there is %s, want %s", c.what, got, c.want)
		}
		if _, err := d.Do(t.Context(), &driver.RemoveContainer{Container: driver.Ref{Name: project + "-app-1"}, Force: true}, nil); err != nil {
			t.Fatal(err)
		}
		if again, err := d.Do(t.Context(), &driver.BuildImage{Spec: c.spec}, nil); err != nil || !again.Unchanged {
			t.Errorf("%s: building again gives %+v, %v; the image was %s", c.what, again, err, out.ID)
		}
	}
}

// TestBuildFails: what is said of a build that fails.
func TestBuildFails(t *testing.T) { builders(t, testBuildFails) }

func testBuildFails(t *testing.T, d *docker.Driver, buildKit bool) {
	enginetest.Images(t, "ck-probe")
	tag := enginetest.Project(t, d) + "-app"
	dir := buildContext(t, `
-- Dockerfile --
FROM ck-probe
RUN echo fine
RUN echo the reason >&2; exit 7
-- empty/x --
-- long --
FROM ck-probe
RUN seq 60; exit 7
-- wrong --
FROM ck-probe

FOO bar
`)
	type attempt struct {
		spec driver.BuildSpec
		want []string
		kind error
	}
	attempts := []attempt{
		{driver.BuildSpec{Context: dir + "/none"}, []string{"build.context of service app", "no such file"}, nil},
		{driver.BuildSpec{Context: dir + "/Dockerfile"}, []string{"build.context of service app", "no directory"}, nil},
		{driver.BuildSpec{Context: dir + "/empty"}, []string{"build.dockerfile of service app", "empty/Dockerfile"}, nil},
		{driver.BuildSpec{Context: dir, Dockerfile: "wrong"}, []string{"unknown instruction: FOO", "\nwrong:3: FOO bar"}, nil},
		{driver.BuildSpec{Context: dir, DockerfileInline: "FROM ck-probe\nBAR\n"}, []string{"unknown instruction: BAR", "\ndockerfile_inline:2: BAR"}, nil},
		{driver.BuildSpec{Context: dir, Tags: []string{"app:1", "Second:1"}}, []string{`"Second:1"`, "lower case"}, nil},
		{driver.BuildSpec{Context: dir, Target: "none"}, []string{"none"}, nil},
		{driver.BuildSpec{Context: dir, CacheTo: []string{"cache"}}, []string{"build.cache_to of service app"}, driver.ErrUnsupported},
		{driver.BuildSpec{Context: dir, Provenance: "true"}, []string{"build.provenance of service app"}, driver.ErrUnsupported},
		{driver.BuildSpec{Context: dir, SBOM: "true"}, []string{"build.sbom of service app"}, driver.ErrUnsupported},
	}
	if buildKit {
		attempts = append(attempts,
			attempt{driver.BuildSpec{Context: dir, Dockerfile: "long"}, []string{"exit code: 7\n[2/2] RUN seq 60; exit 7\n51\n52\n", "\n60"}, nil},
			attempt{driver.BuildSpec{Context: dir}, []string{"exit code: 7", "[3/3] RUN echo the reason", "\nthe reason"}, nil},
			attempt{driver.BuildSpec{Context: dir, SSH: []string{"default=" + dir + "/none"}}, []string{"build.ssh of service app: default: ", "no such file"}, nil},
			attempt{driver.BuildSpec{Context: dir, SSH: []string{"k=" + dir + "/Dockerfile"}}, []string{"build.ssh of service app: k: ssh-add: ", "Dockerfile", "passphrase"}, nil},
			attempt{driver.BuildSpec{Context: dir, Secrets: []driver.BuildSecret{{ID: "s", File: dir + "/none"}}}, []string{"build.secrets of service app: s: ", "no such file"}, nil},
		)
	} else {
		attempts = append(attempts,
			attempt{driver.BuildSpec{Context: dir, Dockerfile: "long"}, []string{"code: 7\nStep 2/2 : RUN seq 60; exit 7\n51\n52\n", "\n60"}, nil},
			attempt{driver.BuildSpec{Context: dir}, []string{"returned a non-zero code: 7", "Step 3/3 : RUN echo the reason", "\nthe reason"}, nil},
			attempt{driver.BuildSpec{Context: dir, SSH: []string{"default"}}, []string{"build.ssh of service app"}, driver.ErrUnsupported},
			attempt{driver.BuildSpec{Context: dir, Secrets: []driver.BuildSecret{{ID: "s"}}}, []string{"build.secrets of service app"}, driver.ErrUnsupported},
		)
	}
	for _, c := range attempts {
		c.spec.Service, c.spec.Tags = "app", append([]string{tag}, c.spec.Tags...)
		_, err := d.Do(t.Context(), &driver.BuildImage{Spec: c.spec}, nil)
		if err == nil {
			t.Errorf("%+v: no error", c.spec)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the error is %q, want %q in it", err, want)
			}
		}
		if c.kind != nil && !errors.Is(err, c.kind) {
			t.Errorf("the error is %v, want one that is %v", err, c.kind)
		}
	}
}

// TestBuildElsewhere: the engine fetches a context that is a URL.
func TestBuildElsewhere(t *testing.T) { builders(t, testBuildElsewhere) }

func testBuildElsewhere(t *testing.T, d *docker.Driver, _ bool) {
	enginetest.Images(t, "ck-probe")
	project := enginetest.Project(t, d)
	tag := project + "-app"
	t.Cleanup(func() { enginetest.Remove(t, d, tag) })
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	for name, text := range map[string]string{"Dockerfile": "FROM ck-probe\nENV FROM=usual\n", "Other": "FROM ck-probe\nCOPY . /app\n"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-tar")
		_, _ = w.Write(archive.Bytes())
	}))
	defer files.Close()
	spec := driver.BuildSpec{Service: "app", Tags: []string{tag}, Context: files.URL + "/context.tar", Dockerfile: "Other"}
	if _, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); err != nil {
		t.Fatal(err)
	}
	if got := runIn(t, d, project, tag, "ls", "/app"); got != "Dockerfile\nOther" {
		t.Errorf("in the image there is %q", got)
	}
	spec.DockerfileInline = "FROM ck-probe"
	if _, err := d.Do(t.Context(), &driver.BuildImage{Spec: spec}, nil); !errors.Is(err, driver.ErrUnsupported) {
		t.Errorf("a Dockerfile for a context that is elsewhere gives %v", err)
	}
}
