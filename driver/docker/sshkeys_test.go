package docker

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestAgentPipe: on Windows agents listen at named pipes, which are told by their paths. Nobody looks at them before they
// are needed.
func TestAgentPipe(t *testing.T) {
	for path, want := range map[string]bool{
		`\\.\pipe\openssh-ssh-agent`:    true,
		`//./pipe/openssh-ssh-agent`:    true,
		`\\.\PIPE\mine`:                 true,
		`\\server\pipe\mine`:            false,
		`C:\keys\id`:                    false,
		"/run/user/1000/ssh-agent.sock": false,
	} {
		if got := isPipe(path); got != want {
			t.Errorf("%s is a pipe: %v, want %v", path, got, want)
		}
	}
	id, keys, err := openSSH(t.Context(), `work=\\.\pipe\mine`)
	if err != nil || id != "work" || keys.socket != `\\.\pipe\mine` {
		t.Errorf("the agent is %s %+v, %v", id, keys, err)
	}
	if _, _, err := openSSH(t.Context(), `work=\\.\pipe\mine,`+filepath.Join(t.TempDir(), "key")); err == nil || !strings.Contains(err.Error(), "other keys cannot be added") {
		t.Errorf("keys beside an agent give the error %v", err)
	}
}
