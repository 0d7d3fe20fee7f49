package composego

import (
	"cmp"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/validate"
)

// Rules about the parts of a project, and about single values in it.

var ruleWordings = map[*diag.Def]wording{
	validate.SeveralContents: func(f fault) error {
		return sayf("%s: %s attributes are mutually exclusive", f.resource(), f.Fact("attributes"))
	},
	validate.NoContent: func(f fault) error {
		if isStructure(f.Diagnostic) {
			return sayf("%s: one of %s must be set", f.resource(), f.Fact("attributes"))
		}
		return invalidf("secret %q must declare either `file` or `environment`", f.Fact("secret"))
	},
	validate.ExternalConflict: func(f fault) error {
		return sayf("volumes.%s: conflicting parameters \"external\" and %q specified", f.Fact("volume"), f.Fact("attribute"))
	},
	validate.BlankWatchPath: func(f fault) error {
		return sayf("%s: value can't be blank", dotted(f.path(), anyItem))
	},
	validate.CountAndIDs: func(f fault) error {
		return sayf(`%s: "count" and "device_ids" attributes are exclusive`, dotted(f.path(), anyItem))
	},
	validate.InvalidAddress: func(f fault) error {
		path := f.path()
		return sayf("%s: invalid ip address: %s", dotted(path[:len(path)-1], anyItem), f.Fact("host_ip"))
	},

	validate.NoImage: func(f fault) error {
		return invalidf("service %q has neither an image nor a build context specified", f.Fact("service"))
	},
	validate.TwoDockerfiles: func(f fault) error {
		return invalidf("service %q declares mutualy exclusive dockerfile and dockerfile_inline", f.Fact("service"))
	},
	validate.UnknownContext: func(f fault) error {
		return sayf("service %q declares unknown service %q as additional contexts %s", f.Fact("service"), f.Fact("target"), f.Fact("context"))
	},
	validate.UnbuildableImage: func(f fault) error {
		return sayf("service %q declares non-buildable service %q as additional contexts %s", f.Fact("service"), f.Fact("target"), f.Fact("context"))
	},
	validate.PlatformNotBuilt: func(f fault) error {
		return invalidf("service.build.platforms MUST include service.platform %q", f.Fact("platform"))
	},
	validate.NetworkModeAndNetworks: func(f fault) error {
		return invalidf("service %s declares mutually exclusive `network_mode` and `networks`", f.Fact("service"))
	},
	validate.UndefinedNetwork:    undefined("network"),
	validate.UnknownTestForm:     always(`healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"`),
	validate.UndefinedDependency: undefinedDependency,
	validate.DisabledDependency:  undefinedDependency,
	validate.JobDependency: func(f fault) error {
		return invalidf("service %q cannot depend on job %q: services can only depend on other services", f.Fact("service"), f.Fact("depends_on"))
	},
	validate.UnknownNetworkService: func(f fault) error {
		return sayf("service %q not found for network_mode 'service:%[1]s'", f.Fact("target"))
	},
	validate.UndefinedVolume: undefined("volume"),
	validate.UndefinedConfig: undefined("config"),
	validate.UndefinedModel:  undefined("model"),
	validate.UndefinedSecret: func(f fault) error {
		if ofBuild(f.Diagnostic) {
			return invalidf("service %q refers to undefined build secret %s", f.Fact("service"), f.Fact("secret"))
		}
		return undefined("secret")(f)
	},
	validate.ScaleAndReplicas: func(f fault) error {
		return invalidf("services.%s: can't set distinct values on 'scale' and 'deploy.replicas'", f.Fact("service"))
	},
	validate.NegativeScale: func(f fault) error {
		return sayf("%s: must be greater than or equal to 0", f.Path)
	},
	validate.DifferentLimits: func(f fault) error {
		return invalidf("services.%s: can't set distinct values on '%s' and '%s'", f.Fact("service"), f.Fact("attribute"), f.Fact("limit"))
	},
	validate.NameForMany: func(f fault) error { // it has the service and the attribute the wrong way round
		return invalidf("services.%s: can't set container_name and %s as container name must be unique", f.Fact("attribute"), f.Fact("service"))
	},
	validate.NoWatchTarget: func(f fault) error {
		return invalidf("services.%s.develop.watch: target is required for non-rebuild actions", f.Fact("service"))
	},
	validate.MountedTwice: func(f fault) error {
		return sayf("%s: target %s already mounted as %s", f.Path, f.Fact("target"), f.Fact("first"))
	},
	validate.ServiceAndJob: func(f fault) error {
		return invalidf("%q is declared both as a service and a job: service and job names must be unique", f.Fact("job"))
	},
	validate.DependencyCycle: func(f fault) error {
		var names []string
		for _, fact := range f.Facts {
			names = append(names, fact.Value)
		}
		return sayf("dependency cycle detected: %s -> %s", strings.Join(names, " -> "), names[0])
	},
}

