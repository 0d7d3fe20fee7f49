// Package validate owns the rules about how the parts of a project fit together: what refers
// to what, which attributes exclude each other, and what must agree. It sees a project and the
// tree that it was made from, and knows nothing of files or stages.
//
// A rule is one value in one file, and one line in a list: Default has what docker compose
// refuses, Warnings what it accepts and hardly anybody means, Security and Reliability what a
// team may want to ask for. Rules of a program's own are values of the same type, and stand in a
// Loader's list beside these (loader.Loader.Rules). What each rule finds is explained, with
// examples, in docs/diagnostics.md.
package validate

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Rule is one rule that projects are held to.
type Rule struct {
	// Name of the rule, for people who choose among rules: lower-case words with hyphens.
	Name string
	// Doc says in one sentence what is forbidden, and why.
	Doc string
	// Reference is the address of a public page with the reasons, of a rule of an opt-in pack.
	Reference string
	// Codes are the kinds of finding that the rule has.
	Codes []*diag.Def
	// Structure is set for a rule about a single value. Such a rule is applied also where the parts of a project
	// need not fit together, and is not where the files are not held to the table of attributes.
	Structure bool
	// Check reports to the pass what breaks the rule. It changes nothing else, and keeps nothing:
	// one rule may be applied to several projects at once.
	Check func(p *Pass)
}

// refused are the rules of Default, in the order of the specification's pages.
var refused = [...]*Rule{
	ImageOrBuild,
	BuildFile,
	BuildContexts,
	BuildPlatforms,
	Networking,
	References,
	Dependencies,
	DependencyCycles,
	HealthcheckTest,
	Replicas,
	ResourceLimits,
	ContainerName,
	WatchPaths,
	WatchTargets,
	MountTargets,
	PortAddress,
	DeviceRequests,
	ExternalVolumes,
	ContentSource,
	SecretSource,
	JobNames,
}

// warned are the rules of Warnings.
var warned = [...]*Rule{
	JobFaults,
	SexagesimalPorts,
	PublishedPorts,
	KeptPorts,
	ContainerNames,
	FixedAddresses,
	HealthConditions,
	CompletionConditions,
	HealthcheckTestWords,
	ListItems,
	CommentedValues,
	CommandWords,
	Addresses,
	ContainerModes,
	ImageNames,
	RefusedValues,
	RefusedUses,
	UnusedResources,
	MergeKeys,
	UnusedAnchors,
	TypographicQuotes,
	OddSpaces,
	ReadingOrders,
	VariableKeys,
	NumbersAsTexts,
	TakenForCycles,
	Overrides,
	ResetValues,
	IgnoredAttributes,
	UnknownProfiles,
}

// standard are those of refused, and then those of warned. There is no room for what is appended.
var standard = slices.Clip(slices.Concat(refused[:], warned[:]))

// Default returns the rules of docker compose, in the order of the specification's pages. The
// slice is the caller's to change.
func Default() []*Rule { return slices.Clone(refused[:]) }

// Warnings returns the rules about what docker compose accepts and hardly anybody means. Their
// findings are never errors. The slice is the caller's to change.
func Warnings() []*Rule { return slices.Clone(warned[:]) }

// Standard returns the rules of Default and those of Warnings: what a Loader applies unless it is told to apply others.
// The slice must not be changed; what is appended to it goes into a copy.
func Standard() []*Rule { return standard }

// Packs are the names of the packs of rules that are applied on request.
func Packs() []string { return []string{"security", "reliability", "files"} }

// Pack returns the rules of a pack by its name: those of Security, Reliability or Files, of which the last ask fsys. They are nil if
// there is no such pack.
func Pack(name string, fsys source.FS) []*Rule {
	switch name {
	case "security":
		return Security()
	case "reliability":
		return Reliability()
	case "files":
		return Files(fsys)
	}
	return nil
}

// packs are the rules of all packs.
func packs() (all []*Rule) {
	for _, name := range Packs() {
		all = append(all, Pack(name, nil)...)
	}
	return all
}

