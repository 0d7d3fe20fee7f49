package cli

import (
	"context"
	"errors"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// purpose says how much of a project is worked out.
type purpose uint8

const (
	printed     purpose = iota // everything
	viewed                     // services' environments are not needed
	rawTree                    // the merged tree, variables as written
	writtenTree                // the same, not checked either
)

type loaded struct {
	project *model.Project
	tree    *syntax.Node
}

func (c *config) load(ctx context.Context, services []string, want purpose) (*loaded, error) {
	return nil, errors.New("not wired yet")
}
