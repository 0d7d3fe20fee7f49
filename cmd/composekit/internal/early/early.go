// Package early owns what the program does before its packages are initialised. It imports nothing that is initialised, so
// that its turn comes before nearly all others.
package early

import "github.com/composekit/composekit/internal/stack"

func init() { stack.GrowForProgram() } // initialising net/http alone would move it twice
