package menu

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
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

// TestKeysInBackground: a program that takes keys and is sent to the background goes on there, and takes them again in the
// foreground. One that ends in the background leaves the terminal alone, and is not stopped either.
func TestKeysInBackground(t *testing.T) {
	switch os.Getenv("KEYS_TEST") {
	case "shell":
		shell()
	case "program":
		restore, err := Keys(os.Stdin)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("takes keys")
		keys, b := Typed(os.Stdin, os.Stdin), make([]byte, 1)
		if _, err := keys.Read(b); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		end := make(chan os.Signal, 1)
		signal.Notify(end, syscall.SIGTERM)
		fmt.Printf("told %s\n", b)
		go func() { _, _ = keys.Read(b) }()
		<-end
		restore()
		os.Exit(7)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestKeysInBackground$")
	cmd.Env = append(os.Environ(), "KEYS_TEST=shell")
	person, err := screen.Start(cmd)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	defer func() { _ = person.Close(); _ = cmd.Wait() }()
	hangs := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer hangs.Stop()
	said := bufio.NewScanner(person)
	for _, want := range []string{"takes keys", "in the background", "goes on there", "in the foreground", "told w", "exit status 7"} {
		found := false
		for !found && said.Scan() {
			found = strings.Contains(said.Text(), want)
			if !found {
				t.Logf("said is %q", said.Text())
			}
		}
		if !found {
			t.Fatalf("it is not said: %s", want)
		}
		if key := map[string]string{"in the background": "x\n", "in the foreground": "w"}[want]; key != "" {
			if _, err := io.WriteString(person, key); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// shell does what a shell does with a program that is sent to the background, and back.
func shell() {
	before, err := unix.IoctlGetTermios(0, getTermios)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestKeysInBackground$")
	cmd.Env = append(os.Environ(), "KEYS_TEST=program")
	out, err := cmd.StdoutPipe()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	cmd.Stdin = os.Stdin
	cmd.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Ctty: 0}
	if err := cmd.Start(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	said := bufio.NewScanner(out)
	said.Scan()
	fmt.Println(said.Text())
	give := func(group int) {
		signal.Ignore(syscall.SIGTTOU) // not before, or the program would ignore it, too
		if err := unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, group); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	// stopped reports whether the program is, some time later.
	stopped := func() bool {
		time.Sleep(time.Second / 2)
		var status syscall.WaitStatus
		pid, _ := syscall.Wait4(cmd.Process.Pid, &status, syscall.WNOHANG|syscall.WUNTRACED, nil)
		return pid != 0 && status.Stopped()
	}
	_ = syscall.Kill(cmd.Process.Pid, syscall.SIGSTOP)
	stopped()
	give(syscall.Getpgrp())
	_ = unix.IoctlSetTermios(0, setTermios, before)
	_ = syscall.Kill(cmd.Process.Pid, syscall.SIGCONT)
	fmt.Println("in the background")
	if stopped() {
		fmt.Println("stopped in the background")
		_ = cmd.Process.Kill()
		os.Exit(1)
	}
	_ = unix.IoctlSetInt(0, unix.TCFLSH, unix.TCIFLUSH)
	fmt.Println("goes on there")
	give(cmd.Process.Pid)
	stopped()
	fmt.Println("in the foreground")
	said.Scan()
	fmt.Println(said.Text())
	give(syscall.Getpgrp())
	_ = cmd.Process.Signal(syscall.SIGTERM)
	fmt.Println(cmd.Wait())
	os.Exit(0)
}
