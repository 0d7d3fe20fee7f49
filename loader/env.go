package loader

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// resolveBareVariables gives entries of environment lists that are a name alone the value
// that the variable has in the scope. Those of mappings get theirs when the project is
// normalised. container_spec.md#environment
func (r *run) resolveBareVariables(tree *syntax.Node, env source.Env) *syntax.Node {
	for _, section := range [...]string{"services", "jobs"} {
		all := tree.Get(section)
		changed := r.each(all, func(p *syntax.Pair) *syntax.Node {
			list := p.Value.Get("environment")
			if list == nil || list.Kind != syntax.Sequence {
				return p.Value
			}
			return r.with(p.Value, "environment", r.eachItem(list, func(item *syntax.Node) *syntax.Node {
				return r.withValue(item, env)
			}))
		})
		if changed != all {
			tree = r.with(tree, section, changed)
		}
	}
	return tree
}

// withValue is KEY=VALUE for a KEY that is set, and the item itself otherwise.
func (r *run) withValue(item *syntax.Node, env source.Env) *syntax.Node {
	if !item.IsString() || strings.IndexByte(item.Value(), '=') >= 0 {
		return item
	}
	value, set := env.Lookup(item.Value())
	if !set || !r.affordsText(len(value), item.Span()) {
		return item
	}
	return r.build.Scalar(r.texts.Join(item.Value(), "=", value), syntax.String, item, syntax.Resolved)
}

// rememberContents remembers what the variables hold, in this scope, that secrets and configs
// take their content from. The tree does not hold it: secrets are not printed, and what is
// included would describe its content twice.
func (r *run) rememberContents(tree *syntax.Node, env source.Env) {
	for _, section := range [...]string{"secrets", "configs"} {
		for _, p := range tree.Get(section).Pairs() {
			n := p.Value.Get("environment")
			if !n.IsString() {
				continue
			}
			if value, set := env.Lookup(n.Value()); set {
				if r.contents == nil {
					r.contents = map[*syntax.Node]string{}
				}
				r.contents[n] = value
			}
		}
	}
}

// setContents gives secrets and configs the content remembered for them.
func (r *run) setContents(p *model.Project, tree *syntax.Node) {
	if len(r.contents) == 0 {
		return
	}
	for name, s := range p.Secrets {
		if value, ok := r.contents[tree.Get("secrets").Get(name).Get("environment")]; ok {
			s.Content = value
		}
	}
	for name, c := range p.Configs {
		if value, ok := r.contents[tree.Get("configs").Get(name).Get("environment")]; ok {
			c.Content = value
		}
	}
}

// reportUnsetContents reports the secrets and configs that containers or builds of the project are granted, and whose content is
// that of a variable which is not set.
func (r *run) reportUnsetContents(p *model.Project, tree *syntax.Node) {
	if !r.does(Interpolation) {
		return // where variables are not asked for
	}
	unset := func(section string) (out []syntax.Pair) {
		for _, p := range tree.Get(section).Pairs() {
			n := p.Value.Get("environment")
			if _, set := r.contents[n]; !set && n.IsString() {
				out = append(out, p)
			}
		}
		return out
	}
	secrets, configs := unset("secrets"), unset("configs")
	if len(secrets)+len(configs) == 0 {
		return
	}
	secretsOf, configsOf := map[string]bool{}, map[string]bool{} // that somebody is granted
	granted := func(to map[string]bool, list []model.FileReference) {
		for _, f := range list {
			to[f.Source] = true
		}
	}
	for _, s := range p.Services {
		granted(secretsOf, s.Secrets)
		granted(configsOf, s.Configs)
		if s.Build != nil {
			granted(secretsOf, s.Build.Secrets)
		}
	}
	report := func(what string, list []syntax.Pair, used map[string]bool) {
		for _, p := range list {
			if !used[p.Name()] || r.diags.Full(UnsetContent.Severity) {
				continue
			}
			n := p.Value.Get("environment")
			r.report(UnsetContent.At(n.Span(), "the %s %s takes its content from the variable %s, which is not set", what, diag.Shorten(p.Name()), diag.Shorten(n.Value())).
				Helped("set it in the environment or in an env file such as .env").
				About(syntax.Path{{Name: what + "s"}, {Name: p.Name()}, {Name: "environment"}}.String()).With("variable", n.Value()))
		}
	}
	report("secret", secrets, secretsOf)
	report("config", configs, configsOf)
}

