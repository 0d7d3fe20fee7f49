package differential

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material/commandline"
)

var update = flag.Bool("update", false, "rewrite the documents and the expected output of the cases; the run fails all the same if one changed")

// home is the home directory that ~ stands for. The reference asks the process for it.
const home = "/home/corpus"

// root is the repository.
var root, _ = filepath.Abs("../..")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Setenv("HOME", home)
	logrus.SetOutput(io.Discard)
	code := m.Run()
	if err := checkCompatibility(); code == 0 && err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

// addFlags sets what the flags of docker compose say.
func addFlags(o *host.Options, args []string) error {
	for i := 0; i+1 < len(args); i += 2 {
		if !commandline.Set(o, args[i], args[i+1]) {
			return fmt.Errorf("unknown flag %s", args[i])
		}
	}
	return nil
}

// tally counts what became of samples.
type tally struct {
	sync.Mutex
	what                        string
	all, agreed, both, unstable int
	different                   int
	deviated                    map[string]int
	unfinished                  []string            // names of samples that the reference does not come back from
	differing                   map[string][]string // names of samples by what they look like
	first                       map[string]example  // of those samples
}

// minimising is how long a test may take to cut down what differs: a run must be over before it
// is ended, or nothing of it is seen.
const minimising = 5 * time.Minute

// example is a sample and how its sides differ.
type example struct {
	sample
	difference
}

// look compares the two sides of a sample, counts it, and returns what came of it.
func (c *tally) look(s sample) comparison {
	found := compareSample(s)
	c.Lock()
	defer c.Unlock()
	if found.unfinished {
		c.unfinished = append(c.unfinished, s.name)
		return found
	}
	c.all++
	c.both += found.refusedByBoth
	switch {
	case found.unstable:
		c.unstable++
	case len(found.differences) > 0:
		if c.differing == nil {
			c.differing, c.first = map[string][]string{}, map[string]example{}
		}
		d := found.differences[0]
		look := shape(d)
		c.differing[look] = append(c.differing[look], s.name)
		if _, ok := c.first[look]; !ok {
			c.first[look] = example{s, d}
		}
		c.different++
	case len(found.kinds) == 0:
		c.agreed++
	default:
		if c.deviated == nil {
			c.deviated = map[string]int{}
		}
		for _, name := range found.kinds {
			c.deviated[name]++
		}
	}
	return found
}

// comparison is what comes of a sample.
type comparison struct {
	kinds         []string     // of deviation
	differences   []difference // that are none
	refusedByBoth int
	// unstable says that the reference gives now this and now that, and sometimes what we do.
	unstable bool
	// unfinished says that the reference does not come back, and so nothing was compared.
	unfinished bool
}

func compareSample(s sample) (c comparison) {
	a, b := ours(s), theirs(s)
	if errors.Is(b.refusal, errUnfinished) {
		return comparison{unfinished: true}
	}
	if a.refusal != nil && b.refusal != nil {
		c.refusedByBoth = 1
	}
	c.kinds, c.differences = explained(s, a, b)
	tries := 3
	if a.refusal != nil || b.refusal != nil {
		tries = 30
	}
	for range tries {
		if len(c.differences) == 0 {
			break
		}
		// The reference walks mappings in random order and stops at the first fault.
		if _, rest := explained(s, ours(s), theirs(s)); len(rest) == 0 {
			return comparison{refusedByBoth: c.refusedByBoth, unstable: true}
		}
	}
	return c
}

// shape is what differences that have the same cause are likely to share.
func shape(d difference) string {
	text := string(d.aspect) + ": " + blank(firstLine(d.ours)) + " / " + blank(firstLine(d.theirs))
	if d.path != "" {
		text = string(d.aspect) + " at " + blank(d.path)
	}
	return text
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s[:min(len(s), 300)]
}

// report fails the test for each difference that is not a deviation.
func (c *tally) report(t *testing.T) {
	t.Helper()
	results.Lock()
	defer results.Unlock()
	if results.by == nil {
		results.by = map[string]*tally{}
	}
	results.by[c.what] = c
	t.Logf("%s: %d of %d agree (%d refused by both; unstable in the reference: %d), deviations: %v",
		c.what, c.agreed+c.unstable, c.all, c.both, c.unstable, c.deviated)
	if len(c.unfinished) > 0 {
		t.Logf("compose-go does not come back from %v", c.unfinished)
	}
	if most := 2 + c.all/1000; len(c.unfinished) > most {
		t.Errorf("compose-go does not come back from %d projects, of at most %d", len(c.unfinished), most)
	}
	shown, deadline := 0, time.Now().Add(minimising)
	for look, names := range c.differing {
		if shown++; shown > 25 {
			t.Errorf("… and %d more kinds of difference", len(c.differing)-25)
			break
		}
		t.Errorf("%d×  %s\n  %s\n%s", len(names), look, strings.Join(names[:min(3, len(names))], "\n  "), c.first[look].difference)
		t.Logf("cut down:\n%.4000s", minimised(t, c.first[look].sample, look, deadline))
	}
}

// parallel calls f for 0 to n-1.
func parallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
