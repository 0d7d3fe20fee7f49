package schema

// developType makes the type of services.*.develop.
func developType() *Type {
	rule := &Type{
		Name: "a watch rule", Accept: Map, Extensible: true, Required: []string{"path", "action"},
		attrs: []Attr{
			{"ignore", patterns, "", "", developPage + "ignore", "Patterns of paths that are not watched, as in a .dockerignore file."},
			{"include", patterns, "", "", developPage + "include", "Patterns of paths that alone are watched."},
			{"path", &Type{Name: "a path", Accept: String, Path: WatchPath}, "", "", developPage + "path", "Path of the source that is watched."},
			{"action", &Type{Name: "an action", Accept: String, Enum: []string{"rebuild", "sync", "restart", "sync+restart", "sync+exec"}}, "", "", developPage + "action", "What is done when the source changes."},
			{"target", text, "", "", developPage + "target", "Path in the container that the source is copied to."},
			{"exec", hookType(), "", "", developPage + "exec", "Command that runs in the container after the source is copied, for the action sync+exec."},
			{"initial_sync", onlyBool, "false", "", developPage + "initial_sync", "Whether the source is copied once when watching starts."},
		},
	}
	return &Type{
		Name: "a mapping", Accept: Map | Null, Extensible: true,
		attrs: []Attr{
			{"watch", &Type{Name: "a list of watch rules", Accept: List, Elem: rule}, "", "", developPage + "watch", "Rules by which changes of the source reach the running service."},
		},
	}
}
