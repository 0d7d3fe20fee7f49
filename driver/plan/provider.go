package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// ProviderCall is what the program that runs a service in place of the engine is asked to do
// (provider). Who carries the plan out knows how to find and run programs.
type ProviderCall struct {
	// Type is what the program is called by.
	Type string `json:"type"`
	// Options of the program, each with one or more values.
	Options map[string][]string `json:"options,omitempty"`
	// Command is up, stop or down.
	Command ProviderCommand `json:"command"`
}

// ProviderCommand is a command that programs of providers have.
type ProviderCommand string

// The commands of providers.
const (
	// ProviderUp makes what the service stands for, if it is not there, and tells variables by
	// which services that depend on it find it.
	ProviderUp ProviderCommand = "up"
	// ProviderStop stops it. Not every provider has this command.
	ProviderStop ProviderCommand = "stop"
	// ProviderDown removes it.
	ProviderDown ProviderCommand = "down"
)

// callProvider has a service's provider do something.
func (b *builder) callProvider(m *model.Service, command ProviderCommand, reason Reason, after ...string) string {
	call := &ProviderCall{Type: m.Provider.Type, Command: command}
	for name, values := range m.Provider.Options {
		if call.Options == nil {
			call.Options = map[string][]string{}
		}
		call.Options[name] = values
	}
	return b.add(Step{
		ID: providerStep(m.Name, command), Provider: call,
		Service: m.Name, Group: "Provider " + m.Name, Reason: reason,
	}, after...)
}

func providerStep(service string, command ProviderCommand) string {
	return service + "/provider-" + string(command)
}

// planProvider has a provider make its service, after what that depends on. Containers that the service had go when the
// provider has done so: one that is missing or that fails leaves them.
func (b *builder) planProvider(s *service) error {
	after := b.providerSteps(s.Service)
	var replaced []surplus
	for _, c := range s.surplus {
		if id := b.removals[c.ID]; id != "" {
			after = append(after, id)
		} else {
			replaced = append(replaced, c)
		}
	}
	if b.starting() {
		ready, err := b.awaitDependencies(s)
		if err != nil {
			return err
		}
		after = append(after, ready...)
	}
	made := b.callProvider(s.Service, ProviderUp, Reason{Code: ReasonProvider, Text: "its provider knows whether it is there"}, after...)
	for _, c := range replaced {
		b.remove(c.Container, c.reason, false, b.stop(c.Container, c.reason, nil, made)...)
	}
	return nil
}

// providerSteps are the steps after which the providers of what a service depends on have told
// their variables.
func (b *builder) providerSteps(m *model.Service) []string {
	var out []string
	for _, name := range b.lowering.providers(m) {
		out = append(out, providerStep(name, ProviderUp))
	}
	return out
}

// providers are the services that a service depends on and that providers run: it gets variables
// of theirs. Sorted.
func (l *lowering) providers(m *model.Service) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m.DependsOn)) {
		if s := l.project.Services[name]; s != nil && s.Provider != nil {
			out = append(out, name)
		}
	}
	return out
}

// withProviders adds the variables of providers to those of a service, which Bind fills in.
func (l *lowering) withProviders(m *model.Service, own model.MappingWithEquals) model.MappingWithEquals {
	names := l.providers(m)
	if len(names) == 0 {
		return own
	}
	out := copyOf(own)
	for _, name := range names {
		out[providerVariables(name)] = nil
	}
	return out
}

// Overrides are the variables of a container that is to be made whose values providers have
// replaced, for people. What is to be made is given as planned, and variables as in Names.
func Overrides(op driver.Op, variables func(service string) (told map[string]string, ok bool)) []string {
	create, ok := op.(*driver.CreateContainer)
	if !ok {
		return nil
	}
	own := map[string]string{}
	var providers []string
	for _, entry := range create.Spec.Env {
		if service, ok := providerOf(entry); ok {
			providers = append(providers, service)
			continue
		}
		name, value, _ := strings.Cut(entry, "=")
		own[name] = value
	}
	var out []string
	for _, service := range providers {
		given, _ := variables(service)
		for _, name := range slices.Sorted(maps.Keys(given)) {
			if value, set := own[name]; set && value != given[name] {
				out = append(out, fmt.Sprintf("the provider of %s overrides environment variable %s", service, name))
			}
			own[name] = given[name]
		}
	}
	return out
}
