package docker

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// defaultKeys is the ID of the keys of ssh that a build means if it names none.
const defaultKeys = "default"

// sshKeys are keys that a build may use, and never sees: an agent's, or those of files.
type sshKeys struct {
	socket string // of an agent; "" means files
	files  agent.Agent
}

// openSSH finds the keys of an entry of build.ssh: ID=PATH of an agent's socket or of files with keys, with commas
// between them; ID alone means the agent of the environment.
func openSSH(text string) (id string, keys *sshKeys, err error) {
	id, paths, _ := strings.Cut(text, "=")
	if paths == "" {
		if paths = os.Getenv("SSH_AUTH_SOCK"); paths == "" {
			return "", nil, fmt.Errorf("%s: no agent of ssh runs (SSH_AUTH_SOCK is not set): start one, or name a key as %s=PATH", id, id)
		}
	}
	list := strings.Split(paths, ",")
	for _, path := range list {
		info, err := os.Stat(path)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", id, err)
		}
		if info.Mode()&fs.ModeSocket != 0 {
			if len(list) > 1 {
				return "", nil, fmt.Errorf("%s: %s is an agent's socket, which other keys cannot be added to", id, path)
			}
			return id, &sshKeys{socket: path}, nil
		}
	}
	files := agent.NewKeyring()
	for _, path := range list {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", id, err)
		}
		key, err := ssh.ParseRawPrivateKey(text)
		if locked := new(ssh.PassphraseMissingError); errors.As(err, &locked) {
			err = errors.New("the key has a passphrase: add it to an agent with ssh-add, and name that")
		}
		if err == nil {
			err = files.Add(agent.AddedKey{PrivateKey: key, Comment: path})
		}
		if err != nil {
			return "", nil, fmt.Errorf("%s: %s: %w", id, path, err)
		}
	}
	return id, &sshKeys{files: files}, nil
}

// serve answers what is asked of the keys until the other side ends.
func (k *sshKeys) serve(c io.ReadWriter) error {
	keys := k.files
	if k.socket != "" {
		conn, err := net.Dial("unix", k.socket)
		if err != nil {
			return err
		}
		defer conn.Close()
		keys = agent.NewClient(conn)
	}
	if err := agent.ServeAgent(readOnly{keys}, c); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// readOnly is an agent whose keys can be used, but not changed.
type readOnly struct{ agent.Agent }

var errReadOnly = errors.New("a build cannot change keys")

func (readOnly) Add(agent.AddedKey) error   { return errReadOnly }
func (readOnly) Remove(ssh.PublicKey) error { return errReadOnly }
func (readOnly) RemoveAll() error           { return errReadOnly }
func (readOnly) Lock([]byte) error          { return errReadOnly }
func (readOnly) Unlock([]byte) error        { return errReadOnly }
