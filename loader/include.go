package loader

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// inclusion is one entry of include.
type inclusion struct {
	at       source.Span
	paths    []*syntax.Node
	dir      *syntax.Node   // project_directory; nil if it is not set
	envFiles []*syntax.Node // env_file
}

// include loads what a document includes, and imports its resources. Where the document
// describes a resource of the same name, that is merged over the included one. 14-include.md
func (r *run) include(s *scope, f *file, tree *syntax.Node, resets merge.Resets) *syntax.Node {
	n := r.inclusions(tree.Get("include"))
	if n == nil {
		return r.without(tree, "include")
	}
	list := schema.CheckAt(syntax.Path{{Name: "include"}}, n, r.root.Child("include"))
	for _, d := range list {
		if d.Def != schema.DuplicateItem { // docker compose includes before it checks, and a file twice is the same file
			r.report(d)
		}
	}
	if r.does(Include) {
		from := &scope{parent: s.parent, depth: s.depth, dir: s.dir, prefix: s.prefix, env: s.env, envKey: s.envKey,
			chain: &link{up: s.chain, path: f.path}}
		m := importer{run: r, tree: tree, resets: resets}
		more := r.schema.MoreFollows
		for _, item := range n.Items() {
			if r.over() {
				break
			}
			r.announce(s, "include", item)
			if m.again(item) {
				continue
			}
			if entry, ok := readInclusion(item); ok {
				imported := r.included(from, entry)
				r.schema.MoreFollows = more
				r.build.Share() // it may be included by others too
				r.begin(step{stage: Include, file: f})
				if s.parent != nil && !r.affordsImport(imported, entry.at) {
					break
				}
				m.entry = entry.at
				m.add(imported)
			}
		}
		tree = m.done()
	}
	return r.without(tree, "include")
}

// inclusions is the value of include as docker compose takes it, which reads it before it checks
// the file: null is as good as nothing. It is nil if there is nothing to include.
func (r *run) inclusions(n *syntax.Node) *syntax.Node {
	if n.IsNull() {
		return nil
	}
	out := r.build.Change(n, syntax.Normalised)
	for i, item := range n.Items() {
		r.noDate(item)
		switch {
		case item.IsNull():
			item = r.build.Mapping(nil, item, syntax.Normalised)
		case item.Kind == syntax.Mapping:
			item = r.inclusion(item)
		}
		out.Set(i, item)
	}
	return out.Node()
}

func (r *run) inclusion(n *syntax.Node) *syntax.Node {
	pairs := r.build.Pairs(n.Len())
	for _, p := range n.Pairs() {
		v := p.Value
		for _, item := range v.Items() {
			r.noDate(item)
		}
		r.noDate(v)
		if !v.IsNull() {
			pairs = append(pairs, p)
		}
	}
	if len(pairs) == n.Len() {
		return n
	}
	return r.build.Mapping(pairs, n, syntax.Normalised)
}

// noDate reports a date where a path belongs: the table of attributes takes it for a string.
func (r *run) noDate(n *syntax.Node) {
	if n.Type == syntax.Timestamp {
		r.report(schema.WrongKind.At(n.Span(), "a path was expected here, but this is a date").
			Helped("write it in quotes if it is a path").About("include"))
	}
}

// readInclusion reads an entry; it is not ok if it has no path to go on with.
func readInclusion(n *syntax.Node) (inclusion, bool) {
	entry := inclusion{at: n.Span()}
	if n.IsString() {
		entry.paths = []*syntax.Node{n}
		return entry, true
	}
	entry.paths = stringsOf(n.Get("path"))
	entry.envFiles = stringsOf(n.Get("env_file"))
	if dir := n.Get("project_directory"); dir.IsString() && dir.Value() != "" {
		entry.dir = dir
	}
	return entry, len(entry.paths) > 0
}

// stringsOf are the strings of a list, or the one that stands alone.
func stringsOf(n *syntax.Node) []*syntax.Node {
	if n.IsString() {
		return []*syntax.Node{n}
	}
	var out []*syntax.Node
	for _, item := range n.Items() {
		if item.IsString() {
			out = append(out, item)
		}
	}
	return out
}

