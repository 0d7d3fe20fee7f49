package interpolate

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

type expandCase struct {
	About, Text, Value string
	Faults             []struct{ Mark, Says string }
	Unset              []string
}

func expandCases(tb testing.TB) []expandCase {
	tb.Helper()
	text, err := os.ReadFile("testdata/expand.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	var cases []expandCase
	if err := yaml.Unmarshal(text, &cases); err != nil {
		tb.Fatal(err)
	}
	return cases
}

func TestExpand(t *testing.T) {
	for _, c := range expandCases(t) {
		t.Run(c.About+" "+c.Text, func(t *testing.T) {
			got := Expand(c.Text, testEnv, Limits{})
			if len(c.Faults) == 0 && got.Value != c.Value {
				t.Errorf("value %q, want %q", got.Value, c.Value)
			}
			checkFaults(t, c, got.Faults)
			var unset []string
			for _, u := range got.Unset {
				unset = append(unset, c.Text[u.From:u.To])
			}
			if diff := cmp.Diff(c.Unset, unset); diff != "" {
				t.Errorf("unset (-want +got):\n%s", diff)
			}
			compareExpand(t, c.Text)
		})
	}
}

// The pieces of a text are what it comes to, and stand where they say.
func TestPieces(t *testing.T) {
	given := 0
	for _, c := range expandCases(t) {
		pieces, got := Pieces(c.Text, testEnv, Limits{})
		if diff := cmp.Diff(Expand(c.Text, testEnv, Limits{}), got); diff != "" {
			t.Errorf("%q expands otherwise (-want +got):\n%s", c.Text, diff)
		}
		var value strings.Builder
		for _, p := range pieces {
			value.WriteString(p.Text)
			switch {
			case p.Given:
				given++
				if c.Text[p.At] != '$' {
					t.Errorf("%q: %+v is at no variable", c.Text, p)
				}
			case !strings.HasPrefix(c.Text[p.At:], p.Text):
				t.Errorf("%q: %+v is not written there", c.Text, p)
			}
		}
		if len(got.Faults) == 0 && value.String() != got.Value {
			t.Errorf("%q consists of %+v, want %q", c.Text, pieces, got.Value)
		}
	}
	if given == 0 {
		t.Error("no case has a variable with a value")
	}
}

func checkFaults(t *testing.T, c expandCase, faults []Fault) {
	t.Helper()
	if len(faults) != len(c.Faults) {
		t.Fatalf("faults %+v, want %+v", faults, c.Faults)
	}
	file := source.NewFile("text", c.Text)
	for i, f := range faults {
		d := f.Diagnostic(file.Span)
		if got := d.Span.Text(); got != c.Faults[i].Mark {
			t.Errorf("fault %d marks %q, want %q", i, got, c.Faults[i].Mark)
		}
		if !strings.Contains(d.Message, c.Faults[i].Says) {
			t.Errorf("fault %d says %q, want %q", i, d.Message, c.Faults[i].Says)
		}
		if d.Help == "" {
			t.Errorf("fault %d (%s) does not say what to do", i, d.Message)
		}
	}
}

// Every kind of fault has a case.
func TestEveryFaultKindHasACase(t *testing.T) {
	seen := map[FaultKind]bool{TooDeep: true, TooLong: true} // see TestLimits
	for _, c := range expandCases(t) {
		for _, f := range Expand(c.Text, testEnv, Limits{}).Faults {
			seen[f.Kind] = true
		}
	}
	for k := NoName; k <= TooLong; k++ {
		if !seen[k] {
			t.Errorf("no case for fault kind %d", k)
		}
	}
}

func TestFixes(t *testing.T) {
	for text, want := range map[string][]string{
		"a ${A:=x}":  {"a ${A:-x}", "a $${A:=x}"},
		"a ${A":      {"a ${A}", "a $${A"},
		"a ${A:-b c": {"a ${A:-b c}", "a $${A:-b c"},
		"a ${A:-":    {"a ${A:-}", "a $${A:-"},
		"a ${A\nb":   {"a ${A}\nb", "a $${A\nb"},
		"a ${":       {"a $${"},
		"a ${}":      {"a $${}"},
	} {
		file := source.NewFile("text", text)
		faults := Expand(text, testEnv, Limits{}).Faults
		if len(faults) == 0 {
			t.Errorf("%q has no fault", text)
			continue
		}
		d := faults[0].Diagnostic(file.Span)
		var got []string
		for _, fix := range d.Fixes {
			e := fix.Edits[0]
			got = append(got, text[:e.Span.Start]+e.New+text[e.Span.End:])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fixes of %q (-want +got):\n%s", text, diff)
		}
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("${U:-", n) + "x" + strings.Repeat("}", n) }
	big := source.Vars{"BIG": strings.Repeat("x", 1_000_000)}
	for _, c := range []struct {
		about, text string
		env         source.Env
		limits      Limits
		want        []FaultKind
		length      int
	}{
		{about: "100 inside one", text: deep(101), length: 1},
		{about: "101 inside one", text: deep(102), want: []FaultKind{TooDeep}},
		{about: "10,000 deep", text: deep(10_000), want: []FaultKind{TooDeep}},
		{about: "150 deep where more is allowed", text: deep(150), limits: Limits{Depth: 200}, length: 1},
		{about: "10,000 deep without a limit", text: deep(10_000), limits: Limits{Depth: -1}, length: 1},
		{about: "10,000 side by side", text: strings.Repeat("${U:-x}", 10_000), length: 10_000},
		{about: "much text", text: strings.Repeat("$BIG", 10), env: big, length: 10_000_000},
		{about: "too much text", text: strings.Repeat("$BIG", 1000), env: big, want: []FaultKind{TooLong}, length: 10_000_000},
		{about: "more text where no limit is set", text: strings.Repeat("$BIG", 11), env: big, limits: Limits{Output: -1}, length: 11_000_000},
		{about: "too much text in messages", text: strings.Repeat("${U?$BIG}", 11), env: big, want: []FaultKind{Missing, TooLong}},
	} {
		t.Run(c.about, func(t *testing.T) {
			got := Expand(c.text, c.env, c.limits)
			for _, k := range c.want {
				if n := countKind(got.Faults, k); n == 0 || k != Missing && n != 1 {
					t.Errorf("%d faults of kind %d", n, k)
				}
			}
			if len(c.want) == 0 && len(got.Faults) > 0 {
				t.Errorf("faults %+v", got.Faults[0])
			}
			if len(got.Value) != c.length {
				t.Errorf("%d bytes, want %d", len(got.Value), c.length)
			}
		})
	}
}

func countKind(faults []Fault, kind FaultKind) int {
	n := 0
	for _, f := range faults {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// Texts made to be slow are not: twice the text takes about twice the time. A quadratic
// reader would take thousands of times as long for these as for what people write.
func TestHostileTextsTakeLinearTime(t *testing.T) {
	const n, times = 200_000, 50
	timed := func(text string) time.Duration {
		start := material.ProcessorTime()
		Expand(text, testEnv, Limits{})
		return material.ProcessorTime() - start
	}
	ordinary := timed(strings.Repeat("a: ${A} $U\n", n/2))
	for _, text := range []string{
		strings.Repeat("${A-", n),
		strings.Repeat("${A-{}", n) + "}",
		strings.Repeat("${U-{}", n) + "}",
		strings.Repeat("${U-", n) + strings.Repeat("}", n),
		strings.Repeat("${", n),
		strings.Repeat("${U-x\n", n),
		strings.Repeat("${A-", n) + "\n" + strings.Repeat("x", n),
		strings.Repeat("{", n) + "${U-" + strings.Repeat("{}", n),
	} {
		checkOffsets(t, text[:min(len(text), 1000)], Expand(text[:min(len(text), 1000)], testEnv, Limits{}))
		took := timed(text)
		for tries := 0; took > times*ordinary && tries < 3; tries++ { // the machine may have been busy
			took = min(took, timed(text))
		}
		if took > times*ordinary {
			t.Errorf("%.20q… takes %v, what people write %v", text, took, ordinary)
		}
	}
}
