package model

import "github.com/composekit/composekit/syntax"

func isTrue(n *syntax.Node) bool {
	value, _ := n.Bool()
	return value
}

func floatOf(n *syntax.Node) float64 {
	value, _ := n.Float()
	return value
}
