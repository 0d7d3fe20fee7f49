// Package mutation owns the test of whether all that is wrong is found where it is: valid
// projects of the corpus get mistakes that are known, at places that are known, and each must be
// reported at just that place, and nothing else. It has no code besides its tests.
//
// What a kind of mistake writes, and what of it a person would underline, is data: see
// kinds_test.go.
package mutation
