//go:build unix

package menu

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// errBackground is why there are no keys.
var errBackground = errors.New("the program runs in the background")

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
		for {
			select {
			case <-over:
				return
			case <-continued: // the shell has set the terminal as it likes it meanwhile
				if inForeground(fd) {
					_ = unix.IoctlSetTermios(fd, setTermios, &now)
				}
			}
		}
	}()
	return func() {
		signal.Stop(continued)
		close(over)
		<-done
		_ = unix.IoctlSetTermios(fd, setTermios, before)
	}, nil
}

// inForeground reports whether the program may set the terminal; it would be stopped otherwise. Of a terminal that is not
// the one from which it was started everybody may.
func inForeground(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	own, ownErr := unix.Getpgid(0)
	return err != nil || ownErr != nil || group == own
}
