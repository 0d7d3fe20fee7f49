package run_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/driver/sim"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// shop is a project with a service that depends on another.
func shop() *loader.Result {
	result, err := composekit.Load(context.Background(), source.Map(map[string]string{"/shop/compose.yaml": `
services:
  web:
    image: nginx
    depends_on: [db]
  db:
    image: postgres
    configs: [motd]
configs:
  motd:
    content: hello
`}, source.Unix), nil, "/shop/compose.yaml")
	if err != nil {
		panic(err)
	}
	return result
}

// What docker compose up does: observe, plan, carry out, and all of that again if somebody else was at work at the same
// time. The engine is one in memory; docker.Open of driver/docker has a real one.
func ExampleExecutor_Converge() {
	engine := sim.New(sim.Config{Clock: host.Clock{}, Registry: map[string]sim.Image{"nginx": {}, "postgres": {}}})
	project := shop()

	x := &run.Executor{
		Driver:  engine,
		Clock:   host.Clock{},
		Content: func(source string) ([]byte, error) { return plan.Content(project.Project, source) },
		Notify: func(e run.Event) {
			if e.Step == "web-1/start" || e.Step == "db-1/start" {
				fmt.Println(e.Step, e.Phase)
			}
		},
	}
	up := func(ctx context.Context) (*plan.Plan, *driver.State, error) {
		in, err := x.Observe(ctx, plan.Input{Project: project.Project, Tree: project.Tree, Env: project.Env(),
			Options: plan.Options{Verb: plan.Up}})
		if err != nil {
			return nil, nil, err
		}
		p, err := plan.MakePlan(in)
		return p, in.State, err
	}

	report, err := x.Converge(context.Background(), up)
	var failed *run.Error
	switch {
	case errors.As(err, &failed):
		for _, f := range failed.Failures {
			fmt.Println(f.Step.ID, f.Err)
		}
	case err != nil: // no plan could be made
		fmt.Println(err)
	default:
		fmt.Println("changed:", report.Changed())
	}

	again, err := x.Converge(context.Background(), up)
	fmt.Println("changed:", again.Changed(), err)
	// Output:
	// db-1/start started
	// db-1/start done
	// web-1/start started
	// web-1/start done
	// changed: true
	// changed: false <nil>
}

// A plan that somebody has looked at is carried out on the state that it was made on, or not at all.
func ExampleExecutor_RunExactly() {
	ctx := context.Background()
	engine := sim.New(sim.Config{Clock: host.Clock{}, Images: map[string]sim.Image{"nginx": {}, "postgres": {}}})
	project := shop()
	x := &run.Executor{
		Driver: engine, Clock: host.Clock{},
		Content: func(source string) ([]byte, error) { return plan.Content(project.Project, source) },
	}
	in, err := x.Observe(ctx, plan.Input{Project: project.Project, Options: plan.Options{Verb: plan.Up}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := plan.MakePlan(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = x.RunExactly(ctx, p)
	fmt.Println(err)
	_, err = x.RunExactly(ctx, p) // there are containers now
	fmt.Println(errors.Is(err, driver.ErrConflict))
	// Output:
	// <nil>
	// true
}
