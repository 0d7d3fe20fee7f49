package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of UnusedResources.
var (
	UnusedNetwork = &diag.Def{Code: "unused-network", Severity: diag.Warning, Title: "a network that nothing uses"}
	UnusedVolume  = &diag.Def{Code: "unused-volume", Severity: diag.Warning, Title: "a volume that nothing uses"}
	UnusedSecret  = &diag.Def{Code: "unused-secret", Severity: diag.Warning, Title: "a secret that nothing uses"}
	UnusedConfig  = &diag.Def{Code: "unused-config", Severity: diag.Warning, Title: "a config that nothing uses"}
)

// UnusedResources looks for networks, volumes, secrets and configs that no service uses,
// enabled or not.
var UnusedResources = &Rule{
	Name:  "unused-resources",
	Doc:   "What no service uses is never made: it is left over, or somewhere its name is missing.",
	Codes: []*diag.Def{UnusedNetwork, UnusedVolume, UnusedSecret, UnusedConfig},
	Check: checkUnusedResources,
}

func checkUnusedResources(p *Pass) {
	if len(p.Project.Services)+len(p.Project.DisabledServices) == 0 {
		return
	}
	for _, kind := range resourceKinds {
		p.checkUnused(kind.def, kind.of)
	}
}

// resourceKinds are the kinds of resource that may be unused, and the attributes of services that
// use them.
var resourceKinds = [...]struct {
	def *diag.Def
	of  []string
}{
	{UnusedNetwork, []string{"networks", "network_mode", "build"}},
	{UnusedVolume, []string{"volumes"}},
	{UnusedSecret, []string{"secrets", "build"}},
	{UnusedConfig, []string{"configs", "credential_spec"}},
}

func (p *Pass) checkUnused(def *diag.Def, attributes []string) {
	what := strings.TrimPrefix(def.Code, "unused-")
	section := p.Tree.Get(what + "s")
	if len(section.Pairs()) == 0 || p.mayUse(what, attributes) {
		return
	}
	used := p.usedNames(section, def)
	if used.unused == 0 || used.others {
		return
	}
	for _, pair := range section.Pairs() {
		if p.Full(def) {
			return
		}
		if pair.Span().Valid() && pair.Name() != "default" && !used.has(pair.Name()) && !p.wrong(syntax.Below(what+"s", pair.Name())) {
			p.Report(def.At(pair.Span(), "no service uses the %s %s", what, pair.Name()).
				Helped("remove it, or add it to the %ss of a service", what).About(syntax.Below(what+"s", pair.Name())))
		}
	}
}

// wrong reports whether something is wrong at or below a path, be that known before this pass or found
// in it.
func (p *Pass) wrong(path string) bool {
	return p.broken(path) || slices.ContainsFunc(p.Diagnostics.List, func(d diag.Diagnostic) bool {
		below, ok := strings.CutPrefix(d.Path, path)
		return ok && d.Severity() == diag.Error && (below == "" || below[0] == '.' || below[0] == '[')
	})
}

// mayUse reports whether a network, volume, secret or config may be used where it could not be read,
// or under a name that is misspelt.
func (p *Pass) mayUse(what string, attributes []string) bool {
	return slices.ContainsFunc(p.Diagnostics.List, func(d diag.Diagnostic) bool { return d.Code() == "undefined-"+what }) ||
		what == "volume" && p.mountsNoPath() || p.mayHold(attributes...)
}

// mountsNoPath reports whether a service mounts something without a source at what is no path: the name of a
// volume, most likely, to which a path is still to be added.
func (p *Pass) mountsNoPath() bool {
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if slices.ContainsFunc(s.Volumes, func(m model.Mount) bool {
				return m.Type == "volume" && m.Source == "" && m.Target != "" && !strings.ContainsAny(m.Target, `/\`)
			}) {
				return true
			}
		}
	}
	return false
}

// usedNames are the resources of a section that services and jobs use, of what def calls unused.
func (p *Pass) usedNames(section *syntax.Node, def *diag.Def) names {
	used := names{section: section, used: make([]bool, section.Len()), unused: section.Len()}
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if used.unused == 0 {
				return used
			}
			used.addContainer(&s.ContainerSpec, def)
			used.addBuild(s.Build, def)
			for i := range s.PreStart {
				used.addContainer(&s.PreStart[i].ContainerSpec, def)
			}
		}
	}
	for _, jobs := range [...]map[string]*model.Job{p.Project.Jobs, p.Project.DisabledJobs} {
		for _, j := range jobs {
			used.addContainer(&j.ContainerSpec, def)
			used.addBuild(j.Build, def)
		}
	}
	return used
}

// names is a set of names of a section; others it forgets.
type names struct {
	section *syntax.Node
	used    []bool // by position in the section
	unused  int    // how many are not
	others  bool   // a name is used that the section does not have: one of it may be meant
}

// add adds a name, and reports whether the section has it.
func (n *names) add(name string) bool {
	i := n.section.Find(name)
	if i >= 0 && !n.used[i] {
		n.used[i] = true
		n.unused--
	}
	return i >= 0
}

func (n *names) has(name string) bool {
	i := n.section.Find(name)
	return i >= 0 && n.used[i]
}

func (n *names) addContainer(c *model.ContainerSpec, def *diag.Def) {
	switch def {
	case UnusedNetwork:
		n.add(c.NetworkMode)
		for name := range c.Networks {
			n.add(name)
		}
	case UnusedVolume:
		for i := range c.Volumes {
			if m := &c.Volumes[i]; !n.add(m.Source) && m.Type == "volume" && m.Source != "" {
				n.others = true
			}
		}
	case UnusedSecret:
		n.addReferences(c.Secrets)
	case UnusedConfig:
		n.addReferences(c.Configs)
		if c.CredentialSpec != nil {
			n.add(c.CredentialSpec.Config)
		}
	}
}

func (n *names) addBuild(b *model.Build, def *diag.Def) {
	switch {
	case b == nil:
	case def == UnusedNetwork:
		n.add(b.Network)
	case def == UnusedSecret:
		n.addReferences(b.Secrets)
	}
}

func (n *names) addReferences(list []model.FileReference) {
	for i := range list {
		if !n.add(list[i].Source) {
			n.others = true
		}
	}
}
