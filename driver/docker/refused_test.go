package docker_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/moby/moby/client"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// TestRefusedValues holds the rules about what engines refuse to what an engine does.
func TestRefusedValues(t *testing.T) {
	d := enginetest.Open(t)
	enginetest.Images(t, "ck-probe")
	ping, err := enginetest.Client(t).Ping(t.Context(), client.PingOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range refusedLines(t) {
		t.Run(strconv.Itoa(l.number), func(t *testing.T) {
			t.Parallel()
			testRefusal(t, d, l.text, l.refused, l.from == "" || later(t, ping.APIVersion, l.from))
		})
	}
}

// refusedLine is what a service has, and whether engines refuse it: from a version of the API, or all.
type refusedLine struct {
	number  int
	text    string
	refused bool
	from    string
}

func refusedLines(t *testing.T) (lines []refusedLine) {
	t.Helper()
	text, err := os.ReadFile("testdata/refused.txt")
	if err != nil {
		t.Fatal(err)
	}
	refused, from := false, ""
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] != ' ':
			refused = line != "taken"
			_, from, _ = strings.Cut(line, " from ")
		default:
			lines = append(lines, refusedLine{i + 1, strings.TrimSpace(line), refused, from})
		}
	}
	return lines
}

// TestRefusedMutants holds them to what it does with values like those: as many as COMPOSEKIT_REFUSED says, of the seed that
// COMPOSEKIT_SEED is. What the rules and the engine disagree on is a line for the file.
func TestRefusedMutants(t *testing.T) {
	count, _ := strconv.Atoi(os.Getenv("COMPOSEKIT_REFUSED"))
	if count == 0 {
		t.Skip("COMPOSEKIT_REFUSED is not set: how many values an engine is asked about")
	}
	seed, _ := strconv.ParseUint(os.Getenv("COMPOSEKIT_SEED"), 10, 64)
	d := enginetest.Open(t)
	enginetest.Images(t, "ck-probe")
	lines := slices.DeleteFunc(refusedLines(t), func(l refusedLine) bool { return l.from != "" }) // of all engines
	r := rand.New(rand.NewPCG(seed, seed))
	for i := range count {
		line := mutated(r, lines[r.IntN(len(lines))].text)
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			result := loadLine(t, enginetest.Project(t, d), line)
			if result.Diagnostics.HasErrors() {
				return // no engine is asked
			}
			warned := refusals(result)
			if err := carriedOut(t, d, result); (err != nil) != (len(warned) > 0) {
				t.Errorf("%s: findings are %v, the engine says %v", line, warned, err)
			}
		})
	}
}

// mutated is a line with one of its values changed somewhat.
func mutated(r *rand.Rand, line string) string {
	attributes, top, both := strings.Cut(line, " + ")
	doc := &attributes
	if both && r.IntN(3) == 0 {
		doc = &top
	}
	text := "{" + *doc + "}"
	file := source.NewFile("line", text)
	docs, _ := syntax.Parse(file, syntax.Limits{})
	var values []*syntax.Node
	for _, n := range docs[0].Root.All() {
		if n.Kind == syntax.Scalar && n.Value() != "" {
			values = append(values, n)
		}
	}
	if len(values) == 0 {
		return line
	}
	n := values[r.IntN(len(values))]
	value := changed(r, n.Value())
	if n.Type == syntax.String || n.Style != syntax.Plain {
		value = strconv.Quote(value)
	}
	at := n.Span()
	*doc = strings.TrimSuffix(strings.TrimPrefix(text[:at.Start]+value+text[at.End:], "{"), "}")
	if both {
		return attributes + " + " + top
	}
	return attributes
}

// changed is a text with something else in one place.
func changed(r *rand.Rand, text string) string {
	at := r.IntN(len(text))
	number := regexp.MustCompile(`[0-9]+`).FindStringIndex(text[at:])
	switch r.IntN(8) {
	case 0:
		return text[:at] + text[at+1:]
	case 1:
		return text[:at] + text[at:at+1] + text[at:]
	case 2:
		odd := []string{"-", ":", "/", ".", ",", "=", "+", " ", "0", "_", "a", "A", "%", "[", "@", "ü", "\n"}
		return text[:at] + odd[r.IntN(len(odd))] + text[at:]
	case 3:
		return []string{strings.ToUpper(text), strings.ToLower(text), strings.ToUpper(text[:1]) + text[1:]}[r.IntN(3)]
	case 4:
		return []string{text[:at], text[at:], text + text, " " + text, text + " ", text + ":" + text, text + "," + text, text + "-" + text}[r.IntN(8)]
	}
	if number == nil {
		return text[:at] + text[at+1:]
	}
	numbers := []string{"0", "00", "-1", "1", "2", "3", "99", "1000", "65535", "65536", "2147483648", "4294967296", "9223372036854775808", "0x10", "1.5", "1e3", ""}
	return text[:at+number[0]] + numbers[r.IntN(len(numbers))] + text[at+number[1]:]
}

// loadLine loads a project of one service that has what a line says.
func loadLine(t *testing.T, project, line string) *loader.Result {
	t.Helper()
	attributes, top, _ := strings.Cut(line, " + ")
	image := "image: ck-probe, "
	if strings.HasPrefix(attributes, "image:") {
		image = ""
	}
	file := fmt.Sprintf("name: %s\nservices: {web: {%scommand: [/bin/probe, forever], stop_grace_period: 0s, %s}}\n%s\n", project, image, attributes, top)
	result, err := composekit.Load(t.Context(), source.Map(map[string]string{"/p/compose.yaml": file}, source.Unix), nil, "/p/compose.yaml")
	if result == nil {
		t.Fatal(err)
	}
	return result
}

// refusals are the findings that tell what an engine refuses.
func refusals(result *loader.Result) (out diag.List) {
	for _, found := range result.Diagnostics {
		if found.Def == validate.RefusedValue || found.Def == validate.BadImage {
			out = append(out, found)
		}
	}
	return out
}

// carriedOut brings a project up, as far as the engine does.
func carriedOut(t *testing.T, d *docker.Driver, result *loader.Result) error {
	x := &run.Executor{Driver: d, Clock: host.Clock{}}
	_, err := x.Converge(t.Context(), func(ctx context.Context) (*plan.Plan, *driver.State, error) {
		in, err := x.Observe(ctx, plan.Input{
			Project: result.Project, Tree: result.Tree, Env: result.Env(), Options: plan.Options{Verb: plan.Up},
		})
		if err != nil {
			return nil, nil, err
		}
		p, err := plan.MakePlan(in)
		return p, in.State, err
	})
	return err
}

// testRefusal loads a project with a line, and, if the engine is asked, carries it out.
func testRefusal(t *testing.T, d *docker.Driver, line string, refused, asked bool) {
	result := loadLine(t, enginetest.Project(t, d), line)
	warned := refusals(result)
	for _, found := range result.Diagnostics {
		if found.Def != validate.RefusedValue && found.Def != validate.BadImage {
			t.Errorf("%s: also found: %v", line, found)
		}
	}
	if (len(warned) > 0) != refused || result.Diagnostics.HasErrors() {
		t.Errorf("%s: findings are %v", line, result.Diagnostics)
	}
	if !asked {
		return
	}
	if err := carriedOut(t, d, result); (err != nil) != refused {
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
