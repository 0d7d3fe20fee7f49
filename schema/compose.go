package schema

//go:generate go test -run TestTableIsWrittenDown -update .

// Compose is the type of a whole Compose file: the root of the table.
func Compose() *Type { return &compose }

// buildCompose builds the table of the rows in this package. A test alone calls it, and writes down what it builds
// in table_gen.go, as values that the linker lays out: building it in each program took a third of the first load.
func buildCompose() *Type {
	c := newCommon()
	t := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"version", text, "", "leave it out", topPage + "version-top-level-element", "Version of the file format, which Compose no longer looks at."},
			{"name", &Type{Name: "a project name", Accept: String, Format: ProjectName}, "the name of the project directory", "", topPage + "name-top-level-element", "Name of the project."},
			{"include", &Type{Name: "a list of files", Accept: List, Elem: includeType()}, "", "", includePage + "include", "Compose files whose content becomes part of this one."},
			{"services", namedType("a mapping of services", serviceType(c)), "", "", servicesPage + "services-top-level-element", "Services: what the application runs."},
			{"models", namedType("a mapping of models", aiModel()), "", "", modelsPage + "models-top-level-element", "AI models that services use."},
			{"networks", namedType("a mapping of networks", networkType()), "", "", networksPage + "networks-top-level-element", "Networks that services talk over."},
			{"volumes", namedType("a mapping of volumes", volumeType()), "", "", volumesPage + "volumes-top-level-element", "Volumes that keep data of services."},
			{"secrets", namedType("a mapping of secrets", secretType()), "", "", secretsPage + "secrets-top-level-element", "Sensitive data that services may read."},
			{"configs", namedType("a mapping of configs", configType()), "", "", configsPage + "configs-top-level-element", "Configuration data that services may read."},
			{"jobs", namedType("a mapping of jobs", jobType(c)), "", "", jobsPage + "jobs-top-level-element", "Jobs: what the application runs to its end."},
		},
	}
	t.seal()
	return t
}

// namedType makes the type of a top-level element: a mapping from names to t.
func namedType(name string, t *Type) *Type {
	return &Type{Name: name, Accept: Map, Values: t, Keys: NameKey}
}
