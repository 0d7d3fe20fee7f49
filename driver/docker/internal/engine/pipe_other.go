//go:build !windows

package engine

import (
	"context"
	"errors"
	"net"
)

// DefaultHost is where the engine of this machine listens.
const DefaultHost = "unix:///var/run/docker.sock"

func dialPipe(context.Context, string) (net.Conn, error) {
	return nil, errors.New("named pipes are for Windows")
}
