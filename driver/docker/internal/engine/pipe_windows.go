package engine

import (
	"context"
	"net"

	"github.com/Microsoft/go-winio"
)

const (
	// DefaultHost is where the engine of this machine listens.
	DefaultHost = "npipe:////./pipe/docker_engine"
	// DefaultAgent is where the agent of ssh listens that no variable names.
	DefaultAgent = `\\.\pipe\openssh-ssh-agent`
)

// DialPipe connects with a named pipe.
func DialPipe(ctx context.Context, name string) (net.Conn, error) {
	return winio.DialPipeContext(ctx, name)
}
