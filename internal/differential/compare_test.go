package differential

import (
	"fmt"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// aspect is what two outcomes are compared in.
type aspect string

const (
	verdict aspect = "verdict" // accepted or refused
	reason  aspect = "reason"  // why it is refused
	project aspect = "project" // types.Project
	yaml    aspect = "YAML"
	json    aspect = "JSON"
)

// difference is a place in which two outcomes differ.
type difference struct {
	aspect       aspect
	path         string // of a value in a project
	ours, theirs string
}

func (d difference) String() string {
	if d.path != "" {
		return fmt.Sprintf("%s %s: ours %s, theirs %s", d.aspect, d.path, d.ours, d.theirs)
	}
	return fmt.Sprintf("%s: ours %q, theirs %q", d.aspect, d.ours, d.theirs)
}

// compare are the differences of two outcomes.
func compare(ours, theirs outcome) []difference {
	switch {
	case (ours.refusal == nil) != (theirs.refusal == nil):
		return []difference{{aspect: verdict, ours: ours.message(), theirs: theirs.message()}}
	case ours.refusal != nil:
		if sameReason(ours.codes, theirs.message()) {
			return nil
		}
		return []difference{{aspect: reason, ours: ours.message(), theirs: theirs.message()}}
	}
	out := compareProjects(ours.project, theirs.project)
	out = append(out, compareText(yaml, ours.yaml, theirs.yaml)...)
	return append(out, compareText(json, ours.json, theirs.json)...)
}

// compareProjects are the places in which two projects differ. Whether an empty list or mapping
// is nil or not says nothing.
func compareProjects(ours, theirs *types.Project) []difference {
	if ours == nil || theirs == nil {
		return nil
	}
	var r reporter
	cmp.Equal(ours, theirs, cmpopts.IgnoreUnexported(types.SecretConfig{}, types.ConfigObjConfig{}),
		cmpopts.EquateEmpty(), cmpopts.EquateNaNs(), cmp.Reporter(&r))
	return r.found
}

// reporter collects the places at which go-cmp finds a difference.
type reporter struct {
	path  cmp.Path
	found []difference
}

// PushStep implements the interface that cmp.Reporter asks for.
func (r *reporter) PushStep(s cmp.PathStep) { r.path = append(r.path, s) }

// PopStep implements the interface that cmp.Reporter asks for.
func (r *reporter) PopStep() { r.path = r.path[:len(r.path)-1] }

// Report implements the interface that cmp.Reporter asks for.
func (r *reporter) Report(result cmp.Result) {
	if result.Equal() {
		return
	}
	a, b := r.path.Last().Values()
	r.found = append(r.found, difference{project, r.path.GoString(), fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)})
}

// compareText are the runs of lines in which two texts differ.
func compareText(a aspect, ours, theirs string) []difference {
	if ours == theirs {
		return nil
	}
	x, y := strings.SplitAfter(ours, "\n"), strings.SplitAfter(theirs, "\n")
	var out []difference
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		if i < len(x) && j < len(y) && x[i] == y[j] {
			i, j = i+1, j+1
			continue
		}
		k, l := nextCommon(x[i:], y[j:])
		out = append(out, difference{aspect: a, ours: strings.Join(x[i:i+k], ""), theirs: strings.Join(y[j:j+l], "")})
		i, j = i+k, j+l
	}
	return out
}

// nextCommon is how many lines both sides must skip to be at a common one: as few as possible.
func nextCommon(x, y []string) (i, j int) {
	for sum := 1; sum <= len(x)+len(y); sum++ {
		for i := max(0, sum-len(y)); i <= min(sum, len(x)); i++ {
			if j := sum - i; i < len(x) && j < len(y) && x[i] == y[j] {
				return i, j
			}
		}
	}
	return len(x), len(y)
}
