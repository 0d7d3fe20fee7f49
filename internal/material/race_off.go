//go:build !race

package material

const race = false
