// Package peersuite owns the run of compose-go's own tests against composekit. It has no code
// but tests: they fetch compose-go as the go command does, put its test files into a module
// for the while, with composekit behind the functions that they call, and run them. Nothing
// of compose-go is kept.
package peersuite