// Security returns the rules for projects that are to give an attacker little to work with. They
// are not among those that a Loader applies unless it is told to. The slice is the caller's to
// change.
func Security() []*Rule {
	return []*Rule{
		NoPrivileged,
		NoEngineSocket,
		NoHostNamespaces,
		NoDangerousCapabilities,
		NoOpenPorts,
		NoFloatingTags,
		NoPlainCredentials,
		NoUnconfinedProfiles,
		NoNewPrivileges,
		NoRootUser,
	}
}

// Reliability returns the rules for projects that are to run unattended. They are not among
// those that a Loader applies unless it is told to. The slice is the caller's to change.
func Reliability() []*Rule {
	return []*Rule{
		MemoryLimits,
		CPULimits,
		Healthchecks,
		RestartPolicies,
		PinnedImages,
		ReadyDependencies,
	}
}

// Pass is the application of rules to one project.
type Pass struct {
	Project *model.Project
	// Tree is the tree that Project was made from; nodes in it give findings their places.
	Tree *syntax.Node
	// Documents are the YAML documents of all Compose files that were read, those of the files that
	// the caller named first, for rules about how something is written. Nil if they are not known.
	Documents []*syntax.Document
	// Named is how many of Documents, from the first, are of the files that the caller named:
	// each overrides those before it.
	Named int
	// Broken reports whether something is known to be wrong at or below the attribute of what a
	// path leads to, such as "scale" of "services.web", or, if the attribute is "", of all of it:
	// rules then do not judge it. It is nil where nothing is, as in a load without errors.
	Broken func(path, attribute string) bool
	// Unsure reports whether the attribute of a path, such as "networks", may have more to it than
	// could be read: rules then do not say of something that it is not there. The path "" is that of
	// all files together. Nil means none.
	Unsure func(path string) bool
	// Diagnostics are the findings so far, up to their limit.
	Diagnostics diag.Collector

	all      []Service             // those in the tree in its order, then others; made on first use
	written  int                   // how many of all are in the tree
	byName   []int32               // which of all are enabled, in the order of their names
	jobs     *syntax.Node          // what is looked at in place of the services; nil if these are
	noChains bool                  // no service depends on one that depends on others, as Dependencies has seen
	foreign  []*syntax.Document    // those of Documents that are not ASCII; made on first use
	missed   map[*syntax.Node]bool // those with an anchor that an alias is missing for, as MergeKeys has seen
	guessed  int                   // names compared with misspelt ones
	names    []string              // of what suggest has looked through last
	namesFor *diag.Def             // the kind of finding that was for
}

// Apply applies a rule, unless none of its findings would be kept.
func (p *Pass) Apply(r *Rule) {
	if len(r.Codes) == 0 || slices.ContainsFunc(r.Codes, func(d *diag.Def) bool { return !p.Full(d) }) {
		r.Check(p)
	}
}

// Report adds a finding.
func (p *Pass) Report(d diag.Diagnostic) { p.Diagnostics.Add(d) }

// Full reports that findings of a kind are not kept any more. A rule that may have very many
// from a short text asks before it makes one.
func (p *Pass) Full(def *diag.Def) bool { return p.Diagnostics.Full(def.Severity) }

// reported tells whether a finding about the attribute of a path is there already.
func (p *Pass) reported(def *diag.Def, path string) bool {
	return slices.ContainsFunc(p.Diagnostics.List, func(d diag.Diagnostic) bool { return d.Def == def && d.Path == path })
}

// Services are the enabled services in the order of their names.
func (p *Pass) Services() iter.Seq[Service] {
	p.look()
	return func(yield func(Service) bool) {
		for _, at := range p.byName {
			if !yield(p.all[at]) {
				return
			}
		}
	}
}

// inTree are the services in the order of the tree, be they enabled or not. The Service of those
// that are none of the project's is nil. The slice must not be changed.
func (p *Pass) inTree() []Service {
	p.look()
	return p.all[:p.written]
}

