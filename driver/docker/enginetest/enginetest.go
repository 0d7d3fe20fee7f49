// Package enginetest owns what tests on a real container engine need: the engine, images made on
// the spot of programs of this machine, and a way to leave nothing behind. It takes no image
// from a registry.
package enginetest

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed" // the source of the probe
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/moby/moby/client"
)

// HostVariable names the environment variable that says where the engine for tests listens, in
// the form of DOCKER_HOST.
const HostVariable = "COMPOSEKIT_DOCKER_HOST"

// Patience is how long tests wait for what an engine does. Nothing takes as long on a machine that is only slow or busy.
const Patience = 10 * time.Minute

// Host is where the engine for tests listens. Without one the test is skipped, and says so.
func Host(t testing.TB) string {
	t.Helper()
	host := os.Getenv(HostVariable)
	switch {
	case testing.Short():
		t.Skip("tests on a container engine are not short")
	case host == "":
		t.Skipf("needs a container engine: set %s, for instance to unix:///var/run/docker.sock; .ci/run starts one", HostVariable)
	}
	return host
}

// Open is the driver of the engine for tests. It fails the test if the engine does not answer.
func Open(t testing.TB) *docker.Driver {
	t.Helper()
	return OpenWith(t, docker.Options{ConfigDir: t.TempDir()})
}

