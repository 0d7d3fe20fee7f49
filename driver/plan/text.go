package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
)

// String is the plan for people: each step with what it is done to, what it comes after, and why.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", p.Verb, p.Project, count(len(p.Steps), "step"))
	for i := range p.Steps {
		p.Steps[i].write(&b)
	}
	for _, r := range p.Rollouts {
		fmt.Fprintf(&b, "rollout of %s: %s, on failure %s", r.Service, count(r.Containers, "container"), r.Action)
		if r.MaxFailureRatio > 0 {
			fmt.Fprintf(&b, " if more than %g of them fail", r.MaxFailureRatio)
		}
		b.WriteByte('\n')
	}
	for _, r := range p.Risks {
		fmt.Fprintf(&b, "risk %s: %s (%s)\n", r.Kind, r.Text, strings.Join(r.Steps, ", "))
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (s *Step) write(b *strings.Builder) {
	fmt.Fprintf(b, "%s: %s", s.ID, s.what())
	if len(s.After) > 0 {
		fmt.Fprintf(b, " <- %s", strings.Join(s.After, ", "))
	}
	if len(s.Settled) > 0 {
		fmt.Fprintf(b, ", whatever comes of %s", strings.Join(s.Settled, ", "))
	}
	b.WriteByte('\n')
	fmt.Fprintf(b, "    %s: %s\n", s.Reason.Code, s.Reason.Text)
	for _, w := range s.When {
		switch {
		case w.Missing:
			fmt.Fprintf(b, "    only if there is no image %s\n", w.Image)
		case w.Container != "":
			fmt.Fprintf(b, "    only if %s makes another configuration than %s\n", w.Container, short(w.From))
		default:
			fmt.Fprintf(b, "    only if image %s is not %s\n", w.Image, short(w.From))
		}
	}
	for _, c := range s.Reason.Changes {
		fmt.Fprintf(b, "    %s\n", c.String())
	}
	if s.Optional {
		b.WriteString("    a failure is a warning\n")
	}
}

// String is the change for people: PATH: FROM -> TO (PLACE).
func (c Change) String() string {
	text := c.Path + ": " + unset(c.From) + " -> " + unset(c.To)
	if c.Place != "" {
		text += " (" + c.Place + ")"
	}
	return text
}

func unset(value string) string {
	if value == "" {
		return "unset"
	}
	return fmt.Sprintf("%q", value)
}

// short is a digest as people see it.
func short(digest string) string {
	text := strings.TrimPrefix(digest, "sha256:")
	return text[:min(idLength, len(text))]
}

// what is the operation, the call or the wait of a step.
func (s *Step) what() string {
	if s.Wait != nil {
		return s.Wait.String()
	}
	if s.Provider != nil {
		return s.Provider.String() + " " + s.Service
	}
	if s.Model != nil {
		return s.Model.String()
	}
	text := string(driver.KindOf(s.Op)) + " " + driver.SubjectOf(s.Op)
	switch op := s.Op.(type) {
	case *driver.RenameContainer:
		text += " to " + op.Name
	case *driver.ConnectNetwork:
		text += " to " + op.Network
		if len(op.Endpoint.Aliases) > 0 {
			text += " as " + strings.Join(op.Endpoint.Aliases, ", ")
		}
	case *driver.DisconnectNetwork:
		text += " from " + op.Network
	case *driver.ExecContainer:
		text += " " + fmt.Sprintf("%q", op.Command)
	case *driver.CopyInto:
		for _, f := range op.Files {
			text += " " + f.Source + " to " + f.Target
		}
	case *driver.StopContainer:
		if op.Timeout != nil {
			text += " within " + op.Timeout.String()
		}
	case *driver.KillContainer:
		if op.Signal != "" {
			text += " with " + op.Signal
		}
	case *driver.RemoveContainer:
		if op.Volumes {
			text += " and its volumes without a name"
		}
	case *driver.CreateContainer:
		text += " of " + op.Spec.Image
	}
	return text
}

// String is the call for people, without the service: its options are the program's own business.
func (c *ProviderCall) String() string { return "provider " + c.Type + " " + string(c.Command) }

// String is the call for people.
func (c *ModelCall) String() string {
	var with []string
	if c.ContextSize > 0 {
		with = append(with, fmt.Sprintf("a context of %d", c.ContextSize))
	}
	if len(c.RuntimeFlags) > 0 {
		with = append(with, fmt.Sprintf("the flags %q", c.RuntimeFlags))
	}
	text := "model " + string(c.Command) + " " + c.Model
	if len(with) > 0 {
		text += " with " + strings.Join(with, " and ")
	}
	return text
}

// String is the wait for people.
func (w *Wait) String() string {
	var names []string
	for _, c := range w.Containers {
		names = append(names, c.Name)
	}
	text := "wait " + strings.Join(names, ", ") + " " + string(w.Condition)
	switch {
	case w.Condition == ConditionElapsed && w.Monitor > 0:
		text = "wait"
	case w.Condition == ConditionElapsed:
		text = "wait " + strings.Join(names, ", ") + " started or failed"
	}
	if w.Monitor > 0 {
		text += " for " + w.Monitor.String()
	}
	if w.Timeout > 0 {
		text += ", at most " + w.Timeout.Round(time.Millisecond).String()
	}
	return text
}

// DOT is the plan as a graph in the language of Graphviz.
func (p *Plan) DOT() string {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n\trankdir=LR;\n\tnode [shape=box];\n", string(p.Verb)+" "+p.Project)
	for i := range p.Steps {
		s := &p.Steps[i]
		style := ""
		if s.Optional || len(s.When) > 0 {
			style = ", style=dashed"
		}
		fmt.Fprintf(&b, "\t%q [label=%q%s];\n", s.ID, s.ID+"\n"+s.what(), style)
		for _, after := range s.After {
			fmt.Fprintf(&b, "\t%q -> %q;\n", after, s.ID)
		}
		for _, after := range s.Settled {
			fmt.Fprintf(&b, "\t%q -> %q [style=dashed];\n", after, s.ID)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Mermaid is the plan as a flowchart in the language of Mermaid.
func (p *Plan) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	number := map[string]int{}
	for i := range p.Steps {
		s := &p.Steps[i]
		number[s.ID] = i + 1
		label := strings.NewReplacer(`"`, "#quot;", "\n", " ").Replace(s.ID + "<br>" + s.what())
		fmt.Fprintf(&b, "  s%d[\"%s\"]\n", i+1, label)
		for _, after := range s.After {
			fmt.Fprintf(&b, "  s%d --> s%d\n", number[after], i+1)
		}
		for _, after := range s.Settled {
			fmt.Fprintf(&b, "  s%d -.-> s%d\n", number[after], i+1)
		}
	}
	return b.String()
}
