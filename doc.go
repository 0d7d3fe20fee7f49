// Package composekit is the front page of a library for the Compose Specification
// (https://github.com/compose-spec/compose-spec). It loads Compose files with the results of
// docker compose, tells where every value was written, and reports everything that is wrong
// with them at once.
//
// # Where to start
//
// Load is everything in one call. Behind it, package loader turns files into a project, with
// more settings; package host gives it the files and variables of the operating system. Package
// model has the structs of a project, and package diag what is wrong with it. What else people
// come for:
//
//   - the project that docker compose would find on this machine: host.Options
//   - overrides, profiles, selected services, remote files, limits, a cache: loader.Loader
//   - findings for people and programs, and their fixes: diag.Render, diag.Diagnostic, diag.Changes
//   - what a kind of finding is about, with examples: catalogue.Find
//   - rules of one's own beside the usual ones: validate.Rule
//   - why a value is what it is: Explain
//   - in what two projects differ: compare.Projects
//   - where values are written: loader.Result.Tree, and syntax.Node.All to go through it
//   - a file changed in place, comments and layout kept: syntax.Locate, syntax.Apply; a name changed
//     everywhere: language.View.Rename; a short form made a long one: language.View.Rewrites
//   - variables that a file uses: interpolate.Variables; .env files: dotenv.Parse, dotenv.Files
//   - extensions (x-*) as structs: model.Extensions.Decode
//   - a project with other labels, images, services: model.Project.Clone; one that a program makes:
//     model.Project
//   - services in the order of their dependencies: model.Project.DependencyOrder
//   - YAML and JSON as docker compose config prints it: model.EncodeYAML, model.EncodeJSON,
//     and with json.Marshal; json.Unmarshal reads it
//   - projects of compose-go, and its loader: package model/composego
//   - answers for editors: language.View
//   - tests of Compose files: package composetest
//   - containers: run.Executor, with package driver/plan, on an engine in memory (driver/sim) or a
//     real one (driver/docker); a driver of one's own: driver.Driver, drivertest.Run
//
// Each of these has an example in its package.
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
// What is wrong with the files, also that one is not there or cannot be read, is a diag.List,
// beside the best result that could be had. A Go error means that there is no such result: the
// context was cancelled, or the machine failed. Load alone makes an error of findings, too.
package composekit
