//go:build !windows

package docker

import "syscall"

// broken are the numbers of the system's errors that mean a connection that has broken.
func broken() []syscall.Errno {
	return []syscall.Errno{syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.EPIPE}
}
