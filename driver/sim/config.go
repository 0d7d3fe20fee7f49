package sim

import (
	"time"

	"github.com/composekit/composekit/driver"
)

// Config is what an engine is made of. Only Clock is needed.
type Config struct {
	Clock driver.Clock
	// Images that the engine has, and Registry those that it can pull, by reference. A pull
	// takes the place of an image of that name.
	Images, Registry map[string]Image
	// Build says what a build gives. Without it every build gives an image whose ID depends
	// on the BuildSpec and whose containers run for ever.
	Build func(driver.BuildSpec) (Image, error)
	// Latency is how long an operation takes, beside what the containers take. It takes
	// effect after half of it, and is answered after the whole. nil is no time.
	Latency func(driver.Op) time.Duration
	// Caps are the engine's capabilities; nil is all.
	Caps *driver.Caps
}

// Image is an image as a test describes it. The zero value is an image without defaults, whose
// containers run for ever and end when they are asked to.
type Image struct {
	// Version makes the image another one than one of the same name with another Version.
	Version string
	Config  driver.ImageConfig
	// Behave says what a container does when it is started for the nth time, from 1. nil is
	// the zero Behaviour. It must not call the engine.
	Behave func(spec *driver.ContainerSpec, n int) Behaviour
}

// Always is a Behave that gives the same each time.
func Always(b Behaviour) func(*driver.ContainerSpec, int) Behaviour {
	return func(*driver.ContainerSpec, int) Behaviour { return b }
}

// Behaviour is what the main process of a container does in one run. The zero value runs for
// ever, is healthy from the start, and ends when it is asked to.
type Behaviour struct {
	// StartError is why the container cannot be started; "" if it can.
	StartError string
	// Exits: it ends by itself After some time with the status Code.
	Exits bool
	After time.Duration
	Code  int
	// IgnoresSignals: only SIGKILL ends it. Otherwise a signal ends it after StopsAfter with
	// StopCode, which is 128 and the signal's number if nil.
	IgnoresSignals bool
	StopsAfter     time.Duration
	StopCode       *int
	// NeverHealthy: its health check always fails. Otherwise it succeeds from HealthyAfter on,
	// and fails again from UnhealthyAfter on unless that is 0.
	NeverHealthy                 bool
	HealthyAfter, UnhealthyAfter time.Duration
	// Output are lines that it writes when it starts.
	Output []string
	// Exec answers commands that are run in the container; nil answers 0 and nothing.
	Exec func(command []string) (exitCode int, output string)
}