// OpenWith is Open with options other than the engine's place.
func OpenWith(t testing.TB, opt docker.Options) *docker.Driver {
	t.Helper()
	opt.Host = Host(t)
	d, err := docker.Open(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := d.Info(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// Client speaks to the engine for tests in the words of its API.
func Client(t testing.TB) *client.Client {
	t.Helper()
	api, err := client.New(client.WithHost(Host(t)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { api.Close() })
	return api
}

// Project is the name of a project of this test alone, whose containers, networks and volumes
// are removed when the test ends.
func Project(t testing.TB, d driver.Driver) string {
	t.Helper()
	sum := sha256.Sum256([]byte(t.Name()))
	name := "ck" + hex.EncodeToString(sum[:4])
	Clear(t, d, name)
	t.Cleanup(func() { Clear(t, d, name) })
	return name
}

// Clear removes everything of a project. An engine that has much to do now and then fails to remove the files of a container, and
// does so when it is asked again.
func Clear(t testing.TB, d driver.Driver, project string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	api := Client(t)
	err := Sweep(ctx, d, api, project)
	for range 2 {
		if err != nil {
			err = Sweep(ctx, d, api, project)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// Sweep removes everything of a project: what d and api, both of the same engine, see of it.
func Sweep(ctx context.Context, d driver.Driver, api *client.Client, project string) error {
	state, err := d.Observe(ctx, driver.Selector{Project: project})
	if err != nil {
		return fmt.Errorf("cannot clear project %s: %w", project, err)
	}
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed []error
	)
	do := func(op driver.Op) {
		wg.Go(func() {
			if _, err := d.Do(ctx, op, nil); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, fmt.Errorf("cannot clear project %s: %s of %s: %w", project, driver.KindOf(op), driver.SubjectOf(op), err))
			}
		})
	}
	for _, c := range state.Containers {
		do(&driver.RemoveContainer{Container: driver.Ref{ID: c.ID, Name: c.Name}, Force: true, Volumes: true})
	}
	wg.Wait()
	for _, n := range state.Networks {
		do(&driver.RemoveNetwork{Network: n.Name, ID: n.ID})
	}
	for _, v := range state.Volumes {
		do(&driver.RemoveVolume{Volume: v.Name})
	}
	wg.Wait()
	return errors.Join(append(failed, sweepImages(ctx, api, project))...)
}

// sweepImages removes the images that were built for a project. What they were made from and has not the project's
// label stays: another test may be building upon it right now.
func sweepImages(ctx context.Context, api *client.Client, project string) error {
	filters := client.Filters{}.Add("label", driver.LabelProject+"="+project)
	for {
		found, err := api.ImageList(ctx, client.ImageListOptions{Filters: filters})
		for _, image := range found.Items {
			if err == nil {
				_, err = api.ImageRemove(ctx, image.ID, client.ImageRemoveOptions{Force: true})
			}
		}
		if err != nil {
			return fmt.Errorf("cannot clear the images of project %s: %w", project, err)
		}
		if len(found.Items) == 0 {
			return nil
		}
		// Those that they were made from are in the list only now.
	}
}

//go:embed testdata/probe.go
var probeSource []byte

// standInLabel is the label of an image that this package made; its value tells of what.
const standInLabel = "composekit.stand-in"

// Images makes sure that images of these names exist. All are the same one: Debian's busybox
// with its usual links, and the program /bin/probe, which runs by default and waits to be ended.
// An image of that name that somebody else made is left alone, and fails the test.
func Images(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		Image(t, name)
	}
}

// making keeps tests from making the same image at once.
var making = sync.OnceValue(func() *sync.Mutex { return new(sync.Mutex) })

// Image makes sure that an image of this name exists that is as that of Images, but for changes
// that are instructions of a Dockerfile.
func Image(t testing.TB, name string, changes ...string) {
	t.Helper()
	making().Lock()
	defer making().Unlock()
	api := Client(t)
	sum := sha256.New()
	sum.Write(probeSource)
	fmt.Fprintln(sum, changes, busyboxLinks)
	version := hex.EncodeToString(sum.Sum(nil))
	if found, err := api.ImageInspect(t.Context(), name); err == nil {
		made := found.Config.Labels[standInLabel]
		if made == version {
			return
		}
		if made == "" {
			t.Fatalf("image %s on %s is not one of this package's: use an engine for tests alone", name, Host(t))
		}
	}
	label := "LABEL " + standInLabel + "=" + version
	if len(changes) == 0 {
		importImage(t, api, name, label)
		return
	}
	const base = "ck-stand-in" // for not every engine takes all instructions with an import
	importImage(t, api, base, label)
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	dockerfile := strings.Join(append([]string{"FROM " + base, label}, changes...), "\n")
	err := w.WriteHeader(&tar.Header{Name: "Dockerfile", Size: int64(len(dockerfile)), Mode: 0o644})
	if err == nil {
		_, err = io.WriteString(w, dockerfile)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	built, err := api.ImageBuild(t.Context(), &archive, client.ImageBuildOptions{Tags: []string{name}, Remove: true, ForceRemove: true})
	if err == nil {
		err = said(built.Body)
	}
	if err == nil {
		_, err = api.ImageInspect(t.Context(), name)
	}
	if err != nil {
		t.Fatalf("image %s: %v", name, err)
	}
}

func importImage(t testing.TB, api *client.Client, name, label string) {
	t.Helper()
	stream, err := api.ImageImport(t.Context(), client.ImageImportSource{Source: bytes.NewReader(rootFS(t)), SourceName: "-"},
		name, client.ImageImportOptions{Changes: []string{label, "ENV PATH=/bin", `CMD ["/bin/probe", "wait"]`}})
	if err == nil {
		err = said(stream)
	}
	if err != nil {
		t.Fatalf("image %s: %v", name, err)
	}
}

// said is the error that an engine tells of in what it says of its work.
func said(stream io.ReadCloser) error {
	defer stream.Close()
	for d := json.NewDecoder(stream); ; {
		var line struct{ Error string }
		if err := d.Decode(&line); err == io.EOF {
			return nil
		} else if err != nil || line.Error != "" {
			return cmp.Or(err, errors.New(line.Error))
		}
	}
}

// Program is the program that runs in the images: a file of this machine that images can be built
// with.
func Program(t testing.TB) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "probe")
	in := tar.NewReader(bytes.NewReader(rootFS(t)))
	for {
		h, err := in.Next()
		if err != nil {
			t.Fatal(err)
		}
		if h.Name != "bin/probe" {
			continue
		}
		text, err := io.ReadAll(in)
		if err == nil {
			err = os.WriteFile(name, text, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
}

// busyboxLinks are the programs of busybox that containers find by name.
const busyboxLinks = "sh cat echo env false hostname id ip ls mkdir nc printenv ps pwd rm seq sleep tail test top touch true stat grep head tee tar cp mv"

// rootFS is the content of the images: a tar archive.
var rootFS = func() func(testing.TB) []byte {
	var (
		once    sync.Once
		archive []byte
		failed  error
	)
	return func(t testing.TB) []byte {
		t.Helper()
		once.Do(func() { archive, failed = makeRootFS(t.TempDir()) })
		if failed != nil {
			t.Fatal(failed)
		}
		return archive
	}
}()

func makeRootFS(dir string) ([]byte, error) {
	source, program := filepath.Join(dir, "probe.go"), filepath.Join(dir, "probe")
	if err := os.WriteFile(source, probeSource, 0o644); err != nil {
		return nil, err
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, source)
	build.Dir = dir
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=", "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the probe: %w\n%s", err, out)
	}
	probe, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	where, err := exec.LookPath("busybox")
	if err != nil {
		return nil, fmt.Errorf("images of tests hold busybox: install busybox-static: %w", err)
	}
	busybox, err := os.ReadFile(where)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(busybox, []byte("/ld-linux")) && bytes.Contains(busybox, []byte("libc.so.6")) {
		return nil, fmt.Errorf("%s is linked dynamically: install busybox-static", where)
	}
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	put := func(h tar.Header, content []byte) {
		h.Size = int64(len(content))
		if err == nil {
			err = w.WriteHeader(&h)
		}
		if err == nil {
			_, err = w.Write(content)
		}
	}
	for _, d := range []string{"bin/", "etc/", "tmp/", "run/"} {
		put(tar.Header{Typeflag: tar.TypeDir, Name: d, Mode: 0o755}, nil)
	}
	put(tar.Header{Name: "bin/probe", Mode: 0o755}, probe)
	put(tar.Header{Name: "bin/busybox", Mode: 0o755}, busybox)
	for link := range strings.FieldsSeq(busyboxLinks) {
		put(tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/" + link, Linkname: "busybox", Mode: 0o777}, nil)
	}
	put(tar.Header{Name: "etc/passwd", Mode: 0o644}, []byte("root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"))
	put(tar.Header{Name: "etc/group", Mode: 0o644}, []byte("root:x:0:\nnobody:x:65534:\n"))
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// Remove removes images that a test made.
func Remove(t testing.TB, d driver.Driver, images ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	for _, name := range images {
		if _, err := d.Do(ctx, &driver.RemoveImage{Image: name, Force: true}, nil); err != nil {
			t.Errorf("cannot remove image %s: %v", name, err)
		}
	}
}
