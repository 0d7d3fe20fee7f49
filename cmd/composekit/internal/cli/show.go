package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/terminal"
)

// display is how the work of a command is shown. Attached says that logs will be printed below.
func (a *app) display(attached bool) (progress.Display, error) {
	mode, dry := a.global.progress, a.global.dryRun
	if mode == "" {
		mode = a.setting("COMPOSE_PROGRESS")
	}
	ansi := a.ansiMode()
	switch mode {
	case "", "auto":
		if ansi == "never" || a.Width == 0 {
			return progress.Plain(a.Err, dry), nil
		}
	case "tty":
		if ansi == "never" {
			return nil, errors.New("--progress tty needs control characters, which --ansi never forbids")
		}
	case "plain":
		if ansi == "always" {
			return nil, errors.New("--progress plain has no control characters, which --ansi always asks for")
		}
		return progress.Plain(a.Err, dry), nil
	case "json":
		return progress.JSON(a.Err, dry), nil
	case "quiet", "none":
		return progress.Quiet(), nil
	default:
		return nil, fmt.Errorf("the variable COMPOSE_PROGRESS is %q, but must be one of %s", mode, strings.Join(progressModes(), ", "))
	}
	return &progress.Terminal{
		W: a.Err, Size: a.terminalSize, Now: a.Now, Color: a.color(), DryRun: dry, Attached: attached,
	}, nil
}

