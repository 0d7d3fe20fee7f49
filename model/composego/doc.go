// Package composego owns the bridge to compose-go: projects of ours as projects of compose-go
// and back, and compose-go's loader with composekit behind it. It is the only package that
// imports compose-go; nothing of the core imports it.
//
// A tool that loads projects with github.com/compose-spec/compose-go/v2/loader moves over by
// importing this package in its place:
//
//	import loader "github.com/composekit/composekit/model/composego"
//
// It keeps compose-go's package types, and its own options.
package composego

//go:generate go test -run TestConversionsAreGenerated -update .
