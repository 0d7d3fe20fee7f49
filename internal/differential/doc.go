// Package differential owns the comparison with docker compose: the same projects are loaded
// with composekit and with compose-go, the library behind docker compose, and everything that
// comes out must be the same: whether the project is accepted, why it is refused, the project
// itself, and what is printed of it as YAML and JSON. It has no code besides its tests.
//
// The few differences that we chose are kinds of deviation, listed in deviations_test.go with
// their reasons; each has a case in testdata/deviations at the root of the repository, and
// docs/deviations.md is made of both. docs/compatibility.md says how much was compared.
package differential