// ansiMode is the option --ansi, or the variable that stands in for it.
func (a *app) ansiMode() string {
	a.mu.Lock()
	mode := a.ansi
	if mode == "" {
		a.ansi = a.global.ansi // for what is said while the variable is looked up
	}
	a.mu.Unlock()
	if mode != "" || a.global.given == nil {
		return cmp.Or(mode, a.global.ansi)
	}
	if !a.global.given("ansi") {
		mode = a.setting("COMPOSE_ANSI")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ansi = cmp.Or(mode, a.global.ansi)
	return a.ansi
}

// words are what is said of an operation while it is done and when it has been.
type words struct{ thing, doing, done string }

// wordsOf are the words for kinds of operations. What a person would not call a piece of work has none.
var wordsOf = map[driver.Kind]words{
	driver.KindPullImage:        {"Image ", "Pulling", "Pulled"},
	driver.KindBuildImage:       {"Image ", "Building", "Built"},
	driver.KindPushImage:        {"", "Pushing", "Pushed"},
	driver.KindRemoveImage:      {"Image ", "Removing", "Removed"},
	driver.KindCreateNetwork:    {"Network ", "Creating", "Created"},
	driver.KindRemoveNetwork:    {"Network ", "Removing", "Removed"},
	driver.KindCreateVolume:     {"Volume ", "Creating", "Created"},
	driver.KindRemoveVolume:     {"Volume ", "Removing", "Removed"},
	driver.KindCreateContainer:  {"Container ", "Creating", "Created"},
	driver.KindStartContainer:   {"Container ", "Starting", "Started"},
	driver.KindStopContainer:    {"Container ", "Stopping", "Stopped"},
	driver.KindKillContainer:    {"Container ", "Killing", "Killed"},
	driver.KindRestartContainer: {"Container ", "Restarting", "Started"},
	driver.KindRemoveContainer:  {"Container ", "Removing", "Removed"},
	driver.KindUpdateContainer:  {"Container ", "Updating", "Updated"},
	driver.KindPauseContainer:   {"Container ", "", "Paused"},
	driver.KindUnpauseContainer: {"Container ", "", "Unpaused"},
}

// wordsOfProviders are the words for what providers do. Not each of them can stop its service.
var wordsOfProviders = map[plan.ProviderCommand]words{
	plan.ProviderUp:   {"", "Creating", "Created"},
	plan.ProviderStop: {"", "", "Stopped"},
	plan.ProviderDown: {"", "Removing", "Removed"},
}

// wordsOfModels are the words for what is done about AI models.
var wordsOfModels = map[plan.ModelCommand]words{
	plan.ModelPull:      {"", "Pulling", "Pulled"},
	plan.ModelConfigure: {"", "Configuring", "Configured"},
}

// narrator tells a display what becomes of the steps of a plan. Its methods are called one at a time.
type narrator struct {
	display progress.Display
	// attached: once the first container has started the terminal belongs to the logs.
	attached bool
	// quietBuilds: of builds only begin and end are told.
	quietBuilds bool
	groups      map[string]*group
}

// group are steps that people see as one piece of work.
type group struct {
	began    bool
	left     int // steps of a replacement that are still to come
	recreate bool
}

func (w *work) narrator(d progress.Display, p *plan.Plan) *narrator {
	n := &narrator{display: d, attached: w.attached, quietBuilds: w.global.quietBuilds, groups: map[string]*group{}}
	made, removed := map[string]bool{}, map[string]bool{}
	for _, s := range p.Steps {
		switch op := s.Op.(type) {
		case *driver.CreateContainer:
			made[s.Group] = op.Spec.Labels[driver.LabelHook] == "" // that of a hook makes way for nothing
		case *driver.RemoveContainer:
			removed[s.Group] = true
		}
		if n.groups[s.Group] == nil {
			n.groups[s.Group] = &group{}
		}
		if replaces(&s) {
			n.groups[s.Group].left++
		}
	}
	for name, g := range n.groups {
		g.recreate = name != "" && made[name] && removed[name]
	}
	return n
}

// replaces reports whether a step is part of replacing one container by another, in a plan that does so.
func replaces(s *plan.Step) bool {
	switch s.Op.(type) {
	case *driver.CreateContainer, *driver.StopContainer, *driver.RemoveContainer, *driver.RenameContainer:
		return true
	}
	return false
}

// subject is what a step is done to and the words for it; false if nothing is said.
func (n *narrator) subject(s *plan.Step) (id string, w words, ok bool) {
	if s.Provider != nil {
		return s.Service, wordsOfProviders[s.Provider.Command], true
	}
	if s.Model != nil {
		return s.Model.Name, wordsOfModels[s.Model.Command], true
	}
	if s.Op == nil {
		return "", words{}, false
	}
	w, ok = wordsOf[driver.KindOf(s.Op)]
	if id = s.Group; id == "" || w.thing == "" {
		id = w.thing + driver.SubjectOf(s.Op)
	}
	return id, w, ok
}

// began is told that a step is being done.
func (n *narrator) began(s *plan.Step) {
	if g := n.groups[s.Group]; g.recreate && replaces(s) {
		if !g.began {
			g.began = true
			n.display.On(progress.Event{ID: s.Group, Text: "Recreate"})
		}
		return
	}
	if s.Wait != nil {
		for _, c := range awaited(s.Wait) {
			n.display.On(progress.Event{ID: "Container " + c.Name, Text: "Waiting"})
		}
		return
	}
	if id, w, ok := n.subject(s); ok && w.doing != "" {
		n.display.On(progress.Event{ID: id, Text: w.doing})
	}
}

// awaited are the containers of which something is awaited: nothing is of those that only come before.
func awaited(w *plan.Wait) []driver.Ref {
	if w.Condition == plan.ConditionElapsed {
		return nil
	}
	return w.Containers
}

// progressed is told how far a step has come.
func (n *narrator) progressed(s *plan.Step, p driver.Progress) {
	id, w, ok := n.subject(s)
	if s.Provider != nil {
		n.display.On(progress.Event{ID: id, Text: terminal.Unstyled(p.Text)})
		return
	}
	if !ok {
		return
	}
	if p.Part == "" {
		if _, builds := s.Op.(*driver.BuildImage); builds && !n.quietBuilds || s.Model != nil {
			for line := range strings.Lines(terminal.Unstyled(p.Text)) {
				n.display.On(progress.Event{ID: id, Text: w.doing, Details: strings.TrimRight(line, "\r\n")})
			}
		}
		return
	}
	e := progress.Event{ID: p.Part, Parent: id, Text: p.Text, Current: p.Current, Total: p.Total}
	switch p.Text {
	case "Pull complete", "Already exists", "Download complete", "Pushed", "Layer already exists":
		e.Status = progress.Done
	}
	n.display.On(e)
}

// ended is told that a step has been done, or that it failed.
func (n *narrator) ended(s *plan.Step, err error) {
	if err != nil {
		n.failed(s, err)
		return
	}
	if g := n.groups[s.Group]; g.recreate && replaces(s) {
		if g.left--; g.left == 0 {
			n.display.On(progress.Event{ID: s.Group, Text: "Recreated", Status: progress.Done})
		}
	} else if s.Wait != nil {
		text := map[plan.Condition]string{plan.ConditionCompleted: "Exited", plan.ConditionEnded: "Exited"}[s.Wait.Condition]
		if text == "" {
			text = "Healthy"
		}
		for _, c := range awaited(s.Wait) {
			n.display.On(progress.Event{ID: "Container " + c.Name, Text: text, Status: progress.Done})
		}
	} else if id, w, ok := n.subject(s); ok {
		n.display.On(progress.Event{ID: id, Text: w.done, Status: progress.Done})
	}
	if n.attached && s.Op != nil && driver.KindOf(s.Op) == driver.KindStartContainer {
		n.attached = false
		n.display.End()
	}
}

func (n *narrator) failed(s *plan.Step, err error) {
	e := progress.Event{Text: "Error", Details: terminal.Unstyled(firstLine(err.Error())), Status: progress.Failed}
	if s.Optional {
		e.Text, e.Status = "Warning", progress.Warning
		if errors.Is(err, driver.ErrConflict) && s.Op != nil && strings.HasSuffix(string(driver.KindOf(s.Op)), ".remove") {
			e.Text, e.Details = "Resource is still in use", ""
		}
	}
	switch id, _, ok := n.subject(s); {
	case ok:
		e.ID = id // as it was begun
	case s.Group != "":
		e.ID = s.Group
	case s.Wait != nil && len(s.Wait.Containers) > 0:
		e.ID = "Container " + s.Wait.Containers[0].Name
	case s.Op != nil:
		e.ID = "Container " + driver.SubjectOf(s.Op)
	default:
		e.ID = s.ID
	}
	n.display.On(e)
}
