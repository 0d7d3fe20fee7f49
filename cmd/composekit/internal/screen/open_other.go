//go:build !linux

package screen

import (
	"errors"
	"os"
	"os/exec"
)

// Start is an error: how a terminal is made on this system is not known.
func Start(*exec.Cmd) (person *os.File, err error) { return nil, errors.ErrUnsupported }
