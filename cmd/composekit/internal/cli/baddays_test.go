package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
)

// TestBadDays disturbs an up, the first one of a project and one after a change, at each of its operations
// in turn. It says what is wrong, and the next up makes everything what the project says.
func TestBadDays(t *testing.T) {
	const compose = `
name: shop
services:
  web:
    image: server
    depends_on: [db]
    environment: {VERSION: "1"}
  db:
    image: server
    volumes: [data:/data]
    environment: {VERSION: "1"}
volumes:
  data:
`
	for _, day := range []struct {
		name   string
		happen func(e *sim.Engine, interrupt func())
		status int
		says   []string
	}{
		{"the engine dies", func(e *sim.Engine, _ func()) { e.Crash() }, failed, []string{"error: ", "help: start the container engine"}},
		{"an interrupt", func(_ *sim.Engine, interrupt func()) { interrupt() }, cancelled, nil},
		{"two interrupts", func(_ *sim.Engine, interrupt func()) { interrupt(); interrupt() }, cancelled, nil},
	} {
		for _, first := range []bool{true, false} {
			for n, happened := 0, true; happened; n++ {
				happened = false
				dir, engine, interrupts := t.TempDir(), newSim(), make(chan string)
				file := filepath.Join(dir, "compose.yaml")
				write := func(text string) {
					if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				ck := func(d driver.Driver, args ...string) (status int, out, errs string) {
					var o, e bytes.Buffer
					status = Run(context.Background(), args, Machine{
						Streams: Streams{In: strings.NewReader(""), Out: &o, Err: &e}, Dir: dir, Environ: []string{"HOME=" + dir},
						Interrupts: func() <-chan string { return interrupts }, Open: func(context.Context, EngineOptions) (driver.Driver, error) { return d, nil },
					})
					return status, o.String(), e.String()
				}
				write(compose)
				if !first {
					if status, _, errs := ck(engine, "up", "-d"); status != ok {
						t.Fatal(errs)
					}
					write(strings.ReplaceAll(compose, `"1"`, `"2"`))
				}
				disturbed := driver.Wrap(engine, driver.InjectFaults(func(begun int, _ driver.Op) driver.Fault {
					if begun == n {
						happened = true
						day.happen(engine, func() {
							interrupts <- interruptSignal
							time.Sleep(10 * time.Millisecond) // let who took it act on it
						})
					}
					return driver.Fault{}
				}))
				status, _, errs := ck(disturbed, "up", "-d")
				if !happened {
					if status != ok {
						t.Errorf("an up that nothing disturbs: %s", errs)
					}
					break
				}
				if status == ok && day.status == cancelled {
					// The up was faster than who took the interrupt: then all must have been done.
					if _, left, _ := ck(engine, "plan"); left != "up shop: 0 steps\n" {
						t.Errorf("%s at operation %d: status %d, but there is left to do\n%s", day.name, n, status, left)
					}
				} else if status != day.status {
					t.Errorf("%s at operation %d: status %d, want %d: %s", day.name, n, status, day.status, errs)
				}
				for _, words := range day.says {
					if !strings.Contains(errs, words) {
						t.Errorf("%s at operation %d: %q is not said in %s", day.name, n, words, errs)
					}
				}
				if day.status == failed && !strings.Contains(errs, "shop_d") && !(strings.Contains(errs, "error: service ") && strings.Contains(errs, "compose.yaml:")) {
					t.Errorf("%s at operation %d: neither a service and its place is named, nor a network or a volume, in %s", day.name, n, errs)
				}
				engine.Restore()
				if status, _, errs := ck(engine, "up", "-d"); status != ok {
					t.Errorf("%s at operation %d: the next up: %s", day.name, n, errs)
				}
				if _, left, _ := ck(engine, "plan"); left != "up shop: 0 steps\n" {
					t.Errorf("%s at operation %d: after the next up there is left to do\n%s", day.name, n, left)
				}
				_, running, _ := ck(engine, "ps", "--status", "running", "--format", "{{.Name}}")
				if names := strings.Fields(running); !slices.Equal(names, []string{"shop-db-1", "shop-web-1"}) {
					t.Errorf("%s at operation %d: after the next up %v run", day.name, n, names)
				}
			}
		}
	}
}

// TestNoEngine: what is said where no engine listens.
func TestNoEngine(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	host := "unix://" + filepath.Join(dir, "none.sock")
	for _, args := range [][]string{
		{"up", "-d"}, {"plan"}, {"down"}, {"ps"}, {"logs"}, {"stop"}, {"exec", "web", "true"}, {"top"}, {"ls"}, {"run", "web"}, {"build"}, {"pull"}, {"events"}, {"wait", "web"},
	} {
		var errs bytes.Buffer
		status := Run(context.Background(), append([]string{"--host", host}, args...), Machine{
			Streams: Streams{In: strings.NewReader(""), Out: &errs, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
		})
		for _, want := range []string{"error: no container engine answers at " + host, startEngine} {
			if status != failed || !strings.Contains(errs.String(), want) {
				t.Errorf("%v: status %d, %q is not in %s", args, status, want, errs.String())
			}
		}
	}
}
