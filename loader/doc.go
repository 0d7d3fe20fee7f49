// Package loader owns the way from Compose files to a project: which files are read, in which
// order the stages run, what include and extends bring in, where relative paths start, what
// the project is called, and which services are enabled. The stages themselves belong to the
// packages below; the host's files and variables come through source.FS and source.Env.
//
// Load is the pipeline, to be read from top to bottom in load.go. Each other file is one step.
//
// # Files that others wrote
//
// A Loader reads what files ask for: env files, files that they include or extend, wherever its FS
// has them. For files of somebody who is not to be trusted, give it an FS that has no others
// (source.Within), no variables that are secret, no Resolvers, smaller Limits, and a context that
// ends. Whatever the files say, the result is then a project or findings.
//
// # Programs that go on
//
// A server or an editor loads the same projects again: a Cache saves reading what has not changed.
// Loaders, Caches and Results may be used by several goroutines. Who changes a Project changes
// its Clone, for selections of a project share its parts.
package loader
