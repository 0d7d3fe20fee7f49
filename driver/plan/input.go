package plan

import (
	"errors"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// Input is all that a plan depends on.
type Input struct {
	// Project that is wanted. Nil means what the labels of State tell of it; see FromState. It
	// must be there for the verbs that make containers.
	Project *model.Project
	// Name of the project where Project is nil.
	Name string
	// State is what exists, as observed with SelectorFor. Nil is nothing.
	State *driver.State
	// Info is what the engine is and can do.
	Info driver.Info
	// Options are the verb and its flags.
	Options Options
	// Tree is what Project was made from (loader.Result.Tree). Plans name places of files by
	// it; nil leaves them out.
	Tree *syntax.Node
	// Version goes into the label of that name on all that is made.
	Version string
	// EnvFiles are the files that were given as --env-file, for the label of that name.
	EnvFiles []string
	// Proxy are variables for proxies that containers and builds get if they have none of the
	// name, from the configuration of the user's docker command.
	Proxy map[string]string
	// Now tells the age of images, for pull policies that depend on it.
	Now time.Time
}

// MakePlan decides what must be done. It is pure: same input, same plan. The error is about the
// input: a service that is not there, a project that an engine cannot have.
func MakePlan(in Input) (*Plan, error) {
	return nil, errors.New("not planned yet")
}

// SelectorFor is what must be observed to make a plan for a project.
func SelectorFor(p *model.Project, opt Options) driver.Selector {
	return driver.Selector{Project: p.Name, Specs: true}
}
