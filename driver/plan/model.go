package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/model"
)

// Models is what is known of the AI models that services use (models): it is found out beside the
// engine.
type Models struct {
	// Endpoint is the URL by which containers speak with models.
	Endpoint string
	// There are the models that need not be pulled, as NAME:TAG.
	There []string
	// Unlisted is why it is not known which are there; "" if it is.
	Unlisted string
	// RuntimeFlags: models can be given flags (runtime_flags).
	RuntimeFlags bool
}

// has reports whether a model is there. One that is named without a tag is the latest.
func (m *Models) has(name string) bool {
	last := name[strings.LastIndex(name, "/")+1:]
	return slices.Contains(m.There, name) || !strings.ContainsAny(last, ":@") && slices.Contains(m.There, name+":latest")
}

// ModelCall is what the program that runs AI models is asked to do. Who carries the plan out knows
// how to find and run it.
type ModelCall struct {
	// Name of the model in the project: its own, or its key.
	Name string `json:"name"`
	// Model is the artifact, as an OCI reference.
	Model   string       `json:"model"`
	Command ModelCommand `json:"command"`
	// ContextSize is the largest context in tokens to configure; 0 is the program's choice.
	ContextSize int `json:"contextSize,omitempty"`
	// RuntimeFlags to configure.
	RuntimeFlags []string `json:"runtimeFlags,omitempty"`
	// Quiet: nothing is told of how a pull goes on.
	Quiet bool `json:"quiet,omitempty"`
}

// ModelCommand is a command that is about a model.
type ModelCommand string

// The commands for models.
const (
	// ModelPull gets the model.
	ModelPull ModelCommand = "pull"
	// ModelConfigure has the model run as the project says.
	ModelConfigure ModelCommand = "configure"
)

// NeedsModels reports whether the plan for an input depends on its Models, and the first service
// that they are for; "" if only Options.AllResources asks for them.
func NeedsModels(in Input) (service string, needed bool) {
	switch in.Options.Verb {
	case Create, Up, Scale, Run:
	default:
		return "", false
	}
	if in.Project == nil || len(in.Project.Models) == 0 {
		return "", false
	}
	p, err := prepare(&in)
	if err != nil {
		return "", false // MakePlan says it
	}
	in.Project = p
	if p, err = in.selected(); err != nil {
		return "", false
	}
	if !in.Options.AllResources || in.Options.Verb == Run {
		p = p.WithoutUnnecessaryResources()
	}
	for _, key := range slices.Sorted(maps.Keys(p.Models)) {
		if service = modelUser(p, key); service != "" {
			break
		}
	}
	return service, len(p.Models) > 0
}

// planModels has models pulled that are not there, and configured. Of those that are the same the one
// whose key comes last is configured last, every time.
func (b *builder) planModels() error {
	last := map[string]string{} // step for a model, by what it is
	missing := Reason{Code: ReasonMissing, Text: "the model is not there"}
	if b.in.Models != nil && b.in.Models.Unlisted != "" && len(b.project.Models) > 0 {
		b.warn("which models are there is not known, so that all are pulled: %s", b.in.Models.Unlisted)
		missing.Text = "whether the model is there is not known"
	}
	for _, key := range slices.Sorted(maps.Keys(b.project.Models)) {
		service := modelUser(b.project, key)
		if b.in.Models == nil {
			return b.in.modelsUnknown(service)
		}
		m := b.project.Models[key]
		call := ModelCall{Name: cmp.Or(m.Name, key), Model: m.Model}
		step := func(command ModelCommand, call ModelCall, reason Reason, after ...string) {
			call.Command = command
			last[m.Model] = b.add(Step{
				ID: modelStep(key, command), Model: &call, Service: service, Group: "Model " + key, Reason: reason,
			}, after...)
		}
		if last[m.Model] == "" && !b.in.Models.has(m.Model) {
			pull := call
			pull.Quiet = b.in.Options.Quiet
			step(ModelPull, pull, missing)
		}
		call.ContextSize, call.RuntimeFlags = m.ContextSize, m.RuntimeFlags
		if len(m.RuntimeFlags) > 0 && !b.in.Models.RuntimeFlags {
			call.RuntimeFlags = nil
			b.warn("the runtime_flags of model %s are not set, for docker's plugin model takes them from version 1.0.6 on only%s", key, b.in.at("models", key, "runtime_flags"))
		}
		step(ModelConfigure, call, Reason{Code: ReasonModel, Text: "how it is configured is not known"}, last[m.Model])
	}
	return nil
}

// modelUser is the first service that uses a model; "" if none does.
func modelUser(p *model.Project, key string) string {
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		if _, uses := p.Services[name].Models[key]; uses {
			return name
		}
	}
	return ""
}

func (in *Input) modelsUnknown(service string) error {
	if service == "" {
		return fmt.Errorf("the project has models, of which nothing is known here%s", in.at("models"))
	}
	return fmt.Errorf("service %s uses models, of which nothing is known here%s", service, in.at("services", service, "models"))
}

func modelStep(key string, command ModelCommand) string {
	return "model:" + key + "/" + string(command)
}

// modelSteps are the steps after which the models that a service uses can be used.
func modelSteps(m *model.Service) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(m.Models)) {
		out = append(out, modelStep(key, ModelConfigure))
	}
	return out
}

// variables are those of a service, with those by which it finds models, and those of providers, which
// Bind fills in.
func (l *lowering) variables(m *model.Service) model.MappingWithEquals {
	return l.withProviders(m, l.withModels(m))
}

// withModels adds the variables by which a service finds its models to its own. They win over those of
// the same name.
func (l *lowering) withModels(s *model.Service) model.MappingWithEquals {
	if len(s.Models) == 0 || l.in.Models == nil {
		return s.Environment
	}
	out := copyOf(s.Environment)
	for _, key := range slices.Sorted(maps.Keys(s.Models)) {
		prefix := strings.ReplaceAll(strings.ToUpper(key), "-", "_")
		names := model.ServiceModel{ModelVariable: prefix + "_MODEL", EndpointVariable: prefix + "_URL"}
		if own := s.Models[key]; own != nil {
			names.ModelVariable = cmp.Or(own.ModelVariable, names.ModelVariable)
			names.EndpointVariable = cmp.Or(own.EndpointVariable, names.EndpointVariable)
		}
		if m := l.project.Models[key]; m != nil {
			out[names.ModelVariable], out[names.EndpointVariable] = &m.Model, &l.in.Models.Endpoint
		}
	}
	return out
}
