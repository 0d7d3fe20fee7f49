package driver

import "errors"

// The kinds of errors that drivers tell apart. A driver's errors wrap one of them, with what
// the engine said, where one applies.
var (
	// ErrNotFound: what the operation names does not exist. That of a container's start also says so of what the container
	// is made to use by ID; what it uses by name, as somebody has written it, is a value that is refused.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the state is not what the operation supposes: a name is taken, a resource
	// is in use. Observing and planning anew is the way on.
	ErrConflict = errors.New("conflict")
	// ErrUnsupported: this engine has no such operation.
	ErrUnsupported = errors.New("not supported")
	// ErrUnavailable: the engine cannot be reached, or was lost.
	ErrUnavailable = errors.New("engine unavailable")
	// ErrInvalid: the engine refuses the values of the operation.
	ErrInvalid = errors.New("invalid")
	// ErrDenied: the engine or a registry refuses the caller.
	ErrDenied = errors.New("denied")
)
