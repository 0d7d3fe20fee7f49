package docker

import "syscall"

// broken are the numbers of the system's errors that mean a connection, or a named pipe, that has broken.
func broken() []syscall.Errno {
	const (
		refused      syscall.Errno = 10061 // WSAECONNREFUSED
		closing      syscall.Errno = 232   // ERROR_NO_DATA
		notConnected syscall.Errno = 233   // ERROR_PIPE_NOT_CONNECTED
	)
	return []syscall.Errno{syscall.WSAECONNRESET, syscall.WSAECONNABORTED, refused, syscall.ERROR_BROKEN_PIPE, closing, notConnected}
}
