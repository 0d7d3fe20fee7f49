package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// MakePlan decides what must be done. It is pure: same input, same plan. The error is about the
// input: a service that is not there, a project that an engine cannot have.
func MakePlan(in Input) (*Plan, error) {
	if in.State == nil {
		in.State = new(driver.State)
	}
	in.base = in.given()
	if in.Project == nil {
		switch in.Options.Verb {
		case Create, Up, Scale, Run, Pull, Build, Push:
			return nil, fmt.Errorf("%s needs a project", in.Options.Verb)
		}
		in.Project, in.rebuilt = FromState(in.Name, in.State), true
	} else {
		p, err := prepare(&in)
		if err != nil {
			return nil, err
		}
		in.Project = p
	}
	in.whole = in.Project
	verb, known := verbs[in.Options.Verb]
	if !known {
		return nil, fmt.Errorf("there is no verb %q", in.Options.Verb)
	}
	return verb(in)
}

var verbs = map[Verb]func(Input) (*Plan, error){
	Create: planUp, Up: planUp, Scale: planUp,
	Start: planStart, Stop: planStop, Restart: planRestart, Down: planDown,
	Run: planRun, Pull: planPull, Build: planBuild, Push: planPush,
	Kill: planKill, Remove: planRemove, Pause: planPause, Unpause: planUnpause,
}

// planUp makes that the engine has what the project says, and for the verbs that do so starts it.
func planUp(in Input) (*Plan, error) {
	if in.Options.Verb != Scale {
		if err := in.withoutSchedules(); err != nil {
			return nil, err
		}
	}
	p, err := in.selected()
	if err != nil {
		return nil, err
	}
	if in.Project = p; !in.Options.AllResources {
		in.Project = p.WithoutUnnecessaryResources()
	}
	order, err := inOrder(in.Project)
	if err != nil {
		return nil, err
	}
	b := newBuilder(in)
	if in.Options.Verb == Up {
		b.warnOfJobs()
	}
	if err := b.converge(order, order); err != nil {
		return nil, err
	}
	if b.in.Options.Wait {
		b.planWait(order)
	}
	return b.plan()
}

// inOrder are the names of a project's services, each after what it depends on.
func inOrder(p *model.Project) ([]string, error) {
	layers, err := p.WithoutUnresolvedOptionalDependencies().DependencyOrder()
	if err != nil {
		return nil, err
	}
	return slices.Concat(layers...), nil
}

// converge plans images, models, networks and volumes of services, and containers of those in order.
func (b *builder) converge(services, order []string) error {
	if err := b.planImages(services); err != nil {
		return err
	}
	if err := b.planModels(); err != nil {
		return err
	}
	if err := errors.Join(b.resolveNetworks(), b.resolveVolumes()); err != nil {
		return err
	}
	for _, name := range order {
		if _, err := b.decide(b.project.Services[name]); err != nil {
			return err
		}
	}
	for _, c := range b.observed.going {
		b.remove(c, Reason{Code: ReasonLeftover, Text: "its removal has begun"}, false)
	}
	b.clearVolumes(order)
	for _, name := range order {
		b.planSurplus(b.services[name])
	}
	b.leftBehind()
	b.planVolumes()
	if err := b.planNetworks(); err != nil {
		return err
	}
	for _, name := range order {
		if err := b.planService(b.services[name]); err != nil {
			return err
		}
	}
	return nil
}

// planService makes a service's containers what they are to be, and starts them.
func (b *builder) planService(s *service) error {
	if s.Provider != nil {
		return b.planProvider(s)
	}
	if b.starting() {
		b.toStart(s)
		if r := b.gradual(s); r != nil {
			return b.planRollout(s, r)
		}
	}
	for _, r := range s.replicas {
		if err := b.planReplica(r); err != nil {
			return err
		}
	}
	if !b.starting() {
		return nil
	}
	return b.planStart(s)
}

// leftBehind removes containers that no service has, or warns of them.
func (b *builder) leftBehind() {
	for _, c := range b.observed.hooks {
		if !runs(c) {
			b.remove(c, Reason{Code: ReasonLeftover, Text: "a hook that failed has left it"}, false)
		}
	}
	orphans := b.observed.leftBehind()
	if len(orphans) == 0 {
		return
	}
	if !b.in.Options.RemoveOrphans {
		if !b.in.Options.IgnoreOrphans {
			var names []string
			for _, c := range orphans {
				names = append(names, c.Name)
			}
			b.warn("containers that no service of the project has are left alone (--remove-orphans removes them): %s", strings.Join(names, ", "))
		}
		return
	}
	for _, c := range orphans {
		b.removeOrphan(c, false)
	}
}

func (b *builder) removeOrphan(c *driver.Container, volumes bool) string {
	reason := Reason{Code: ReasonOrphan, Text: "no service of the project has it"}
	if c.OneOff() {
		reason.Text = "it was made by run, and has ended"
	}
	id := b.remove(c, reason, volumes, b.stop(c, reason, nil)...)
	b.risk(RiskOrphan, id, "containers that no service of the project has are removed")
	return id
}
