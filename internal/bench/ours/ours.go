// Package ours owns how the benchmark loads a project with composekit: in its own process, and in that
// of a program that has nothing else.
package ours

import (
	"context"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// limits are higher here than by default: in what is measured the reference has none, and the
// largest files are larger than any that people write.
var limits = loader.Limits{Depth: 1_000, FileSize: -1, Syntax: syntax.Limits{Nodes: -1}}

// Load loads a project, from flags to structs, and holds it to the rules of docker compose, as
// composekit config does: the reference has no warnings of ours.
func Load(o host.Options) (*loader.Result, error) {
	l, err := o.Loader()
	if err != nil {
		return nil, err
	}
	l.Rules = validate.Default()
	l.Limits = limits
	result, err := l.Load(context.Background())
	if err != nil {
		return nil, err
	}
	return result, result.Diagnostics.Err()
}
