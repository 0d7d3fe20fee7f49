package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
)

type execCommand struct {
	*app
	cmd                                 *cobra.Command
	detach, noTTY, privileged, keepOpen bool
	env                                 []string
	index                               int
	user, workdir                       string
}

func setupExec(a *app, cmd *cobra.Command) action {
	c := &execCommand{app: a, cmd: cmd}
	f := cmd.Flags()
	f.SetInterspersed(false)
	f.BoolVarP(&c.detach, "detach", "d", false, "do not wait for the command")
	f.StringArrayVarP(&c.env, "env", "e", nil, "variables for the command: KEY=VALUE, or KEY to hand on ours")
	f.IntVar(&c.index, "index", 0, "number of the container, if the service has several")
	f.BoolVarP(&c.noTTY, "no-tty", "T", a.OutWidth == 0, "give the command no terminal")
	f.BoolVar(&c.privileged, "privileged", false, "let the command do everything")
	f.StringVarP(&c.user, "user", "u", "", "user that runs the command")
	f.StringVarP(&c.workdir, "workdir", "w", "", "directory that the command runs in")
	f.BoolVarP(&c.keepOpen, "interactive", "i", true, "hand standard input on")
	f.BoolP("tty", "t", true, "give the command a terminal")
	hide(f, "interactive", "tty")
	renamed(f, map[string]string{"no-TTY": "no-tty"})
	return c.run
}

func (c *execCommand) run(ctx context.Context, args []string) error {
	for _, v := range c.env {
		if name, _, _ := strings.Cut(v, "="); name == "" {
			return fmt.Errorf("--env is %q, but must be KEY=VALUE or KEY", v)
		}
	}
	env, err := c.handedOn(c.env)
	if err != nil {
		return err
	}
	d, execer, p, err := able[driver.Execer](ctx, c.app, "run commands in containers")
	if err != nil {
		return err
	}
	target, err := c.oneContainer(ctx, d, p, args[0], c.index, which{oneOff: true})
	if err != nil {
		return err
	}
	what := driver.ExecContainer{
		Container: ref(&target), Command: args[1:], User: c.user, Privileged: c.privileged, WorkingDir: c.workdir, Env: env,
	}
	switch {
	case c.global.dryRun && c.detach:
		return nil
	case c.global.dryRun:
		return errors.New("interactive exec is not supported in dry-run mode")
	case c.detach:
		_, err := execer.Exec(ctx, what, driver.Stdio{TTY: !c.noTTY}, true)
		return err
	}
	streams, restore, err := c.stdio(!c.noTTY, c.keepOpen)
	if err != nil {
		return err
	}
	defer restore()
	attached, keys, err := c.leavable(ctx, &streams, "")
	if err != nil {
		return err
	}
	code, err := execer.Exec(attached, what, streams, false)
	if keys.pressed.Load() {
		return errLeft
	}
	if err == nil && code != 0 {
		return exitStatus(code)
	}
	return err
}

// handedOn are variables for a container: those that are named alone have our value, which may be of a .env file,
// or are left out.
func (a *app) handedOn(list []string) ([]string, error) {
	variables, err := a.environ()
	if err != nil {
		return nil, err
	}
	var ours source.Env = host.Environ(variables)
	if o, err := a.hostOptions(); err == nil {
		if l, err := o.Loader(); err == nil && l.Env != nil {
			ours = l.Env
		}
	}
	var out []string
	for _, v := range list {
		if strings.Contains(v, "=") {
			out = append(out, v)
			continue
		}
		if value, set := ours.Lookup(v); set {
			out = append(out, v+"="+value)
		}
	}
	return out, nil
}

// stdio connects a process in a container with our streams. With a terminal ours hands on every key, until
// restore is called.
func (a *app) stdio(tty, input bool) (s driver.Stdio, restore func(), err error) {
	s = driver.Stdio{Out: a.Out, Err: a.Err, TTY: tty}
	restore = func() {}
	if input {
		s.In = a.In
	}
	if !tty || a.InTerminal == nil {
		return s, restore, nil
	}
	fd := int(a.InTerminal.Fd())
	if input {
		before, err := term.MakeRaw(fd)
		if err != nil {
			return s, restore, err
		}
		restore = a.surely(func() { _ = term.Restore(fd, before) })
	}
	sizes := newSizes()
	tell := func() {
		if size, known := a.ownSize(); known {
			sizes.tell(size)
		}
	}
	tell()
	stop := onResize(tell)
	s.Resize = sizes.c
	raw := restore
	return s, func() { stop(); raw() }, nil
}

// ownSize is the size of our terminal. Windows knows it of what is written to only.
func (a *app) ownSize() (size driver.Size, known bool) {
	for _, f := range []*os.File{fileOf(a.Out), fileOf(a.Err), a.InTerminal} {
		if f != nil {
			if w, h, err := term.GetSize(int(f.Fd())); err == nil {
				return driver.Size{Width: uint16(w), Height: uint16(h)}, true
			}
		}
	}
	return driver.Size{}, false
}

// sizes hands sizes of a terminal on to one who may be busy: of those that he has not taken yet the last.
type sizes struct {
	c    chan driver.Size
	last driver.Size
}

func newSizes() *sizes { return &sizes{c: make(chan driver.Size, 1)} }

// tell is told the present size, even if it is no other.
func (s *sizes) tell(size driver.Size) {
	if size == s.last {
		return
	}
	s.last = size
	select {
	case <-s.c:
	default:
	}
	s.c <- size
}
