package plan_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/internal/material"
)

// TestUpConverges takes each pair of Compose files of each story, with -short some of them. An engine that has the first one
// and is made to have the second, killed after any number of steps, has it after the next up: all
// containers under their names, none too many, and nothing left to do.
func TestUpConverges(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, a *txtar.Archive) {
		var files []string
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".yaml") {
				files = append(files, f.Name)
			}
		}
		var ways [][2]string
		for i, from := range files {
			for j := range files {
				ways = append(ways, [2]string{from, files[(i+1+j)%len(files)]}) // the next one first
			}
		}
		for _, way := range material.Sample(ways) {
			from, to := way[0], way[1]
			t.Run(from+"/"+to, func(t *testing.T) {
				total := 0
				kill := func(n int) {
					synctest.Test(t, func(t *testing.T) { total = crashAfter(t, a, from, to, n) })
					if t.Failed() {
						t.Fatalf("killed after %d of %d steps", n, total)
					}
				}
				kill(0)
				for n := total; n > 0; n -= material.Every(1) {
					kill(n)
				}
			})
		}
	})
}

// crashAfter carries out n steps of the way from one file to another, and looks whether the next
// run sets things right. The result is how many steps there are.
func crashAfter(t *testing.T, a *txtar.Archive, from, to string, n int) int {
	s := newStory(t, a)
	s.begin()
	for _, line := range s.lines {
		if strings.HasPrefix(line, "image ") {
			s.line(line)
		}
	}
	up := func(file string) (*plan.Plan, bool) {
		p, err := s.plan([]string{"up", file, "--remove-orphans", "--recreate-volumes", "--pull", "missing"})
		return p, err == nil
	}
	p, ok := up(from)
	if !ok {
		return -1 // the file is one that is refused
	}
	s.carryOut("up "+from, p)
	synctest.Wait()
	p, ok = up(to)
	if !ok {
		return -1
	}
	total := len(p.Steps)
	p.Steps = p.Steps[:min(n, total)]
	s.carryOut("the beginning of up "+to, p)
	synctest.Wait()
	if p, ok = up(to); !ok {
		t.Fatalf("%s cannot be planned", to)
	}
	s.carryOut("up "+to, p)
	synctest.Wait()
	have := func() *driver.State {
		state, err := s.engine.Observe(t.Context(), driver.Selector{Project: "shop"})
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	state := have()
	again, _ := up(to)
	sure := func(s plan.Step) bool { return s.Op != nil && len(s.When) == 0 }
	if slices.ContainsFunc(again.Steps, sure) {
		t.Errorf("after up %s something is left to do:\n%safter\n%s", to, again, p)
	}
	s.carryOut("up "+to+" again", again)
	same := func(x, y driver.Container) bool { return x.ID == y.ID && x.Started.Equal(y.Started) }
	if !slices.EqualFunc(state.Containers, have().Containers, same) {
		t.Errorf("after up %s something was left to do:\n%safter\n%s", to, again, p)
	}
	for _, c := range state.Containers {
		want := c.Labels[driver.LabelProject] + "-" + c.Service() + "-" + c.Labels[driver.LabelNumber]
		if named := s.input([]string{"up", to}).Project.Services[c.Service()]; named != nil && named.ContainerName != "" {
			want = named.ContainerName
		}
		if c.Name != want || c.Status != driver.StatusRunning && c.Status != driver.StatusExited {
			t.Errorf("container %s of %s-%d is %s", c.Name, c.Service(), c.Number(), c.Status)
		}
	}
	return total
}