// included is the model of the files of an entry, nil if there is none.
func (r *run) included(s *scope, entry inclusion) *syntax.Node {
	if s.depth >= r.limits.Depth {
		r.report(NestingLimit.At(entry.at, "include is nested too deep: at most %d levels are allowed", s.depth).About("include"))
		return nil
	}
	paths := make([]string, 0, len(entry.paths))
	for _, n := range entry.paths {
		path, ok := r.locate(s, n.Value(), n.Span())
		if r.missing = r.missing || !ok; !ok || r.includesItself(s, path, n.Span()) {
			return nil
		}
		paths = append(paths, path)
	}
	inner := r.includedScope(s, entry, paths)
	if inner == nil {
		r.missing = true
		return nil
	}
	key := inner.envKey + "\x00" + inner.dir + "\x00" + inner.prefix + "\x00" + strings.Join(paths, "\x00")
	if tree, ok := r.scopes[key]; ok {
		return tree
	}
	var files []*file
	for i, path := range paths {
		f := r.openCompose(path, entry.paths[i].Span())
		if f == nil {
			r.missing = true
			continue
		}
		if !r.affordsModel(f, entry.paths[i].Span()) {
			r.missing = true
			return nil
		}
		files = append(files, f)
	}
	inner.chain = &link{up: s.chain, path: paths[0], at: entry.paths[0].Span()}
	tree := r.model(inner, files)
	if r.scopes == nil {
		r.scopes = map[string]*syntax.Node{}
	}
	r.scopes[key] = tree
	return tree
}

// includesItself reports an entry for a file that is being loaded already.
func (r *run) includesItself(s *scope, path string, used source.Span) bool {
	for l := s.chain; l != nil; l = l.up {
		if l.path == path {
			r.report(includeCycle(s.chain, l, path, used))
			return true
		}
	}
	return false
}

func includeCycle(last, first *link, path string, used source.Span) diag.Diagnostic {
	names := []string{path}
	var through []*link
	for l := last; l != first; l = l.up {
		if l.path != names[len(names)-1] {
			names = append(names, l.path)
		}
		if l.at.Valid() {
			through = append(through, l)
		}
	}
	names = append(names, path)
	slices.Reverse(names)
	d := IncludeCycle.At(used, "%s includes itself: %s", path, diag.Chain(slices.Compact(slices.Clone(names)))).
		Helped("remove one of these includes").About("include")
	slices.Reverse(through)
	for _, l := range through {
		d = d.Labelled(l.at, "includes %s", l.path)
	}
	for _, name := range names {
		d = d.With("file", name)
	}
	return d
}

// includedScope is the scope of an entry: its project directory and its variables.
func (r *run) includedScope(s *scope, entry inclusion, paths []string) *scope {
	dir := r.fs.Style().Dir(paths[0])
	isFile := false
	if entry.dir != nil {
		dir = r.below(s.dir, entry.dir.Value())
		if len(dir) > longest {
			r.report(FileLimit.At(entry.dir.Span(), "the project directory has %d bytes, and at most %d are possible", len(dir), longest).
				Helped("name a directory that there can be").About("include"))
			return nil
		}
		if isFile = r.isFile(entry.dir, dir); isFile {
			dir = r.fs.Style().Dir(dir)
		}
	}
	prefix := dir
	if r.resolver(entry.paths[0].Value()) == nil && (entry.dir == nil || !r.fs.Style().IsAbs(entry.dir.Value())) {
		prefix = r.relative(s, dir)
	}
	inner := &scope{
		parent: s, depth: s.depth + 1, dir: dir, prefix: prefix,
		env: s.env, envKey: s.envKey,
	}
	files, ok := r.includedEnvFiles(s, entry, dir, isFile)
	if !ok {
		return nil
	}
	if len(files) == 0 {
		return inner
	}
	key := envKey(s.envKey, files)
	if env, known := r.envs[key]; known {
		if env != nil {
			inner.env, inner.envKey = env, key
		}
		return inner
	}
	size := 0
	for _, f := range files {
		times := 1
		if r.envRead[f] {
			times = timesRead
		} else {
			r.allowEnv(f, sharesOfEnvFile)
		}
		if size -= f.Len(); !r.affordsEnv(f, times, entry.at) {
			return nil
		}
		if r.envRead == nil {
			r.envRead = map[*source.File]bool{}
		}
		r.envRead[f] = true
	}
	set, list := dotenv.Files(files, s.env, r.limits.Interpolation)
	r.report(list...)
	for i := range set.All {
		size += len(set.All[i].Value)
	}
	r.produced(size)
	var env source.Env
	if len(set.All) > 0 {
		env = source.Layers{s.env, set}
		inner.env, inner.envKey = env, key
	}
	if r.envs == nil {
		r.envs = map[string]source.Env{}
	}
	r.envs[key] = env
	return inner
}

