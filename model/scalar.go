package model

import (
	"strconv"

	"github.com/composekit/composekit/syntax"
)

func isTrue(n *syntax.Node) bool {
	value, _ := n.Bool()
	return value
}

func floatOf(n *syntax.Node) float64 {
	value, _ := n.Float()
	return value
}

// uintOf is the value of an integer from zero up, which may be too large for Node.Int.
func uintOf(n *syntax.Node) (uint64, bool) {
	value, err := strconv.ParseUint(n.Text(), 10, 64)
	return value, err == nil
}
