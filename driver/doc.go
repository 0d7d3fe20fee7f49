// Package driver owns the contract between a project and the engine that runs its containers:
// what can be observed of an engine (State), the single operations that change it (Op), what it
// tells by itself (Event), and the interface Driver behind which every engine stands. It knows
// no engine, and nothing of when or why an operation is done: package driver/plan decides that,
// and package driver/run carries it out.
//
// A driver is four methods. What some engines can do and others cannot (logs, commands in
// containers, copies, images, builds, locks) are interfaces of their own, found by type
// assertion (As). Behaviour that has nothing to do with an engine (a dry run, a record of what was
// done, a bound on the rate, faults for tests) is a Middleware over any driver.
//
// # A driver of one's own
//
// Do is a switch over the types of Op. What each has to do stands at its type, and package drivertest
// holds a driver to it. An engine has to have all operations but those that Info's Caps say it has not:
// these, and ones that a later version adds, give ErrUnsupported. Package driver/sim is a whole driver,
// of an engine in memory.
package driver
