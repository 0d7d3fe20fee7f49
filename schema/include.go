package schema

// includeType makes the type of include.*. Its paths have no Path rule: what is included is
// read before paths are made absolute, and may be remote.
func includeType() *Type {
	return &Type{
		Name: "a path or a mapping", Accept: String | Map, Long: longInclude,
		attrs: []Attr{
			{"path", textOrTexts, "", "", includePage + "path", "Compose file to include, or files to merge and include."},
			{"env_file", textOrTexts, "the .env file of the project directory", "", includePage + "env_file", "Files with default values for variables of the included file."},
			{"project_directory", text, "the directory of the included file", "", includePage + "project_directory", "Directory that relative paths of the included file start from."},
		},
	}
}
