package schema

import "slices"

// jobType makes the type of jobs.*.
func jobType(c *common) *Type {
	own := []Attr{
		{"profiles", &Type{Name: "a list of profiles", Accept: List, Elem: text, Unique: true}, "always enabled", "", servicesPage + "profiles", "Profiles that enable the job; one without profiles is always enabled."},
		{"triggers", triggersType(), "", "", jobsPage + "triggers", "What makes the job run."},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Required: []string{"triggers"},
		attrs: slices.Concat(own, containerAttrs(inJob, c), workloadAttrs(inJob)),
	}
}

func triggersType() *Type {
	schedule := &Type{
		Name: "a schedule", Accept: String | Map, Extensible: true, Required: []string{"cron"}, Long: longSchedule,
		attrs: []Attr{
			{"cron", &Type{Name: "a crontab expression", Accept: String, Format: Cron}, "", "", jobsPage + "schedule", "When the job runs: minute, hour, day of the month, month and day of the week."},
			{"timezone", text, "UTC", "", jobsPage + "schedule", "Time zone that the expression is read in, such as Europe/Paris."},
			{"concurrency", &Type{Accept: String, Enum: []string{"forbid", "queue"}}, "forbid", "", jobsPage + "schedule", "What is done when the job is still running: leave the run out (forbid) or wait (queue)."},
			{"missed_fires", &Type{Accept: String, Enum: []string{"one", "skip"}}, "one", "", jobsPage + "schedule", "What is done about runs that were missed: one run for all of them (one) or none (skip)."},
		},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, RequiredAny: []string{"manual", "schedule"},
		attrs: []Attr{
			{"manual", truth, "true", "", jobsPage + "triggers", "Whether the job may be run by hand."},
			{"schedule", &Type{Name: "a list of schedules", Accept: List, Elem: schedule}, "", "", jobsPage + "schedule", "Times at which the job runs by itself."},
		},
	}
}
