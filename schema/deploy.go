package schema

// deployType makes the type of services.*.deploy.
func deployType() *Type {
	labels := keyValues("a mapping or list of labels", Labels, MergeKeyValue, keyValueKey)
	return &Type{
		Name: "a mapping", Accept: Map | Null, Extensible: true,
		attrs: []Attr{
			{"mode", text, "replicated", "", deployPage + "mode", "How many containers run: replicas of them (replicated), one on each node (global), or as jobs."},
			{"endpoint_mode", text, "the platform's choice", "", deployPage + "endpoint_mode", "How clients find the service: by a virtual address (vip) or all addresses in DNS (dnsrr)."},
			{"replicas", wholeCast, "1", "", deployPage + "replicas", "Number of containers that should run."},
			{"labels", labels, "", "", deployPage + "labels", "Labels of the service, not of its containers."},
			{"rollback_config", updateConfigType("rollback", deployPage+"rollback_config", "continue or pause"), "", "", deployPage + "rollback_config", "How the service goes back to its earlier state when an update fails."},
			{"update_config", updateConfigType("update", deployPage+"update_config", "continue, rollback or pause"), "", "", deployPage + "update_config", "How the service is updated."},
			{"resources", resourcesType(), "", "", deployPage + "resources", "Resources that a container may use, and that are kept for it."},
			{"restart_policy", restartPolicyType(), "what restart says", "", deployPage + "restart_policy", "Whether and how containers that have ended are restarted."},
			{"placement", placementType(), "", "", deployPage + "placement", "Which nodes containers may run on."},
		},
	}
}

// updateConfigType makes the type of update_config and rollback_config.
func updateConfigType(what, section, actions string) *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"parallelism", wholeCast, "1", "", section, "Number of containers taken at a time; 0 for all at once."},
			{"delay", duration, "0s", "", section, "Time between two groups of containers, as a duration."},
			{"failure_action", text, "pause", "", section, "What is done when the " + what + " fails: " + actions + "."},
			{"monitor", duration, "0s", "", section, "How long a container is watched for failure after its " + what + ", as a duration."},
			{"max_failure_ratio", ratio, "0", "", section, "Share of containers that may fail, from 0 to 1."},
			{"order", &Type{Name: "an order", Accept: String, Enum: []string{"start-first", "stop-first"}}, "stop-first", "", section, "Whether the old container is stopped before or after the new one starts."},
		},
	}
}

func resourcesType() *Type {
	limits := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"cpus", cpus, "no limit", "", deployPage + "cpus", "Number of CPUs that a container may use, also a fraction."},
			{"memory", memory, "no limit", "", deployPage + "memory", "Memory that a container may use, in bytes with a unit."},
			{"pids", whole, "no limit", "", deployPage + "pids", "Number of processes that a container may have."},
		},
	}
	reservations := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"cpus", cpus, "", "", deployPage + "cpus", "Number of CPUs kept for a container, also a fraction."},
			{"memory", memory, "", "", deployPage + "memory", "Memory kept for a container, in bytes with a unit."},
			{"generic_resources", genericResourcesType(), "", "", deployPage + "resources", "Resources of the platform's own kinds kept for a container."},
			{"devices", reservedDevicesType(), "", "", deployPage + "devices", "Devices kept for a container."},
		},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"limits", limits, "", "", deployPage + "resources", "Most that a container may use."},
			{"reservations", reservations, "", "", deployPage + "resources", "Least that is kept for a container."},
		},
	}
}

func genericResourcesType() *Type {
	discrete := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"kind", text, "", "", deployPage + "resources", "Kind of the resource, as the platform names it."},
			{"value", &Type{Name: "a whole number", Accept: Number | String}, "", "", deployPage + "resources", "Number of them."},
		},
	}
	resource := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"discrete_resource_spec", discrete, "", "", deployPage + "resources", "Resource that is counted in whole numbers."},
		},
	}
	return &Type{Name: "a list of resources", Accept: List, Elem: resource}
}

func reservedDevicesType() *Type {
	request := &Type{
		Name: "a device request", Accept: Map, Extensible: true, Required: []string{"capabilities"},
		Fill: fillDeviceRequest, attrs: deviceRequestAttrs(),
	}
	return &Type{Name: "a list of device requests", Accept: List, Elem: request}
}

func restartPolicyType() *Type {
	const section = deployPage + "restart_policy"
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"condition", text, "any", "", section, "When containers are restarted: none, on-failure or any."},
			{"delay", duration, "0s", "", section, "Time to wait between attempts, as a duration."},
			{"max_attempts", wholeCast, "no limit", "", section, "Number of attempts before giving up."},
			{"window", duration, "decide at once", "", section, "How long a container must run to count as restarted, as a duration."},
		},
	}
}

func placementType() *Type {
	preference := &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"spread", text, "", "", deployPage + "preferences", "Label of nodes over whose values containers are spread evenly."},
		},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"constraints", texts, "", "", deployPage + "constraints", "Conditions that a node must meet, such as node.role==manager."},
			{"preferences", &Type{Name: "a list of preferences", Accept: List, Elem: preference}, "", "", deployPage + "preferences", "Conditions that a node should meet."},
			{"max_replicas_per_node", wholeCast, "no limit", "", deployPage + "placement", "Number of containers that may run on one node."},
		},
	}
}
