//go:build !unix

package main

import (
	"time"
)

var start = time.Now()

// clock is the time since the start, which is right only if nothing else runs.
func clock() time.Duration { return time.Since(start) }
