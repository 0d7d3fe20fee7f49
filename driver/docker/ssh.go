package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/internal/output"
)

// sshDialer makes connections to the engine of another machine: each is a process of ssh that
// runs the Docker command line over there, which passes bytes on to the engine's socket. Keys,
// agents and known hosts are ssh's own business.
func sshDialer(address *url.URL) (func(context.Context) (net.Conn, error), error) {
	args, err := sshArguments(address)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (net.Conn, error) { return dialCommand("ssh", args...) }, nil
}

func sshArguments(address *url.URL) ([]string, error) {
	if address.Hostname() == "" {
		return nil, errors.New("the address has no host")
	}
	if _, set := address.User.Password(); set {
		return nil, errors.New("a password cannot be given in the address; use a key")
	}
	if strings.HasPrefix(address.User.Username(), "-") || strings.HasPrefix(address.Hostname(), "-") {
		return nil, errors.New("a name must not begin with a hyphen")
	}
	args := []string{"-o", "ConnectTimeout=30", "-T"}
	if user := address.User.Username(); user != "" {
		args = append(args, "-l", user)
	}
	if port := address.Port(); port != "" {
		args = append(args, "-p", port)
	}
	args = append(args, "--", address.Hostname(), "docker")
	if address.Path != "" && address.Path != "/" {
		args = append(args, "--host", "unix://"+address.Path)
	}
	return append(args, "system", "dial-stdio"), nil
}

// commandConn is a connection through the standard streams of a process.
type commandConn struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	errors *output.Tail
	close  func() error
}

// dialCommand starts a program as a connection. It lives until it is closed, whatever becomes of
// the request that it was made for.
func dialCommand(name string, args ...string) (net.Conn, error) {
	cmd := exec.Command(name, args...)
	apart(cmd)
	cmd.WaitDelay = time.Second // for what it leaves behind with its standard error, such as a connection that others share
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c := &commandConn{cmd: cmd, in: in, out: out, errors: new(output.Tail)}
	cmd.Stderr = c.errors
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.close = sync.OnceValue(func() error {
		_ = in.Close()
		ended := time.AfterFunc(3*time.Second, func() { _ = cmd.Process.Kill() })
		defer ended.Stop()
		_ = out.Close()
		_ = cmd.Wait() // that it was told to end is no error
		return nil
	})
	return c, nil
}

func (c *commandConn) Read(p []byte) (int, error) {
	n, err := c.out.Read(p)
	if err != nil && n == 0 {
		err = c.why(err)
	}
	return n, err
}

func (c *commandConn) Write(p []byte) (int, error) {
	n, err := c.in.Write(p)
	if err != nil {
		err = c.why(err)
	}
	return n, err
}

// why is what the program said at its end, or the error if it said nothing.
func (c *commandConn) why(err error) error {
	_ = c.close() // until then it may be about to speak
	if said := c.errors.String(); said != "" {
		return &commandError{fmt.Sprintf("%s: %s", c.cmd.Args[0], said)}
	}
	return err
}

// commandError is what a program said at its end, where an answer was expected.
type commandError struct{ text string }

func (e *commandError) Error() string { return e.text }
func (e *commandError) Unwrap() error { return io.ErrUnexpectedEOF }

// CloseWrite ends what we send, and leaves what we receive.
func (c *commandConn) CloseWrite() error { return c.in.Close() }

func (c *commandConn) Close() error { return c.close() }

func (c *commandConn) LocalAddr() net.Addr              { return commandAddr(c.cmd.Path) }
func (c *commandConn) RemoteAddr() net.Addr             { return commandAddr(c.cmd.Path) }
func (c *commandConn) SetDeadline(time.Time) error      { return nil }
func (c *commandConn) SetReadDeadline(time.Time) error  { return nil }
func (c *commandConn) SetWriteDeadline(time.Time) error { return nil }

// commandAddr is the address of a process: its program.
type commandAddr string

func (commandAddr) Network() string  { return "command" }
func (a commandAddr) String() string { return string(a) }
