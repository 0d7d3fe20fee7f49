package schema

// The resources that services share: networks, volumes, configs and secrets.

// externalType makes the type of the external attribute; closed says whether its mapping form
// takes other keys than name.
func externalType(page string, closed bool) *Type {
	t := &Type{
		Name: "true or false", Accept: Bool | String | Map, Cast: ToBool,
		attrs: []Attr{
			{"name", text, "", "write name beside external", page + "external", "Name of the resource on the platform."},
		},
	}
	if closed {
		t.Extensible = true
	} else {
		t.Open, t.Values = true, anything
	}
	return t
}

// resourceLabels makes the type of a resource's labels.
func resourceLabels(key keyFunc) *Type {
	return keyValues("a mapping or list of labels", Labels, MergeKeyValue, key)
}

func networkType() *Type {
	return &Type{
		Name: "a mapping or null", Accept: Map | Null, Extensible: true, Long: longExternal,
		attrs: []Attr{
			{"name", text, "<project>_<key>", "", networksPage + "name", "Name of the network on the platform, used as it stands."},
			{"driver", text, "the platform's choice", "", networksPage + "driver", "Driver of the network."},
			{"driver_opts", driverOpts, "", "", networksPage + "driver_opts", "Options for the driver."},
			{"ipam", ipamType(), "", "", networksPage + "ipam", "How addresses of the network are managed."},
			{"external", externalType(networksPage, true), "false", "", networksPage + "external", "Whether the network exists already and is managed elsewhere."},
			{"internal", truthCast, "false", "", networksPage + "internal", "Whether the network has no way to the outside."},
			{"enable_ipv4", truthCast, "true", "", networksPage + "enable_ipv4", "Whether addresses of IPv4 are given out."},
			{"enable_ipv6", truthCast, "false", "", networksPage + "enable_ipv6", "Whether addresses of IPv6 are given out."},
			{"attachable", truthCast, "false", "", networksPage + "attachable", "Whether containers outside the project may attach to the network."},
			{"labels", resourceLabels(keyValueKey), "", "", networksPage + "labels", "Labels of the network: names and values for people and tools."},
		},
	}
}

func ipamType() *Type {
	const section = networksPage + "ipam"
	pool := &Type{
		Name: "an address pool", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"subnet", subnet, "", "", section, "Subnet of the network in CIDR notation."},
			{"ip_range", subnet, "the subnet", "", section, "Part of the subnet that containers get addresses from, in CIDR notation."},
			{"gateway", address, "", "", section, "Address of the subnet's gateway."},
			{"aux_addresses", addressMap, "", "", section, "Addresses that are given to no container, by host name."},
		},
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"driver", text, "default", "", section, "Driver that manages addresses."},
			{"config", &Type{Name: "a list of address pools", Accept: List, Elem: pool, Merge: MergeIPAM}, "", "", section, "Pools that addresses are taken from."},
			{"options", &Type{Name: stringMap.Name, Accept: Map, Values: text, Keys: LineKey, Key: keyValueKey}, "", "", section, "Options for the driver."},
		},
	}
}

func volumeType() *Type {
	return &Type{
		Name: "a mapping or null", Accept: Map | Null, Extensible: true, Path: DriverPath, Long: longExternal,
		attrs: []Attr{
			{"name", text, "<project>_<key>", "", volumesPage + "name", "Name of the volume on the platform, used as it stands."},
			{"driver", text, "the platform's choice", "", volumesPage + "driver", "Driver of the volume."},
			{"driver_opts", driverOpts, "", "", volumesPage + "driver_opts", "Options for the driver."},
			{"external", externalType(volumesPage, true), "false", "", volumesPage + "external", "Whether the volume exists already and is managed elsewhere."},
			{"labels", resourceLabels(nil), "", "", volumesPage + "labels", "Labels of the volume: names and values for people and tools."},
		},
	}
}

func secretType() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Long: longExternal,
		attrs: []Attr{
			{"name", text, "<project>_<key>", "", secretsPage + "secrets-top-level-element", "Name of the secret on the platform, used as it stands."},
			{"environment", text, "", "", secretsPage + "secrets-top-level-element", "Environment variable that holds the content."},
			{"file", eitherOne, "", "", secretsPage + "secrets-top-level-element", "Path of the file that holds the content."},
			{"external", externalType(secretsPage, false), "false", "", secretsPage + "secrets-top-level-element", "Whether the secret exists already and is managed elsewhere."},
			{"labels", resourceLabels(nil), "", "", secretsPage + "secrets-top-level-element", "Labels of the secret: names and values for people and tools."},
			{"driver", text, "", "", secretsPage + "secrets-top-level-element", "Driver that the content comes from."},
			{"driver_opts", driverOpts, "", "", secretsPage + "secrets-top-level-element", "Options for the driver."},
			{"template_driver", text, "", "", secretsPage + "secrets-top-level-element", "Driver that makes the content from a template."},
		},
	}
}

func configType() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Long: longExternal,
		attrs: []Attr{
			{"name", text, "<project>_<key>", "", configsPage + "configs-top-level-element", "Name of the config on the platform, used as it stands."},
			{"content", text, "", "", configsPage + "configs-top-level-element", "The content itself."},
			{"environment", text, "", "", configsPage + "configs-top-level-element", "Environment variable that holds the content."},
			{"file", eitherOne, "", "", configsPage + "configs-top-level-element", "Path of the file that holds the content."},
			{"external", externalType(configsPage, false), "false", "", configsPage + "configs-top-level-element", "Whether the config exists already and is managed elsewhere."},
			{"labels", resourceLabels(nil), "", "", configsPage + "configs-top-level-element", "Labels of the config: names and values for people and tools."},
			{"template_driver", text, "", "", configsPage + "configs-top-level-element", "Driver that makes the content from a template."},
		},
	}
}
