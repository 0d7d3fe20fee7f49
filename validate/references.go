package validate

import (
	"maps"
	"slices"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
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
	Check: func(p *Pass) {
		for s := range p.Services() {
			for _, name := range slices.Sorted(maps.Keys(s.Networks)) {
				defined(p, s, use{UndefinedNetwork, "network", name, s.Key("networks", name), ".networks." + name}, p.Project.Networks)
			}
			for i, v := range s.Volumes {
				if v.Type == "volume" && v.Source != "" {
					at := firstSpan(spanOf(item(s.Node("volumes"), i).Get("source")), spanOf(item(s.Node("volumes"), i)))
					defined(p, s, use{UndefinedVolume, "volume", v.Source, at, ".volumes"}, p.Project.Volumes)
				}
			}
			for i, v := range s.Secrets {
				defined(p, s, use{UndefinedSecret, "secret", v.Source, s.item(i, "secrets"), ".secrets"}, p.Project.Secrets)
			}
			if s.Build != nil {
				for i, v := range s.Build.Secrets {
					defined(p, s, use{UndefinedSecret, "secret", v.Source, s.item(i, "build", "secrets"), ".build.secrets"}, p.Project.Secrets)
				}
			}
			for i, v := range s.Configs {
				defined(p, s, use{UndefinedConfig, "config", v.Source, s.item(i, "configs"), ".configs"}, p.Project.Configs)
			}
			for _, name := range slices.Sorted(maps.Keys(s.Models)) {
				defined(p, s, use{UndefinedModel, "model", name, s.Key("models", name), ".models." + name}, p.Project.Models)
			}
		}
	},
}

// use is the use of a resource by name.
type use struct {
	def        *diag.Def
	what, name string
	at         source.Span
	path       string
}

func defined[V any](p *Pass, s Service, u use, resources map[string]V) {
	if _, ok := resources[u.name]; ok || u.name == "" {
		return
	}
	d := u.def.At(firstSpan(u.at, s.pair.Span), "the %s %s is not defined", u.what, u.name).
		Helped("define it at the top level, under %ss:", u.what)
	p.Report(suggest(d, u.name, resources).About(s.Path + u.path))
}

// item is the place of the source of the i-th config or secret of a list.
func (s Service) item(i int, keys ...string) source.Span {
	n := item(s.Node(keys...), i)
	return firstSpan(spanOf(n.Get("source")), spanOf(n))
}