// look finds the services once.
func (p *Pass) look() {
	if p.all != nil {
		return
	}
	services := p.Tree.Get("services")
	pairs := services.Pairs()
	twice := len(pairs) > len(p.Project.Services)+len(p.Project.DisabledServices) // maybe
	p.all, p.byName = make([]Service, len(pairs)), make([]int32, 0, len(p.Project.Services))
	p.written = len(pairs)
	for i := range pairs {
		name := pairs[i].Name()
		s := p.Project.Services[name]
		switch {
		case twice && services.Find(name) != i:
			s = nil // the last of the name counts
		case s != nil:
			p.byName = append(p.byName, int32(i))
		default:
			s = p.Project.DisabledServices[name]
		}
		p.all[i] = Service{Service: s, pair: &pairs[i]}
	}
	if p.Broken != nil { // which each rule asks of each service
		p.keepPaths()
	}
	p.sort()
	if len(p.byName) == len(p.Project.Services) {
		return
	}
	for name, s := range p.Project.Services { // some are not in the tree
		if services.Find(name) < 0 {
			p.byName = append(p.byName, int32(len(p.all)))
			p.all = append(p.all, Service{Service: s, pair: nowhere})
		}
	}
	p.sort()
}

// keepPaths puts the paths of services together, in one piece of memory.
func (p *Pass) keepPaths() {
	var text []byte
	ends := make([]int, len(p.all))
	for i := range p.all {
		text = syntax.AppendKey(append(text, "services"...), p.all[i].pair.Name())
		ends[i] = len(text)
	}
	whole, paths, from := string(text), make([]string, len(p.all)), 0
	for i, end := range ends {
		paths[i] = whole[from:end]
		p.all[i].path, from = &paths[i], end
	}
}

// sort brings the enabled services into the order of their names. Of duplicate keys the last counts.
func (p *Pass) sort() {
	slices.SortFunc(p.byName, func(a, b int32) int {
		return cmp.Or(strings.Compare(p.all[a].Name, p.all[b].Name), int(b-a))
	})
	p.byName = slices.CompactFunc(p.byName, func(a, b int32) bool { return p.all[a].Service == p.all[b].Service })
}

// mayHold reports whether some service, enabled or not, or some job, may have more in one of the
// attributes than could be read.
func (p *Pass) mayHold(attributes ...string) bool {
	if p.Broken == nil {
		return false
	}
	if p.unsure("services") || p.unsure("jobs") || p.broken("jobs") {
		return true
	}
	for _, service := range p.Tree.Get("services").Pairs() {
		if p.mayHoldOf(service.Name(), append(attributes, "extends")...) {
			return true
		}
	}
	return false
}

// mayHoldOf is mayHold for one service.
func (p *Pass) mayHoldOf(service string, attributes ...string) bool {
	if p.Broken == nil && p.Unsure == nil {
		return false
	}
	path := syntax.Below("services", service)
	return p.unsure(path) || slices.ContainsFunc(attributes, func(a string) bool {
		return p.Broken != nil && p.Broken(path, a) || p.unsure(path+"."+a)
	})
}

// mayName reports whether a section, such as "services", may have an entry that could not be read.
func (p *Pass) mayName(section, name string) bool {
	return p.Unsure != nil && (p.Unsure(section) || p.Unsure(syntax.Below(section, name)))
}

func (p *Pass) unsure(path string) bool { return p.Unsure != nil && p.Unsure(path) }

func (p *Pass) broken(path string) bool { return p.Broken != nil && p.Broken(path, "") }

// brokenAt reports whether something is known to be wrong with one of the attributes of a service.
func (p *Pass) brokenAt(s Service, attributes ...string) bool {
	if p.Broken == nil {
		return false
	}
	path := s.Path()
	return slices.ContainsFunc(attributes, func(a string) bool { return p.Broken(path, a) })
}

