//go:build unix

package docker

import (
	"syscall"
	"testing"
)

// dialled is a connection to a script, and the number of the script's process.
func dialled(t *testing.T, script string) (*commandConn, int) {
	t.Helper()
	conn, err := dialCommand("sh", "-c", script)
	if err != nil {
		t.Fatal(err)
	}
	c := conn.(*commandConn)
	pid := c.cmd.Process.Pid
	t.Cleanup(func() {
		_ = syscall.Kill(-pid, syscall.SIGKILL) // and what it started
		_ = c.Close()
	})
	return c, pid
}

// TestSSHApart: an interrupt that a terminal sends to all that it runs does not reach ssh.
func TestSSHApart(t *testing.T) {
	_, pid := dialled(t, "read line")
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("process %d is in group %d, %v", pid, group, err)
	}
}
