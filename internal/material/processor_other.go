//go:build !unix

package material

import "time"

var start = time.Now()

// ProcessorTime is the time since the process began, which is right only if nothing else runs.
func ProcessorTime() time.Duration { return time.Since(start) }

// PageFaults is not known here.
func PageFaults() int64 { return 0 }
