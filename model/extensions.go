package model

import "github.com/composekit/composekit/syntax"

// Extensions are the x-* attributes of one mapping, by name with the "x-". They stay nodes of
// the tree, with all their places, until someone asks for more: Get and Decode turn them into
// plain Go values. 12-extension.md
type Extensions map[string]*syntax.Node