func undefinedDependency(f fault) error {
	if job := f.Fact("job"); job != "" {
		return invalidf("job %q depends on undefined service or job %q", job, f.Fact("depends_on"))
	}
	return invalidf("service %q depends on undefined service %q", f.Fact("service"), f.Fact("depends_on"))
}

func undefined(what string) wording {
	return func(f fault) error {
		return invalidf("service %q refers to undefined %s %s", f.Fact("service"), what, f.Fact(what))
	}
}

// isStructure reports whether a finding is about a single value: compose-go looks at these
// before it makes the project.
func isStructure(d diag.Diagnostic) bool {
	for _, rule := range validate.Default() {
		if rule.Structure && slices.Contains(rule.Codes, d.Def) {
			return d.Def != validate.NoContent || d.Fact("attributes") != ""
		}
	}
	return false
}

func ofBuild(d diag.Diagnostic) bool { return strings.HasSuffix(d.Path, ".build.secrets") }

// turns are what compose-go looks at in a service, one after the other.
var turns = []*diag.Def{
	validate.NoImage, validate.TwoDockerfiles, validate.UnknownContext, validate.UnbuildableImage, validate.PlatformNotBuilt,
	validate.NetworkModeAndNetworks, validate.UndefinedNetwork, validate.UnknownTestForm,
	validate.UndefinedDependency, validate.DisabledDependency, validate.JobDependency, validate.UnknownNetworkService,
	validate.UndefinedVolume, validate.UndefinedConfig, validate.UndefinedModel, validate.UndefinedSecret,
	validate.ScaleAndReplicas, validate.NegativeScale, validate.DifferentLimits, validate.NameForMany,
	validate.NoWatchTarget, validate.MountedTwice,
}

// afterServices are what it looks at once it has been through all services.
var afterServices = []*diag.Def{
	validate.ServiceAndJob, validate.UndefinedDependency, validate.NoContent, validate.DependencyCycle,
}

// byTurn puts findings in the order in which compose-go comes upon them, service by service.
// Findings of which it has no such order stay as they are.
func byTurn(a, b diag.Diagnostic) int {
	x, y := turnOf(a), turnOf(b)
	return cmp.Or(cmp.Compare(x.round, y.round), strings.Compare(x.service, y.service), cmp.Compare(x.place, y.place), strings.Compare(x.name, y.name))
}

// turn is when compose-go comes upon a finding.
type turn struct {
	round   int // 0 has all services, one after the other
	service string
	place   int
	name    string // of one among many that a service has in no order
}

func turnOf(d diag.Diagnostic) turn {
	service, name := d.Fact("service"), cmp.Or(d.Fact("network"), d.Fact("depends_on"), d.Fact("context"), d.Fact("model"))
	switch i := slices.Index(afterServices, d.Def); {
	case isStructure(d):
		return turn{}
	case i >= 0 && (service == "" || d.Def == validate.DependencyCycle):
		return turn{round: 1 + i, name: name}
	case ofBuild(d):
		i = slices.Index(turns, validate.UndefinedVolume)
		return turn{service: service, place: 2*i + 1, name: name}
	}
	return turn{service: service, place: 2 * slices.Index(turns, d.Def), name: name}
}
