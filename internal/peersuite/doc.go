// Package peersuite owns the run of compose-go's own tests against composekit. It has no code
// but tests: they fetch compose-go as the go command does, put its test files into a module
// for the while, with composekit behind the functions that they call, and run them. Nothing
// of compose-go is kept.
//
// For the loader it is the bridge, package composego, that stands in; for the other packages,
// and for what the loader's tests call of its inside, it is the files in testdata/standins.
//
// testdata/apart.tsv has each test that does not pass, with the reason; docs/compatibility.md
// has the counts for each package. Both are what comes out of the run:
//
//	go test ./internal/peersuite -update
//
// With COMPOSEKIT_EXHAUSTIVE programs that use compose-go are built in the same way, and their tests are run.
package peersuite
