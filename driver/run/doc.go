// Package run owns carrying plans out: in what order and how many at once steps are done, how
// long is waited and for what, what a failure comes to, and what is told of it all. It decides
// nothing about what is to be done (package driver/plan does), and knows no engine.
//
// From a project to its containers: an Executor observes the engine (Observe), package driver/plan makes
// a plan of that (plan.MakePlan), and the Executor carries it out: once (Run), if the engine is still as
// it was (RunExactly), or with further plans until nobody else has interfered (Converge). For a dry run
// its Driver is one under sim.DryRun.
package run
