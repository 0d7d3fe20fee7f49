package loader

import (
	"cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Limits bound what files may make a load do. A zero field means its default; a negative one
// means no limit.
type Limits struct {
	Files         int // number of files of all kinds; default 10,000
	FileSize      int // bytes of one file; default 64 MiB
	Depth         int // how deep include, and extends, may nest; default 100
	Ports         int // how many ports the ranges of a project may stand for; default 65,536
	EnvFiles      int // bytes of env files, each counted for every container and include that has it; default 512 MiB
	Models        int // bytes of files that are included or extended more than once, each counted again whenever a model is made of it; default 4 MiB
	Syntax        syntax.Limits
	Interpolation interpolate.Limits // its Output is that of all files together
	// Findings is how many errors the result may have, and how many warnings and notes; default
	// 1,000. It holds for each text and tree too, unless Syntax or Interpolation have their own.
	Findings diag.Limit
}

// withDefaults are the limits with every number that a load compares with filled in.
func (l Limits) withDefaults() Limits {
	l.Files = limit(l.Files, 10_000)
	l.FileSize = limit(l.FileSize, 64<<20)
	l.Depth = limit(l.Depth, 100)
	l.Models = limit(l.Models, 4<<20)
	l.EnvFiles = limit(l.EnvFiles, 512<<20)
	l.Syntax.Findings = cmp.Or(l.Syntax.Findings, l.Findings)
	l.Interpolation.Findings = cmp.Or(l.Interpolation.Findings, l.Findings)
	return l
}

// produced notes that variables made so many bytes of text out of fewer.
func (r *run) produced(bytes int) {
	r.limits.Interpolation = r.limits.Interpolation.Less(max(bytes, 0))
}

// affordsEnv reports whether one more container, or one more project that is included, may have
// the variables of an env file. Each takes them for itself, so that two files of moderate size
// are enough to fill any memory.
func (r *run) affordsEnv(f *source.File, used source.Span) bool {
	return r.affords(&r.limits.EnvFiles, f, used, "env files of all containers and includes")
}

// affordsModel reports whether one more model may be made of a file that is included or extended.
func (r *run) affordsModel(f *file, used source.Span) bool {
	if !f.modelled {
		f.modelled = true
		return true
	}
	return r.affords(&r.limits.Models, f.File, used, "files that are included or extended again")
}

// affords takes the size of a file off what is left of a limit. It reports once that there is
// not enough.
func (r *run) affords(left *int, f *source.File, used source.Span, what string) bool {
	switch {
	case *left < 0:
		return false
	case f.Len() <= *left:
		*left -= f.Len()
		return true
	}
	r.report(FileLimit.At(used, "the %s have more bytes together than is allowed", what).
		Helped("share smaller files, or ask for a higher limit"))
	*left = -1
	return false
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
