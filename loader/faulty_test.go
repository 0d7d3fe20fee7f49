package loader_test

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

const faultyServices = 91 // which are about 1,000 lines

// slips are what becomes of the lines of services of faulty: one after the other, each in some.
var slips = [][2]string{
	{"    restart:", "    restrat:"},
	{`:80", "`, `:8o80", "`},
	{"restart: unless-stopped", "hostname: [web]"},
	{"interval: 30s", "interval: 30 sec"},
	{"networks: [back]", "networks: [bakc]"},
	{"args: [A=1", "args: [A=${1}"},
	{"./data", "nowhere"},
	{"labels: [a=b, c=d]", "expose: [80.5]"},
	{"retries: 3", "retries: three"},
	{"depends_on: [s0]", "depends_on: [so]"},
	{"restart: unless-stopped", "privileged: perhaps"},
	{"    labels: [a=b", `    labels: ["a=b`},
}

// faulty is many, with a slip in each service.
func faulty(n int) string {
	text := many(n)
	for i := range n {
		at := strings.Index(text, "\n  s"+digits(i)+":\n")
		end := strings.Index(text[at+1:], "healthcheck") + at + 1
		if next := strings.Index(text[end:], "\n  s"); next >= 0 {
			end += next
		}
		slip := slips[i%len(slips)]
		if i == 0 {
			slip = slips[0]
		}
		text = text[:at] + strings.Replace(text[at:end], slip[0], slip[1], 1) + text[end:]
	}
	return text
}

func digits(i int) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return digits(i/10) + digits(i%10)
}

// withFaults loads a file of 1,000 lines, of which one in eleven is wrong, and without takes
// them away.
func withFaults(tb testing.TB) (with, without func() diag.List) {
	tb.Helper()
	side := func(text string) func() diag.List {
		l := &loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix), Env: source.Vars{"TAG": "1"}}
		return func() diag.List {
			result, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				tb.Fatal(err)
			}
			return result.Diagnostics
		}
	}
	with, without = side(faulty(faultyServices)), side(many(faultyServices))
	if found := len(with().Errors()); found < faultyServices || found > faultyServices+faultyServices/10 {
		tb.Fatalf("%d slips give %d errors:\n%v", faultyServices, found, with().Errors())
	}
	if found := without().Errors(); len(found) > 0 {
		tb.Fatalf("without slips: %v", found)
	}
	return with, without
}

// TestFindingsAreCheap holds a load that finds an error in each service to few allocations for
// each, and to less than twice the memory of one that finds none.
func TestFindingsAreCheap(t *testing.T) {
	material.CountsMemory(t)
	with, without := withFaults(t)
	errors := float64(len(with().Errors()))
	faults, faultBytes := allocations(func() { with() })
	clean, cleanBytes := allocations(func() { without() })
	t.Logf("%.0f allocations of %.0f KiB with %.0f errors, %.0f of %.0f KiB without", faults, faultBytes/1024, errors, clean, cleanBytes/1024)
	const each = 20 // allocations for an error: message, help, path, fix, suggestion
	if got := (faults - clean) / errors; got > each {
		t.Errorf("an error costs %.1f allocations, of at most %d", got, each)
	}
	if faultBytes >= 2*cleanBytes {
		t.Errorf("a load with an error in each service takes %.2f times the memory of a clean one", faultBytes/cleanBytes)
	}
}

// TestFindingsAreQuick holds the time of a load that finds an error in each service to a multiple
// of that of one that finds none which is wide of the noise.
func TestFindingsAreQuick(t *testing.T) {
	with, without := withFaults(t)
	const most = 4 // 2 where nothing else runs
	ratio := timeRatio(with, without)
	for tries := 0; ratio > most && tries < 10; tries++ { // other work on the machine may have met one side only
		ratio = min(ratio, timeRatio(with, without))
	}
	t.Logf("%.2f times as long", ratio)
	if ratio > most {
		t.Errorf("a load with an error in each service takes %.2f times as long as a clean one", ratio)
	}
}

// allocations are how often a load asks for memory, and for how many bytes.
func allocations(load func()) (count, bytes float64) {
	load()
	const rounds = 5
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		load()
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / rounds, float64(after.TotalAlloc-before.TotalAlloc) / rounds
}

// timeRatio is how many times as long one function takes as another: of the best of several
// batches that they run in turn.
func timeRatio(with, without func() diag.List) float64 {
	best := [2]time.Duration{time.Hour, time.Hour}
	for range 10 {
		for side, load := range [...]func() diag.List{with, without} {
			const times = 5
			start := material.ProcessorTime()
			for range times {
				load()
			}
			best[side] = min(best[side], material.ProcessorTime()-start)
		}
	}
	return float64(best[0]) / float64(best[1])
}

// BenchmarkFindings prints how many times as long a load of 1,000 lines takes with an error in
// each service as without, and one whose findings are printed besides.
func BenchmarkFindings(b *testing.B) {
	with, without := withFaults(b)
	var out bytes.Buffer
	printed := func() diag.List {
		list := with()
		out.Reset()
		if err := diag.RenderLines(&out, list, diag.RenderOptions{}); err != nil {
			b.Fatal(err)
		}
		return list
	}
	for b.Loop() {
		with()
	}
	b.ReportMetric(timeRatio(with, without), "times-clean")
	b.ReportMetric(timeRatio(printed, without), "times-clean-printed")
}
