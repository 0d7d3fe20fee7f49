package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// engineError is a finding about an engine. It has no code, for it is not about what is written.
func engineError(message string) diag.Diagnostic {
	return (&diag.Def{Severity: diag.Error}).At(source.Span{}, "%s", message)
}

// findingsOf are what a failure comes to for people: one finding for each step that failed. rest is what is no
// failure of a step.
func findingsOf(err error, in plan.Input) (list diag.List, rest error) {
	var failed *run.Error
	if !errors.As(err, &failed) {
		if errors.Is(err, driver.ErrUnavailable) {
			return diag.List{unavailable(err)}, nil
		}
		return nil, err
	}
	for i := range failed.Failures {
		f := &failed.Failures[i]
		d := findingOf(f, in)
		if errors.Is(f.Err, driver.ErrUnavailable) {
			d.Message, d.Help = firstLine(d.Message), startEngine
		}
		if list = append(list, d); d.Help == startEngine {
			break // the engine is gone for all that follows
		}
	}
	if len(list) == 0 && !failed.Interrupted {
		return nil, err
	}
	list.Sort() // which of them failed first is chance
	if failed.Skipped > 0 && len(list) > 0 {
		list[len(list)-1].Help = strings.TrimSpace(list[len(list)-1].Help + fmt.Sprintf("\n%s not been done because of that; the next %s goes on from here", steps(failed.Skipped), in.Options.Verb))
	}
	return list, nil
}

func steps(n int) string {
	if n == 1 {
		return "1 step has"
	}
	return fmt.Sprintf("%d steps have", n)
}

func unavailable(err error) diag.Diagnostic {
	help := startEngine
	if errors.Is(err, fs.ErrPermission) {
		help = mayNot
	}
	return engineError(firstLine(err.Error())).Helped("%s", help)
}

const mayNot = "the engine is there, but you may not use it: become a member of the group that may, mostly docker, or docker-users on Windows, and log in again, or name another engine with --host, --context or the variable DOCKER_HOST"

const startEngine = "start the container engine, or name another with --host, --context or the variable DOCKER_HOST"

// cause is a kind of failure that people can do something about.
type cause struct {
	// is reports whether a step failed because of it; text is what the engine said, in lower case.
	is func(s *plan.Step, err error, text string) bool
	// attribute of the service that is to be looked at.
	attribute string
	help      func(s *plan.Step, in plan.Input) string
}

var causes = []cause{
	{
		is: func(_ *plan.Step, _ error, text string) bool {
			return strings.Contains(text, "no space left on device")
		},
		help: func(*plan.Step, plan.Input) string {
			return "make room: docker system df tells what the engine keeps, and docker system prune removes what nothing uses"
		},
	},
	{ // what a build prints, and is made of, may speak of anything that follows
		is: func(s *plan.Step, _ error, _ string) bool {
			_, build := s.Op.(*driver.BuildImage)
			return build
		},
		attribute: "build",
		help:      func(*plan.Step, plan.Input) string { return "" },
	},
	{
		is: func(s *plan.Step, _ error, text string) bool {
			_, create := s.Op.(*driver.CreateNetwork)
			return create && (strings.Contains(text, "non-overlapping") || strings.Contains(text, "fully subnetted"))
		},
		help: func(*plan.Step, plan.Input) string {
			return "the engine has no addresses left for another network: docker network prune removes those that nothing uses, or give this one a subnet under networks, ipam"
		},
	},
	{
		is: func(s *plan.Step, _ error, text string) bool {
			_, create := s.Op.(*driver.CreateNetwork)
			return create && strings.Contains(text, "pool overlaps")
		},
		help: func(*plan.Step, plan.Input) string {
			return "another network has some of these addresses: choose another subnet under networks, ipam, or remove that network; docker network inspect tells which addresses a network has"
		},
	},
	{
		is: func(s *plan.Step, _ error, text string) bool {
			_, pull := s.Op.(*driver.PullImage)
			return pull && (strings.Contains(text, "toomanyrequests") || strings.Contains(text, "rate limit"))
		},
		attribute: "image",
		help: func(*plan.Step, plan.Input) string {
			return "the registry gives no more for now: wait, or log in with docker login, which mostly allows more"
		},
	},
	{
		is:        func(s *plan.Step, _ error, _ string) bool { return s.Provider != nil },
		attribute: "provider",
		help:      func(*plan.Step, plan.Input) string { return "" },
	},
	{
		is:        func(s *plan.Step, _ error, _ string) bool { return s.Model != nil },
		attribute: "models",
		help:      func(*plan.Step, plan.Input) string { return "" },
	},
	{
		is: func(s *plan.Step, err error, _ string) bool {
			_, pull := s.Op.(*driver.PullImage)
			return pull && (errors.Is(err, driver.ErrNotFound) || errors.Is(err, driver.ErrDenied))
		},
		attribute: "image",
		help: func(s *plan.Step, in plan.Input) string {
			check := "check the name and the tag of the image, and that you may pull it: docker login; "
			switch {
			case !builds(in, s.Service):
				return check + "an image that is built here needs a build section"
			case in.Options.Verb == plan.Pull:
				return check + "or build it: composekit build " + s.Service + "; --ignore-buildable leaves out what can be built"
			}
			return check + "or build it: composekit build " + s.Service
		},
	},
	{
		is: func(s *plan.Step, err error, _ string) bool {
			_, push := s.Op.(*driver.PushImage)
			return push && errors.Is(err, driver.ErrDenied)
		},
		attribute: "image",
		help: func(*plan.Step, plan.Input) string {
			return "check the name of the image, and that you may push it: docker login"
		},
	},
	{
		is: func(s *plan.Step, err error, text string) bool {
			_, push := s.Op.(*driver.PushImage)
			return push && (strings.Contains(text, "does not exist locally") || errors.Is(err, driver.ErrNotFound))
		},
		attribute: "image",
		help: func(s *plan.Step, _ plan.Input) string {
			return "build it first: composekit build " + s.Service + "; --ignore-missing leaves out what is not there"
		},
	},
	{
		is: func(s *plan.Step, err error, text string) bool {
			_, create := s.Op.(*driver.CreateContainer)
			return create && (strings.Contains(text, "no such image") || errors.Is(err, driver.ErrNotFound) && strings.Contains(text, "image"))
		},
		attribute: "image",
		help:      func(*plan.Step, plan.Input) string { return "pull the image, or let it be pulled with --pull missing" },
	},
	{
		is: func(_ *plan.Step, _ error, text string) bool {
			return strings.Contains(text, "already allocated") || strings.Contains(text, "address already in use") ||
				strings.Contains(text, "ports are not available")
		},
		attribute: "ports",
		help: func(*plan.Step, plan.Input) string {
			return "end what listens on the port, or publish another one; docker ps --filter publish=PORT tells whether a container does"
		},
	},
	{
		is: func(s *plan.Step, err error, text string) bool {
			switch s.Op.(type) {
			case *driver.CreateContainer, *driver.RenameContainer:
				return errors.Is(err, driver.ErrConflict) && strings.Contains(text, "name")
			}
			return false
		},
		attribute: "container_name",
		help: func(s *plan.Step, _ plan.Input) string {
			return fmt.Sprintf("a container that is not this project's has the name: remove it with docker rm -f %s, or choose another container_name", driver.SubjectOf(s.Op))
		},
	},
	{
		is: func(s *plan.Step, _ error, text string) bool {
			return strings.Contains(text, "mount") || strings.Contains(text, "bind source path")
		},
		attribute: "volumes",
		help:      func(*plan.Step, plan.Input) string { return "" },
	},
	{
		is: func(s *plan.Step, _ error, text string) bool {
			return s.Wait != nil && strings.Contains(text, "health")
		},
		attribute: "healthcheck",
		help:      func(s *plan.Step, _ plan.Input) string { return "see what it writes: composekit logs " + s.Service },
	},
	{
		is:        func(s *plan.Step, _ error, _ string) bool { return s.Wait != nil },
		attribute: "",
		help:      func(s *plan.Step, _ plan.Input) string { return "see what it writes: composekit logs " + s.Service },
	},
}

