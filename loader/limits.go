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
	Files         int                // number of files of all kinds; default 10,000
	FileSize      int                // bytes of one file; default 64 MiB
	Depth         int                // how deep include, and extends, may nest; default 100
	Ports         int                // how many ports the ranges of a project may stand for; default 65,536
	EnvFiles      int                // bytes of env and label files, each counted for every container and include that has it, 16 times if it says something else to it than to the one before; default 16 MiB, with 100 times the bytes of these files themselves and twice those of the Compose files on top
	Models        int                // bytes of files that are included or extended more than once, each counted again whenever a model is made of it; default 4 MiB
	Merges        int                // bytes of all documents before it, counted for each document that files make up a model of; of the files that the caller names only for their second document and those after it; default 1 MiB, with the bytes of the documents on top
	Inherited     int                // nodes that services have from those that they extend, and pre_start hooks from their service, counted for each of them, and of dependencies that follow from links and what is shared; default 250,000
	Imported      int                // services and other resources that included files have from files that they include themselves, counted for each level; default 100,000
	Texts         int                // bytes of texts of more than 1 KiB that are put together: paths behind a directory, names of resources behind that of the project, variables with the value that the environment has for them; default 16 MiB
	Syntax        syntax.Limits      // its Expansion is that of all documents together
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
	l.Merges = limit(l.Merges, 1<<20)
	l.Inherited = limit(l.Inherited, 250_000)
	l.Imported = limit(l.Imported, 100_000)
	l.EnvFiles = limit(l.EnvFiles, 16<<20)
	l.Texts = limit(l.Texts, 16<<20)
	l.Syntax.Findings = cmp.Or(l.Syntax.Findings, l.Findings)
	l.Interpolation.Findings = cmp.Or(l.Interpolation.Findings, l.Findings)
	return l
}

// ends reports whether a finding is that a limit is exceeded.
func ends(d *diag.Def) bool {
	switch d {
	case FileLimit, NestingLimit, syntax.TooDeep, syntax.TooLarge, syntax.TooManyRef, interpolate.TooMuch:
		return true
	}
	return false
}

// over reports whether the load is to end with the findings that there are: a limit is exceeded, be it
// that of errors. What the files say beyond it nobody knows, so that a project, and findings about it,
// would take time and memory to mislead.
func (r *run) over() bool { return r.ended || r.diags.Full(diag.Error) }

// produced notes that variables made so many bytes of text out of fewer.
func (r *run) produced(bytes int) {
	r.limits.Interpolation = r.limits.Interpolation.Less(max(bytes, 0))
}

// affordsMerge reports whether one more document may be merged over those before it, which
// have so many bytes: few of any size, or many small ones. Each merge makes a model as large as all of them, so that few bytes in many
// documents are enough to fill any memory.
func (r *run) affordsMerge(doc *document, bytes int) bool {
	if r.Limits.Merges == 0 && r.limits.Merges >= 0 {
		r.limits.Merges += doc.bytes()
	}
	return r.takes(&r.limits.Merges, bytes, func() diag.Diagnostic {
		return FileLimit.At(doc.Span.Sub(0, 0), "the documents have more bytes together than is allowed for so many").
			Helped("join them, or ask for a higher limit")
	})
}

// affordsHeir reports whether one more service, or hook of one, may inherit all that base has.
func (r *run) affordsHeir(base *syntax.Node, used source.Span) bool {
	if r.limits.Inherited < 0 {
		return false // reported, and counting takes time
	}
	return r.takes(&r.limits.Inherited, nodesOf(base), func() diag.Diagnostic {
		return FileLimit.At(used, "the services and hooks of the project inherit more than is allowed").
			Helped("let them inherit from smaller services, or ask for a higher limit")
	})
}

// affordsDependency reports whether one more dependency may follow from a link, or from what is shared.
// Aliases make very many of few characters.
func (r *run) affordsDependency(used source.Span) bool {
	const nodes = 4 // the condition, two booleans, and what holds them
	if r.limits.Inherited < 0 {
		return false
	}
	return r.takes(&r.limits.Inherited, nodes, func() diag.Diagnostic {
		return FileLimit.At(used, "more dependencies follow from links, volumes_from and namespaces than is allowed").
			Helped("link fewer services, or ask for a higher limit")
	})
}

// affordsImport reports whether an included file may have the resources of a model that it includes itself.
// Those above it have them all again.
func (r *run) affordsImport(model *syntax.Node, used source.Span) bool {
	resources := 0
	for _, section := range importable {
		resources += model.Get(section).Len()
	}
	return r.takes(&r.limits.Imported, resources, func() diag.Diagnostic {
		return FileLimit.At(used, "files that are included have more from others, level by level, than is allowed").
			Helped("include these files from the project itself, or ask for a higher limit")
	})
}

// affordsText reports whether a text of so many bytes may be put together of others. What one of them has in
// common with the next is written once in a file, so that a long text and many short ones are enough to fill any memory.
func (r *run) affordsText(bytes int, used source.Span) bool {
	const short = 1 << 10 // of these there are not many more bytes than in the files
	return bytes <= short || r.takes(&r.limits.Texts, bytes, func() diag.Diagnostic {
		return FileLimit.At(used, "a long directory, project name or value of a variable is part of more texts than is allowed").
			Helped("make it shorter, or ask for a higher limit")
	})
}

// longest is how many bytes the name of a project and a project directory may have.
const longest = 4096

// nodesOf is the number of nodes of a tree, by their weight.
func nodesOf(n *syntax.Node) int {
	size := n.Weight()
	for i := range n.Pairs() {
		size += nodesOf(n.Pairs()[i].Value)
	}
	for _, item := range n.Items() {
		size += nodesOf(item)
	}
	return size
}

// What an env file counts for whom it is not just copied: for those to whom it says something
// else than before, so that it is read again, and for a container that has had it already.
const (
	timesRead = 16
	timesHad  = 16
)

// What files add to the bytes that env files may come to, by default: so that a hundred containers may share a
// very large one, and each of very many containers a small one.
const (
	sharesOfEnvFile = 100
	sharesOfCompose = 2
)

// allowEnv raises the limit of env files for a file that was read.
func (r *run) allowEnv(f *source.File, shares int) {
	if r.Limits.EnvFiles == 0 && r.limits.EnvFiles >= 0 {
		r.limits.EnvFiles += shares * f.Len()
	}
}

// affordsEnv reports whether one more container, or one more project that is included, may have
// the variables of an env file, or the labels of a label file. Each takes them for itself, so that
// two files of moderate size are enough to fill any memory.
func (r *run) affordsEnv(f *source.File, times int, used source.Span) bool {
	bytes := times * f.Len()
	return r.takes(&r.limits.EnvFiles, bytes, func() diag.Diagnostic {
		return FileLimit.At(used, "the env files of all containers and includes have more bytes together than is allowed").
			Helped("share smaller files, or ask for a higher limit")
	})
}

// affordsModel reports whether one more model may be made of a file that is included or extended.
func (r *run) affordsModel(f *file, used source.Span) bool {
	if !f.modelled {
		f.modelled = true
		return true
	}
	return r.takes(&r.limits.Models, f.Len(), func() diag.Diagnostic {
		return FileLimit.At(used, "the files that are included or extended again have more bytes together than is allowed").
			Helped("share smaller files, or ask for a higher limit")
	})
}

// takes takes an amount off what is left of a limit. It reports once that there is not enough.
func (r *run) takes(left *int, amount int, tooMuch func() diag.Diagnostic) bool {
	switch {
	case *left < 0:
		return false
	case amount <= *left:
		*left -= amount
		return true
	}
	r.report(tooMuch())
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
