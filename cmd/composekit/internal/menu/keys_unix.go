//go:build unix

package menu

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// errBackground is why there are no keys.
var errBackground = errors.New("the program runs in the background")

// pause is how often a program in the background looks whether it is still there.
const pause = time.Second / 5

// Keys has a terminal tell keys at once and show none, until restore is called: what is read from the file from then on
// are keys. Those that interrupt or stop a program go on to do so.
func Keys(f *os.File) (restore func(), err error) {
	fd := int(f.Fd())
	if !inForeground(fd) {
		return nil, errBackground
	}
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	now := *before
	now.Lflag &^= unix.ICANON | unix.ECHO
	now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setTermios, &now); err != nil {
		return nil, err
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var again <-chan time.Time
		for {
			select {
			case <-over:
				return
			case <-continued: // the shell has set the terminal as it likes it meanwhile
			case <-again:
			}
			if again = nil; inForeground(fd) {
				_ = unix.IoctlSetTermios(fd, setTermios, &now)
			} else {
				again = time.After(pause) // a program that runs already is not told that it comes to the foreground
			}
		}
	}()
	return func() {
		signal.Stop(continued)
		close(over)
		<-done
		if inForeground(fd) { // otherwise the terminal is somebody else's
			_ = unix.IoctlSetTermios(fd, setTermios, before)
		}
	}, nil
}

// Typed reads keys from in, which is the terminal f, as long as the program is in the foreground. A program that is sent to
// the background would be stopped if it read there. A terminal that is nil is none: all is read from in.
func Typed(f *os.File, in io.Reader) io.Reader {
	if f == nil {
		return in
	}
	return &typed{in, int(f.Fd())}
}

type typed struct {
	io.Reader
	fd int
}

// Read implements io.Reader.
func (t *typed) Read(p []byte) (int, error) {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(t.fd), Events: unix.POLLIN}}, -1)
		switch {
		case errors.Is(err, unix.EINTR):
		case inForeground(t.fd):
			return t.Reader.Read(p)
		default:
			time.Sleep(pause) // what is typed now is for another program
		}
	}
}

// inForeground reports whether the program may set the terminal; it would be stopped otherwise. Of a terminal that is not
// the one from which it was started everybody may.
func inForeground(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	own, ownErr := unix.Getpgid(0)
	return err != nil || ownErr != nil || group == own
}
