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
		if sameReason(ours, theirs.message()) {
			return nil
		}
		return []difference{{aspect: reason, ours: ours.message(), theirs: theirs.message()}}
	}
	out := compareProjects(ours.project, theirs.project)
	out = append(out, compareText(yaml, ours.yaml, theirs.yaml)...)
	return append(out, compareText(json, ours.json, theirs.json)...)
}

// compareProjects are the places in which two projects differ. Whether an empty list or mapping
// is nil or not says nothing. The environment is the process's: ours leaves it to the caller.
func compareProjects(ours, theirs *types.Project) []difference {
	if ours == nil || theirs == nil {
		return nil
	}
	var r reporter
	cmp.Equal(ours, theirs, cmpopts.IgnoreUnexported(types.SecretConfig{}, types.ConfigObjConfig{}), cmpopts.IgnoreFields(types.Project{}, "Environment"),
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
func compareText(a aspect, ours, theirs string) (out []difference) {
	if ours == theirs {
		return nil
	}
	x, y := strings.SplitAfter(ours, "\n"), strings.SplitAfter(theirs, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	const most = 2000
	if len(x) > most || len(y) > most {
		return []difference{{aspect: a, ours: strings.Join(x, ""), theirs: strings.Join(y, "")}}
	}
	common := commonLines(x, y)
	for len(x) > 0 || len(y) > 0 {
		var d difference
		for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
			x, y = x[1:], y[1:]
		}
		for len(x)+len(y) > 0 && (len(x) == 0 || len(y) == 0 || x[0] != y[0]) {
			if len(y) == 0 || len(x) > 0 && common(len(x)-1, len(y)) >= common(len(x), len(y)-1) {
				d.ours, x = d.ours+x[0], x[1:]
			} else {
				d.theirs, y = d.theirs+y[0], y[1:]
			}
		}
		if d.ours != d.theirs {
			d.aspect = a
			out = append(out, d)
		}
	}
	return out
}

// commonLines gives the length of the longest common subsequence of the last i lines of x and
// the last j of y.
func commonLines(x, y []string) func(i, j int) int {
	table := make([][]int16, len(x)+1)
	for i := range table {
		table[i] = make([]int16, len(y)+1)
		for j := 1; j <= len(y) && i > 0; j++ {
			if x[len(x)-i] == y[len(y)-j] {
				table[i][j] = table[i-1][j-1] + 1
			} else {
				table[i][j] = max(table[i-1][j], table[i][j-1])
			}
		}
	}
	return func(i, j int) int { return int(table[i][j]) }
}
