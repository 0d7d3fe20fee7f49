package run

import (
	"context"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/model"
)

// Observe returns an input with what is known of the engine now: Info, State and Now, and Proxy if the driver is a
// driver.Proxier. What was in these fields does not count. The error is the driver's.
//
// A plan of an observed input is one that can be carried out, and what Converge asks for each time:
//
//	func(ctx context.Context) (*plan.Plan, *driver.State, error) {
//		in, err := x.Observe(ctx, plan.Input{Project: project, Options: options})
//		if err != nil {
//			return nil, nil, err
//		}
//		p, err := plan.MakePlan(in)
//		return p, in.State, err
//	}
func (x *Executor) Observe(ctx context.Context, in plan.Input) (plan.Input, error) {
	info, err := x.Driver.Info(ctx)
	if err != nil {
		return in, err
	}
	project := in.Project
	if project == nil {
		project = &model.Project{Name: in.Name}
	}
	state, err := x.Driver.Observe(ctx, plan.SelectorFor(project, in.Options))
	if err != nil {
		return in, err
	}
	in.Info, in.State, in.Now = info, state, x.Clock.Now()
	if proxies, ok := driver.As[driver.Proxier](x.Driver); ok {
		in.Proxy = proxies.Proxy()
	}
	return in, nil
}
