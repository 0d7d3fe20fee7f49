package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// IgnoredAttribute is an attribute that docker compose accepts and passes over.
var IgnoredAttribute = &diag.Def{Code: "ignored-attribute", Severity: diag.Note, Title: "an attribute that docker compose passes over"}

// IgnoredAttributes looks for attributes that have no effect, mostly for only other platforms, such as Swarm, heed them. Each is
// reported once in a project, for who writes one of them often has such a platform in mind.
var IgnoredAttributes = &Rule{
	Name:  "ignored-attributes",
	Doc:   "docker compose runs a project on one engine, so what only matters on a cluster has no effect there.",
	Codes: []*diag.Def{IgnoredAttribute},
	Check: checkIgnoredAttributes,
}

// ignored are attributes that are passed over, by the keys that lead to them, and why.
type ignored struct {
	keys [][]string
	help string
}

const forCluster = "it only matters on a cluster, such as Swarm"

var (
	ignoredOfService = ignored{[][]string{
		{"credential_spec"},
		{"deploy", "endpoint_mode"}, {"deploy", "labels"}, {"deploy", "mode"}, {"deploy", "placement"},
		{"deploy", "resources", "reservations", "cpus"}, {"deploy", "resources", "reservations", "generic_resources"},
		{"deploy", "restart_policy", "delay"}, {"deploy", "restart_policy", "window"},
		{"deploy", "rollback_config"}, {"deploy", "update_config"},
	}, forCluster}
	ignoredOfHostPort = ignored{[][]string{{"mode"}}, forCluster}
	ignoredOfCluster  = ignored{[][]string{{"type"}}, forCluster}
	ignoredInHost     = ignored{[][]string{{"ports"}}, "a container in the host's network uses the host's ports as they are"}
	ignoredOfConfig   = ignored{[][]string{{"labels"}}, forCluster}
	ignoredOfSecret   = ignored{[][]string{{"driver_opts"}, {"labels"}}, forCluster}
	ignoredOfFile     = ignored{[][]string{{"uid"}, {"gid"}, {"mode"}}, "the file is mounted as it is: change its owner and permissions instead"}
	ignoredOfBuild    = ignored{[][]string{{"uid"}, {"gid"}, {"mode"}}, "say it in the Dockerfile: RUN --mount=type=secret has options of these names"}
)

func checkIgnoredAttributes(p *Pass) {
	var f ignoredFinder
	for _, s := range p.inTree() {
		if s.Service == nil || s.Deploy != nil || s.CredentialSpec != nil {
			f.look(s.Node(), s.Path, "", ignoredOfService)
		}
		if s.Service == nil {
			continue
		}
		if s.NetworkMode == "host" {
			f.look(s.Node(), s.Path, "", ignoredInHost)
		}
		for i := range s.Ports {
			if s.Ports[i].Mode == "host" {
				f.item(s, "ports", i, ignoredOfHostPort)
			}
		}
		for i := range s.Volumes {
			if s.Volumes[i].Type == "cluster" {
				f.item(s, "volumes", i, ignoredOfCluster)
			}
			f.mount(s, i)
		}
		for i := range s.Configs {
			if c := p.Project.Configs[s.Configs[i].Source]; c != nil && c.File != "" {
				f.reference(s, "configs", i, &s.Configs[i])
			}
		}
		for i := range s.Secrets {
			if c := p.Project.Secrets[s.Secrets[i].Source]; c != nil && c.File != "" {
				f.reference(s, "secrets", i, &s.Secrets[i])
			}
		}
		if s.Build == nil {
			continue
		}
		for i := range s.Build.Secrets {
			path := func() string { return s.Path() + ".build.secrets[" + strconv.Itoa(i) + "]" }
			f.look(item(s.Node("build", "secrets"), i), path, "build.secrets[].", ignoredOfBuild)
		}
	}
	for _, c := range p.Tree.Get("configs").Pairs() {
		f.look(c.Value, func() string { return syntax.Below("configs", c.Name()) }, "configs.", ignoredOfConfig)
	}
	for _, s := range p.Tree.Get("secrets").Pairs() {
		f.look(s.Value, func() string { return syntax.Below("secrets", s.Name()) }, "secrets.", ignoredOfSecret)
	}
	for i := range f.found {
		p.Report(f.found[i])
	}
}

// mountOptions are the attributes of a mount that only matter for one type of it.
var mountOptions = [...]string{"bind", "volume", "tmpfs", "image"}

// mount looks for options of other types than that of a mount. Of its short form docker compose takes the options
// apart regardless of the type.
func (f *ignoredFinder) mount(s Service, i int) {
	m := &s.Volumes[i]
	if m.Type == "" {
		return // which is reported, and may be any
	}
	if (m.Bind == nil || m.Type == "bind") && (m.Volume == nil || m.Type == "volume") && (m.Tmpfs == nil || m.Type == "tmpfs") && (m.Image == nil || m.Type == "image") {
		return
	}
	n := item(s.Node("volumes"), i)
	if n.Origin().Kind != syntax.Mapping {
		return
	}
	path := s.item("volumes", i)
	for _, option := range mountOptions {
		if option == "bind" && m.Type == "volume" && m.Bind != nil && m.Bind.Propagation != "" {
			continue // which engines refuse
		}
		if option != m.Type {
			f.look(n, path, "volumes[].", ignored{[][]string{{option}}, "it only matters for a mount of type " + option})
		}
	}
}

// ignoredFinder collects a finding for each attribute: about the first place, with labels for the others.
type ignoredFinder struct {
	found []diag.Diagnostic
	names []string // the attributes of found
}

// reference looks at how a service is granted a config or secret that is a file.
func (f *ignoredFinder) reference(s Service, attribute string, i int, r *model.FileReference) {
	if r.UID != "" || r.GID != "" || r.Mode != nil {
		f.item(s, attribute, i, ignoredOfFile)
	}
}

// item looks at an item of a list of a service.
func (f *ignoredFinder) item(s Service, attribute string, i int, what ignored) {
	f.look(item(s.Node(attribute), i), s.item(attribute, i), attribute+"[].", what)
}

// item is the path of an item of a list of the service.
func (s Service) item(attribute string, i int) func() string {
	return func() string { return s.Path() + "." + attribute + "[" + strconv.Itoa(i) + "]" }
}

// look looks for attributes of what a path leads to; prefix is how their names begin in messages.
func (f *ignoredFinder) look(n *syntax.Node, path func() string, prefix string, what ignored) {
	for _, keys := range what.keys {
		last := len(keys) - 1
		holder := n
		for _, key := range keys[:last] {
			holder = holder.Get(key)
		}
		at := holder.Find(keys[last])
		if at < 0 {
			continue
		}
		found := holder.Pairs()[at]
		if !found.Span().Valid() || found.Value.IsNull() {
			continue
		}
		attribute := strings.Join(keys, ".")
		name := prefix + attribute
		if known := slices.Index(f.names, name); known >= 0 {
			d, here := &f.found[known], found.Span()
			if d.Span != here && !slices.ContainsFunc(d.Labels, func(l diag.Label) bool { return l.Span == here }) { // or it is inherited
				*d = d.Labelled(here, "and here")
			}
			continue
		}
		f.names = append(f.names, name)
		f.found = append(f.found, IgnoredAttribute.At(found.Span(), "docker compose passes over %s", name).
			Helped("%s", what.help).About(path()+"."+attribute))
	}
}