// Service is a service, or a job as the service that it is run as, and where it stands.
type Service struct {
	*model.Service
	pair *syntax.Pair
	path *string // nil if it is services and the name
}

// Path is the path of the service in the project, such as "services.web".
func (s Service) Path() string {
	switch {
	case s.path != nil:
		return *s.path
	case s.Service != nil:
		return syntax.Below("services", s.Name)
	}
	return syntax.Below("services", s.pair.Name())
}

// Node is the value at a path of keys below the service, in canonical form and with variables
// replaced; nil if there is none, as for an item KEY=VALUE, which is a value as a whole. What its
// file says is in the node's Origin: a fix changes that. Of a list of structs the items are in the
// order of the field's: Node("ports").Items()[i] is Ports[i].
func (s Service) Node(keys ...string) *syntax.Node {
	n := s.pair.Value
	for _, key := range keys {
		n = n.Get(key)
	}
	return n
}

// Span is the place of the value at a path of keys below the service, also of one that is part of an
// item KEY=VALUE. Of a value that no file gives it is the place of the service's name.
func (s Service) Span(keys ...string) source.Span {
	n := s.Node(keys...)
	if pair := s.pairItem(keys); n == nil && pair != nil {
		from, to := len(keys[len(keys)-1])+1, len(pair.Value())
		if from > to { // the key alone
			from = 0
		}
		return syntax.Locate(pair, from, to)
	}
	return firstSpan(spanOf(n), s.pair.Span())
}

// Key is the place of the key at a path of keys below the service, also of one that is part of an
// item KEY=VALUE. Without a path, and of a key that no file has, it is the place of the service's name.
func (s Service) Key(keys ...string) source.Span {
	last := len(keys) - 1
	if last < 0 {
		return s.pair.Span()
	}
	if pair := s.pairItem(keys); pair != nil {
		return syntax.Locate(pair, 0, len(keys[last]))
	}
	return firstSpan(pairOf(s.Node(keys[:last]...), keys[last]).Span(), s.Span(keys...))
}

// pairItem is the last item KEY=VALUE, or KEY alone, of a list with the last of the keys; nil if there is none. The name of
// a host may have a colon behind it.
func (s Service) pairItem(keys []string) (found *syntax.Node) {
	last := len(keys) - 1
	if last < 0 {
		return nil
	}
	list, t := s.Node(keys[:last]...), schema.Compose().Child("services").Child("")
	if list == nil || list.Kind != syntax.Sequence {
		return nil
	}
	for _, key := range keys[:last] {
		t = t.Child(key)
	}
	for _, n := range list.Items() {
		if name, _ := t.CutEntry(n.Value()); n.IsString() && name == keys[last] {
			found = n
		}
	}
	return found
}

// nowhere is the entry of what no file has.
var nowhere = &syntax.Pair{}

// pairOf is the entry of a mapping with a key, nowhere if there is none.
func pairOf(n *syntax.Node, name string) *syntax.Pair {
	if i := n.Find(name); i >= 0 {
		return &n.Pairs()[i]
	}
	return nowhere
}

// inOrder calls f for the entries of a mapping of the model in the order in which an attribute of a service or job has them, by
// name if that is a list: it is not to be left to chance which findings come first, or at all.
func inOrder[V any](entries map[string]V, of *syntax.Node, attribute string, f func(name string, v V)) {
	if len(entries) < 2 {
		for name, v := range entries {
			f(name, v)
		}
		return
	}
	n := of.Get(attribute)
	if n != nil && n.Kind == syntax.Sequence {
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			f(name, entries[name])
		}
		return
	}
	for _, p := range n.Pairs() {
		if v, ok := entries[p.Name()]; ok {
			f(p.Name(), v)
		}
	}
}

func item(n *syntax.Node, i int) *syntax.Node {
	if items := n.Items(); i >= 0 && i < len(items) {
		return items[i]
	}
	return nil
}

