//go:build !windows

package engine

import (
	"context"
	"errors"
	"net"
)

const (
	// DefaultHost is where the engine of this machine listens.
	DefaultHost = "unix:///var/run/docker.sock"
	// DefaultAgent is where the agent of ssh listens that no variable names; empty is nowhere.
	DefaultAgent = ""
)

// DialPipe connects with a named pipe, which there is on Windows only.
func DialPipe(context.Context, string) (net.Conn, error) {
	return nil, errors.New("named pipes are for Windows")
}
