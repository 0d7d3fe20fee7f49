// Package watch decides what changes of files come to for running services, as their develop sections say. It sees
// no file system and no engine: what has changed is told to it, and what is to be done it tells.
//
// The way of a change: Batches puts changes together that belong together, Rules.Decide makes a Task for each service
// of them, and a Queue keeps tasks that cannot be done yet.
package watch
