// Package plan owns the decision what must be done so that an engine has what a project says: a
// pure function of project, observed state, capabilities and options to a Plan, which is plain
// data. It does nothing itself, asks nobody and knows no clock: package driver/run carries plans
// out.
//
// The way of up is to be read in make.go: prepare applies the options to the project, decide says of
// each container whether it is kept, replaced or removed, and why, and only then are steps added
// for images, networks, volumes, containers and their starts. What the attributes of a service come
// to is in lower.go and its neighbours; verbs on containers that exist are in existing.go.
package plan
