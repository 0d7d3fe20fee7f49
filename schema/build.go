package schema

// buildType makes the type of the build attribute of services and jobs.
func buildType(p place) *Type {
	tags := &Type{Name: "a list of image references", Accept: List, Elem: image, Key: p.unique(keyValueKey)}
	contexts := keyValues("a mapping or list of contexts", KeyValues, MergeKeyValue, p.unique(keyValueKey))
	contexts.Long = longKeyValue
	contexts.Values = &Type{Name: "a context", Accept: Scalar, Path: ContextPath}
	ssh := keyValues("a mapping or list of SSH keys", SSH, MergeDeep, nil)
	ssh.Long = longSSH
	ssh.Values = &Type{Name: "a path", Accept: Scalar, Path: EitherPath}
	return &Type{
		Name: "a path or a mapping", Accept: String | Map, Extensible: true,
		Merge: MergeBuild, Long: longBuild, Fill: fillBuild,
		attrs: []Attr{
			{"context", &Type{Name: "a build context", Accept: String, Path: ContextPath}, ".", "", buildPage + "context", "Directory, or URL of a repository, that the image is built from."},
			{"dockerfile", text, "Dockerfile", "", buildPage + "dockerfile", "Path of the Dockerfile, relative to the context."},
			{"dockerfile_inline", text, "", "", buildPage + "dockerfile_inline", "Content of the Dockerfile; not together with dockerfile."},
			{"entitlements", texts, "", "", buildPage + "entitlements", "Privileges that the build may use, such as network.host."},
			{"args", keyValues("a mapping or list of build arguments", Environment, MergeKeyValue, p.unique(keyValueKey)), "", "", buildPage + "args", "Build arguments; one without value takes it from the project's environment."},
			{"ssh", ssh, "", "", buildPage + "ssh", "SSH keys and agents that the build may use, by identifier."},
			{"labels", keyValues("a mapping or list of labels", Labels, MergeKeyValue, p.unique(keyValueKey)), "", "", buildPage + "labels", "Labels of the image: names and values for people and tools."},
			{"cache_from", texts, "", "", buildPage + "cache_from", "Where the builder finds earlier results, as images or as type=…,key=value."},
			{"cache_to", texts, "", "", buildPage + "cache_to", "Where the builder leaves its results for later builds."},
			{"no_cache", truth, "false", "", buildPage + "no_cache", "Whether the image is built without earlier results."},
			{"no_cache_filter", textOrTexts, "", "", buildPage + "no_cache_filter", "Stages that are built without earlier results."},
			{"additional_contexts", contexts, "", "", buildPage + "additional_contexts", "Other contexts that the Dockerfile may use, by name."},
			{"network", text, "", "", buildPage + "network", "Network that build steps run in; none for no network."},
			{"provenance", attested, "", "", buildPage + "provenance", "Whether the image gets a provenance attestation, or its parameters."},
			{"sbom", attested, "", "", buildPage + "sbom", "Whether the image gets a list of its software (SBOM), or the parameters of it."},
			{"pull", truth, "false", "", buildPage + "pull", "Whether base images are pulled even if they are there."},
			{"target", text, "the last stage", "", buildPage + "target", "Stage of the Dockerfile that is built."},
			{"shm_size", byteWhole, "", "", buildPage + "shm_size", "Size of the shared memory of build steps, in bytes or with a unit."},
			{"extra_hosts", hostsType(), "", "", buildPage + "extra_hosts", "Names and IP addresses that build steps can look up."},
			{"isolation", text, "", "", buildPage + "isolation", "Technology that isolates build steps; the platform says which there are."},
			{"privileged", truth, "false", "", buildPage + "privileged", "Whether the image is built with the privileges of the host."},
			{"secrets", fileMounts("a list of secrets", buildSecretRows, nil, nil), "", "", buildPage + "secrets", "Secrets that the build may read."},
			{"tags", tags, "", "", buildPage + "tags", "Names given to the image besides the service's image."},
			{"ulimits", ulimitsType(whole, MergeDeep), "", "", buildPage + "ulimits", "Limits on what build steps may use, by name."},
			{"platforms", platforms, "the builder's platform", "", buildPage + "platforms", "Platforms that the image is built for, as os[/arch[/variant]]."},
		},
	}
}
