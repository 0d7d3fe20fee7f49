package composetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// recorder is a test that fails without consequences.
type recorder struct {
	testing.TB // gives what is not recorded, and the unexported method
	name       string
	messages   []string
	failed     bool
	skipped    bool
	cleanups   []func()
}

// stopped is the panic by which a recorder ends a test.
type stopped struct{}

func (r *recorder) Helper()                  {}
func (r *recorder) Name() string             { return r.name }
func (r *recorder) Failed() bool             { return r.failed }
func (r *recorder) Skipped() bool            { return r.skipped }
func (r *recorder) Context() context.Context { return context.Background() }
func (r *recorder) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Logf(format string, args ...any) { r.note("log", format, args) }

func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	r.note("error", format, args)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = true
	r.note("fatal", format, args)
	panic(stopped{})
}

func (r *recorder) note(kind, format string, args []any) {
	r.messages = append(r.messages, kind+": "+fmt.Sprintf(format, args...)+"\n")
}

// record runs a test that may fail, with its cleanups, and returns what it said.
func record(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t, name: t.Name()}
	run := func(f func()) {
		defer func() {
			if p := recover(); p != nil && p != (stopped{}) {
				panic(p)
			}
		}()
		f()
	}
	run(func() { test(r) })
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		f := r.cleanups[last]
		r.cleanups = r.cleanups[:last]
		run(f)
	}
	return strings.Join(r.messages, "")
}

// newSession is a session of its own; updating says whether it rewrites goldens.
func newSession(updating bool) *session {
	return &session{
		updating: func() bool { return updating },
		partial:  func() string { return "" },
		compared: map[string]bool{},
	}
}

// silent fails a test whose own test said something.
func silent(t *testing.T, said string) {
	t.Helper()
	if said != "" {
		t.Errorf("the test said:\n%s", said)
	}
}

// says fails a test whose own test did not say all of some texts.
func says(t *testing.T, said string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(said, text) {
			t.Errorf("the test did not say %q but:\n%s", text, said)
		}
	}
}
