package schema

import "slices"

// serviceType makes the type of services.*.
func serviceType(c *common) *Type {
	own := []Attr{
		{"deploy", deployType(), "", "", servicesPage + "deploy", "How the service is deployed: replicas, resources, updates."},
		{"develop", developType(), "", "", servicesPage + "develop", "How the running service follows its source while it is developed."},
		{"profiles", &Type{Name: "a list of profiles", Accept: List, Elem: text, Unique: true, Key: keyValueKey}, "always enabled", "", servicesPage + "profiles", "Profiles that enable the service; one without profiles is always enabled."},
		{"restart", &Type{Name: "a restart policy", Accept: String, Format: RestartPolicy}, "no", "", servicesPage + "restart", "What the platform does when a container ends: no, always, on-failure[:COUNT] or unless-stopped."},
		{"scale", wholeCast, "1", "", servicesPage + "scale", "Number of containers of the service."},
		{"attach", truth, "true", "", servicesPage + "attach", "Whether the service's output is shown without being asked for."},
		{"container_name", &Type{Name: "a container name", Accept: String, Pattern: isContainerName}, "made from project, service and number", "", servicesPage + "container_name", "Name of the service's only container."},
		{"provider", providerType(), "", "", servicesPage + "provider", "Program outside Compose that manages the service."},
		{"extends", extendsType(), "", "", servicesPage + "extends", "Service whose definition this one starts from."},
		{"links", nameList("a list of services", keyValueKey), "", "", servicesPage + "links", "Services that the containers find under their name, or the alias after a colon."},
		{"external_links", uniqueTexts, "", "", servicesPage + "external_links", "Containers outside the project that the containers find under their name, or the alias after a colon."},
		{"pre_start", &Type{Name: "a list of hooks", Accept: List, Elem: preStartType(c)}, "", "", servicesPage + "pre_start", "Containers that run to their end, one after the other, before the service starts."},
		{"post_start", &Type{Name: "a list of hooks", Accept: List, Elem: hookType()}, "", "", servicesPage + "post_start", "Commands that run in the container after it has started."},
		{"pre_stop", &Type{Name: "a list of hooks", Accept: List, Elem: hookType()}, "", "", servicesPage + "pre_stop", "Commands that run in the container before it is stopped."},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: slices.Concat(own, containerAttrs(inService, c), workloadAttrs(inService)),
	}
}

func providerType() *Type {
	values := &Type{Name: "a string, a number, true, false or a list of them", Accept: String | Number | Bool | List, Elem: flagValue}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Required: []string{"type"},
		attrs: []Attr{
			{"type", text, "", "", servicesPage + "type", "Name of the program that manages the service."},
			{"options", &Type{Name: "a mapping of options", Accept: Map, Values: values, Keys: LineKey, Open: true, Format: MultiOptions}, "", "", servicesPage + "options", "Options for the program."},
		},
	}
}

func extendsType() *Type {
	return &Type{
		Name: "a service name or a mapping", Accept: String | Map, Required: []string{"service"}, Long: longExtends,
		attrs: []Attr{
			{"service", text, "", "", servicesPage + "extends", "Name of the service."},
			{"file", &Type{Name: "a path", Accept: String, Path: ExtendsPath}, "the same file", "", servicesPage + "extends", "Compose file that defines the service."},
		},
	}
}

// hookType makes the type of a command that runs in the service's container.
func hookType() *Type {
	return &Type{
		Name: "a hook", Accept: Map, Extensible: true, Required: []string{"command"},
		attrs: []Attr{
			{"command", hookCommand, "", "", servicesPage + "post_start", "Command that runs in the container."},
			{"user", text, "the container's user", "", servicesPage + "post_start", "User who runs the command."},
			{"privileged", truth, "false", "", servicesPage + "post_start", "Whether the command has the privileges of the host."},
			{"working_dir", text, "the container's working directory", "", servicesPage + "post_start", "Directory that the command runs in."},
			{"environment", keyValues("a mapping or list of environment variables", Environment, MergeDeep, nil), "", "", servicesPage + "post_start", "Environment variables of the command besides the container's."},
		},
	}
}

// preStartType makes the type of a container that runs before the service.
func preStartType(c *common) *Type {
	own := []Attr{
		{"per_replica", truth, "false", "", servicesPage + "pre_start", "Whether the hook runs before each container of the service, not once."},
	}
	return &Type{
		Name: "a hook", Accept: Map, Extensible: true,
		attrs: slices.Concat(own, inherited(containerAttrs(inHook, c))),
	}
}

// inherited are the attributes of the container of a hook, which is made as its service's but for what the hook says itself. Volumes
// are another matter: the hook has those of a container of the service besides its own.
func inherited(attrs []Attr) []Attr {
	const service = "the service's"
	for i := range attrs {
		switch a := &attrs[i]; {
		case a.Name == "volumes":
		case a.Default == "":
			a.Default = service
		default:
			a.Default = service + ", or " + a.Default
		}
	}
	return attrs
}
