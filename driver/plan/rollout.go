package plan

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// rollout is how a service's containers are replaced gradually, as deploy.update_config says.
type rollout struct {
	*model.UpdateConfig
	replaced   []*replica
	parallel   int
	startFirst bool
}

// usualMonitor is how long a new container is watched where update_config does not say: Swarm's
// default.
const usualMonitor = 5 * time.Second

// gradual is the rollout of a service; nil if none of its containers is replaced, or it has no
// update_config.
func (b *builder) gradual(s *service) *rollout {
	if s.Deploy == nil || s.Deploy.UpdateConfig == nil {
		return nil
	}
	o := &rollout{UpdateConfig: s.Deploy.UpdateConfig, parallel: 1}
	for _, r := range s.replicas {
		// One that may be replaced, or else is to be started, serves nobody until then.
		idle := r.old != nil && !r.change.always && (b.startsOld(s, r.old) || b.surelyStopped(r.old))
		if r.old != nil && r.change.any() && !r.cleared && !idle {
			o.replaced = append(o.replaced, r)
		}
	}
	if len(o.replaced) == 0 {
		return nil
	}
	if n := o.Parallelism; n != nil {
		if o.parallel = int(*n); *n == 0 {
			o.parallel = len(o.replaced)
		}
	}
	if o.startFirst = o.Order == "start-first"; o.startFirst {
		if reason := b.exclusive(s, o); reason != "" {
			b.warn("service %s is updated stop-first, for %s can be had by one container at a time%s",
				s.Name, reason, b.in.at("services", s.Name, "deploy", "update_config", "order"))
			o.startFirst = false
		}
	}
	return o
}

// exclusive is what a new container cannot have while the old one runs; "" for nothing.
func (b *builder) exclusive(s *service, o *rollout) string {
	for _, p := range s.Ports {
		if p.Published != "" && p.Published != "0" && !strings.Contains(p.Published, "-") {
			return "the published port " + p.Published
		}
	}
	for _, key := range networksByPriority(s.Service) {
		if n := s.Networks[key]; n != nil && (n.IPv4Address != "" || n.IPv6Address != "" || n.MACAddress != "") {
			return "the fixed address on network " + key
		}
	}
	if s.MACAddress != "" {
		return "mac_address"
	}
	for _, r := range o.replaced {
		if b.stops[r.old.ID] != "" {
			return "the network that is made anew"
		}
	}
	return ""
}

// planRollout replaces a service's containers some at a time. The next ones follow when the last
// ones are up and have stayed so for a while. Those that are replaced are kept, stopped and under
// another name, until all have been replaced.
func (b *builder) planRollout(s *service, o *rollout) error {
	for _, r := range s.replicas {
		if !slices.Contains(o.replaced, r) {
			if err := b.planReplica(r); err != nil {
				return err
			}
		}
	}
	ready, err := b.awaitDependencies(s)
	if err != nil {
		return err
	}
	b.rollout, b.parallel = s.Name, o.parallel
	defer func() { b.rollout = "" }()
	action := o.FailureAction
	if action == "" {
		action = "pause"
	}
	b.rollouts = append(b.rollouts, Rollout{Service: s.Name, Containers: len(o.replaced), MaxFailureRatio: o.MaxFailureRatio, Action: action})
	var gates, gate []string // of all, and of those that the next ones wait for
	number := 0
	for batch := range slices.Chunk(o.replaced, o.parallel) {
		if number++; number > 1 {
			gate = b.pause(s, o, number-1, batch, gate)
		}
		var passed []string
		for _, r := range batch {
			id, err := b.roll(s, o, r, ready, gate)
			if err != nil {
				return err
			}
			passed = append(passed, id, b.stops[r.old.ID])
			gates = append(gates, id)
		}
		gate = passed
	}
	for _, r := range o.replaced {
		b.discard(r, append(slices.Concat(gates, r.started), b.stops[r.old.ID]), nil) // one that does not run is not stopped
	}
	b.rollout = ""
	for _, r := range s.replicas {
		if r.starts && !slices.Contains(o.replaced, r) {
			if err := b.startReplica(s, r, ready); err != nil {
				return err
			}
		}
	}
	return nil
}

