package schema

import (
	"sync"
	"testing"
)

// The attributes of jobs and hooks are made on first use, which may be in several loads at once.
func TestLoadsMayMeetJobsAndHooksAtOnce(t *testing.T) {
	root := buildCompose()
	service := root.Child("services").Child("")
	job, hook := root.Child("jobs").Child(""), service.Child("pre_start").Elem
	if job.attrs != nil || hook.attrs != nil {
		t.Error("the attributes of jobs and hooks are made although nobody has met one")
	}
	var all sync.WaitGroup
	for range 8 {
		for _, met := range []*Type{service, job, hook} {
			all.Go(func() {
				if met.Attr("image") == nil || met.Attr("imgae") != nil {
					t.Error("attributes are not found by their names")
				}
				configs := met.Child("configs").Elem
				if len(configs.Attrs()) == 0 || len(configs.slots) == 0 {
					t.Error("what is below an attribute has no index")
				}
				if !met.Child("volumes").Holds(HasLong|HasPath) || met.Child("image").Holds(HasLong|HasFill|HasKey|HasPath) {
					t.Error("it is not known which parts an attribute holds")
				}
			})
		}
	}
	all.Wait()
}