// fileUse is one env or label file of a container.
type fileUse struct {
	envFile
	container *model.ContainerSpec
	in        place       // where the container stands
	at        source.Span // of the entry that names the file
	times     int         // that it counts for the limit of env files
}

// place is where a container stands in the tree: as a service, or as an item of its pre_start.
type place struct {
	*syntax.Node
	service string
	hook    int // -1 is the service
}

// path is the path of what is in an attribute.
func (p place) path(attribute string, step syntax.Step) string {
	path := syntax.Path{{Name: "services"}, {Name: p.service}}
	if p.hook >= 0 {
		path = append(path, syntax.Step{Name: "pre_start"}, syntax.Step{Index: p.hook, Item: true})
	}
	return append(path, syntax.Step{Name: attribute}, step).Bounded()
}

// containers calls f for each container of the enabled services and of what runs before them, with its place in the tree, and
// leaves out services without the attribute and without anything that runs before them.
func (r *run) containers(p *model.Project, tree *syntax.Node, attribute string, f func(c *model.ContainerSpec, at place)) {
	for _, pair := range tree.Get("services").Pairs() {
		n := pair.Value
		hooks := n.Get("pre_start")
		if hooks == nil && n.Find(attribute) < 0 {
			continue
		}
		s := p.Services[pair.Name()]
		if s == nil {
			continue // disabled, or no service at all
		}
		if r.over() {
			return
		}
		f(&s.ContainerSpec, place{n, pair.Name(), -1})
		for i := range s.PreStart {
			f(&s.PreStart[i].ContainerSpec, place{itemOf(hooks, i), pair.Name(), i})
		}
	}
}

// used adds the use of a file to those before it. It counts what is asked for, and adds nothing if that is more than is allowed.
func (r *run) used(before []fileUse, use fileUse) []fileUse {
	content := r.envFiles[use.envFile]
	if content == nil {
		if r.envFiles == nil {
			r.envFiles = map[envFile]*envContent{}
		}
		content = &envContent{}
		r.envFiles[use.envFile] = content
		r.allowEnv(use.File, sharesOfEnvFile)
	}
	use.times = 1
	if content.had == use.container {
		use.times = timesHad
	}
	if content.had = use.container; !r.affordsEnv(use.File, use.times, use.at) {
		return before
	}
	return append(before, use)
}

// eachOf calls f for each container with the files that it uses, unless all together are more than is allowed: what they ask for can
// be known before anything is made of it. The files of a container stand together.
func (r *run) eachOf(uses []fileUse, f func(c *model.ContainerSpec, uses []fileUse)) {
	for len(uses) > 0 && !r.over() {
		n := 1
		for n < len(uses) && uses[n].container == uses[0].container {
			n++
		}
		f(uses[0].container, uses[:n])
		uses = uses[n:]
	}
}

// readEnvFiles completes the environment of the enabled services, and of what runs before
// them, from their env files. A later file overrides an earlier one, and environment overrides
// them all. container_spec.md#env_file
func (r *run) readEnvFiles(p *model.Project, tree *syntax.Node, env source.Env) {
	if !r.does(Normalization) { // which has done that
		for _, s := range p.Services {
			giveValues(s.Environment, env)
		}
	}
	var uses []fileUse
	r.containers(p, tree, "env_file", func(c *model.ContainerSpec, at place) {
		giveValues(c.Environment, env) // of what runs before a service, normalisation has not done that
		uses = r.openEnvFiles(uses, c, at)
	})
	r.eachOf(uses, func(c *model.ContainerSpec, uses []fileUse) { r.completeEnvironment(c, uses, env) })
}

