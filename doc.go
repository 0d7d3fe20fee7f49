// Package composekit is the front page of a library for the Compose Specification
// (https://github.com/compose-spec/compose-spec). It loads Compose files with the results of
// docker compose, tells where every value was written, and reports everything that is wrong
// with them at once.
//
// # Where to start
//
// Load is everything in one call. Behind it, package loader turns files into a project, with
// more settings; package host gives it the files and variables of the operating system, and
// finds them as docker compose does (host.Options). Package model has the structs of a project,
// selects of it, and prints it. Package diag has what is wrong with it, and shows that to people.
//
// Package explain tells why a value is what it is. Package language answers editors. Package
// composetest is for tests of Compose files. Package model/composego converts to the types of
// compose-go, and stands in for its loader.
//
// To carry a project out, see package driver/run: with package driver/plan it does what docker
// compose does, on an engine in memory (driver/sim) or on a real one (driver/docker).
//
// # Stages
//
// Each stage of loading is a package of its own, to be used alone: syntax reads YAML, schema
// knows the language, interpolate replaces variables, merge puts one file over another, model
// decodes, validate checks the whole. Stages are pure functions: what they need is handed to
// them, and they change nothing that they are given.
//
// # Errors
//
// What is wrong with the files is a diag.List, beside the best result that could be had. A Go
// error means that the host failed: a file could not be read, or the context was cancelled.
package composekit
