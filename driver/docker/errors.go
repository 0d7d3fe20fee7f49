package docker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// failure is an error of the engine with the kind that callers tell it by, if there is one.
type failure struct {
	kind error
	text string
	err  error
}

func (f *failure) Error() string { return f.text }

func (f *failure) Unwrap() []error {
	if f.kind == nil {
		return []error{f.err}
	}
	return []error{f.kind, f.err}
}

// kinds are the kinds of errors that callers tell apart.
var kinds = []error{
	driver.ErrNotFound, driver.ErrConflict, driver.ErrUnsupported, driver.ErrUnavailable, driver.ErrInvalid, driver.ErrDenied,
	context.Canceled, context.DeadlineExceeded,
}

// fail gives an error of a request its kind.
func (d *Driver) fail(err error) error {
	if err == nil || errors.As(err, new(*failure)) {
		return err
	}
	// What the network says of time that has run out is not that of the caller's context.
	if !unanswered(err) && slices.ContainsFunc(kinds, func(k error) bool { return errors.Is(err, k) }) {
		return err
	}
	text := err.Error()
	kind := kindOf(err, text)
	if kind == driver.ErrUnavailable {
		text = fmt.Sprintf("no container engine answers at %s: %s", d.host, unreachable(err))
	}
	return &failure{kind, text, err}
}

// phrases are what engines say, in any letters, of errors whose status says too little.
var phrases = []struct {
	text string
	kind error
}{
	{"is not running", driver.ErrConflict},
	{"is not paused", driver.ErrConflict},
	{"is already paused", driver.ErrConflict},
	{"is already in use", driver.ErrConflict},
	{"state improper", driver.ErrConflict}, // as Podman says it of all that a container must do for an operation
	{"has active endpoints", driver.ErrConflict},
	{"network is being used", driver.ErrConflict},
	{"already exists in network", driver.ErrConflict},
	{"is ambiguous", driver.ErrConflict},
	{"port is already allocated", driver.ErrConflict},
	{"address already in use", driver.ErrConflict},
	{"is not connected to", driver.ErrNotFound},
	{"dead or marked for removal", driver.ErrNotFound}, // as good as gone
	{"no such image", driver.ErrNotFound},
	{"manifest unknown", driver.ErrNotFound},
	{"not found: manifest", driver.ErrNotFound},
	{"pull access denied", driver.ErrDenied},
	{"push access denied", driver.ErrDenied},
	{"unauthorized", driver.ErrDenied},
	{"no basic auth credentials", driver.ErrDenied},
	{"requested access to the resource is denied", driver.ErrDenied},
	{"requires api version", driver.ErrUnsupported},
}

// statuses are the kinds of refusals that the status of HTTP tells.
var statuses = map[int]error{
	http.StatusNotFound:       driver.ErrNotFound,
	http.StatusConflict:       driver.ErrConflict,
	http.StatusBadRequest:     driver.ErrInvalid,
	http.StatusUnauthorized:   driver.ErrDenied,
	http.StatusForbidden:      driver.ErrDenied,
	http.StatusNotImplemented: driver.ErrUnsupported,
}

func kindOf(err error, text string) error {
	if unanswered(err) || lost(err) {
		return driver.ErrUnavailable
	}
	lower := strings.ToLower(text)
	for _, p := range phrases {
		if strings.Contains(lower, p.text) {
			return p.kind
		}
	}
	if refused := (*engine.Error)(nil); errors.As(err, &refused) {
		return statuses[refused.Status]
	}
	return nil
}

// unanswered reports whether a request has come to nothing.
func unanswered(err error) bool { return errors.As(err, new(*engine.ConnectionError)) }

// lost reports whether the connection broke.
func lost(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		slices.ContainsFunc(broken(), func(no syscall.Errno) bool { return errors.Is(err, no) })
}

// unreachable says in a few words why a connection came to nothing.
func unreachable(err error) string {
	var (
		no          syscall.Errno
		command     *commandError
		certificate *tls.CertificateVerificationError
		name        *net.DNSError
		far         *net.OpError
	)
	switch {
	case errors.As(err, &command):
		return command.text
	case errors.As(err, &no):
		return no.Error()
	case errors.As(err, &certificate):
		return "its certificate is not trusted: " + certificate.Err.Error()
	case errors.As(err, &name):
		return name.Error()
	case errors.As(err, &far) && far.Op == "remote error":
		return "it refuses the connection: " + far.Err.Error()
	case lost(err):
		return "the connection broke"
	}
	return err.Error()
}

// invalid is an error of values that the API has no form for.
func invalid(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &failure{driver.ErrInvalid, err.Error(), err}
}

// conflict is an error of a state that is not what the operation supposes.
func conflict(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &failure{driver.ErrConflict, err.Error(), err}
}