// giveValues gives variables without a value that of the project's variable, if there is one.
func giveValues(vars model.MappingWithEquals, env source.Env) {
	for key, value := range vars {
		if value != nil {
			continue
		}
		if found, set := env.Lookup(key); set {
			value := found // so that what is not set takes no memory
			vars[key] = &value
		}
	}
}

func itemOf(n *syntax.Node, i int) *syntax.Node {
	if items := n.Items(); i < len(items) {
		return items[i]
	}
	return nil
}

func (r *run) completeEnvironment(c *model.ContainerSpec, uses []fileUse, env source.Env) {
	opt := dotenv.Options{Env: source.Layers{env, explicit(c.Environment)}}
	var all model.MappingWithEquals
	shared := true // with other containers
	for i := range uses {
		opt.Known = explicit(all)
		vars, ok := r.envFile(&uses[i], opt)
		if !ok {
			return
		}
		if all == nil {
			all = vars
			continue
		}
		if shared {
			all, shared = maps.Clone(all), false
		}
		maps.Copy(all, vars)
	}
	r.reportHidden(c, uses, all, env)
	if shared && len(c.Environment) > 0 {
		all = maps.Clone(all)
	}
	for key, value := range c.Environment {
		if _, set := all[key]; value != nil || !set {
			all[key] = value
		}
	}
	c.Environment = all
}

// reportHidden reports the entries of a container's environment that are a variable with a default and nothing else, as PORT: ${PORT:-80}
// is, where the default is taken although an env file of the container sets the variable, in vars, to something else.
func (r *run) reportHidden(c *model.ContainerSpec, uses []fileUse, vars model.MappingWithEquals, env source.Env) {
	at := uses[0].in
	look := func(name string, n *syntax.Node, prefix string, step syntax.Step) {
		said, is := vars[name], c.Environment[name]
		if said == nil || is == nil || *is == *said || r.diags.Full(HiddenByDefault.Severity) || !isDefault(n, prefix, name, *is, env) {
			return
		}
		d := HiddenByDefault.At(n.Span(), "the default of %s hides what an env file of this container sets", diag.Shorten(name)).
			Helped("remove this entry, and the container has the value from there; or name that file with --env-file, too").
			About(at.path("environment", step)).With("variable", name)
		for _, use := range slices.Backward(uses) {
			if r.envFiles[use.envFile].vars[name] != nil {
				d = d.Labelled(r.placeIn(use.envFile, name), "set here")
				break
			}
		}
		r.report(d)
	}
	all := at.Get("environment")
	for _, p := range all.Pairs() {
		look(p.Name(), p.Value, "", syntax.Step{Name: p.Name()})
	}
	for i, item := range all.Items() {
		if name, _, ok := strings.Cut(item.Value(), "="); ok {
			look(name, item, item.Value()[:len(name)+len("=")], syntax.Step{Index: i, Item: true})
		}
	}
}

// isDefault reports whether a variable of a container is the default of the project's variable of that name, which is not set: its entry
// was written as ${NAME:-default} or ${NAME-default} behind the prefix, if there is one. (What is included may have other variables.)
func isDefault(n *syntax.Node, prefix, name, is string, env source.Env) bool {
	for n.Prev != nil && n.How != syntax.Interpolated {
		n = n.Prev
	}
	const longest = 1_000 // nobody writes longer ones, and each container has its entries looked at
	if n.Prev == nil || n.Prev.Kind != syntax.Scalar || len(n.Prev.Value()) > longest {
		return false
	}
	text := strings.TrimPrefix(n.Prev.Value(), prefix)
	if rest, found := strings.CutPrefix(text, "${"+name); !found || !strings.HasPrefix(strings.TrimPrefix(rest, ":"), "-") {
		return false
	}
	uses := interpolate.Uses(text)
	if len(uses) == 0 || uses[0].Name != name || uses[0].Default != is || uses[0].To < len(text) {
		return false
	}
	value, _ := env.Lookup(name)
	return value == ""
}

