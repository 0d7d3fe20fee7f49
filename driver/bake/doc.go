// Package bake writes what the builds of a project come to as a file for "docker buildx bake". What is built from what is package
// plan's; this package knows how bake is told so. It builds nothing.
package bake
