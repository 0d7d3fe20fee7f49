package menu

import (
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
)

// TestKeys: keys are told as they are pressed, and do not show; afterwards the terminal is as it was before.
func TestKeys(t *testing.T) {
	program, person, err := screen.Open()
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	defer program.Close()
	defer person.Close()
	before, err := unix.IoctlGetTermios(int(program.Fd()), getTermios)
	if err != nil {
		t.Fatal(err)
	}
	restore, err := Keys(program)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(person, "w"); err != nil {
		t.Fatal(err)
	}
	pressed := make(chan string, 1)
	go func() {
		b := make([]byte, 8)
		n, _ := program.Read(b)
		pressed <- string(b[:n])
	}()
	select {
	case key := <-pressed:
		if key != "w" {
			t.Errorf("w was pressed, and told is %q", key)
		}
	case <-time.After(time.Minute):
		t.Fatal("w was pressed, and nothing is told")
	}
	if _, err := io.WriteString(program, "x"); err != nil { // nothing is shown before it
		t.Fatal(err)
	}
	b := make([]byte, 8)
	if n, err := person.Read(b); err != nil || string(b[:n]) != "x" {
		t.Errorf("the terminal shows %q, %v", b[:n], err)
	}
	restore()
	if after, err := unix.IoctlGetTermios(int(program.Fd()), getTermios); err != nil || *after != *before {
		t.Errorf("afterwards the terminal is %+v, %v, want %+v", after, err, before)
	}
}

// TestKeysOfNoTerminal: what is no terminal has no keys.
func TestKeysOfNoTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := Keys(r); err == nil {
		t.Error("a pipe tells keys")
	}
}
