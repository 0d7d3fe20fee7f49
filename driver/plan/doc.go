// Package plan owns the decision what must be done so that an engine has what a project says: a
// pure function of project, observed state, capabilities and options to a Plan, which is plain
// data. It does nothing itself, asks nobody and knows no clock: package driver/run carries plans
// out.
package plan
