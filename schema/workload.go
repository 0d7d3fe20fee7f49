package schema

// workloadAttrs are the attributes that services and jobs have besides their containers'.
func workloadAttrs(p place) []Attr {
	return []Attr{
		{"build", buildType(p), "", "", workloadPage + "build", "How the image is built."},
		{"depends_on", dependsOnType(), "", "", workloadPage + "depends_on", "Services that are started before this one, and stopped after it."},
		{"healthcheck", healthcheckType(), "the image's health check", "", workloadPage + "healthcheck", "How it is found out whether the container is healthy."},
		{"ports", portsType(p), "", "", workloadPage + "ports", "Ports of the container that are published on the host."},
		{"expose", exposedType(p), "", "", workloadPage + "expose", "Ports of the container that other services may use, not published on the host."},
		{"stdin_open", truthCast, "false", "", workloadPage + "stdin_open", "Whether the container's standard input is kept open."},
		{"tty", truthCast, "false", "", workloadPage + "tty", "Whether the container runs with a terminal."},
	}
}

func dependsOnType() *Type {
	dependency := &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Required: []string{"condition"},
		attrs: []Attr{
			{"restart", truthCast, "false", "", workloadPage + "long-syntax", "Whether this service is restarted when Compose updates the one it depends on."},
			{"required", needed, "true", "", workloadPage + "long-syntax", "Whether it is an error, not only a warning, if the service is not there."},
			{"condition", &Type{Name: "a condition", Accept: String, Enum: []string{"service_started", "service_healthy", "service_completed_successfully"}}, "service_started", "", workloadPage + "long-syntax", "When the service counts as ready."},
		},
	}
	return &Type{
		Name: "a list of service names or a mapping", Accept: List | Map, Elem: text, Unique: true,
		Values: dependency, Keys: NameKey, Merge: MergeDependsOn, Long: longDependsOn,
	}
}

func healthcheckType() *Type {
	const section = workloadPage + "healthcheck"
	test := &Type{Name: "a command", Accept: String | List, Elem: text, Format: HealthTest, Merge: MergeReplace}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"disable", truthCast, "false", "", section, "Whether the image's health check is switched off."},
			{"interval", duration, "30s", "", section, "Time between two checks, as a duration."},
			{"retries", retries, "3", "", section, "Number of checks that must fail in a row before the container counts as unhealthy."},
			{"test", test, "the image's test", "", section, "Command that checks; a list starts with CMD, CMD-SHELL or NONE."},
			{"timeout", duration, "30s", "", section, "How long a check may take, as a duration."},
			{"start_period", duration, "0s", "", section, "Time after the start in which failing checks do not count, as a duration."},
			{"start_interval", duration, "5s", "", section, "Time between two checks in the start period, as a duration."},
		},
	}
}

func portsType(p place) *Type {
	const section = workloadPage + "ports"
	port := &Type{
		Name: "a port", Accept: Number | String | Map, Extensible: true, Format: Port, Fill: p.filled(fillPort),
		attrs: []Attr{
			{"name", text, "", "", section, "Name of the port, for people."},
			{"mode", text, "ingress", "", section, "How it is published: on each node (host) or load balanced (ingress)."},
			{"host_ip", address, "0.0.0.0", "", section, "Address of the host that the port is bound to."},
			{"target", wholeCast, "", "", section, "Port of the container."},
			{"published", &Type{Name: "a port or a range of ports", Accept: String | Int, Format: PortRange}, "a free port", "", section, "Port of the host, or a range to choose from."},
			{"protocol", text, "tcp", "", section, "Protocol of the port: tcp or udp."},
			{"app_protocol", text, "", "", section, "Application protocol spoken on the port, such as http."},
		},
	}
	return &Type{
		Name: "a list of ports", Accept: List, Elem: port, Unique: true,
		Key: p.unique(portKey), Long: longPorts,
	}
}

func exposedType(p place) *Type {
	port := &Type{Name: "a port or a range of ports", Accept: String | Number, Format: ExposedPort}
	return &Type{Name: "a list of ports", Accept: List, Elem: port, Unique: true, Key: p.unique(exposeKey)}
}
