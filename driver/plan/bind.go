package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model/confighash"
)

// Names look up what exists when an operation is about to be done.
type Names struct {
	// Container is the ID of the container that has a name; ok is false if none has.
	Container func(name string) (id string, ok bool)
	// Image is the digest of the image that a reference names (driver.Image.Digest).
	Image func(reference string) (digest string, ok bool)
	// Variables are what the provider of a service has told, under the names that services which
	// depend on it have them by; ok is false if it has not been called.
	Variables func(service string) (variables map[string]string, ok bool)
}

// Texts in specs that stand for what does not exist when a plan is made.
const (
	containerPrefix = "{container:"
	imagePrefix     = "{image:"
	providerPrefix  = "{provider:" // in place of a variable's name: all that the provider of a service tells
)

func containerID(name string) string      { return containerPrefix + name + "}" }
func imageDigest(reference string) string { return imagePrefix + reference + "}" }

func providerVariables(service string) string { return providerPrefix + service + "}" }

// providerOf is the service whose provider's variables stand where a variable's name does.
func providerOf(name string) (service string, ok bool) {
	if service, ok = strings.CutPrefix(name, providerPrefix); ok {
		service, ok = strings.CutSuffix(service, "}")
	}
	return service, ok
}

// Bind fills in what an operation could not name when it was planned: IDs of containers and
// digests of images that earlier steps made, variables of providers, and the hash over them. The operation given is not
// changed; if it names nothing of that kind, it is returned as it is. The error wraps
// driver.ErrNotFound or driver.ErrInvalid, and names what is not known.
func Bind(op driver.Op, names Names) (driver.Op, error) {
	create, ok := op.(*driver.CreateContainer)
	if !ok || !unbound(create) {
		return op, nil
	}
	b := binder{names: names}
	bound := *create
	spec := &bound.Spec
	for _, mode := range []*string{&spec.NetworkMode, &spec.PidMode, &spec.IpcMode} {
		*mode = b.fill(*mode)
	}
	spec.VolumesFrom = b.fillAll(spec.VolumesFrom)
	spec.Env = b.withVariables(spec.Env)
	spec.Labels = maps.Clone(spec.Labels)
	for _, key := range []string{driver.LabelImage, driver.LabelImageVolumeDigest} {
		if value, ok := spec.Labels[key]; ok {
			spec.Labels[key] = b.fill(value)
		}
	}
	if bound.Hashed != "" {
		spec.Labels[driver.LabelConfigHash] = confighash.Of(b.hashed(bound.Hashed))
		bound.Hashed = ""
	}
	if b.err != nil {
		return nil, fmt.Errorf("container %s: %w", create.Name, b.err)
	}
	return &bound, nil
}

// unbound reports whether the operation names something that Bind must fill in.
func unbound(op *driver.CreateContainer) bool {
	if op.Hashed != "" {
		return true
	}
	s := &op.Spec
	texts := append([]string{s.NetworkMode, s.PidMode, s.IpcMode, s.Labels[driver.LabelImage], s.Labels[driver.LabelImageVolumeDigest]}, s.VolumesFrom...)
	for _, text := range texts {
		if strings.Contains(text, containerPrefix) || strings.Contains(text, imagePrefix) {
			return true
		}
	}
	return slices.ContainsFunc(s.Env, func(entry string) bool {
		_, ok := providerOf(entry)
		return ok
	})
}

type binder struct {
	names Names
	err   error // the first
}

func (b *binder) fillAll(texts []string) []string {
	if texts == nil {
		return nil
	}
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = b.fill(text)
	}
	return out
}

func (b *binder) fill(text string) string {
	text = b.replace(text, containerPrefix, "container", b.names.Container)
	return b.replace(text, imagePrefix, "image", b.names.Image)
}

// variables are those that the provider of a service has told.
func (b *binder) variables(service string) map[string]string {
	variables, ok := b.names.Variables(service)
	if !ok && b.err == nil {
		b.err = fmt.Errorf("the provider of service %s has not been called: %w", service, driver.ErrInvalid)
	}
	return variables
}

// withVariables puts variables of providers in their places, KEY=VALUE, sorted. They win over others.
func (b *binder) withVariables(env []string) []string {
	given := map[string]string{}
	var own []string
	for _, entry := range env {
		if service, ok := providerOf(entry); ok {
			maps.Copy(given, b.variables(service))
		} else {
			own = append(own, entry)
		}
	}
	if len(own) == len(env) {
		return env
	}
	own = slices.DeleteFunc(own, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		_, replaced := given[name]
		return replaced
	})
	for name, value := range given {
		own = append(own, name+"="+value)
	}
	slices.Sort(own)
	return own
}

// hashed fills in the text that a hash is taken of: an object in JSON, in which the attribute
// environment has variables of providers.
func (b *binder) hashed(text string) string {
	text = b.fill(text)
	if !strings.Contains(text, providerPrefix) {
		return text
	}
	d := json.NewDecoder(strings.NewReader(text))
	_, err := d.Token()
	var out strings.Builder
	separator := byte('{')
	for d.More() {
		name, errName := d.Token()
		var value json.RawMessage
		if err = errors.Join(err, errName, d.Decode(&value)); err != nil {
			panic(err) // model.HashedConfig made the text
		}
		if name == "environment" {
			if value = b.hashedEnvironment(value); value == nil {
				continue
			}
		}
		fmt.Fprintf(&out, "%c%q:%s", separator, name, value)
		separator = ','
	}
	out.WriteByte('}')
	return out.String()
}

// hashedEnvironment fills in variables of providers; nil if there are none then, and none of the service's own.
func (b *binder) hashedEnvironment(text []byte) []byte {
	var env map[string]*string
	if err := json.Unmarshal(text, &env); err != nil {
		panic(err) // model.HashedConfig made the text
	}
	given := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if service, ok := providerOf(name); ok {
			delete(env, name)
			maps.Copy(given, b.variables(service))
		}
	}
	for name, value := range given {
		env[name] = &value
	}
	if len(env) == 0 {
		return nil
	}
	out, err := json.Marshal(env)
	if err != nil {
		panic(err) // texts
	}
	return out
}

func (b *binder) replace(text, prefix, what string, lookup func(string) (string, bool)) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, prefix)
		out.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return out.String()
		}
		value, ok := lookup(name)
		if !ok && b.err == nil {
			b.err = fmt.Errorf("there is no %s %s: %w", what, name, driver.ErrNotFound)
		}
		out.WriteString(value)
		text = after
	}
}
