package engine

import (
	"context"
	"net"

	"github.com/Microsoft/go-winio"
)

// DefaultHost is where the engine of this machine listens.
const DefaultHost = "npipe:////./pipe/docker_engine"

func dialPipe(ctx context.Context, name string) (net.Conn, error) {
	return winio.DialPipeContext(ctx, name)
}
