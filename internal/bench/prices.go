package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/composekit/composekit/internal/material"
)

// prices say what the system asks for here, which no code of ours makes less: a row whose time is that of few things depends on
// them, and from one machine to the next they differ tenfold.
func prices() string {
	page, call := pagePrice(), callPrice()
	if page == 0 {
		return fmt.Sprintf("A call of the system takes %s here.", rounded(call))
	}
	return fmt.Sprintf("A page of memory that the process did not have before takes %s here, a call of the system %s.", rounded(page), rounded(call))
}

// tries is how often a price is looked at: the least one counts.
const tries = 5

// callPrice is the time of a call of the system that does next to nothing.
func callPrice() time.Duration {
	const calls = 10_000
	return least(func() (time.Duration, int64) {
		began := material.ProcessorTime()
		for range calls {
			os.Getppid()
		}
		return material.ProcessorTime() - began, calls
	})
}

// pagePrice is the time that the first touch of a page of memory takes; 0 where the system does not tell how many there were.
func pagePrice() time.Duration {
	const size, step = 16 << 20, 4 << 10
	var kept [][]byte // lest one takes the place of another
	price := least(func() (time.Duration, int64) {
		block := make([]byte, size)
		kept = append(kept, block)
		faults, began := material.PageFaults(), material.ProcessorTime()
		for i := 0; i < size; i += step {
			block[i] = 1
		}
		return material.ProcessorTime() - began, material.PageFaults() - faults
	})
	runtime.KeepAlive(kept)
	return price
}

// least is the least time of one of many equal things, each try telling the time of how many; 0 if no try has any.
func least(try func() (time.Duration, int64)) (price time.Duration) {
	for range tries {
		if took, count := try(); count > 0 && (price == 0 || took/time.Duration(count) < price) {
			price = took / time.Duration(count)
		}
	}
	return price
}
