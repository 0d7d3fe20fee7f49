package loader

import (
	"context"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/stack"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Loader holds what a load depends on. The zero Loader is safe: it has no files, no variables
// and no network, and what needs them is a finding. A Loader is not changed by loading and may
// be used concurrently if its FS, Env and Resolvers may.
type Loader struct {
	// FS has the files; nil has none.
	FS source.FS
	// Files are the names of those that Load loads when it is told none.
	Files []string
	// Found is what was found to be wrong on the way to the Loader, such as in a .env file. The
	// findings of a load begin with it.
	Found diag.List
	// Env has the project's variables; nil has none set. A Loader looks for no .env file of the
	// project's: what that says is to be in Env already, as host.Options sees to.
	Env source.Env
	// EnvFiles are the files that Env was read from, such as .env: they are the first of the result's Files.
	EnvFiles []*source.File
	// Dir is the project directory: relative paths start there. Default: the directory of the
	// first remote file, else of the first file. It should be absolute: paths of
	// the project come out relative otherwise, and the directory may have no name to call the project by.
	Dir string
	// NameDir is the directory after which a project is named whose project directory is that of a remote
	// file, where it would be named after that. Default: that directory all the same.
	NameDir string
	// Name is the project's name. Default: COMPOSE_PROJECT_NAME of Env, else the top-level name
	// of the files, else the last element of Dir with the characters left out that a name
	// cannot have; see Naming. 04-version-and-name.md
	Name string
	// Profiles that are active; "*" is all. 15-profiles.md
	Profiles []string
	// Services that are selected, with what they depend on; none selects all. Names may be
	// patterns as path.Match has them. Selecting a service activates its profiles.
	Services []string
	// Run is the service or job that is to be run by hand, instead of Services; "" is none. A service is
	// selected as by Services; a job becomes a service of the result's Project and Tree, together with
	// the jobs that it depends on. See model.Project.WithJobAsService.
	Run string
	// Home is the home directory that ~ at the start of a path stands for; "" knows of none.
	Home string
	// Resolvers load remote files, the first that accepts a reference does; none loads none.
	Resolvers []Resolver
	// Rules that the project is held to. Default (nil): those of validate.Standard, some of which find
	// what docker compose refuses, and others what is most likely not meant. Append to that for more; a
	// list without rules holds the project to none. Comments in the files can silence findings that are
	// no errors; see validate.Ignore.
	Rules []*validate.Rule
	// Without names the stages that are left out; the zero value leaves out none.
	Without Stages
	// Interpolate stands in for package interpolate; nil does not.
	Interpolate Interpolator
	// Listen is told of include and extends in the files that the caller names; nil is not told.
	Listen func(Event)
	// Limits bound what files may make the loader do; the zero value has sensible bounds.
	Limits Limits
	// Cache keeps what was read of files for the next load; nil keeps nothing.
	Cache *Cache
}

// Resolver loads files that are somewhere else: in a Git repository, in a registry. A load
// asks for one reference after the other; a Resolver that several loads share has to bear concurrent
// calls. Its error becomes a finding at the place that names the reference.
type Resolver interface {
	// Accept reports whether ref is a reference of the kind that the resolver knows.
	Accept(ref string) bool
	// Load fetches what ref names and returns the path, in the Loader's FS, of the Compose file.
	// Relative paths in it start in its directory.
	// The FS has to see what was fetched while a load goes on: source.Map, a copy, does not.
	Load(ctx context.Context, ref string) (path string, err error)
}

// Stages is a set of optional stages of a load.
type Stages uint16

const (
	// Interpolation replaces variables and turns their values into numbers and booleans.
	// Without it the rules of consistency are not applied either, for they would see variables
	// where names belong; and the project is only as good as its texts can be read.
	Interpolation Stages = 1 << iota
	// Include reads the files that others include. Without it the attribute is dropped.
	Include
	// Extends merges services with those that they extend. Without it the attribute stays.
	Extends
	// Defaults fills in attributes that default to something as soon as their parent is there.
	Defaults
	// PathResolution makes relative paths absolute. Without it they are relative to Dir.
	PathResolution
	// Normalization fills in what a project implies: its default network, dependencies that
	// follow from links and shared namespaces, names of resources, values of variables.
	Normalization
	// Consistency holds the project to the rules about how its parts fit together.
	Consistency
	// EnvResolution reads the env files of services.
	EnvResolution
	// LabelResolution reads the label files of services.
	LabelResolution
	// Validation holds the files to the table of attributes, and to the rules about single values
	// (validate.Rule.Structure). Without it unknown attributes are passed over, and misshapen values only matter
	// where they cannot be read.
	Validation
	// Naming finds a name for the project where the Loader gives none. Without it the project has the
	// Loader's Name, also if that is "": its resources are then named as below a project of that name.
	Naming
)

// Result is what a load gives, as much as could be made of the files.
type Result struct {
	// Project is the project; never nil. If a limit is exceeded, that of errors included, it is empty; if
	// that of env files is, it lacks what these say.
	Project *model.Project
	// Tree is what Project was made from: all files as one canonical tree, in which every node
	// knows where it comes from. It is nil if no file could be read.
	Tree *syntax.Node
	// Diagnostics are all findings, ordered by place. Diagnostics.Err() is nil if the project is valid.
	Diagnostics diag.List
	// Files are the files that were read, in the order in which they first were: the Loader's EnvFiles, Compose
	// files, env files and label files.
	Files []*source.File
	// Refusals are the errors among Diagnostics once more, by the step of the load that found
	// them, in the order of the steps: a loader that stops at the first error stops at the first
	// of them. They have those errors, too, for which Diagnostics have better words of another step.
	Refusals []Refusal

	env       source.Env
	uses      []use
	documents []*syntax.Document
}

// File is the file of a name among Files; nil if the load has read none of that name.
func (r *Result) File(name string) *source.File {
	for _, f := range r.Files {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// Documents are the YAML documents of a Compose file among Files, as they were written: with
// aliases, merge keys and variables. Of other files there are none.
func (r *Result) Documents(f *source.File) []*syntax.Document {
	var out []*syntax.Document
	for _, doc := range r.documents {
		if doc.File == f {
			out = append(out, doc)
		}
	}
	return out
}

// Load loads the Compose files into one project, those of the Loader if none are named: later files override earlier ones. A file may
// have several documents, which override each other in the same way. Relative names are names
// as FS has them; the name "-" is passed to FS as it is, and has no directory.
//
// What is wrong with the files is in the result's Diagnostics, also a file that does not
// exist. The error is that of ctx, and comes with a nil Result.
func (l *Loader) Load(ctx context.Context, files ...string) (*Result, error) {
	stack.Grow()
	if len(files) == 0 {
		files = l.Files
	}
	r := newRun(ctx, l)
	mains := r.mainFiles(files)
	r.dir = r.projectDir(mains)
	r.name = r.projectName(mains)

	top := r.topScope()
	tree := r.model(top, mains)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if tree.Len() == 0 {
		r.reportEmpty()
	}
	if l.does(Normalization) && !r.over() {
		r.begin(step{stage: Normalization})
		tree = r.normalize(tree, top.env)
	}

	r.begin(step{})
	docs, named := r.written()
	var project *model.Project
	if r.over() {
		project = r.decode(nil)
	} else {
		project = r.decode(tree)
		project = project.WithProfiles(l.Profiles)
		r.begin(step{})
		r.validate(project, tree, docs, named)
		r.begin(step{})
		project, tree = r.choose(project, tree)
		r.reportUnsetContents(project, tree)
	}
	if l.does(EnvResolution) && !r.over() {
		r.begin(step{stage: EnvResolution})
		r.readEnvFiles(project, tree, top.env)
	}
	if l.does(LabelResolution) && !r.over() {
		r.begin(step{stage: LabelResolution})
		r.readLabelFiles(project, tree)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	refusals := r.refusals()
	list := r.findings(project, tree, docs)
	refused := among(refusals, slices.Concat(list, r.retold))
	if len(l.Found) > 0 {
		list = slices.Concat(l.Found, list)
	}
	return &Result{
		Project: project, Tree: tree, Diagnostics: list, Files: r.filesRead(), Refusals: refused,
		env: top.env, uses: r.uses, documents: docs,
	}, nil
}

// filesRead are all files that the load knows, those that it was given with the variables first. One that it has read
// itself counts as that.
func (r *run) filesRead() []*source.File {
	if len(r.EnvFiles) == 0 {
		return r.read
	}
	given := slices.DeleteFunc(slices.Clone(r.EnvFiles), func(f *source.File) bool { return r.files[f.Name()] != nil })
	return append(given, r.read...)
}

// model makes one tree of the files of a scope: each document is merged over what the ones
// before it made, and in the end the scope's paths and variables are resolved.
func (r *run) model(s *scope, files []*file) *syntax.Node {
	var tree *syntax.Node
	bytes := 0 // of the documents so far
	for _, f := range files {
		r.begin(step{file: f})
		docs := f.documents(r)
		if f != nil {
			f.whole = true
			r.remember(s, f)
		}
		for i := range docs {
			if r.ctx.Err() != nil || r.over() {
				return tree
			}
			if (i > 0 || s.parent != nil) && !r.affordsMerge(&docs[i], bytes) {
				r.missing = true
				break
			}
			bytes += docs[i].bytes()
			r.schema.MoreFollows = tree != nil || i+1 < len(docs) || f != files[len(files)-1]
			tree = r.document(s, f, &docs[i], tree)
		}
	}
	if r.over() {
		return tree
	}
	r.begin(step{stage: Defaults})
	if r.does(Defaults) {
		tree = merge.Defaults(&r.schema, tree, r.root)
	}
	r.rememberContents(tree, s.env)
	if s.parent == nil && r.does(Normalization) {
		return tree // which does the rest on the way, with one new mapping for each service
	}
	r.begin(step{stage: PathResolution})
	if s.parent != nil || r.does(PathResolution) {
		p := r.pathsIn(s.prefix)
		p.included = s.parent != nil
		tree = p.node(tree, r.root)
	}
	return r.resolveBareVariables(tree, s.env)
}

// document merges one document of a file over the model so far.
func (r *run) document(s *scope, f *file, doc *document, model *syntax.Node) *syntax.Node {
	tree, resets := r.prepared(s, f, doc)
	if tree == nil || r.over() {
		return model
	}
	r.begin(step{stage: Include, file: f, tree: tree})
	tree = r.include(s, f, tree, resets)
	model = resets.Apply(&r.schema, model, r.root)
	if r.does(Extends) {
		r.begin(step{stage: Extends, file: f, tree: tree})
		tree = r.extends(s, f, model, tree, resets)
	}
	if r.over() {
		return model
	}
	r.begin(step{file: f, tree: tree})
	model = r.merged(model, tree)
	r.begin(step{file: f, tree: model})
	model = merge.Unique(&r.schema, model, r.root)
	r.begin(step{stage: Validation, file: f, tree: model})
	r.check(model)
	if r.over() {
		return model
	}
	model = r.withoutVersion(model)
	r.begin(step{file: f, tree: model})
	return merge.Canonical(&r.schema, model, r.root)
}

// prepared is a document on its own: aliases resolved, variables replaced, tags taken off. It
// is nil if the document is no mapping.
func (r *run) prepared(s *scope, f *file, doc *document) (*syntax.Node, merge.Resets) {
	r.begin(step{file: f})
	tree := f.resolved(r, doc)
	if tree == nil {
		return nil, merge.Resets{}
	}
	if r.does(Interpolation) {
		r.begin(step{stage: Interpolation, file: f, tree: tree})
		var list diag.List
		tree, list = r.interpolated(s, doc, tree)
		r.report(list...)
	}
	r.begin(step{file: f, tree: tree})
	tree, resets, list := merge.CollectResets(&r.build, tree)
	r.report(list...)
	if tree == nil {
		return nil, resets
	}
	tree, list = merge.PromoteAliases(&r.build, tree)
	r.report(list...)
	return tree, resets
}

func (r *run) merged(base, over *syntax.Node) *syntax.Node {
	if base != nil && over != nil {
		r.build.Share() // both stay part of the history
	}
	tree, list := r.merger.Merge(base, over, r.root)
	r.report(list...)
	return tree
}

// check reports what has not the shape that the table asks for.
func (r *run) check(tree *syntax.Node) {
	switch {
	case r.diags.Full(diag.Error):
	case r.does(Validation):
		r.report(schema.CheckUpTo(r.limits.Findings, tree, r.root)...)
	default:
		r.checkSections(tree)
	}
}

// checkSections reports what is no mapping where only mappings can be read: the sections of services, networks and
// the like, and what is in them.
func (r *run) checkSections(tree *syntax.Node) {
	for _, section := range tree.Pairs() {
		t := r.root.Child(section.Name())
		if t == nil || t.Values == nil || !isResource(t.Values) {
			continue
		}
		above := syntax.Step{Name: section.Name()}
		r.report(schema.CheckKindAt(syntax.Path{above}, section.Value, t)...)
		for _, p := range section.Value.Pairs() {
			r.report(schema.CheckKindAt(syntax.Path{above, {Name: p.Name()}}, p.Value, t.Values)...)
		}
	}
}

func (r *run) withoutVersion(tree *syntax.Node) *syntax.Node {
	i := tree.Find("version")
	if i < 0 {
		return tree
	}
	p := tree.Pairs()[i]
	r.report(obsoleteVersion(&p))
	return r.without(tree, "version")
}

func obsoleteVersion(p *syntax.Pair) diag.Diagnostic {
	d := ObsoleteVersion.At(p.Span(), "the attribute version is obsolete and has no effect").Helped("remove it").About("version")
	if lines, alone := ownLines(p); alone {
		d = d.SafelyFixed("remove it", diag.Edit{Span: lines})
	}
	return d
}

// ownLines are the lines of an entry, and whether all else can do without them: nothing but a comment stands beside the entry, and no
// alias refers to its value. A byte order mark is none of them.
func ownLines(p *syntax.Pair) (lines source.Span, alone bool) {
	const byteOrderMark = "\uFEFF"
	value := p.Value.Origin()
	whole := p.Span()
	whole.End = max(whole.End, value.Span().End)
	whole = whole.Sub(0, len(strings.TrimRight(whole.Text(), " \t\r\n"))) // some scalars end with their line
	lines = whole.Lines()
	before, marked := strings.CutPrefix(whole.Before(), byteOrderMark)
	if marked {
		lines.Start += int32(len(byteOrderMark))
	}
	behind := strings.TrimLeft(whole.File.Text()[whole.End:lines.End], " \t:")
	behind = strings.TrimLeft(strings.TrimPrefix(behind, ","), " \t\r\n")
	below := strings.TrimLeft(whole.File.Text()[lines.End:], " \t\r\n")
	return lines, strings.Trim(before, " ") == "" && (behind == "" || behind[0] == '#') && !strings.HasPrefix(below, ",") &&
		!value.AnchorSpan().Valid()
}

// decode makes the project of the tree. A value that is misshapen has been reported, as has
// one that could not be interpolated.
func (r *run) decode(tree *syntax.Node) *model.Project {
	project, list := model.Decode(tree)
	// Where variables are not replaced, texts that hold one cannot be read yet, nor can those
	// beside them, which are then left in short form.
	if len(list) > 0 && r.does(Interpolation) {
		known, before := faultsOf(r.diags.List), len(r.diags.List)
		for _, d := range list {
			// What was cut from a list of nothing new would not be new either.
			if !known.cover(d) && (d.Def != diag.TooMany || len(r.diags.List) > before) {
				r.report(d)
			}
		}
	}
	project.Name = r.name
	project.WorkingDir = r.dir
	project.ComposeFiles = r.mains
	r.setContents(project, tree)
	r.convertWindowsPaths(project)
	return project
}

func (r *run) validate(project *model.Project, tree *syntax.Node, docs []*syntax.Document, named int) {
	pass := validate.Pass{Project: project, Tree: tree}
	pass.Diagnostics.Limit = r.limits.Findings
	pass.Documents, pass.Named = docs, named
	if r.diags.HasErrors() {
		r.addPaths()
		known := faultsOf(withoutConsequences(slices.Clone(r.diags.List)))
		for path := range r.unfinished {
			known.addAbove(path)
		}
		var key []byte
		pass.Broken = func(path, attribute string) bool {
			if attribute == "" {
				return known.above[path]
			}
			key = append(append(append(key[:0], path...), '.'), attribute...)
			return known.above[string(key)] || r.inherits(known, tree, path, attribute)
		}
		pass.Unsure = r.unsure()
	}
	for _, rule := range r.rules() {
		pass.Apply(rule)
	}
	r.report(pass.Diagnostics.Close()...)
	if r.does(Consistency) {
		agreeOnReplicas(project)
	}
}

// inherits reports whether an attribute has its value from a place, such as an anchor, where something
// is known to be wrong.
func (r *run) inherits(known *faults, tree *syntax.Node, path, attribute string) bool {
	steps, err := r.paths.steps(path)
	if err != nil {
		return false
	}
	value := tree.At(steps)
	for name := range strings.SplitSeq(attribute, ".") {
		value = value.Get(name)
	}
	return value != nil && known.touch(value.Span())
}

// agreeOnReplicas makes deploy.replicas of enabled services what scale says.
func agreeOnReplicas(p *model.Project) {
	for _, s := range p.Services {
		if s.Scale != nil && s.Deploy != nil {
			s.Deploy.Replicas = s.Scale
		}
	}
}
