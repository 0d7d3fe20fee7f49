// Package scenario owns the scenarios of testdata: what people do with projects, each as a script
// that runs the program on a real container engine. The names are those of docker compose's own
// scenarios where they assert the same.
package scenario