// findingOf names the service, the place in the files, and what to do.
func findingOf(f *run.StepError, in plan.Input) diag.Diagnostic {
	s := f.Step
	text := withoutKind(strings.TrimSpace(f.Err.Error()), f.Err)
	subject := strings.TrimPrefix(s.Group, "Container ")
	switch {
	case s.Op != nil:
		subject = driver.SubjectOf(s.Op)
	case s.Provider != nil:
		subject = "" // the service is
	case s.Model != nil:
		subject = "model " + s.Model.Name
	}
	if strings.Contains(text, subject) {
		subject = "" // the engine has named it
	}
	named, rest := "", ""
	if _, build := s.Op.(*driver.BuildImage); build {
		// What is said of an attribute of the build is said of the service.
		var ok bool
		if named, rest, ok = strings.Cut(text, " of service "+s.Service+": "); ok && strings.HasPrefix(named, "build.") {
			text, subject = named+": "+rest, ""
		} else {
			named = ""
		}
	}
	message := text
	switch {
	case s.Service != "" && subject != "":
		message = fmt.Sprintf("service %s: %s: %s", s.Service, subject, text)
	case s.Service != "":
		message = fmt.Sprintf("service %s: %s", s.Service, text)
	case subject != "":
		message = fmt.Sprintf("%s: %s", subject, text)
	}
	d := engineError(message)
	attribute := ""
	for _, c := range causes {
		if c.is(s, f.Err, strings.ToLower(text)) {
			attribute, d.Help = c.attribute, c.help(s, in)
			break
		}
	}
	if in.Tree != nil && s.Service != "" {
		d.Span = placeOf(in.Tree, s.Service, cmp.Or(named, attribute))
	}
	return d
}

// builds reports whether a service has a build section.
func builds(in plan.Input, service string) bool {
	if in.Project == nil {
		return false
	}
	s := in.Project.Services[service]
	return s != nil && s.Build != nil
}

// placeOf is where an attribute of a service is written, as far as a path leads to it, or else the service.
func placeOf(tree *syntax.Node, service, attribute string) source.Span {
	services := tree.Get("services")
	node := services.Get(service)
	if node == nil {
		return source.Span{}
	}
	var place source.Span
	for attribute != "" {
		var key string
		key, attribute, _ = strings.Cut(attribute, ".")
		if node = node.Get(key); node == nil {
			break
		}
		if span := node.Origin().Span(); span != (source.Span{}) {
			place = span
		}
	}
	if place != (source.Span{}) {
		return place
	}
	for _, p := range services.Pairs() {
		if p.Name() == service {
			return p.Span()
		}
	}
	return source.Span{}
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(s, "\r")
}

// withoutKind is what an engine said without the kind of error at its end, which is for programs.
func withoutKind(text string, err error) string {
	for _, kind := range []error{driver.ErrConflict, driver.ErrNotFound, driver.ErrInvalid, driver.ErrDenied} {
		if short := strings.TrimSuffix(text, ": "+kind.Error()); errors.Is(err, kind) && short != "" {
			text = short
		}
	}
	return text
}
