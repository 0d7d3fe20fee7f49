package loader

import (
	"cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/syntax"
)

// Limits bound what files may make a load do. A zero field means its default; a negative one
// means no limit.
type Limits struct {
	Files         int // number of files of all kinds; default 10,000
	FileSize      int // bytes of one file; default 64 MiB
	Depth         int // how deep include, and extends, may nest; default 100
	Ports         int // how many ports the ranges of a project may stand for; default 65,536
	Syntax        syntax.Limits
	Interpolation interpolate.Limits
	// Findings is how many errors the result may have, and how many warnings and notes; default
	// 1,000. It holds for each text and tree too, unless Syntax or Interpolation have their own.
	Findings diag.Limit
}

// withDefaults are the limits with every number that a load compares with filled in.
func (l Limits) withDefaults() Limits {
	l.Files = limit(l.Files, 10_000)
	l.FileSize = limit(l.FileSize, 64<<20)
	l.Depth = limit(l.Depth, 100)
	l.Syntax.Findings = cmp.Or(l.Syntax.Findings, l.Findings)
	l.Interpolation.Findings = cmp.Or(l.Interpolation.Findings, l.Findings)
	return l
}

func limit(value, byDefault int) int {
	switch {
	case value == 0:
		return byDefault
	case value < 0:
		return int(^uint(0) >> 1)
	}
	return value
}
