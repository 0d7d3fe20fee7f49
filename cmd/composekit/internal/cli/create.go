package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/composekit/composekit/driver/plan"
)

// making are the options of commands that make containers: create, up and run.
type making struct {
	build, noBuild, removeOrphans, quietPull, quietBuild, yes bool
	forceRecreate, noRecreate                                 bool
	pull                                                      string
	scale                                                     []string
}

// pullPolicies are the values of --pull.
var pullPolicies = []string{"always", "never", "build", "missing", "if_not_present"}

func (m *making) declare(f *pflag.FlagSet) {
	f.BoolVar(&m.build, "build", false, "build images first")
	f.StringVar(&m.pull, "pull", "policy", `pull images first: "always", "missing" or "never"; "policy" as each service says`)
	f.BoolVar(&m.quietPull, "quiet-pull", false, "do not show how pulls go on")
	f.BoolVar(&m.removeOrphans, "remove-orphans", false, "remove containers of services that the project no longer has")
}

func (m *making) declareCreate(f *pflag.FlagSet) {
	m.declare(f)
	f.BoolVar(&m.forceRecreate, "force-recreate", false, "make containers anew even if nothing has changed")
	f.BoolVar(&m.noBuild, "no-build", false, "build no image, even if one is missing")
	f.BoolVar(&m.noRecreate, "no-recreate", false, "leave containers that exist as they are")
	f.StringArrayVar(&m.scale, "scale", nil, "number of containers of a service: SERVICE=NUMBER")
	f.BoolVarP(&m.yes, "yes", "y", false, "answer all questions with yes")
	renamed(f, map[string]string{"y": "yes"})
}

// options are the options of a plan. changed tells which were given.
func (m *making) options(a *app, verb plan.Verb, services []string, changed func(string) bool) (plan.Options, error) {
	o := plan.Options{
		Verb: verb, Services: services, ForceRecreate: m.forceRecreate, NoRecreate: m.noRecreate, BuildAll: m.build, NoBuild: m.noBuild,
		RemoveOrphans: m.removeOrphans, Quiet: m.quietPull, AllResources: a.global.allResources,
	}
	if verb == plan.Up && !changed("remove-orphans") {
		o.RemoveOrphans = a.settingOn("COMPOSE_REMOVE_ORPHANS")
	}
	o.IgnoreOrphans = a.settingOn("COMPOSE_IGNORE_ORPHANS")
	if changed("pull") && m.pull != "policy" {
		if !slices.Contains(pullPolicies, m.pull) {
			return o, fmt.Errorf("--pull is %q, but must be one of %s", m.pull, strings.Join(pullPolicies, ", "))
		}
		o.Pull = m.pull
	}
	a.global.quietBuilds = m.quietBuild
	var err error
	o.Scale, err = scales(m.scale)
	for _, c := range []struct {
		both        bool
		one, second string
	}{
		{m.build && m.noBuild, "--build", "--no-build"},
		{m.forceRecreate && m.noRecreate, "--force-recreate", "--no-recreate"},
		{o.IgnoreOrphans && o.RemoveOrphans, "COMPOSE_IGNORE_ORPHANS", "--remove-orphans"},
	} {
		if c.both {
			return o, fmt.Errorf("%s and %s are incompatible", c.one, c.second)
		}
	}
	return o, err
}

// scales reads SERVICE=NUMBER.
func scales(list []string) (map[string]int, error) {
	if len(list) == 0 {
		return nil, nil
	}
	out := map[string]int{}
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		n, err := strconv.Atoi(value)
		if !ok || name == "" || err != nil || n < 0 {
			return nil, fmt.Errorf("%q is no number of containers: write SERVICE=NUMBER", text)
		}
		out[name] = n
	}
	return out, nil
}

func setupCreate(a *app, cmd *cobra.Command) action {
	var m making
	m.declareCreate(cmd.Flags())
	return func(ctx context.Context, args []string) error {
		o, err := m.options(a, plan.Create, args, cmd.Flags().Changed)
		if err != nil {
			return err
		}
		o.RecreateVolumes = m.yes
		w, err := a.planProject(ctx, o)
		if err != nil {
			return err
		}
		if err := w.askForVolumes(); err != nil {
			return err
		}
		return w.carryOut(ctx)
	}
}

func setupScale(a *app, cmd *cobra.Command) action {
	noDeps := cmd.Flags().Bool("no-deps", false, "leave services alone that others depend on")
	return func(ctx context.Context, args []string) error {
		o := plan.Options{Verb: plan.Scale, NoDeps: *noDeps}
		var err error
		if o.Scale, err = scales(args); err != nil {
			return err
		}
		o.Services = sortedKeys(o.Scale)
		_, err = a.carryOutProject(ctx, o)
		return err
	}
}

// waited are the options of commands that wait until services are up.
type waited struct {
	wait        bool
	waitTimeout int
}

// declare declares them. What else --wait does is told behind its help.
func (w *waited) declare(f *pflag.FlagSet, besides string) {
	f.BoolVar(&w.wait, "wait", false, "wait until services are healthy, or running if they have no health check"+besides)
	f.IntVar(&w.waitTimeout, "wait-timeout", 0, "seconds to wait at most")
}

// addTo puts them among the options of a plan.
func (w *waited) addTo(o *plan.Options) error {
	if w.waitTimeout < 0 {
		return fmt.Errorf("--wait-timeout is %d, but must not be negative", w.waitTimeout)
	}
	o.Wait, o.WaitTimeout = w.wait, seconds(w.waitTimeout)
	return nil
}

// timeout is the option --timeout of commands that stop containers.
type timeout struct {
	seconds int
	flags   *pflag.FlagSet
}

func (t *timeout) declare(f *pflag.FlagSet) {
	t.flags = f
	f.IntVarP(&t.seconds, "timeout", "t", 0, "seconds to wait for containers to end before they are killed")
}

func (t *timeout) value() *time.Duration {
	if !t.flags.Changed("timeout") {
		return nil
	}
	d := seconds(t.seconds)
	return &d
}
