package plan

import "github.com/composekit/composekit/model"

// RunOptions are what the verb Run makes of the one service that it names.
type RunOptions struct {
	// Slug is the random name of the container, 64 hexadecimal digits: the planner draws none. Required.
	Slug string
	// Name of the container; "" is made of project, service and Slug.
	Name string
	// Command and Entrypoint replace the service's; nil leaves it.
	Command, Entrypoint []string
	Env                 []string // KEY=VALUE, or KEY
	Labels              model.Labels
	User, WorkingDir    string
	CapAdd, CapDrop     []string
	Volumes             []string // short syntax
	Publish             []string // short syntax
	ServicePorts        bool     // publish the service's ports
	UseAliases          bool     // answer to the service's names on its networks
	TTY                 bool
	Interactive         bool
	// Detach has the container started. Otherwise the plan ends when it has been made, for who wants to see all that it
	// writes attaches to it first (driver.Attacher), and then starts it (driver.StartContainer). If hooks are to run in it then, the
	// plan has its start and them all the same.
	Detach     bool
	AutoRemove bool
}
