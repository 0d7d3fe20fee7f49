package schema

// aiModel makes the type of models.*.
func aiModel() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Required: []string{"model"},
		attrs: []Attr{
			{"name", text, "the key", "", modelsPage + "models-top-level-element", "Name of the model on the platform."},
			{"model", image, "", "", modelsPage + "models-top-level-element", "OCI artifact that holds the model."},
			{"context_size", wholeOnly, "the runner's choice", "", modelsPage + "models-top-level-element", "Size of the model's context, in tokens."},
			{"runtime_flags", texts, "", "", modelsPage + "models-top-level-element", "Flags handed to the inference engine as they stand."},
		},
	}
}