// isFile reports whether a relative project directory is a file, which stands for the directory that it is in. It warns of that,
// and of a directory that does not exist: docker compose takes most paths from the one above it.
func (r *run) isFile(n *syntax.Node, dir string) bool {
	if r.fs.Style().IsAbs(n.Value()) || !r.does(Interpolation) && strings.Contains(n.Value(), "$") {
		return false
	}
	f, err := r.tryOpen(dir, n.Span())
	switch {
	case err == nil && f != nil:
		r.report(NoProjectDirectory.At(n.Span(), "the project directory %s is a file", n.Value()).
			Helped("name the directory that it is in, which is taken instead").About("include"))
		return true
	case errors.Is(err, fs.ErrNotExist):
		r.report(NoProjectDirectory.At(n.Span(), "the project directory %s does not exist", n.Value()).
			Helped("name one that exists; docker compose takes the one above it for most paths").About("include"))
	}
	return false
}

// envKey is the key of the variables that files add to those of a scope with the given key.
func envKey(outer string, files []*source.File) string {
	var b strings.Builder
	b.WriteString(outer)
	for _, f := range files {
		b.WriteString(f.Name())
		b.WriteByte(0)
	}
	return strconv.Itoa(b.Len()) + ":" + b.String()
}

// noEnvFile as env_file says that not even the default file is read.
const noEnvFile = "/dev/null"

// includedEnvFiles are the env files of an entry, by default the one in its directory, if that is what it names.
func (r *run) includedEnvFiles(s *scope, entry inclusion, dir string, isFile bool) (files []*source.File, ok bool) {
	if len(entry.envFiles) == 0 {
		if isFile {
			return nil, true
		}
		f, err := r.tryOpen(r.fs.Style().Join(dir, ".env"), entry.at)
		switch {
		case err == nil && f != nil:
			files = append(files, f.File)
		case err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, source.ErrDirectory):
			r.report(Unreadable(r.fs.Style().Join(dir, ".env"), entry.at, err))
			return nil, false
		}
		return files, true
	}
	ok = true
	for _, n := range entry.envFiles {
		if n.Value() == noEnvFile {
			continue
		}
		if f := r.open(r.below(s.dir, n.Value()), n.Span()); f != nil {
			files = append(files, f.File)
		} else {
			ok = false
		}
	}
	return files, ok
}

// importable are the sections that an included model may have resources in. 14-include.md
var importable = [...]string{"services", "jobs", "volumes", "networks", "secrets", "configs", "models"}

// importer collects the resources of included models in a document.
type importer struct {
	*run
	tree     *syntax.Node // the document as it was
	resets   merge.Resets
	sections [len(importable)]section
	entry    source.Span  // of include, that is being imported
	plain    *syntax.Node // the last entry, if it is but a path and nothing had to be merged for it
}

// section is one that is being added to.
type section struct {
	syntax.Change
	begun bool
}

// again reports whether an entry of include says what the one before it said, and has nothing to add. It notes the entry for the next one.
func (m *importer) again(entry *syntax.Node) bool {
	if !entry.IsString() {
		m.plain = nil
		return false
	}
	if m.plain != nil && m.plain.Value() == entry.Value() {
		return true
	}
	m.plain = entry
	return false
}

