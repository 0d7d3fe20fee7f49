package plan

import (
	"cmp"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Input is all that a plan depends on.
type Input struct {
	// Project that is wanted, as a load with an absolute directory gives it: with absolute paths, and the names of its
	// services, networks and volumes. One that a program has made becomes so by being encoded and loaded; see the
	// example of model.Project. Nil means what the labels of State tell of it; see FromState. It must be there for the
	// verbs that make containers.
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
	// Env has the project's variables, for what is not in Project.Environment; nil has none.
	Env source.Env
	// Version goes into the label of that name on all that is made.
	Version string
	// EnvFiles are the env files of the project that somebody named, with absolute names, for the label of that name.
	EnvFiles []string
	// Proxy are variables for proxies that containers and builds get if they have none of the
	// name, from the configuration of the user's docker command.
	Proxy map[string]string
	// Models is what is known of the AI models that services use; see NeedsModels.
	Models *Models
	// Credentials: the user has credentials for registries, which use_api_socket hands on; see NeedsCredentials.
	Credentials bool
	// Now tells the age of images, for pull policies that depend on it.
	Now time.Time

	rebuilt bool           // Project was made from State
	base    Base           // what was given
	whole   *model.Project // Project before services of it were selected
}

// entire is the project with all its services, also those that the plan is not about.
func (in *Input) entire() *model.Project { return cmp.Or(in.whole, in.Project) }

// variable is a variable of the project's environment.
func (in *Input) variable(name string) (value string, set bool) {
	if value, set = in.Project.Environment[name]; set {
		return value, true
	}
	if in.Env == nil {
		return "", false
	}
	return in.Env.Lookup(name)
}

// defaultPlatform is the platform that containers are made for whose services name none.
func (in *Input) defaultPlatform() string {
	platform, _ := in.variable("DOCKER_DEFAULT_PLATFORM")
	return platform
}
