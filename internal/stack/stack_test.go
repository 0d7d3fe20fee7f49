package stack

import (
	"testing"
	"unsafe"
)

// What a goroutine calls after Grow does not move its stack.
func TestGrow(t *testing.T) {
	t.Run("for a load", func(t *testing.T) { grows(t, Grow, 8<<10) })
	t.Run("for a program", func(t *testing.T) { grows(t, GrowForProgram, 18<<10) })
}

// grows tests that grow makes room for so many bytes.
func grows(t *testing.T, grow func(), bytes int) {
	done := make(chan [3]uintptr)
	go func() {
		var here byte
		at := func() uintptr { return uintptr(unsafe.Pointer(&here)) }
		first := at()
		grow()
		grown := at()
		deep(bytes)
		done <- [3]uintptr{first, grown, at()}
	}()
	switch at := <-done; {
	case at[0] == at[1]:
		t.Error("the stack of a new goroutine is as small as before")
	case at[1] != at[2]:
		t.Error("the stack was moved by calls that should have had room on it")
	}
}

// deep needs about so many bytes of stack.
func deep(bytes int) byte {
	var frame [512]byte
	frame[bytes%512] = 1
	if bytes > len(frame) {
		frame[0] += deep(bytes - len(frame))
	}
	return frame[bytes%512] + frame[0]
}
