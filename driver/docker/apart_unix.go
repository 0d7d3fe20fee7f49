//go:build unix

package docker

import (
	"os/exec"
	"syscall"
)

// apart has a program run in a session of its own: an interrupt from the terminal, which goes to all that the terminal runs, is for us
// to hear, and we may need the program to do what it asks for.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
