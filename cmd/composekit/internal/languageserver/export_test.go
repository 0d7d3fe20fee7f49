package languageserver

// What tests of this package need of it.
var (
	PathIn = pathIn
	URIIn  = uriIn
)
