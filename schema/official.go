package schema

import _ "embed"

// The official schema is that of the Compose Specification (Apache License 2.0), as compose-go
// v2.16.2 carries it.
//
//go:embed compose-spec.json
var official string

// Official is the text of the official JSON schema of the Compose Specification.
func Official() string { return official }
