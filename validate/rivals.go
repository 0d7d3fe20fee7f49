package validate

import (
	"math"

	"github.com/composekit/composekit/model"
)

// rivals are services that want the same thing of the host. Of those with which a service is meant to run
// at the same time they know the one that comes first by a number that each is given.
type rivals struct {
	first, always int32            // of all, and of those that no profile is needed for
	profiles      map[string]int32 // the first that each profile enables
}

// noOne comes after all.
const noOne int32 = math.MaxInt32

var noRivals = rivals{first: noOne, always: noOne}

func (r *rivals) add(s *model.Service, number int32) {
	r.first = min(r.first, number)
	if len(s.Profiles) == 0 {
		r.always = min(r.always, number)
		return
	}
	if r.profiles == nil {
		r.profiles = make(map[string]int32, len(s.Profiles))
	}
	for _, profile := range s.Profiles {
		if known, set := r.profiles[profile]; !set || number < known {
			r.profiles[profile] = number
		}
	}
}

// of is the first that is meant to run at the same time as a service: one of the two always is, or a
// profile enables both.
func (r *rivals) of(s *model.Service) int32 {
	if len(s.Profiles) == 0 {
		return r.first
	}
	first := r.always
	for _, profile := range s.Profiles {
		if number, set := r.profiles[profile]; set {
			first = min(first, number)
		}
	}
	return first
}
