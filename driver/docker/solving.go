package docker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/internal/output"
)

// solving is how far BuildKit is, as it tells in what it calls its trace: the steps of a build, in any order
// and several at once, and what they write.
type solving struct {
	report func(driver.Progress)
	steps  map[string]*solvingStep // by digest
	failed *solvingStep            // the first that did
	// warnings are what BuildKit has to say of the Dockerfile.
	warnings []string
}

// solvingStep is a step of a build. BuildKit tells of it again and again.
type solvingStep struct {
	number           int // in the order in which they began
	name, err        string
	cached           bool
	begun, completed time.Time
	ended            bool // that has been told
	wrote            output.Tail
	lines            map[uint64]*output.Lines // of what it writes, by stream
}

// tell takes a part of the trace.
func (s *solving) tell(trace []byte) error {
	const vertexes, logs, warnings = 1, 3, 4
	var err error
	note := func(e error) {
		if err == nil {
			err = e
		}
	}
	note(eachField(trace, func(field int, _ uint64, value []byte) {
		switch field {
		case vertexes:
			note(s.step(value))
		case logs:
			note(s.log(value))
		case warnings:
			note(s.warning(value))
		}
	}))
	return err
}

// step takes what is told of a step.
func (s *solving) step(vertex []byte) error {
	const digest, name, cached, begun, completed, failure = 1, 3, 4, 5, 6, 7
	var (
		key  string
		now  solvingStep
		when error
	)
	err := eachField(vertex, func(field int, n uint64, value []byte) {
		switch field {
		case digest:
			key = string(value)
		case name:
			now.name = string(value)
		case cached:
			now.cached = n != 0
		case begun:
			now.begun, when = timestamp(value)
		case completed:
			now.completed, when = timestamp(value)
		case failure:
			now.err = string(value)
		}
	})
	if err == nil {
		err = when
	}
	if err != nil || now.begun.IsZero() && !now.cached {
		return err // it is only known that it will come
	}
	step := s.steps[key]
	if step == nil {
		step = &solvingStep{number: len(s.steps) + 1, name: now.name, lines: map[uint64]*output.Lines{}}
		s.steps[key] = step
		s.say(step, step.name)
	}
	if now.completed.IsZero() && !now.cached || step.ended {
		return nil
	}
	step.ended, step.err = true, now.err
	for _, stream := range slices.Sorted(maps.Keys(step.lines)) {
		step.lines[stream].Flush()
	}
	switch {
	case now.err != "":
		if s.failed == nil {
			s.failed = step
		}
		s.say(step, "ERROR: "+now.err)
	case now.cached:
		s.say(step, "CACHED")
	default:
		s.say(step, fmt.Sprintf("DONE %.1fs", now.completed.Sub(now.begun).Seconds()))
	}
	return nil
}

// log takes what a step writes.
func (s *solving) log(log []byte) error {
	const digest, of, text = 1, 3, 4
	var (
		step    *solvingStep
		stream  uint64
		written []byte
	)
	err := eachField(log, func(field int, n uint64, value []byte) {
		switch field {
		case digest:
			step = s.steps[string(value)]
		case of:
			stream = n
		case text:
			written = value
		}
	})
	if err != nil || step == nil {
		return err
	}
	_, _ = step.wrote.Write(written)
	lines := step.lines[stream]
	if lines == nil {
		lines = &output.Lines{Line: func(text string) { s.say(step, strings.TrimRight(text, "\r")) }}
		step.lines[stream] = lines
	}
	_, _ = lines.Write(written)
	return nil
}

// warning takes what is told of a Dockerfile, which says itself in which line.
func (s *solving) warning(warning []byte) error {
	text, err := messageField(warning, 3)
	if err != nil || len(text) == 0 || slices.Contains(s.warnings, string(text)) {
		return err
	}
	s.warnings = append(s.warnings, string(text))
	if step, err := messageField(warning, 1); err == nil && s.steps[string(step)] != nil {
		s.say(s.steps[string(step)], "WARN: "+string(text))
	}
	return nil
}

func (s *solving) say(step *solvingStep, text string) {
	s.report(driver.Progress{Text: fmt.Sprintf("#%d %s", step.number, text)})
}

// failure is the step that failed, and what it wrote at last; "" if none did.
func (s *solving) failure() (step, said string) {
	if s.failed == nil {
		return "", ""
	}
	return s.failed.name, s.failed.wrote.String()
}

// timestamp reads a time: seconds and the rest in nanoseconds.
func timestamp(message []byte) (time.Time, error) {
	const seconds, nanoseconds = 1, 2
	var s, ns int64
	err := eachField(message, func(field int, n uint64, _ []byte) {
		switch field {
		case seconds:
			s = int64(n)
		case nanoseconds:
			ns = int64(n)
		}
	})
	return time.Unix(s, ns), err
}
