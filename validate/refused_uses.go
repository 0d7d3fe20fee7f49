package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// RefusedUse is what docker compose loads, and refuses as soon as it is to do something with it.
var RefusedUse = &diag.Def{Code: "refused-use", Severity: diag.Warning, Title: "what docker compose loads and does not run"}

// RefusedUses looks for what docker compose reads without complaint, and does not do.
var RefusedUses = &Rule{
	Name:  "refused-uses",
	Doc:   "docker compose loads some projects that it then refuses to start or to watch: up and watch tell, and config does not.",
	Codes: []*diag.Def{RefusedUse},
	Check: checkRefusedUses,
}

func checkRefusedUses(p *Pass) {
	for s := range p.Services() {
		p.refusedWatches(s)
		p.refusedHooks(s)
		if p.Full(RefusedUse) {
			return
		}
	}
	for _, name := range p.Project.JobNames() {
		if p.Full(RefusedUse) {
			return
		}
		if t := p.Project.Jobs[name].Triggers; t == nil || len(t.Schedule) == 0 {
			continue
		}
		job := pairOf(p.Tree.Get("jobs"), name)
		at := firstSpan(pairOf(job.Value.Get("triggers"), "schedule").Span(), job.Span())
		p.Report(RefusedUse.At(at, "nothing runs the job %s on a schedule, so the project is not started", name).
			Helped("leave the schedule out, and run the job by hand, or put it into a profile").
			About(syntax.Below("jobs", name)+".triggers.schedule").With("job", name))
	}
}

// refusedWatches looks for what cannot be done about watched files.
func (p *Pass) refusedWatches(s Service) {
	if s.Develop == nil || p.brokenAt(s, "develop", "build") {
		return
	}
	for i := range s.Develop.Watch {
		w := &s.Develop.Watch[i]
		var what, help string
		switch {
		case w.Action == model.WatchRebuild && s.Build == nil && !p.mayHoldOf(s.Name, "build", "extends"):
			what, help = "the action rebuild needs build, which "+s.Name+" does not have", "add build, or choose another action, such as restart"
		case w.Action == model.WatchSyncExec && len(w.Exec.Command) == 0:
			what, help = "the action sync+exec needs a command", "add exec, with the command that is run in the container"
		default:
			continue
		}
		rule := item(s.Node("develop", "watch"), i)
		p.Report(RefusedUse.At(firstSpan(spanOf(rule.Get("action")), spanOf(rule), s.pair.Span()), "%s", what).Helped("%s", help).
			About(s.Path()+".develop.watch["+strconv.Itoa(i)+"].action").With("service", s.Name))
	}
}

// refusedHooks looks for hooks that are to run for each container.
func (p *Pass) refusedHooks(s Service) {
	if len(s.PreStart) == 0 || p.brokenAt(s, "pre_start") {
		return
	}
	for i := range s.PreStart {
		if !s.PreStart[i].PerReplica {
			continue
		}
		hook := item(s.Node("pre_start"), i)
		at := firstSpan(pairOf(hook, "per_replica").Span(), spanOf(hook), s.pair.Span())
		p.Report(RefusedUse.At(at, "docker compose starts no service with a hook for each container").
			Helped("leave per_replica out: the hook then runs once, before the first container").
			About(s.Path()+".pre_start["+strconv.Itoa(i)+"].per_replica").With("service", s.Name))
	}
}