// pause is the time between one group of containers and the next.
func (b *builder) pause(s *service, o *rollout, number int, next []*replica, after []string) []string {
	if o.Delay <= 0 {
		return after
	}
	var when change
	for _, r := range next {
		when.join(r.change)
	}
	return []string{b.add(Step{
		ID:   s.Name + "/delay-" + strconv.Itoa(number),
		Wait: &Wait{Condition: ConditionElapsed, Monitor: time.Duration(o.Delay)}, Service: s.Name, Group: "Service " + s.Name,
		When: when.conditions(), Reason: Reason{Code: ReasonPolicy, Text: "update_config.delay"},
	}, after...)}
}

// roll replaces one container. The result is the step after which the new one is taken to be
// well.
func (b *builder) roll(s *service, o *rollout, r *replica, ready, gate []string) (string, error) {
	if o.startFirst {
		return b.rollStartFirst(s, o, r, ready, gate)
	}
	if err := b.replace(r, gate...); err != nil {
		return "", err
	}
	before, err := b.preStartOnce(s, o, r, ready)
	if err != nil {
		return "", err
	}
	if err := b.startReplica(s, r, before); err != nil {
		return "", err
	}
	id := b.gate(s, o, r, driver.Ref{Name: r.name}, r.started)
	r.started = append(r.started, id)
	return id, nil
}

// rollStartFirst starts the new container under a temporary name beside the old one, and stops
// the old one when the new one is well.
func (b *builder) rollStartFirst(s *service, o *rollout, r *replica, ready, gate []string) (string, error) {
	b.restoreName(r)
	when := r.change.conditions()
	temporary := temporaryName(r.old, r.name)
	c := driver.Ref{Name: temporary}
	made, err := b.creation(r, temporary, r.old, gate...)
	if err != nil {
		return "", err
	}
	cause := Reason{Code: ReasonReplaced, Text: "it is replaced"}
	before, err := b.preStartOnce(s, o, r, append(slices.Clone(ready), made...))
	if err != nil {
		return "", err
	}
	reason := r.reason
	reason.Changes = nil // its creation tells
	started, err := b.start(s, r, c, reason, when, made, before)
	if err != nil {
		return "", err
	}
	id := b.gate(s, o, r, c, started)
	free := append([]string{id}, r.renamed...)
	if r.hasName() {
		free = []string{b.retire(r, when, free...)}
	}
	r.present = append(r.present, b.rename(r, "rename", temporary, c, cause, when, free...))
	b.stop(r.old, cause, when, r.present...)
	r.started = append(slices.Clone(r.present), id)
	return id, nil
}

// preStartOnce runs pre_start hooks before the first container, if all are replaced.
func (b *builder) preStartOnce(s *service, o *rollout, r *replica, ready []string) ([]string, error) {
	if r != o.replaced[0] || len(o.replaced) < len(s.replicas) {
		return ready, nil
	}
	return b.preStart(s, r, ready, false)
}

// gate waits until a new container is well.
func (b *builder) gate(s *service, o *rollout, r *replica, c driver.Ref, after []string) string {
	monitor := time.Duration(o.Monitor)
	if monitor == 0 {
		monitor = usualMonitor
	}
	return b.add(Step{
		ID:   r.thing() + "/well",
		Wait: &Wait{Containers: []driver.Ref{c}, Condition: ConditionReady, Monitor: monitor, Timeout: b.in.Options.WaitTimeout},
		When: r.change.conditions(), Service: s.Name, Group: "Container " + r.name,
		Reason: Reason{Code: ReasonPolicy, Text: "update_config.monitor"},
	}, after...)
}
