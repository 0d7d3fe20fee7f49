package docker_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/moby/moby/client"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

// TestRefusedValues holds the rules about what engines refuse to what an engine does.
func TestRefusedValues(t *testing.T) {
	text, err := os.ReadFile("testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	d := enginetest.Open(t)
	enginetest.Images(t, "ck-probe")
	ping, err := enginetest.Client(t).Ping(t.Context(), client.PingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	refused, asked := false, true
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] != ' ':
			refused, asked = line != "taken", true
			if _, from, ok := strings.Cut(line, " from "); ok {
				asked = later(t, ping.APIVersion, from)
			}
		default:
			refused, asked := refused, asked // as they are now
			t.Run(strconv.Itoa(i+1), func(t *testing.T) {
				t.Parallel()
				testRefusal(t, d, strings.TrimSpace(line), refused, asked)
			})
		}
	}
}

// testRefusal loads a project with a line, and, if the engine is asked, carries it out.
func testRefusal(t *testing.T, d *docker.Driver, line string, refused, asked bool) {
	attributes, top, _ := strings.Cut(line, " + ")
	image := "image: ck-probe, "
	if strings.HasPrefix(attributes, "image:") {
		image = ""
	}
	project := enginetest.Project(t, d)
	file := fmt.Sprintf("name: %s\nservices: {web: {%scommand: [/bin/probe, forever], stop_grace_period: 0s, %s}}\n%s\n", project, image, attributes, top)
	result, err := composekit.Load(t.Context(), source.Map(map[string]string{"/p/compose.yaml": file}, source.Unix), nil, "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	warned := 0
	for _, found := range result.Diagnostics {
		if found.Def == validate.RefusedValue || found.Def == validate.BadImage {
			warned++
		} else {
			t.Errorf("%s: also found: %v", line, found)
		}
	}
	if (warned > 0) != refused || result.Diagnostics.HasErrors() {
		t.Errorf("%s: findings are %v", line, result.Diagnostics)
	}
	if !asked {
		return
	}
	x := &run.Executor{Driver: d, Clock: host.Clock{}}
	_, err = x.Converge(t.Context(), func(ctx context.Context) (*plan.Plan, *driver.State, error) {
		in, err := x.Observe(ctx, plan.Input{
			Project: result.Project, Tree: result.Tree, Env: result.Env(), Options: plan.Options{Verb: plan.Up},
		})
		if err != nil {
			return nil, nil, err
		}
		p, err := plan.MakePlan(in)
		return p, in.State, err
	})
	if (err != nil) != refused {
		t.Errorf("%s: the engine says %v", line, err)
	}
}

// later reports whether a version of the engine's API is another one or a later one.
func later(t *testing.T, have, want string) bool {
	t.Helper()
	var a, b [2]int
	for text, to := range map[string]*[2]int{have: &a, want: &b} {
		if _, err := fmt.Sscanf(text, "%d.%d", &to[0], &to[1]); err != nil {
			t.Fatal(err)
		}
	}
	return a[0] > b[0] || a[0] == b[0] && a[1] >= b[1]
}
