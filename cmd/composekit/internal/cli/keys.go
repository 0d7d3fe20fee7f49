package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"github.com/composekit/composekit/driver"
)

// errLeft is how attach and exec end when somebody leaves the container alone.
var errLeft = errors.New("read escape sequence")

// ctrl are the letters and signs that go with ctrl-, by their codes.
const ctrl = "@abcdefghijklmnopqrstuvwxyz[\\]^_"

// parseKeys reads keys as docker writes them: signs, ctrl- with a letter, and DEL, between commas. None are ctrl-p,ctrl-q.
func parseKeys(text string) ([]byte, error) {
	if text == "" {
		text = "ctrl-p,ctrl-q"
	}
	var keys []byte
	for key := range strings.SplitSeq(text, ",") {
		sign, withCtrl := strings.CutPrefix(key, "ctrl-")
		switch code := strings.Index(ctrl, sign); {
		case len(key) == 1:
			keys = append(keys, key[0])
		case withCtrl && len(sign) == 1 && code >= 0:
			keys = append(keys, byte(code))
		case key == "DEL":
			keys = append(keys, 0x7f)
		default:
			return nil, fmt.Errorf("invalid detach keys (%s): there is no key %q", text, key)
		}
	}
	return keys, nil
}

// leavable has people leave a process alone with keys: those that are given, or those of docker's configuration. Without a
// terminal, and without input, there are none. The context that it returns is done when somebody has left.
func (a *app) leavable(ctx context.Context, streams *driver.Stdio, keys string) (context.Context, *leavingKeys, error) {
	if !streams.TTY || streams.In == nil {
		return ctx, new(leavingKeys), nil
	}
	if keys == "" {
		opt, err := a.dockerOptions()
		if err != nil {
			return nil, nil, err
		}
		if keys, err = opt.DetachKeys(); err != nil {
			return nil, nil, err
		}
	}
	codes, err := parseKeys(keys)
	if err != nil {
		return nil, nil, err
	}
	ctx, leave := context.WithCancel(ctx)
	k := &leavingKeys{Reader: streams.In, keys: codes, leave: leave}
	streams.In, streams.DetachKeys = k, keys
	return ctx, k, nil
}

// leavingKeys is input that ends with keys by which a process is left alone. They are not handed on, for there are engines that
// tell of them in what the process writes.
type leavingKeys struct {
	io.Reader
	keys    []byte
	typed   int    // how many of the keys have been
	ready   []byte // what is to be handed on
	err     error  // why nothing comes after that
	pressed atomic.Bool
	leave   func()
}

// Read implements io.Reader.
func (k *leavingKeys) Read(p []byte) (int, error) {
	for len(k.ready) == 0 && k.err == nil && len(p) > 0 {
		n, err := k.Reader.Read(p)
		k.take(p[:n])
		if err != nil && k.err == nil {
			k.ready, k.err = append(k.ready, k.keys[:k.typed]...), err
		}
	}
	n := copy(p, k.ready)
	if k.ready = k.ready[n:]; len(k.ready) > 0 {
		return n, nil
	}
	return n, k.err
}

func (k *leavingKeys) take(typed []byte) {
	for _, c := range typed {
		if c != k.keys[k.typed] {
			k.ready, k.typed = append(k.ready, k.keys[:k.typed]...), 0
		}
		if c != k.keys[k.typed] {
			k.ready = append(k.ready, c)
			continue
		}
		if k.typed++; k.typed == len(k.keys) {
			k.err = io.EOF
			k.pressed.Store(true)
			k.leave()
			return
		}
	}
}
