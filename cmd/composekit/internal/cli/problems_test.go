package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TestCauses: what engines say, and what people are told to do about it; "" is nothing.
func TestCauses(t *testing.T) {
	web := driver.Ref{Name: "shop-web-1"}
	for _, c := range []struct {
		op   driver.Op
		said string
		kind error
		help string
	}{
		{&driver.CreateNetwork{}, "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", nil, "docker network prune"},
		{&driver.CreateNetwork{}, "all predefined address pools have been fully subnetted", nil, "docker network prune"},
		{&driver.CreateNetwork{}, "invalid pool request: Pool overlaps with other one on this address space", driver.ErrDenied, "choose another subnet"},
		{&driver.CreateNetwork{}, "plugin \"x\" not found", driver.ErrNotFound, ""},
		{&driver.PullImage{Image: "nginx"}, "toomanyrequests: You have reached your pull rate limit", nil, "wait, or log in"},
		{&driver.PullImage{Image: "nginx"}, "pull access denied for nginx", driver.ErrDenied, "check the name and the tag"},
		{&driver.PullImage{Image: "nginx"}, "write /var/lib/docker/tmp/x: no space left on device", nil, "docker system df"},
		{&driver.BuildImage{}, "write /app: no space left on device", nil, "docker system df"},
		{&driver.PushImage{Image: "me/app"}, "denied: requested access to the resource is denied", driver.ErrDenied, "that you may push it"},
		{&driver.PushImage{Image: "me/app"}, "An image does not exist locally with the tag: me/app", nil, "composekit build web; --ignore-missing"},
		{&driver.PushImage{Image: "me/app"}, "there is no image me/app", driver.ErrNotFound, "composekit build web; --ignore-missing"},
		{&driver.CreateContainer{Name: "shop-web-1"}, "No such image: nginx", driver.ErrNotFound, "--pull missing"},
		{&driver.CreateContainer{Name: "shop-web-1"}, "the name shop-web-1 is taken", driver.ErrConflict, "docker rm -f shop-web-1"},
		{&driver.StartContainer{Container: web}, "Bind for 0.0.0.0:80 failed: port is already allocated", nil, "publish another one"},
		{&driver.StartContainer{Container: web}, "exec: no such file", nil, ""},
	} {
		err := errors.New(c.said)
		if c.kind != nil {
			err = fmt.Errorf("%s: %w", c.said, c.kind)
		}
		d := findingOf(&run.StepError{Step: &plan.Step{Op: c.op, Service: "web"}, Err: err}, plan.Input{})
		if (d.Help == "") != (c.help == "") || !strings.Contains(d.Help, c.help) {
			t.Errorf("of %q the help is %q, want %q", c.said, d.Help, c.help)
		}
		if !strings.Contains(d.Message, c.said) || c.kind != nil && strings.HasSuffix(d.Message, ": "+c.kind.Error()) {
			t.Errorf("of %q the message is %q", c.said, d.Message)
		}
	}
}

// TestPlacesOfBuilds: what is said of a build is about its section, or the attribute that it names.
func TestPlacesOfBuilds(t *testing.T) {
	documents, list := syntax.Parse(source.NewFile("compose.yaml", "services:\n  web:\n    build:\n      dockerfile: Other\n      target: none\n    volumes: [data:/data]\n    ports: [80]\n"), syntax.Limits{})
	if list.Err() != nil {
		t.Fatal(list.Err())
	}
	for _, c := range []struct{ said, message, place string }{
		{"failed to read /tmp/buildkit-mount1/Other", "service web: shop-web: failed to read /tmp/buildkit-mount1/Other", "dockerfile: Other\n      target: none"},
		{"listen: address already in use", "service web: shop-web: listen: address already in use", "dockerfile: Other\n      target: none"},
		{"build.dockerfile of service web: open Other: no such file", "service web: build.dockerfile: open Other: no such file", "Other"},
		{"build.context of service web: nothing", "service web: build.context: nothing", "dockerfile: Other\n      target: none"},
		{"the logs of service web: nothing", "service web: shop-web: the logs of service web: nothing", "dockerfile: Other\n      target: none"},
	} {
		op := &driver.BuildImage{Spec: driver.BuildSpec{Service: "web", Tags: []string{"shop-web"}}}
		d := findingOf(&run.StepError{Step: &plan.Step{Op: op, Service: "web"}, Err: errors.New(c.said)}, plan.Input{Tree: documents[0].Root})
		if d.Message != c.message || strings.TrimSpace(d.Span.Text()) != c.place {
			t.Errorf("of %q is said %q at %q, want %q at %q", c.said, d.Message, d.Span.Text(), c.message, c.place)
		}
	}
}

// TestCauseOfBuilt: an image that is not in its registry may be one that is built here.
func TestCauseOfBuilt(t *testing.T) {
	built := &model.Project{Services: map[string]*model.Service{"web": {WorkloadSpec: model.WorkloadSpec{Build: &model.Build{}}}}}
	for _, c := range []struct {
		project    *model.Project
		verb       plan.Verb
		want, lack string
	}{
		{&model.Project{}, plan.Pull, "an image that is built here needs a build section", "composekit build"},
		{nil, plan.Up, "an image that is built here needs a build section", "composekit build"},
		{built, plan.Pull, "or build it: composekit build web; --ignore-buildable", "needs a build section"},
		{built, plan.Up, "or build it: composekit build web", "--ignore-buildable"},
	} {
		f := &run.StepError{Step: &plan.Step{Op: &driver.PullImage{Image: "app"}, Service: "web"}, Err: driver.ErrNotFound}
		d := findingOf(f, plan.Input{Project: c.project, Options: plan.Options{Verb: c.verb}})
		if !strings.Contains(d.Help, c.want) || strings.Contains(d.Help, c.lack) {
			t.Errorf("%s: the help is %q", c.verb, d.Help)
		}
	}
}
