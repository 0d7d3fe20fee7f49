package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
)

// Base is the state that a plan was made on, as far as a plan can depend on it: enough to tell
// whether the state is still the same, and what has changed otherwise.
type Base struct {
	// Selector is what was observed.
	Selector driver.Selector `json:"selector"`
	// Things are what was there, by kind and name: "container shop-web-1".
	Things map[string]Facts `json:"things,omitempty"`
}

// Facts are what counts of a thing, by names for people: id, status, …
type Facts map[string]string

// Differences are what of a state is not as it was, for people, sorted; none if all is. What
// changes by itself as time goes by, such as how long a container has been up or that it has
// become healthy, is no difference. The state must have been observed with b.Selector.
func (b Base) Differences(now *driver.State) []string {
	are := thingsOf(now)
	var out []string
	for _, thing := range slices.Sorted(maps.Keys(b.Things)) {
		if facts, there := are[thing]; there {
			for _, d := range b.Things[thing].differences(facts) {
				out = append(out, thing+": "+d)
			}
			continue
		}
		out = append(out, thing+": it is gone")
	}
	for _, thing := range slices.Sorted(maps.Keys(are)) {
		if _, there := b.Things[thing]; !there {
			out = append(out, thing+": it was not there")
		}
	}
	return out
}

// differences from other facts of the same thing. One that has been replaced differs in that alone.
func (f Facts) differences(now Facts) []string {
	if f[factID] != now[factID] {
		return []string{"it is another one of the same name"}
	}
	var out []string
	for _, name := range unionOf(f, now) {
		was, is := f[name], now[name]
		if was == is || name == factHealth && was == string(driver.HealthStarting) {
			continue
		}
		if name == factLabels {
			out = append(out, "its labels are others")
			continue
		}
		out = append(out, fmt.Sprintf("%s was %s, is %s", name, orNothing(was), orNothing(is)))
	}
	return out
}

func orNothing(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// What is never changed without another ID is not among the facts of things that have one.
const (
	factID       = "id"
	factStatus   = "status"
	factExit     = "exit status"
	factHealth   = "health"
	factNetworks = "network"
	factDriver   = "driver"
	factLabels   = "labels" // their digest
)

func thingsOf(s *driver.State) map[string]Facts {
	if s == nil {
		return nil
	}
	out := map[string]Facts{}
	for _, c := range s.Containers {
		facts := Facts{factID: c.ID, factStatus: string(c.Status)}
		if c.Status == driver.StatusExited {
			facts[factExit] = strconv.Itoa(c.ExitCode)
		}
		if c.Health != driver.HealthNone {
			facts[factHealth] = string(c.Health)
		}
		var networks []string
		for _, n := range c.Networks {
			networks = append(networks, n.Name)
		}
		if len(networks) > 0 {
			facts[factNetworks] = strings.Join(networks, ", ")
		}
		out["container "+c.Name] = facts
	}
	for _, n := range s.Networks {
		thing := "network " + n.Name
		if same, several := out[thing]; several {
			same[factID] += ", " + n.ID
			continue
		}
		// Some engines make the ID of the name.
		out[thing] = Facts{factID: n.ID, factDriver: n.Driver, factLabels: digest(n.Labels)}
	}
	for _, v := range s.Volumes {
		out["volume "+v.Name] = Facts{factDriver: v.Driver, factLabels: digest(v.Labels)}
	}
	for reference, image := range s.Images {
		out["image "+reference] = Facts{factID: image.ID}
	}
	return out
}

// digest is a short text that differs where labels do.
func digest(labels driver.Labels) string {
	if len(labels) == 0 {
		return ""
	}
	text, err := json.Marshal(labels)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// given is what a plan for an input is made on.
func (in *Input) given() Base {
	p := in.Project
	if p == nil {
		p = &model.Project{Name: in.Name}
	}
	return Base{Selector: SelectorFor(p, in.Options), Things: thingsOf(in.State)}
}
