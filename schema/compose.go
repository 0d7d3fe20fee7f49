package schema

// Compose is the type of a whole Compose file.
func Compose() *Type { return &Type{Accept: Map} }
