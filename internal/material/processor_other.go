//go:build !unix

package material

import "time"

var start = time.Now()

// ProcessorTime is the time since the process began, which is right only if nothing else runs.
func ProcessorTime() time.Duration { return time.Since(start) }
