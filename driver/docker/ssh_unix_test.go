//go:build unix

package docker

import (
	"bufio"
	"syscall"
	"testing"
	"time"
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

// TestSSHLeavesBehind: what ssh has started and holds its standard error does not keep a connection from being closed.
func TestSSHLeavesBehind(t *testing.T) {
	c, _ := dialled(t, "sleep 60 <&- >&- & echo started; read line")
	if _, err := bufio.NewReader(c).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_ = c.Close()
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("closing took %s", took)
	}
}
