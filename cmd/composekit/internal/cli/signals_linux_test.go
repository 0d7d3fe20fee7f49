package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/sim"
)

// hanging is an engine that does not come to an end with what ends containers, and with commands in them.
type hanging struct{ *sim.Engine }

func (e hanging) Do(ctx context.Context, op driver.Op, report func(driver.Progress)) (driver.Result, error) {
	switch op.(type) {
	case *driver.StopContainer, *driver.KillContainer:
		select {}
	}
	return e.Engine.Do(ctx, op, report)
}

func (hanging) Exec(context.Context, driver.ExecContainer, driver.Stdio, bool) (int, error) {
	fmt.Print("a command runs\r\n")
	select {}
}

// TestThirdInterrupt: where the third interrupt ends the process at once, the terminal is as it was before, also if the command had
// taken keys.
func TestThirdInterrupt(t *testing.T) {
	if line := os.Getenv("CK_TEST_THIRD"); line != "" {
		var caught signals
		m := Machine{
			Streams: Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Width: 80, OutWidth: 80, InTerminal: os.Stdin},
			Dir:     os.Getenv("CK_TEST_DIR"), Environ: []string{"HOME=" + os.Getenv("CK_TEST_DIR")},
		}
		engine := hanging{newSim()}
		m.Open = func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil }
		Run(t.Context(), []string{"up", "--detach"}, m)
		m.Interrupts, m.BeforeEnd = caught.take, caught.beforeEnd
		os.Exit(Run(t.Context(), strings.Fields(line), m))
	}
	for line, begun := range map[string]string{"up": "Detach", "exec web sh": "a command runs"} {
		t.Run(line, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte("name: shop\nservices: {web: {image: server}}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-test.run=^TestThirdInterrupt$")
			cmd.Env = append(os.Environ(), "CK_TEST_THIRD="+line, "CK_TEST_DIR="+dir)
			program, person, err := screen.Open()
			if err != nil {
				t.Skipf("there are no terminals here: %v", err)
			}
			defer program.Close()
			defer person.Close()
			before, err := term.GetState(int(program.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			cmd.Stdin, cmd.Stdout, cmd.Stderr = program, program, program
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			hangs := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
			defer hangs.Stop()
			seen, once := make(chan struct{}), new(sync.Once)
			go func() {
				var said strings.Builder
				for r := bufio.NewReader(person); ; {
					c, err := r.ReadByte()
					if err != nil {
						return
					}
					if said.WriteByte(c); strings.Contains(said.String(), begun) {
						once.Do(func() { close(seen) })
					}
				}
			}()
			select {
			case <-seen:
			case <-time.After(time.Minute):
				t.Fatalf("it is not said: %s", begun)
			}
			if now, err := term.GetState(int(program.Fd())); err != nil || *now == *before {
				t.Errorf("no keys are taken: %v", err)
			}
			for range 3 {
				time.Sleep(200 * time.Millisecond) // two at once would be one
				_ = cmd.Process.Signal(syscall.SIGTERM)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != cancelled {
				t.Errorf("status %d, want %d", code, cancelled)
			}
			if after, err := term.GetState(int(program.Fd())); err != nil || *after != *before {
				t.Errorf("the terminal is %+v, %v, and was %+v", after, err, before)
			}
		})
	}
}
