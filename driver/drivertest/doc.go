// Package drivertest owns the contract of drivers as a test: what the documentation of package
// driver says of every engine, as subtests that a driver passes or not. It knows no engine.
package drivertest
