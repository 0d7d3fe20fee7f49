package menu

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// Keys has a console tell keys at once and show none, until restore is called: what is read from the file from then on
// are keys. Those that interrupt a program go on to do so.
func Keys(f *os.File) (restore func(), err error) {
	console := windows.Handle(f.Fd())
	var before uint32
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, before&^(windows.ENABLE_LINE_INPUT|windows.ENABLE_ECHO_INPUT)); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(console, before) }, nil
}

// Typed reads keys from in.
func Typed(_ *os.File, in io.Reader) io.Reader { return in }
