// Package loader owns the way from Compose files to a project: which files are read, in which
// order the stages run, what include and extends bring in, where relative paths start, what
// the project is called, and which services are enabled. The stages themselves belong to the
// packages below; the host's files and variables come through source.FS and source.Env.
//
// Load is the pipeline, to be read from top to bottom in load.go. Each other file is one step.
package loader