// add imports the resources of a model, as a step of its own. Imported is nil if there is none.
func (m *importer) add(imported *syntax.Node) {
	if imported == nil {
		m.plain = nil
	}
	if m.meets(imported) {
		m.plain = nil
		m.at.tree = m.done() // which stays as it is, for the step may refuse what it is given
		m.build.Share()
		for i := range m.sections {
			if s := &m.sections[i]; s.begun {
				s.Change = m.build.Change(s.Node(), syntax.Normalised)
			}
		}
	}
	for i, name := range importable {
		if from := imported.Get(name); from != nil && from.Kind == syntax.Mapping {
			m.addSection(&m.sections[i], name, from)
		}
	}
}

// meets reports whether what is imported has a resource of a name that is taken.
func (m *importer) meets(imported *syntax.Node) bool {
	for i, name := range importable {
		to := m.tree.Get(name)
		if s := &m.sections[i]; s.begun {
			to = s.Node()
		}
		for _, p := range imported.Get(name).Pairs() {
			if own := to.Get(p.Name()); own != nil && !merge.Equal(p.Value, own) {
				return true
			}
		}
	}
	return false
}

func (m *importer) addSection(s *section, name string, from *syntax.Node) {
	if !s.begun {
		to := m.tree.Get(name)
		if !to.IsNull() && to.Kind != syntax.Mapping {
			return // its shape is reported with the rest of the document
		}
		switch {
		case to == nil:
			to = m.build.Mapping(nil, from, syntax.Included)
		case to.IsNull():
			to = m.build.Mapping(nil, to, syntax.Normalised)
		}
		s.Change, s.begun = m.build.Change(to, syntax.Normalised), true
	}
	t := m.root.Child(name)
	s.Expect(from.Len())
	for _, p := range from.Pairs() {
		i := s.Node().Find(p.Name())
		if i < 0 {
			p.Value = m.build.Derive(p.Value, p.Value, syntax.Included)
			s.Add(p)
			m.mayBeOverridden(name, p)
			continue
		}
		own := s.Node().Pairs()[i].Value
		if merge.Equal(p.Value, own) {
			m.mayBeOverridden(name, p)
			continue // the same file included twice
		}
		m.checkAlone(name, p)
		entry := t.Child(p.Name())
		base := m.resets.At(name, p.Name()).Apply(&m.schema, m.build.Derive(p.Value, p.Value, syntax.Included), entry)
		merged, list := m.merger.Merge(base, own, entry, name, p.Name())
		m.report(list...)
		s.Set(i, merged)
	}
}

// mayBeOverridden checks a resource that has come as it is, if what follows may say more of it.
func (m *importer) mayBeOverridden(section string, resource syntax.Pair) {
	if m.schema.MoreFollows {
		m.checkAlone(section, resource)
	}
}

// checkAlone holds an included resource to the rules about single values, which docker compose wants of it also if the document
// that includes it puts right what breaks them. What nobody overrides is held to them in the end.
func (m *importer) checkAlone(section string, resource syntax.Pair) {
	resources := m.build.Mapping(append(m.build.Pairs(1), resource), nil, syntax.Included)
	tree := m.build.Mapping(append(m.build.Pairs(1), m.build.PairAt(nil, section, resources)), nil, syntax.Included)
	pass := validate.Pass{Project: &model.Project{}, Tree: tree}
	for _, rule := range aboutStructure(m.rules()) {
		pass.Apply(rule)
	}
	for _, d := range pass.Diagnostics.Close() {
		m.report(d.Labelled(m.entry, "what is included is checked before it is overridden"))
	}
}

// done is the document with all that was imported.
func (m *importer) done() *syntax.Node {
	tree := m.build.Change(m.tree, syntax.Normalised)
	for i, name := range importable {
		if s := &m.sections[i]; s.begun {
			tree.Put(name, s.Node())
		}
	}
	return tree.Node()
}
