module example.com/goldens

go 1.26.0

require github.com/composekit/composekit v0.0.0-00010101000000-000000000000

require (
	github.com/mattn/go-shellwords v1.0.16 // indirect
	github.com/mitchellh/mapstructure v1.5.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)

replace github.com/composekit/composekit => ../..
