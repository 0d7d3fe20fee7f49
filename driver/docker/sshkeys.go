package docker

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// defaultKeys is the ID of the keys of ssh that a build means if it names none.
const defaultKeys = "default"

// sshKeys are keys that a build may use, and never sees: those of an agent.
type sshKeys struct {
	socket string
	close  func()
}

// openSSH finds the keys of an entry of build.ssh: ID=PATH of an agent's socket or of files with keys, with commas
// between them; ID alone means the agent of the environment. Files get an agent of their own, for keys are ssh's business.
func openSSH(ctx context.Context, text string) (id string, keys *sshKeys, err error) {
	id, list, _ := strings.Cut(text, "=")
	if list == "" {
		if list = cmp.Or(os.Getenv("SSH_AUTH_SOCK"), engine.DefaultAgent); list == "" {
			return "", nil, fmt.Errorf("%s: no agent of ssh runs (SSH_AUTH_SOCK is not set): start one, or name a key as %s=PATH", id, id)
		}
	}
	paths := strings.Split(list, ",")
	for _, path := range paths {
		if !isPipe(path) {
			info, err := os.Stat(path)
			if err != nil {
				return "", nil, fmt.Errorf("%s: %w", id, err)
			}
			if info.Mode()&fs.ModeSocket == 0 {
				continue
			}
		}
		if len(paths) > 1 {
			return "", nil, fmt.Errorf("%s: %s is an agent's socket, which other keys cannot be added to", id, path)
		}
		return id, &sshKeys{socket: path, close: func() {}}, nil
	}
	if keys, err = startAgent(ctx, paths); err != nil {
		return "", nil, fmt.Errorf("%s: %w", id, err)
	}
	return id, keys, nil
}

// isPipe reports whether a path is that of a named pipe of Windows, where agents listen there. A look at one would
// connect with it.
func isPipe(path string) bool {
	return strings.HasPrefix(strings.ToLower(strings.ReplaceAll(path, `\`, "/")), "//./pipe/")
}

// dial connects with the agent.
func (k *sshKeys) dial(ctx context.Context) (net.Conn, error) {
	if isPipe(k.socket) {
		return engine.DialPipe(ctx, k.socket)
	}
	return new(net.Dialer).DialContext(ctx, "unix", k.socket)
}

// startAgent runs an agent that has the keys of files.
func startAgent(ctx context.Context, files []string) (*sshKeys, error) {
	dir, err := os.MkdirTemp("", "composekit")
	if err != nil {
		return nil, err
	}
	k := &sshKeys{socket: filepath.Join(dir, "agent")}
	agent := exec.Command("ssh-agent", "-D", "-a", k.socket)
	if err := agent.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	k.close = func() {
		_ = agent.Process.Kill()
		_ = agent.Wait()
		_ = os.RemoveAll(dir)
	}
	if err := k.add(ctx, files); err != nil {
		k.close()
		return nil, err
	}
	return k, nil
}

// add adds the keys of files once the agent listens.
func (k *sshKeys) add(ctx context.Context, files []string) error {
	const most = 30 * time.Second
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if conn, err := k.dial(ctx); err == nil {
			conn.Close()
			break
		} else if time.Since(began) > most || ctx.Err() != nil {
			return fmt.Errorf("ssh-agent: %w", err)
		}
	}
	add := exec.CommandContext(ctx, "ssh-add", append([]string{"-q", "--"}, files...)...)
	// Nobody is there to be asked for a passphrase.
	add.Env = append(os.Environ(), "SSH_AUTH_SOCK="+k.socket, "SSH_ASKPASS=false", "SSH_ASKPASS_REQUIRE=force")
	if said, err := add.CombinedOutput(); err != nil {
		return fmt.Errorf("ssh-add: %w: %s (a key with a passphrase has to be in an agent: name that)", err, bytes.TrimSpace(said))
	}
	return nil
}

// What a build may ask of an agent: which keys there are, and to sign with them. It is not to change what the agent has.
const (
	agentFailure    = 5
	agentIdentities = 11
	agentSign       = 13
)

const mostAgentMessage = 256 << 10 // bytes

// serve answers what is asked of the keys until the other side ends.
func (k *sshKeys) serve(c io.ReadWriter) error {
	conn, err := k.dial(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		asked, err := agentMessage(c)
		if errors.Is(err, io.EOF) {
			return nil
		}
		answer := []byte{0, 0, 0, 1, agentFailure}
		if err == nil && (asked[4] == agentIdentities || asked[4] == agentSign) {
			if _, err = conn.Write(asked); err == nil {
				answer, err = agentMessage(conn)
			}
		}
		if err == nil {
			_, err = c.Write(answer)
		}
		if err != nil {
			return err
		}
	}
}

// agentMessage reads a message to or from an agent: its length, its kind, the rest.
func agentMessage(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size == 0 || size > mostAgentMessage {
		return nil, fmt.Errorf("a message to an agent of ssh has %d bytes", size)
	}
	out := append(head[:], make([]byte, size)...)
	_, err := io.ReadFull(r, out[4:])
	return out, err
}
