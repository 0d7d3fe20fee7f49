package composetest

import (
	"flag"
	"os"
	"strconv"
	"sync"
)

// session is what the tests of one run have in common.
type session struct {
	updating func() bool
	// partial says why not every test of the package was to run; "" if all were.
	partial func() string

	mu       sync.Mutex // also guards archives while they are rewritten
	compared map[string]bool
}

// process is the session of this process. It is state, because a golden's use is known only
// when all tests of the process have run.
var process = &session{updating: updateAsked, partial: partialRun, compared: map[string]bool{}}

const (
	updateFlag     = "update"
	updateVariable = "COMPOSETEST_UPDATE"
)

// updateAsked reports whether goldens are to be rewritten: the variable is set to something
// else than a false value, or the flag is set, whoever has defined it.
func updateAsked() bool {
	if value := os.Getenv(updateVariable); value != "" {
		if yes, err := strconv.ParseBool(value); err != nil || yes {
			return true
		}
	}
	yes, _ := flagValue(updateFlag).(bool)
	return yes
}

// howToUpdate is what to run a test with for goldens to be rewritten.
func howToUpdate() string {
	if flag.Lookup(updateFlag) != nil {
		return "-" + updateFlag + " or " + updateVariable + "=1"
	}
	return updateVariable + "=1"
}

// defineUpdate defines the flag, unless it is there already. It is not done any earlier, for
// then a test package that defines a flag of that name would panic.
func defineUpdate() {
	if flag.Lookup(updateFlag) == nil {
		flag.Bool(updateFlag, false, "rewrite the goldens of Compose projects; the run fails if one has changed")
	}
}

// partialRun looks for flags of go test that leave out tests.
func partialRun() string {
	for _, name := range [...]string{"test.run", "test.skip", "test.list"} {
		if value, _ := flagValue(name).(string); value != "" {
			return "-" + name[len("test."):]
		}
	}
	if short, _ := flagValue("test.short").(bool); short {
		return "-short"
	}
	return ""
}

// flagValue is the value of a flag, nil if there is no such flag.
func flagValue(name string) any {
	f := flag.Lookup(name)
	if f == nil {
		return nil
	}
	if getter, ok := f.Value.(flag.Getter); ok {
		return getter.Get()
	}
	return nil
}

// compare notes that a test has compared with a golden.
func (s *session) compare(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.compared[id] = true
}