// explicit is the environment of a service as variables; those without a value are not set.
type explicit model.MappingWithEquals

// Lookup implements source.Env.
func (e explicit) Lookup(name string) (string, bool) {
	if value := e[name]; value != nil {
		return *value, true
	}
	return "", false
}

// envFile is an env file that was opened, and its format.
type envFile struct {
	*source.File
	format dotenv.Format
}

// openEnvFiles adds the env files of a container to the uses of others.
func (r *run) openEnvFiles(uses []fileUse, c *model.ContainerSpec, at place) []fileUse {
	if len(c.EnvFiles) == 0 {
		return uses
	}
	entries := at.Get("env_file")
	for i, e := range c.EnvFiles {
		entry := itemOf(entries, i)
		if r.unnamed(e.Path, entry, entries) {
			continue
		}
		used := spanOf(entry.Get("path"), entry, entries)
		format, ok := dotenv.FormatNamed(e.Format)
		if !ok {
			r.report(UnknownEnvFormat.At(spanOf(entry.Get("format"), entry), "%q is no format of env files", e.Format).
				Helped("leave format out, or write raw for values that are taken as they are").With("format", e.Format).
				About(at.path("env_file", syntax.Step{Index: i, Item: true}) + ".format"))
		}
		f, err := r.tryOpen(r.found(e.Path), used)
		switch {
		case err != nil && (!bool(e.Required) && errors.Is(err, fs.ErrNotExist) || r.diags.Full(diag.Error)):
		case err != nil:
			d := Unreadable(e.Path, used, err)
			switch {
			case !errors.Is(err, fs.ErrNotExist):
			case strings.Contains(e.Path, ","):
				d = d.Helped("write each of several files as an item of a list")
			default:
				d = d.Helped("create it, or write required: false if it may be missing")
			}
			r.report(d.About(at.path("env_file", syntax.Step{Index: i, Item: true})))
		case f != nil && ok:
			use := fileUse{envFile: envFile{f.File, format}, container: c, in: at, at: used}
			uses = r.used(uses, use)
			r.envFiles[use.envFile].environment = true
		}
	}
	return uses
}

// found is where a path of the project's is found, which is relative to the project directory if paths were left
// as they are written.
func (r *run) found(path string) string {
	if path == "" || r.does(PathResolution) {
		return path
	}
	return r.below(r.dir, path)
}

// unnamed reports whether an entry names no file, for a reason that has been reported.
func (r *run) unnamed(path string, entry, entries *syntax.Node) bool {
	if path != "" || !r.diags.HasErrors() {
		return false
	}
	if r.known == nil {
		r.known = faultsOf(r.diags.List)
	}
	return r.known.touch(spanOf(entry, entries))
}

// spanOf is the place where the first node that has one was written.
func spanOf(nodes ...*syntax.Node) source.Span {
	for _, n := range nodes {
		for ; n != nil; n = n.Prev {
			if n.Span().Valid() {
				return n.Span()
			}
		}
	}
	return source.Span{}
}

// envFile is what a file sets for a container that uses it, which must not be changed; ok is false if there may be no more.
// A file says the same to all for whom the variables that it asks for are the same, and is read but once for them; of
// different ones the last are remembered.
func (r *run) envFile(use *fileUse, opt dotenv.Options) (vars model.MappingWithEquals, ok bool) {
	said := r.envFiles[use.envFile]
	if said.vars != nil {
		if said.env.same(opt.Env) && said.known.same(opt.Known) {
			return said.vars, true
		}
		if !r.affordsEnv(use.File, max(timesRead-use.times, 0), use.at) {
			return nil, false
		}
	}
	said.env, said.known = answers{}, answers{}
	opt.Env, opt.Known = asked{opt.Env, said.env}, asked{opt.Known, said.known}
	opt.Format, opt.Limits = use.format, r.limits.Interpolation
	if r.diags.Cut() {
		opt.Limits.Findings = 1 // more would not be kept
	}
	list, findings := dotenv.Parse(use.File, opt)
	r.reportOnce(findings)
	said.vars = make(model.MappingWithEquals, len(list))
	size := 0
	for i := range list {
		said.vars[list[i].Name] = &list[i].Value
		size += len(list[i].Value)
	}
	if len(said.vars) < len(list) {
		r.reportOnce(dotenv.FindRepeated(list))
	}
	r.produced(size - use.Len())
	return said.vars, true
}

