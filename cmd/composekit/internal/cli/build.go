package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver/plan"
)

func setupBuild(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	o := plan.Options{Verb: plan.Build}
	args := f.StringArray("build-arg", nil, "arguments of the build: NAME=VALUE, or NAME to hand on ours")
	f.BoolVar(&o.NoCache, "no-cache", false, "use nothing of earlier builds")
	f.BoolVar(&o.PullBase, "pull", false, "pull images that others are built on, even if they are there")
	push := f.Bool("push", false, "push the images then")
	quiet := f.BoolP("quiet", "q", false, "do not show how builds go on")
	deps := f.Bool("with-dependencies", false, "build images, too, of services that others depend on")
	for _, old := range []string{"parallel", "compress", "force-rm", "no-rm"} {
		f.Bool(old, false, "")
		hide(f, old)
	}
	return func(ctx context.Context, services []string) error {
		o.Services, o.IncludeDeps = services, *deps
		var err error
		if o.BuildArgs, err = a.buildArgs(*args); err != nil {
			return err
		}
		if *quiet {
			a.global.progress = "quiet"
			o.Quiet = true
		}
		w, err := a.planProject(ctx, o)
		if err != nil {
			return err
		}
		if len(w.plan.Steps) == 0 {
			a.warn("no services to build")
		}
		if err := w.carryOut(ctx); err != nil || !*push {
			return err
		}
		return a.carryOutOn(ctx, w.engine, plan.Input{
			Project: w.in.Project, Tree: w.in.Tree, Options: plan.Options{Verb: plan.Push, Services: services, IncludeDeps: o.IncludeDeps},
		})
	}
}

// buildArgs reads NAME=VALUE; a name alone has our value.
func (a *app) buildArgs(list []string) (map[string]*string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	variables, err := a.environ()
	if err != nil {
		return nil, err
	}
	out := map[string]*string{}
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		if name == "" {
			return nil, fmt.Errorf("--build-arg is %q, but must be NAME=VALUE", text)
		}
		if ok {
			out[name] = &value
			continue
		}
		out[name] = nil
		for _, v := range variables {
			if k, value, _ := strings.Cut(v, "="); k == name {
				out[name] = &value
			}
		}
	}
	return out, nil
}
