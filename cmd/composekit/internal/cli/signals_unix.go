//go:build unix

package cli

import (
	"os"
	"syscall"
)

// otherSignals are those that a container may be meant to get, besides what ends the program.
func otherSignals() map[os.Signal]string {
	return map[os.Signal]string{
		syscall.SIGHUP: "SIGHUP", syscall.SIGQUIT: "SIGQUIT", syscall.SIGUSR1: "SIGUSR1", syscall.SIGUSR2: "SIGUSR2",
		syscall.SIGALRM: "SIGALRM", syscall.SIGCONT: "SIGCONT", syscall.SIGTSTP: "SIGTSTP",
	}
}
