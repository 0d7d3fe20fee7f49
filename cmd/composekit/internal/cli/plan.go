package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver/plan"
)

// somethingToDo is the status of a plan with steps, where it is asked for: failed would say that there is no plan.
const somethingToDo = 2

func setupPlan(a *app, cmd *cobra.Command) action {
	c := &up{app: a, cmd: cmd}
	c.declare(cmd)
	f := cmd.Flags()
	for _, name := range []string{
		"abort-on-container-exit", "abort-on-container-failure", "attach", "attach-dependencies", "detach", "exit-code-from", "no-attach", "no-color",
		"menu", "no-log-prefix", "quiet-build", "quiet-pull", "timestamps", "watch",
	} {
		hide(f, name) // they do not change the plan
	}
	format := f.String("format", "text", "form of the output: text, json, dot or mermaid")
	output := f.StringP("output", "o", "", "file to write to, instead of standard output")
	exitCode := f.Bool("exit-code", false, "end with status 2 if there is something to do, and 0 if not")
	return func(ctx context.Context, args []string) error {
		o, err := c.options(args)
		if err != nil {
			return err
		}
		w, err := a.planProject(ctx, o)
		if err != nil {
			return err
		}
		text, err := planText(w.plan, *format)
		if err != nil {
			return err
		}
		if *output != "" {
			err = a.save(bytes.NewReader(text), *output)
		} else {
			_, err = a.Out.Write(text)
		}
		if err == nil && *exitCode && len(w.plan.Steps) > 0 {
			return exitStatus(somethingToDo)
		}
		return err
	}
}

// planText is a plan in one of its forms.
func planText(p *plan.Plan, format string) ([]byte, error) {
	switch format {
	case "text":
		return []byte(p.String()), nil
	case "json":
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err := enc.Encode(p)
		return b.Bytes(), err
	case "dot":
		return []byte(p.DOT()), nil
	case "mermaid":
		return []byte(p.Mermaid()), nil
	}
	return nil, fmt.Errorf("--format is %q, but must be one of text, json, dot, mermaid", format)
}

func setupApply(a *app, cmd *cobra.Command) action {
	accept := cmd.Flags().StringArray("accept", nil, `risks of the plan that are accepted: "data-loss", "downtime" or "orphan"`)
	yes := cmd.Flags().BoolP("yes", "y", false, "accept all risks")
	force := cmd.Flags().Bool("force", false, "carry the plan out even if what exists has changed since it was made")
	return func(ctx context.Context, args []string) error {
		p, err := a.readPlan(args[0])
		if err != nil {
			return err
		}
		for _, r := range p.Risks {
			if !*yes && !slices.Contains(*accept, string(r.Kind)) {
				return fmt.Errorf("the plan has a risk that was not accepted: %s: say --accept %s if that is what you want", r.Text, r.Kind)
			}
		}
		// The project is needed for the content of its secrets and configs, and for places; a plan can do without.
		w := &work{app: a, in: plan.Input{Name: p.Project, Options: plan.Options{Verb: p.Verb}}, plan: p}
		if project, name, err := a.projectOrName(ctx, nil); err == nil && name == p.Project {
			w.in.Project = project
		}
		if w.engine, err = a.engine(ctx); err != nil {
			return err
		}
		w.pretend()
		display, err := a.display(false)
		if err != nil {
			return err
		}
		do := w.once
		if *force {
			do = w.onAnyState
		}
		return w.carryOutShown(ctx, display, do)
	}
}

// readPlan reads a plan that the command plan wrote; - is standard input.
func (a *app) readPlan(name string) (*plan.Plan, error) {
	var text []byte
	var err error
	if name == "-" {
		name = "standard input"
		text, err = io.ReadAll(a.In)
	} else {
		text, err = os.ReadFile(a.path(name))
	}
	if err != nil {
		return nil, err
	}
	p := new(plan.Plan)
	if err := json.Unmarshal(text, p); err != nil {
		return nil, fmt.Errorf("%s is no plan of composekit plan --format json: %w", name, err)
	}
	if p.Project == "" || p.Verb == "" || p.Base.Selector.Project != p.Project {
		return nil, fmt.Errorf("%s is no plan of composekit plan --format json", name)
	}
	return p, nil
}
