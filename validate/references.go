package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of References.
var (
	UndefinedNetwork = &diag.Def{Code: "undefined-network", Title: "a network that is not defined"}
	UndefinedVolume  = &diag.Def{Code: "undefined-volume", Title: "a volume that is not defined"}
	UndefinedSecret  = &diag.Def{Code: "undefined-secret", Title: "a secret that is not defined"}
	UndefinedConfig  = &diag.Def{Code: "undefined-config", Title: "a config that is not defined"}
	UndefinedModel   = &diag.Def{Code: "undefined-model", Title: "a model that is not defined"}
)

// References demands that the networks, volumes, secrets, configs and models that services
// use are defined at the top level.
var References = &Rule{
	Name:  "references",
	Doc:   "What a service uses by name must be defined at the top level of the project.",
	Codes: []*diag.Def{UndefinedNetwork, UndefinedVolume, UndefinedSecret, UndefinedConfig, UndefinedModel},
	Check: checkReferences,
}

func checkReferences(p *Pass) {
	for s := range p.Services() {
		if s.NetworkMode == "" { // or it cannot have any
			referAll(p, s, UndefinedNetwork, s.Networks, p.Project.Networks, "networks")
		}
		for i := range s.Volumes {
			if v := &s.Volumes[i]; v.Type == "volume" && v.Source != "" { // others have no name
				refer(p, s, UndefinedVolume, v.Source, p.Project.Volumes, i, "volumes")
			}
		}
		for i := range s.Secrets {
			refer(p, s, UndefinedSecret, s.Secrets[i].Source, p.Project.Secrets, i, "secrets")
		}
		if s.Build != nil {
			for i := range s.Build.Secrets {
				refer(p, s, UndefinedSecret, s.Build.Secrets[i].Source, p.Project.Secrets, i, "build", "secrets")
			}
		}
		for i := range s.Configs {
			refer(p, s, UndefinedConfig, s.Configs[i].Source, p.Project.Configs, i, "configs")
		}
		referAll(p, s, UndefinedModel, s.Models, p.Project.Models, "models")
	}
}

// referAll is refer for the keys of a mapping.
func referAll[U, V any](p *Pass, s Service, def *diag.Def, used map[string]U, resources map[string]V, attribute string) {
	for name := range used {
		if _, ok := resources[name]; !ok {
			inOrder(used, s.pair.Value, attribute, func(name string, _ U) { refer(p, s, def, name, resources, 0, attribute) })
			return
		}
	}
}

// refer reports a name that is not among the resources that it refers to. It is the i-th item
// of a list, or a key, at the path of keys below the service.
func refer[V any](p *Pass, s Service, def *diag.Def, name string, resources map[string]V, i int, keys ...string) {
	if _, ok := resources[name]; !ok {
		undefined(p, s, def, name, resources, i, keys)
	}
}

func undefined[V any](p *Pass, s Service, def *diag.Def, name string, resources map[string]V, i int, keys []string) {
	what := strings.TrimPrefix(def.Code, "undefined-")
	if p.Full(def) || p.mayName(what+"s", name) {
		return
	}
	if name == "" {
		if p.brokenAt(s, strings.Join(keys, ".")) {
			return // which is why
		}
		p.Report(def.At(s.use(name, i, keys), "no %s is named", what).
			Helped("name one as source").About(s.Path()+"."+strings.Join(keys, ".")).
			With("service", s.Name).With(what, name))
		return
	}
	d := suggest(p, def.At(s.use(name, i, keys), "the %s %s is not defined", what, name), name, resources)
	switch {
	case def == UndefinedVolume && strings.Contains(name, "/"):
		d = s.takenForVolume(d, i)
	case (def == UndefinedSecret || def == UndefinedConfig) && isShortMount(s.Node(keys...), i, name, resources):
		d = asMount(d, name)
	case d.Help == "":
		d = d.Helped("define it at the top level, under %ss:", what)
	}
	p.Report(p.defined(d, s, what+"s", name).About(syntax.Below(s.Path(), keys...)).
		With("service", s.Name).With(what, name))
}

// isShortMount reports whether the i-th item of a list is NAME:TARGET, as mounts of volumes have it, of a resource that there is.
func isShortMount[V any](list *syntax.Node, i int, text string, resources map[string]V) bool {
	name, target, two := strings.Cut(text, ":")
	_, ok := resources[name]
	written := item(list, i).Origin()
	return ok && two && target != "" && written != nil && written.Kind == syntax.Scalar
}

// asMount is a finding about NAME:TARGET for a secret or config, with how that is written.
func asMount(d diag.Diagnostic, text string) diag.Diagnostic {
	name, target, _ := strings.Cut(text, ":")
	mount := "{source: " + name + ", target: " + target + "}"
	d = d.Helped("write the name and the target: %s", mount)
	if strings.Trim(d.Span.Text(), `"'`) == text && !strings.ContainsAny(target, ",:[]{}# ") {
		d = d.Fixed("write the name and the target", diag.Edit{Span: d.Span, New: mount})
	}
	return d
}

// takenForVolume is a finding about the i-th mount of a service, whose source is a path that does not begin as one, with help for that.
func (s Service) takenForVolume(d diag.Diagnostic, i int) diag.Diagnostic {
	if mount := item(s.Node("volumes"), i); mount.Origin().Kind == syntax.Mapping {
		d = d.Helped("names of volumes have no slash: write type: bind if it is a path")
		if at := spanOf(mount.Get("type")); at.Valid() && at.Text() == "volume" {
			d = d.Fixed("replace volume by bind", diag.Edit{Span: at, New: "bind"})
		}
		return d
	}
	return d.Helped("names of volumes have no slash: a path begins with ./, ../, / or ~").
		Fixed("make it a path", diag.Edit{Span: d.Span.Sub(0, 0), New: "./"})
}

// use is the place of a name: of the key, or of the source of the i-th item.
func (s Service) use(name string, i int, keys []string) source.Span {
	n := s.Node(keys...)
	if n.Find(name) >= 0 {
		return firstSpan(pairOf(n, name).Span(), s.pair.Span())
	}
	n = item(n, i)
	return firstSpan(spanOf(n.Get("source")), spanOf(n), s.pair.Span())
}
