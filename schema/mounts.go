package schema

// What is mounted in a container: volumes, configs and secrets.

func serviceVolumesType(p place) *Type {
	volume := &Type{
		Name: "a volume", Accept: String | Map, Extensible: true, Required: []string{"type"},
		Format: Volume, Path: MountPath, Long: longVolume,
		attrs: []Attr{
			{"type", &Type{Name: "a type of mount", Accept: String, Enum: []string{"bind", "volume", "tmpfs", "cluster", "npipe", "image"}}, "", "", containerPage + "volumes", "What is mounted."},
			{"source", text, "", "", containerPage + "volumes", "What it is mounted from: a path of the host, the name of a volume, or an image."},
			{"target", text, "", "", containerPage + "volumes", "Path in the container where it is mounted."},
			{"read_only", truthCast, "false", "", containerPage + "volumes", "Whether the container may not write to it."},
			{"consistency", text, "", "", containerPage + "volumes", "How closely host and container agree on the content; the platform says what there is."},
			{"bind", bindOptionsType(p), "", "", containerPage + "volumes", "Options of a mount of type bind."},
			{"volume", volumeOptionsType(), "", "", containerPage + "volumes", "Options of a mount of type volume."},
			{"tmpfs", tmpfsOptionsType(), "", "", containerPage + "volumes", "Options of a mount of type tmpfs."},
			{"image", imageOptionsType(), "", "", containerPage + "volumes", "Options of a mount of type image."},
		},
	}
	return &Type{Name: "a list of volumes", Accept: List, Elem: volume, Unique: true, Key: p.unique(volumeKey)}
}

func bindOptionsType(p place) *Type {
	fill := fillBind
	if p == inHook {
		fill = fillHookBind
	}
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true, Fill: fill,
		attrs: []Attr{
			{"propagation", text, "rprivate", "", containerPage + "volumes", "How mounts below it are passed on between host and container: shared, slave, private, rshared, rslave or rprivate."},
			{"create_host_path", truth, "true", "", containerPage + "volumes", "Whether a directory is made on the host where the source does not exist."},
			{"recursive", &Type{Accept: String, Enum: []string{"enabled", "disabled", "writable", "readonly"}}, "enabled", "", containerPage + "volumes", "How mounts below the source are mounted too."},
			{"selinux", &Type{Accept: String, Enum: []string{"z", "Z"}}, "", "", containerPage + "volumes", "SELinux label of the content: shared by containers (z) or private to this one (Z)."},
		},
	}
}

func volumeOptionsType() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"labels", keyValues("a mapping or list of labels", KeyValues, MergeKeyValue, nil), "", "", containerPage + "volumes", "Labels of the volume that is made for this mount."},
			{"nocopy", truthCast, "false", "", containerPage + "volumes", "Whether what the image has at the target is not copied into a new volume."},
			{"subpath", text, "", "", containerPage + "volumes", "Path inside the volume that is mounted instead of all of it."},
		},
	}
}

func tmpfsOptionsType() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"size", &Type{Name: "a size in bytes", Accept: Int | String, Min: &zero, Format: ByteSize}, "no limit", "", containerPage + "volumes", "Size that the temporary file system may grow to, in bytes or with a unit."},
			{"mode", fileMode, "", "", containerPage + "volumes", "File mode of the temporary file system, in octal notation."},
		},
	}
}

func imageOptionsType() *Type {
	return &Type{
		Name: "a mapping", Accept: Map, Extensible: true,
		attrs: []Attr{
			{"subpath", text, "", "", containerPage + "volumes", "Path inside the image that is mounted instead of all of it."},
		},
	}
}

// mountRows are what differs between the rows of configs, of secrets and of build secrets.
type mountRows struct {
	section, what, target, mode string // of the last two the defaults
	docs                        mountDocs
}

// mountDocs are what the attributes of a config or secret do.
type mountDocs struct{ target, uid, gid, mode string }

var (
	configMountRows = mountRows{containerPage + "configs", "config", "/<source>", "0444", containerDocs}
	secretMountRows = mountRows{containerPage + "secrets", "secret", "/run/secrets/<source>", "0444", containerDocs}
	buildSecretRows = mountRows{buildPage + "secrets", "secret", "the source", "0400", buildDocs}
)

var (
	containerDocs = mountDocs{
		target: "Path or name of the file in the container.",
		uid:    "Number of the user who owns the file in the container.",
		gid:    "Number of the group that owns the file in the container.",
		mode:   "File mode of the file in the container, in octal notation.",
	}
	buildDocs = mountDocs{
		target: "ID by which the Dockerfile asks for it, as in RUN --mount=type=secret,id=ID.",
		uid:    "Number of the user who owns the file; docker compose does not pass it on, but --mount in the Dockerfile has uid.",
		gid:    "Number of the group that owns the file; docker compose does not pass it on, but --mount in the Dockerfile has gid.",
		mode:   "File mode in octal notation; docker compose does not pass it on, but --mount in the Dockerfile has mode.",
	}
)

// fileMounts makes the type of a list of configs or secrets that are mounted as files.
func fileMounts(name string, rows mountRows, key keyFunc, fill nodeFunc) *Type {
	mount := &Type{
		Name: "a " + rows.what, Accept: String | Map, Extensible: true, Long: longFileMount, Fill: fill,
		attrs: []Attr{
			{"source", text, "", "", rows.section, "Name of it in the Compose file."},
			{"target", text, rows.target, "", rows.section, rows.docs.target},
			{"uid", text, "", "", rows.section, rows.docs.uid},
			{"gid", text, "", "", rows.section, rows.docs.gid},
			{"mode", fileMode, rows.mode, "", rows.section, rows.docs.mode},
		},
	}
	return &Type{Name: name, Accept: List, Elem: mount, Key: key}
}