// spanOf is where a node stands, or what it came from.
func spanOf(n *syntax.Node) source.Span {
	for ; n != nil; n = n.Prev {
		if n.Span().Valid() {
			return n.Span()
		}
	}
	return source.Span{}
}

// narrowed is the part of a short form that is a name, such as "db" of "service:db"; all of it
// if that cannot be told.
func narrowed(at source.Span, name string) source.Span {
	text := at.Text()
	i := strings.Index(text, name)
	if i < 0 || name == "" || strings.Count(text, name) > 1 {
		return at
	}
	const around = ":=,/'\""
	before, after := text[:i], text[i+len(name):]
	if before != "" && !strings.Contains(around, before[len(before)-1:]) || after != "" && !strings.Contains(around, after[:1]) {
		return at
	}
	return at.Sub(i, i+len(name))
}

func firstSpan(spans ...source.Span) source.Span {
	for _, s := range spans {
		if s.Valid() {
			return s
		}
	}
	return source.Span{}
}

// guesses is how many names are compared with misspelt ones in one pass; beyond that there
// are no suggestions, so that many faults in a large project do not take forever.
const guesses = 50_000

// knownAs is the first of some names of services, networks or volumes whose container or which itself has another name for engines;
// "" if there is none.
func knownAs[V any](name string, names []string, among map[string]V) string {
	for _, n := range names {
		known := ""
		switch v := any(among[n]).(type) {
		case *model.Service:
			known = v.ContainerName
		case *model.Network:
			known = v.Name
		case *model.Volume:
			known = v.Name
		}
		if known == name {
			return n
		}
	}
	return ""
}

// akin is the one of some names of which a name is a word, as db is of shop-db, or which is a word of it; or, of services, the one whose image
// is called so. It is "" if there is none, or several.
func akin[V any](name string, names []string, among map[string]V) string {
	if len(name) < 2 {
		return ""
	}
	only := func(is func(n string) bool) string {
		found := ""
		for _, n := range names {
			if is(n) {
				if found != "" {
					return ""
				}
				found = n
			}
		}
		return found
	}
	return cmp.Or(only(func(n string) bool { return len(n) > 1 && (hasWord(n, name) || hasWord(name, n)) }), only(func(n string) bool {
		s, is := any(among[n]).(*model.Service)
		if !is {
			return false
		}
		image, _, _ := nameAndTag(s.Image)
		return image == name
	}))
}

// hasWord reports whether a name has a word, at its beginning or end, that is joined to others.
func hasWord(name, word string) bool {
	const joints = "-_."
	before, begins := strings.CutSuffix(name, word)
	after, ends := strings.CutPrefix(name, word)
	return begins && before != "" && strings.ContainsAny(before[len(before)-1:], joints) || ends && after != "" && strings.ContainsAny(after[:1], joints)
}

// suggest adds the name that was probably meant, and the edit that puts it in its place. All findings of a kind
// are about the same names.
func suggest[V any](p *Pass, d diag.Diagnostic, name string, among map[string]V) diag.Diagnostic {
	if p.guessed += len(among); p.guessed > guesses {
		return d
	}
	if p.namesFor != d.Def {
		p.names, p.namesFor = slices.AppendSeq(p.names[:0], maps.Keys(among)), d.Def
		p.names = slices.DeleteFunc(p.names, func(n string) bool { return strings.Trim(n, inNames+".-") != "" }) // which may not be called so
		slices.Sort(p.names)
	}
	near := cmp.Or(typo.Nearest(name, slices.Values(p.names)), akin(name, p.names, among))
	if known := knownAs(name, p.names, among); known != "" {
		near = known
		d = d.Helped("write %s, which is the name here of what engines know as %s", near, name)
	} else if near != "" {
		d = d.Helped("did you mean %s?", near)
	} else {
		return d
	}
	if d.Span.Text() == name {
		d = d.Fixed("replace "+name+" by "+near, diag.Edit{Span: d.Span, New: near})
	}
	return d
}
