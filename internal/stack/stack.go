// Package stack owns the stack that a load begins with.
package stack

// Grow makes the stack of the goroutine as large as a load is going to need it, while there is little on it to
// move. Doubled on the way, it would be moved three times: a tenth of what a program's first load takes.
func Grow() { ofLoad(0) }

// GrowForProgram does the same for a program that loads far below its main function.
func GrowForProgram() { ofProgram(0) }

const (
	load    = 10 << 10 // bytes; the stack becomes 16 KB
	program = 20 << 10 // 32 KB
)

// ofLoad has a frame of that size, which is all that it is for: with nothing asked of it, it does not even clear it.
//
//go:noinline
func ofLoad(i int) byte {
	if i == 0 {
		return 0
	}
	var frame [load]byte
	frame[i%load]++
	return frame[i/2%load]
}

//go:noinline
func ofProgram(i int) byte {
	if i == 0 {
		return 0
	}
	var frame [program]byte
	frame[i%program]++
	return frame[i/2%program]
}
