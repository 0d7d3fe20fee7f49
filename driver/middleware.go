package driver

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// Middleware makes one driver of another that does something besides or instead. Optional
// abilities of the inner driver stay reachable through Unwrap; see As.
//
// A dry run is a middleware too: sim.DryRun.
type Middleware func(Driver) Driver

// Wrapper is a driver around another.
type Wrapper interface {
	Driver
	// Unwrap returns the inner driver.
	Unwrap() Driver
}

// As finds an optional ability: the outermost of d and what it wraps that is a T.
func As[T any](d Driver) (ability T, ok bool) {
	for d != nil {
		if t, ok := d.(T); ok {
			return t, true
		}
		w, wraps := d.(Wrapper)
		if !wraps {
			break
		}
		d = w.Unwrap()
	}
	return ability, false
}

// Wrap puts middlewares around d; the first one is outermost.
func Wrap(d Driver, middlewares ...Middleware) Driver {
	for i := len(middlewares) - 1; i >= 0; i-- {
		d = middlewares[i](d)
	}
	return d
}

// around is a driver that does operations in another way and leaves the rest to the inner one.
type around struct {
	Driver
	do func(ctx context.Context, op Op, report func(Progress)) (Result, error)
}

func (a around) Unwrap() Driver { return a.Driver }

// Do does the operation in the other way.
func (a around) Do(ctx context.Context, op Op, report func(Progress)) (Result, error) {
	return a.do(ctx, op, report)
}

// Deed is an operation that was done, or tried.
type Deed struct {
	Op                Op
	Result            Result
	Err               error
	Started, Finished time.Time
}

// MarshalJSON writes the operation as MarshalOp does and the error as its text.
func (d Deed) MarshalJSON() ([]byte, error) {
	op, err := MarshalOp(d.Op)
	if err != nil {
		return nil, err
	}
	var text string
	if d.Err != nil {
		text = d.Err.Error()
	}
	return json.Marshal(struct {
		Op       json.RawMessage `json:"op"`
		Result   Result          `json:"result"`
		Error    string          `json:"error,omitempty"`
		Started  time.Time       `json:"started"`
		Finished time.Time       `json:"finished"`
	}{op, d.Result, text, d.Started, d.Finished})
}

// Record tells put of each operation once it is over, one at a time.
func Record(c Clock, put func(Deed)) Middleware {
	var mu sync.Mutex
	return func(inner Driver) Driver {
		return around{inner, func(ctx context.Context, op Op, report func(Progress)) (Result, error) {
			d := Deed{Op: op, Started: c.Now()}
			d.Result, d.Err = inner.Do(ctx, op, report)
			d.Finished = c.Now()
			mu.Lock()
			defer mu.Unlock()
			put(d)
			return d.Result, d.Err
		}}
	}
}

// Fault is what goes wrong with an operation. The zero value is nothing.
type Fault struct {
	// Err that the operation gives instead of its own.
	Err error
	// Done: the operation is done all the same, and only its answer is lost.
	Done bool
}

// InjectFaults makes operations fail, for tests. pick is asked before each of them, with how many
// have been begun before.
func InjectFaults(pick func(n int, op Op) Fault) Middleware {
	return func(inner Driver) Driver {
		var begun atomic.Int64
		return around{inner, func(ctx context.Context, op Op, report func(Progress)) (Result, error) {
			fault := pick(int(begun.Add(1))-1, op)
			if fault.Err != nil && !fault.Done {
				return Result{}, fault.Err
			}
			result, err := inner.Do(ctx, op, report)
			if err == nil && fault.Err != nil {
				return Result{}, fault.Err
			}
			return result, err
		}}
	}
}

// RateLimit lets an operation begin every interval at most, but up to burst of them at once after
// a rest.
func RateLimit(c Clock, interval time.Duration, burst int) Middleware {
	return func(inner Driver) Driver {
		var mu sync.Mutex
		var next time.Time // when the operation after all that are on their way could begin without any burst
		return around{inner, func(ctx context.Context, op Op, report func(Progress)) (Result, error) {
			mu.Lock()
			now := c.Now()
			if next.Before(now) {
				next = now
			}
			wait := next.Sub(now) - time.Duration(max(burst, 1)-1)*interval
			next = next.Add(interval)
			mu.Unlock()
			if err := Sleep(ctx, c, wait); err != nil {
				return Result{}, err
			}
			return inner.Do(ctx, op, report)
		}}
	}
}
