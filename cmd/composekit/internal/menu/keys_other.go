//go:build !unix && !windows

package menu

import (
	"errors"
	"io"
	"os"
)

// Keys is an error: how a terminal of this system is to tell keys at once is not known.
func Keys(*os.File) (restore func(), err error) { return nil, errors.ErrUnsupported }

// Typed reads keys from in.
func Typed(_ *os.File, in io.Reader) io.Reader { return in }
