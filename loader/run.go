package loader

import (
	"context"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/textmem"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// run is one load under way.
type run struct {
	*Loader
	ctx  context.Context
	fs   source.FS
	root *schema.Type // of a whole Compose file

	build  syntax.Builder
	merger merge.Merger
	schema schema.Context
	texts  textmem.Joiner

	dir    string
	remote bool // dir is that of a remote file
	name   string
	named  source.Origin // who gave the name
	uses   []use
	mains  []string // names of the Compose files that the caller gave

	files       map[string]*file        // by path
	disabled    map[*file][]source.Span // lines of services, once they were looked for
	unread      map[string]error        // why others cannot be had, by path
	otherNames  int                     // how many files were looked for that may have been meant instead
	read        []*source.File
	scopes      map[string]*syntax.Node // models of included files, by what they depend on
	envFiles    map[envFile]*envContent // env and label files: what they said last
	envs        map[string]source.Env   // of included files, by what they depend on; nil if that of the including one
	envRead     map[*source.File]bool   // env files, for an include
	envFindings map[envFinding]bool     // what is known of them
	contents    map[*syntax.Node]string // of secrets and configs, by their environment attribute

	limits     Limits        // what is left of them
	ended      bool          // one is exceeded
	aliases    syntax.Limits // for resolving: what is left of them
	diags      diag.Collector
	paths      paths // of findings
	at         step
	refused    []refused
	tooDeep    bool            // that extends is nested too deep has been reported
	noHome     bool            // that no home directory is known has been reported
	known      *faults         // before env files are read; nil if nobody has asked
	retold     diag.List       // errors left out because others say better what is wrong
	guessed    int             // names compared with misspelt ones
	origins    origins         // of the variables in the last value that was found wrong
	traced     int             // nodes looked at to find where values come from
	missing    bool            // a Compose file could not be had
	damaged    bool            // some text of a Compose file could not be read
	unfinished map[string]bool // paths of services whose base could not be had
}

// guesses bounds how many names are compared in one load: many faults must not take forever.
const guesses = 50_000

func newRun(ctx context.Context, l *Loader) *run {
	r := &run{Loader: l, ctx: ctx, fs: l.FS, root: schema.Compose(), files: map[string]*file{}}
	if r.fs == nil {
		r.fs = source.Map(nil, source.Unix)
	}
	r.limits = l.Limits.withDefaults()
	r.aliases = r.limits.Syntax
	r.diags.Limit = r.limits.Findings
	r.build.Sole = true
	r.merger.Build = &r.build
	r.schema = schema.Context{Build: &r.build, Diags: &r.diags, Ports: r.limits.Ports, Lenient: !l.does(Interpolation)}
	return r
}

func (l *Loader) does(s Stages) bool { return l.Without&s == 0 }

func (r *run) report(list ...diag.Diagnostic) {
	for i := range list {
		list[i].Path = r.paths.bounded(list[i].Path)
	}
	r.diags.Add(list...)
	for i := range list {
		r.ended = r.ended || ends(list[i].Def)
	}
}

// scope is what the files of one model have in common: the caller's files, or those of one
// entry of include.
type scope struct {
	parent *scope
	depth  int
	// dir is the project directory, and prefix is how paths in it are written in the model
	// that this one becomes part of.
	dir, prefix string
	env         source.Env
	envKey      string // the same for scopes with the same variables
	chain       *link  // the files that are being loaded, innermost first
	bases       map[string]*siblings
}

// link is a file, or a service of one, in a chain of include or extends, and the place that led to it.
type link struct {
	up            *link
	path, service string
	as            string // the file that extends names; "" if it names none
	at            source.Span
}

// length is the number of links from l upwards; 0 for nil.
func (l *link) length() int {
	n := 0
	for ; l != nil; l = l.up {
		n++
	}
	return n
}

func (r *run) topScope() *scope {
	env := source.Layers{projectNameEnv{r.name, r.named}, r.Env}
	return &scope{dir: r.dir, prefix: r.dir, env: env}
}

// The edits of this package.

// without is the mapping n without an entry; n itself if it has none of that name.
func (r *run) without(n *syntax.Node, name string) *syntax.Node {
	i := n.Find(name)
	if i < 0 {
		return n
	}
	pairs := append(r.build.Pairs(n.Len()), n.Pairs()[:i]...)
	return r.build.Mapping(append(pairs, n.Pairs()[i+1:]...), n, syntax.Normalised)
}

// with is the mapping n with an entry set; n itself if it is set to that value.
func (r *run) with(n *syntax.Node, name string, value *syntax.Node) *syntax.Node {
	out := r.build.Change(n, syntax.Normalised)
	out.Put(name, value)
	return out.Node()
}

// each is the mapping n with its values replaced by what change makes of them; n itself if
// that changes nothing.
func (r *run) each(n *syntax.Node, change func(p *syntax.Pair) *syntax.Node) *syntax.Node {
	if n == nil || n.Kind != syntax.Mapping {
		return n
	}
	out := r.build.Change(n, syntax.Normalised)
	for i := range n.Pairs() {
		out.Set(i, change(&n.Pairs()[i]))
	}
	return out.Node()
}

// eachItem is the sequence n with its items replaced by what change makes of them.
func (r *run) eachItem(n *syntax.Node, change func(item *syntax.Node) *syntax.Node) *syntax.Node {
	if n == nil || n.Kind != syntax.Sequence {
		return n
	}
	out := r.build.Change(n, syntax.Normalised)
	for i, item := range n.Items() {
		out.Set(i, change(item))
	}
	return out.Node()
}
