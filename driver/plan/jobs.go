package plan

import (
	"errors"
	"fmt"
	"strings"
)

// Jobs are run by hand only, as services (Run, of a project by model.Project.WithJobAsService). What starts
// projects refuses those that are to run on a schedule, for nobody would see to that.

// withoutSchedules is the error for a project with enabled jobs that are to run on a schedule.
func (in *Input) withoutSchedules() error {
	var errs []error
	for _, name := range in.Project.JobNames() {
		if t := in.Project.Jobs[name].Triggers; t != nil && len(t.Schedule) > 0 {
			errs = append(errs, fmt.Errorf("job %s is to run on a schedule, which nothing here sees to: take its triggers.schedule away, or put it into a profile%s",
				name, in.at("jobs", name, "triggers", "schedule")))
		}
	}
	return errors.Join(errs...)
}

// warnOfJobs says that the jobs of a project are left alone.
func (b *builder) warnOfJobs() {
	if names := b.project.JobNames(); len(names) > 0 {
		b.warn("jobs are not started with the project, but run by hand: %s", strings.Join(names, ", "))
	}
}
