// Package house owns the tests of rules that hold for the whole repository: which package may
// import which, what the core must not touch, that everything exported is documented, that
// links lead somewhere. It has no code of its own; docs/architecture.md gives the reasons.
package house