// reportOnce reports findings about an env file of which none of the same kind is known at the
// same place, for another container.
func (r *run) reportOnce(findings diag.List) {
	for _, d := range findings {
		at := envFinding{d.Def, d.Span}
		if r.envFindings[at] {
			continue
		}
		if r.envFindings == nil {
			r.envFindings = map[envFinding]bool{}
		}
		r.envFindings[at] = true
		r.report(d)
	}
}

// envFinding is a kind of finding and its place.
type envFinding struct {
	*diag.Def
	source.Span
}

// envContent is what an env file says to those for whom variables are as they were when it was read; without vars if
// it was not yet read.
type envContent struct {
	vars       model.MappingWithEquals
	env, known answers
	had        *model.ContainerSpec // the last one that uses it

	environment bool                   // it is an env file of a container, not one of labels only
	places      map[string]source.Span // of its variables; nil if nobody has asked yet
}

// answers are variables that were asked for, and what they were.
type answers map[string]answer

type answer struct {
	value string
	set   bool
}

// same reports whether all variables are in env as they were.
func (a answers) same(env source.Env) bool {
	for name, was := range a {
		if is := answerOf(env, name); is != was {
			return false
		}
	}
	return true
}

func answerOf(env source.Env, name string) (a answer) {
	if env != nil {
		a.value, a.set = env.Lookup(name)
	}
	return a
}

// asked is an Env that notes what it answers.
type asked struct {
	env     source.Env
	answers answers
}

// Lookup implements source.Env.
func (a asked) Lookup(name string) (string, bool) {
	is := answerOf(a.env, name)
	a.answers[name] = is
	return is.value, is.set
}

// readLabelFiles completes the labels of the enabled services, and of what runs before them,
// from their label files. A later file overrides an earlier one, and labels overrides them
// all. container_spec.md#label_file
func (r *run) readLabelFiles(p *model.Project, tree *syntax.Node) {
	var uses []fileUse
	r.containers(p, tree, "label_file", func(c *model.ContainerSpec, container place) {
		if len(c.LabelFiles) == 0 {
			return
		}
		entries := container.Get("label_file")
		for i, path := range c.LabelFiles {
			if r.unnamed(path, itemOf(entries, i), entries) {
				continue
			}
			at := spanOf(itemOf(entries, i), entries)
			if f, err := r.tryOpen(r.found(path), at); err != nil && !r.diags.Full(diag.Error) {
				r.report(Unreadable(path, at, err).About(container.path("label_file", syntax.Step{Index: i, Item: true})))
			} else if f != nil {
				uses = r.used(uses, fileUse{envFile: envFile{f.File, dotenv.Standard}, container: c, in: container, at: at})
			}
		}
	})
	r.eachOf(uses, r.completeLabels)
}

func (r *run) completeLabels(c *model.ContainerSpec, uses []fileUse) {
	labels := source.Vars{}
	for i := range uses {
		vars, ok := r.envFile(&uses[i], dotenv.Options{Env: labels})
		if !ok {
			return
		}
		for name, value := range vars {
			labels[name] = *value
		}
	}
	for name, value := range c.Labels {
		labels[name] = value
	}
	if len(labels) > 0 {
		c.Labels = model.Labels(labels)
	}
}
