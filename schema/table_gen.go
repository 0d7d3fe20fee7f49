// Code generated from the rows of this package. DO NOT EDIT.

package schema

var compose_version = Type{Name: "a string", Accept: 16, parts: 32}

var compose_name = Type{Name: "a project name", Accept: 16, Format: 13, parts: 32}

var compose_include_Elem_path = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, parts: 32}

var compose_include_Elem = Type{Name: "a path or a mapping", Accept: 80, Long: longInclude, attrs: []Attr{
	{"path", &compose_include_Elem_path, "", "", "14-include.md#path", "Compose file to include, or files to merge and include."},
	{"env_file", &compose_include_Elem_path, "the .env file of the project directory", "", "14-include.md#env_file", "Files with default values for variables of the included file."},
	{"project_directory", &compose_version, "the directory of the included file", "", "14-include.md#project_directory", "Directory that relative paths of the included file start from."},
}, slots: "\x00\x03\x00\x01\x02\x00\x00\x00", parts: 33}

var compose_include = Type{Name: "a list of files", Accept: 32, Elem: &compose_include_Elem, parts: 33}

var compose_services_Values_deploy_replicas = Type{Name: "a whole number", Accept: 20, Cast: 1, parts: 48}

var compose_services_Values_deploy_labels_Values = Type{Name: "a string, a number, true, false or null", Accept: 31, parts: 32}

var compose_services_Values_deploy_labels = Type{Name: "a mapping or list of labels", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 22, Merge: 2, Key: keyValueKey, parts: 36}

var compose_services_Values_deploy_rollback_config_delay = Type{Name: "a duration", Accept: 16, Format: 1, parts: 32}

var compose_services_Values_deploy_rollback_config_max_failure_ratio = Type{Name: "a number from 0 to 1", Accept: 28, Cast: 3, parts: 48}

var compose_services_Values_deploy_rollback_config_order = Type{Name: "an order", Accept: 16, Enum: []string{"start-first", "stop-first"}, parts: 32}

var compose_services_Values_deploy_rollback_config = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"parallelism", &compose_services_Values_deploy_replicas, "1", "", "deploy.md#rollback_config", "Number of containers taken at a time; 0 for all at once."},
	{"delay", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "deploy.md#rollback_config", "Time between two groups of containers, as a duration."},
	{"failure_action", &compose_version, "pause", "", "deploy.md#rollback_config", "What is done when the rollback fails: continue or pause."},
	{"monitor", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "deploy.md#rollback_config", "How long a container is watched for failure after its rollback, as a duration."},
	{"max_failure_ratio", &compose_services_Values_deploy_rollback_config_max_failure_ratio, "0", "", "deploy.md#rollback_config", "Share of containers that may fail, from 0 to 1."},
	{"order", &compose_services_Values_deploy_rollback_config_order, "stop-first", "", "deploy.md#rollback_config", "Whether the old container is stopped before or after the new one starts."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x02\x05\x01\x00\x00\x04\x06\x03", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x20000000400}}

var compose_services_Values_deploy_update_config = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"parallelism", &compose_services_Values_deploy_replicas, "1", "", "deploy.md#update_config", "Number of containers taken at a time; 0 for all at once."},
	{"delay", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "deploy.md#update_config", "Time between two groups of containers, as a duration."},
	{"failure_action", &compose_version, "pause", "", "deploy.md#update_config", "What is done when the update fails: continue, rollback or pause."},
	{"monitor", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "deploy.md#update_config", "How long a container is watched for failure after its update, as a duration."},
	{"max_failure_ratio", &compose_services_Values_deploy_rollback_config_max_failure_ratio, "0", "", "deploy.md#update_config", "Share of containers that may fail, from 0 to 1."},
	{"order", &compose_services_Values_deploy_rollback_config_order, "stop-first", "", "deploy.md#update_config", "Whether the old container is stopped before or after the new one starts."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x02\x05\x01\x00\x00\x04\x06\x03", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x20000000400}}

var compose_services_Values_deploy_resources_limits_cpus = Type{Name: "a number of CPUs", Accept: 28, Format: 5, parts: 32}

var compose_services_Values_deploy_resources_limits_memory = Type{Name: "a size in bytes", Accept: 16, Format: 2, parts: 32}

var compose_services_Values_deploy_resources_limits_pids = Type{Name: "a whole number", Accept: 20, parts: 32}

var compose_services_Values_deploy_resources_limits = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"cpus", &compose_services_Values_deploy_resources_limits_cpus, "no limit", "", "deploy.md#cpus", "Number of CPUs that a container may use, also a fraction."},
	{"memory", &compose_services_Values_deploy_resources_limits_memory, "no limit", "", "deploy.md#memory", "Memory that a container may use, in bytes with a unit."},
	{"pids", &compose_services_Values_deploy_resources_limits_pids, "no limit", "", "deploy.md#pids", "Number of processes that a container may have."},
}, slots: "\x03\x00\x00\x00\x00\x00\x01\x02", parts: 32}

var compose_services_Values_deploy_resources_reservations_generic_resources_Elem_discrete_resource_spec_value = Type{Name: "a whole number", Accept: 28, parts: 32}

var compose_services_Values_deploy_resources_reservations_generic_resources_Elem_discrete_resource_spec = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"kind", &compose_version, "", "", "deploy.md#resources", "Kind of the resource, as the platform names it."},
	{"value", &compose_services_Values_deploy_resources_reservations_generic_resources_Elem_discrete_resource_spec_value, "", "", "deploy.md#resources", "Number of them."},
}, slots: "\x02\x00\x00\x01", parts: 32}

var compose_services_Values_deploy_resources_reservations_generic_resources_Elem = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"discrete_resource_spec", &compose_services_Values_deploy_resources_reservations_generic_resources_Elem_discrete_resource_spec, "", "", "deploy.md#resources", "Resource that is counted in whole numbers."},
}, slots: "\x00\x01", parts: 32}

var compose_services_Values_deploy_resources_reservations_generic_resources = Type{Name: "a list of resources", Accept: 32, Elem: &compose_services_Values_deploy_resources_reservations_generic_resources_Elem, parts: 32}

var compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities = Type{Name: "a list of strings", Accept: 32, Elem: &compose_version, Unique: true, parts: 32}

var compose_services_Values_deploy_resources_reservations_devices_Elem_count = Type{Name: "all or a whole number", Accept: 20, Format: 6, parts: 32}

var compose_services_Values_deploy_resources_reservations_devices_Elem_options = Type{Name: "a mapping or list of options", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, parts: 32}

var compose_services_Values_deploy_resources_reservations_devices_Elem = Type{Name: "a device request", Accept: 64, Extensible: true, Required: []string{"capabilities"}, Fill: fillDeviceRequest, attrs: []Attr{
	{"capabilities", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#capabilities", "Capabilities that each of the devices must have, such as gpu."},
	{"count", &compose_services_Values_deploy_resources_reservations_devices_Elem_count, "all", "", "deploy.md#count", "Number of devices to reserve; not together with device_ids."},
	{"device_ids", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#device_ids", "Identifiers of the devices to reserve; not together with count."},
	{"driver", &compose_version, "", "", "deploy.md#driver", "Driver that provides the devices."},
	{"options", &compose_services_Values_deploy_resources_reservations_devices_Elem_options, "", "", "deploy.md#options", "Options for the driver."},
}, slots: "\x00\x00\x03\x00\x05\x00\x02\x04\x00\x00\x00\x00\x00\x00\x00\x01", parts: 34}

var compose_services_Values_deploy_resources_reservations_devices = Type{Name: "a list of device requests", Accept: 32, Elem: &compose_services_Values_deploy_resources_reservations_devices_Elem, parts: 34}

var compose_services_Values_deploy_resources_reservations = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"cpus", &compose_services_Values_deploy_resources_limits_cpus, "", "", "deploy.md#cpus", "Number of CPUs kept for a container, also a fraction."},
	{"memory", &compose_services_Values_deploy_resources_limits_memory, "", "", "deploy.md#memory", "Memory kept for a container, in bytes with a unit."},
	{"generic_resources", &compose_services_Values_deploy_resources_reservations_generic_resources, "", "", "deploy.md#resources", "Resources of the platform's own kinds kept for a container."},
	{"devices", &compose_services_Values_deploy_resources_reservations_devices, "", "", "deploy.md#devices", "Devices kept for a container."},
}, slots: "\x03\x00\x00\x04\x00\x00\x01\x02", parts: 34, holds: sieves{0x0, 0x80000000000, 0x0, 0x0, 0x0}}

var compose_services_Values_deploy_resources = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"limits", &compose_services_Values_deploy_resources_limits, "", "", "deploy.md#resources", "Most that a container may use."},
	{"reservations", &compose_services_Values_deploy_resources_reservations, "", "", "deploy.md#resources", "Least that is kept for a container."},
}, slots: "\x01\x02\x00\x00", parts: 34, holds: sieves{0x0, 0x200000, 0x0, 0x0, 0x0}}

var compose_services_Values_deploy_restart_policy = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"condition", &compose_version, "any", "", "deploy.md#restart_policy", "When containers are restarted: none, on-failure or any."},
	{"delay", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "deploy.md#restart_policy", "Time to wait between attempts, as a duration."},
	{"max_attempts", &compose_services_Values_deploy_replicas, "no limit", "", "deploy.md#restart_policy", "Number of attempts before giving up."},
	{"window", &compose_services_Values_deploy_rollback_config_delay, "decide at once", "", "deploy.md#restart_policy", "How long a container must run to count as restarted, as a duration."},
}, slots: "\x02\x00\x04\x00\x03\x00\x00\x01", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x1000}}

var compose_services_Values_deploy_placement_constraints = Type{Name: "a list of strings", Accept: 32, Elem: &compose_version, parts: 32}

var compose_services_Values_deploy_placement_preferences_Elem = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"spread", &compose_version, "", "", "deploy.md#preferences", "Label of nodes over whose values containers are spread evenly."},
}, slots: "\x00\x01", parts: 32}

var compose_services_Values_deploy_placement_preferences = Type{Name: "a list of preferences", Accept: 32, Elem: &compose_services_Values_deploy_placement_preferences_Elem, parts: 32}

var compose_services_Values_deploy_placement = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"constraints", &compose_services_Values_deploy_placement_constraints, "", "", "deploy.md#constraints", "Conditions that a node must meet, such as node.role==manager."},
	{"preferences", &compose_services_Values_deploy_placement_preferences, "", "", "deploy.md#preferences", "Conditions that a node should meet."},
	{"max_replicas_per_node", &compose_services_Values_deploy_replicas, "no limit", "", "deploy.md#placement", "Number of containers that may run on one node."},
}, slots: "\x00\x01\x03\x02\x00\x00\x00\x00", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x4000000000000}}

var compose_services_Values_deploy = Type{Name: "a mapping", Accept: 65, Extensible: true, attrs: []Attr{
	{"mode", &compose_version, "replicated", "", "deploy.md#mode", "How many containers run: replicas of them (replicated), one on each node (global), or as jobs."},
	{"endpoint_mode", &compose_version, "the platform's choice", "", "deploy.md#endpoint_mode", "How clients find the service: by a virtual address (vip) or all addresses in DNS (dnsrr)."},
	{"replicas", &compose_services_Values_deploy_replicas, "1", "", "deploy.md#replicas", "Number of containers that should run."},
	{"labels", &compose_services_Values_deploy_labels, "", "", "deploy.md#labels", "Labels of the service, not of its containers."},
	{"rollback_config", &compose_services_Values_deploy_rollback_config, "", "", "deploy.md#rollback_config", "How the service goes back to its earlier state when an update fails."},
	{"update_config", &compose_services_Values_deploy_update_config, "", "", "deploy.md#update_config", "How the service is updated."},
	{"resources", &compose_services_Values_deploy_resources, "", "", "deploy.md#resources", "Resources that a container may use, and that are kept for it."},
	{"restart_policy", &compose_services_Values_deploy_restart_policy, "what restart says", "", "deploy.md#restart_policy", "Whether and how containers that have ended are restarted."},
	{"placement", &compose_services_Values_deploy_placement, "", "", "deploy.md#placement", "Which nodes containers may run on."},
}, slots: "\x00\x00\x00\x00\x00\x03\t\x00\x02\x00\x00\x00\x00\x01\b\x00\x00\x00\a\x05\x00\x00\x00\x04\x00\x00\x06\x00\x00\x00\x00\x00", parts: 54, holds: sieves{0x0, 0x40000, 0x80000000000000, 0x0, 0x8202004000020}}

var compose_services_Values_develop_watch_Elem_ignore = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, Long: longStringList, parts: 33}

var compose_services_Values_develop_watch_Elem_path = Type{Name: "a path", Accept: 16, Path: 4, parts: 40}

var compose_services_Values_develop_watch_Elem_action = Type{Name: "an action", Accept: 16, Enum: []string{"rebuild", "sync", "restart", "sync+restart", "sync+exec"}, parts: 32}

var compose_services_Values_develop_watch_Elem_exec_command = Type{Name: "a command", Accept: 49, Elem: &compose_version, Format: 18, parts: 32}

var compose_services_Values_develop_watch_Elem_exec_privileged = Type{Name: "true or false", Accept: 18, parts: 32}

var compose_services_Values_develop_watch_Elem_exec_environment = Type{Name: "a mapping or list of environment variables", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 21, parts: 32}

var compose_services_Values_develop_watch_Elem_exec = Type{Name: "a hook", Accept: 64, Extensible: true, Required: []string{"command"}, attrs: []Attr{
	{"command", &compose_services_Values_develop_watch_Elem_exec_command, "", "", "05-services.md#post_start", "Command that runs in the container."},
	{"user", &compose_version, "the container's user", "", "05-services.md#post_start", "User who runs the command."},
	{"privileged", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "05-services.md#post_start", "Whether the command has the privileges of the host."},
	{"working_dir", &compose_version, "the container's working directory", "", "05-services.md#post_start", "Directory that the command runs in."},
	{"environment", &compose_services_Values_develop_watch_Elem_exec_environment, "", "", "05-services.md#post_start", "Environment variables of the command besides the container's."},
}, slots: "\x00\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x05\x00\x02\x03\x00", parts: 32}

var compose_services_Values_develop_watch_Elem_initial_sync = Type{Name: "true or false", Accept: 2, parts: 32}

var compose_services_Values_develop_watch_Elem = Type{Name: "a watch rule", Accept: 64, Extensible: true, Required: []string{"path", "action"}, attrs: []Attr{
	{"ignore", &compose_services_Values_develop_watch_Elem_ignore, "", "", "develop.md#ignore", "Patterns of paths that are not watched, as in a .dockerignore file."},
	{"include", &compose_services_Values_develop_watch_Elem_ignore, "", "", "develop.md#include", "Patterns of paths that alone are watched."},
	{"path", &compose_services_Values_develop_watch_Elem_path, "", "", "develop.md#path", "Path of the source that is watched."},
	{"action", &compose_services_Values_develop_watch_Elem_action, "", "", "develop.md#action", "What is done when the source changes."},
	{"target", &compose_version, "", "", "develop.md#target", "Path in the container that the source is copied to."},
	{"exec", &compose_services_Values_develop_watch_Elem_exec, "", "", "develop.md#exec", "Command that runs in the container after the source is copied, for the action sync+exec."},
	{"initial_sync", &compose_services_Values_develop_watch_Elem_initial_sync, "false", "", "develop.md#initial_sync", "Whether the source is copied once when watching starts."},
}, slots: "\x00\x00\x01\x03\x00\x00\x02\x04\x00\x00\x00\x06\x05\a\x00\x00", parts: 41, holds: sieves{0x4000000000040, 0x0, 0x0, 0x800000000, 0x0}}

var compose_services_Values_develop_watch = Type{Name: "a list of watch rules", Accept: 32, Elem: &compose_services_Values_develop_watch_Elem, parts: 41}

var compose_services_Values_develop = Type{Name: "a mapping", Accept: 65, Extensible: true, attrs: []Attr{
	{"watch", &compose_services_Values_develop_watch, "", "", "develop.md#watch", "Rules by which changes of the source reach the running service."},
}, slots: "\x00\x01", parts: 41, holds: sieves{0x80000, 0x0, 0x0, 0x80000, 0x0}}

var compose_services_Values_profiles = Type{Name: "a list of profiles", Accept: 32, Elem: &compose_version, Unique: true, Key: keyValueKey, parts: 36}

var compose_services_Values_restart = Type{Name: "a restart policy", Accept: 16, Format: 15, parts: 32}

var compose_services_Values_container_name = Type{Name: "a container name", Accept: 16, Pattern: isContainerName, parts: 32}

var compose_services_Values_provider_options_Values_Elem = Type{Name: "a string, a number, true or false", Accept: 30, parts: 32}

var compose_services_Values_provider_options_Values = Type{Name: "a string, a number, true, false or a list of them", Accept: 62, Elem: &compose_services_Values_provider_options_Values_Elem, parts: 32}

var compose_services_Values_provider_options = Type{Name: "a mapping of options", Accept: 64, Values: &compose_services_Values_provider_options_Values, Keys: 1, Open: true, Format: 24, parts: 32}

var compose_services_Values_provider = Type{Name: "a mapping", Accept: 64, Extensible: true, Required: []string{"type"}, attrs: []Attr{
	{"type", &compose_version, "", "", "05-services.md#type", "Name of the program that manages the service."},
	{"options", &compose_services_Values_provider_options, "", "", "05-services.md#options", "Options for the program."},
}, slots: "\x02\x01\x00\x00", parts: 32}

var compose_services_Values_extends_file = Type{Name: "a path", Accept: 16, Path: 7, parts: 40}

var compose_services_Values_extends = Type{Name: "a service name or a mapping", Accept: 80, Required: []string{"service"}, Long: longExtends, attrs: []Attr{
	{"service", &compose_version, "", "", "05-services.md#extends", "Name of the service."},
	{"file", &compose_services_Values_extends_file, "the same file", "", "05-services.md#extends", "Compose file that defines the service."},
}, slots: "\x00\x00\x01\x02", parts: 41, holds: sieves{0x0, 0x0, 0x0, 0x4000000000000000, 0x0}}

var compose_services_Values_links = Type{Name: "a list of services", Accept: 32, Elem: &compose_version, Unique: true, Key: keyValueKey, parts: 36}

var compose_services_Values_pre_start_Elem_annotations = Type{Name: "a mapping or list of annotations", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate = Type{Name: "a size in bytes", Accept: 20, Format: 2, parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem = Type{Name: "a limit for a device", Accept: 64, attrs: []Attr{
	{"path", &compose_version, "", "", "container_spec.md#device_read_bps-device_write_bps", "Path of the device that the limit is for."},
	{"rate", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "container_spec.md#device_read_bps-device_write_bps", "Limit for the device, in bytes a second, also with a unit."},
}, slots: "\x02\x00\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_device_read_bps = Type{Name: "a list of limits for devices", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem, parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_device_read_iops_Elem = Type{Name: "a limit for a device", Accept: 64, attrs: []Attr{
	{"path", &compose_version, "", "", "container_spec.md#device_read_iops-device_write_iops", "Path of the device that the limit is for."},
	{"rate", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "container_spec.md#device_read_iops-device_write_iops", "Limit for the device, in operations a second."},
}, slots: "\x02\x00\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_device_read_iops = Type{Name: "a list of limits for devices", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_blkio_config_device_read_iops_Elem, parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_weight_device_Elem = Type{Name: "a limit for a device", Accept: 64, attrs: []Attr{
	{"path", &compose_version, "", "", "container_spec.md#weight_device", "Path of the device that the limit is for."},
	{"weight", &compose_services_Values_deploy_resources_limits_pids, "", "", "container_spec.md#weight_device", "Weight for the device, from 10 to 1000."},
}, slots: "\x02\x00\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config_weight_device = Type{Name: "a list of limits for devices", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_blkio_config_weight_device_Elem, parts: 32}

var compose_services_Values_pre_start_Elem_blkio_config = Type{Name: "a mapping", Accept: 64, attrs: []Attr{
	{"device_read_bps", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps, "", "", "container_spec.md#device_read_bps-device_write_bps", "Limits on reading from devices, in bytes a second."},
	{"device_read_iops", &compose_services_Values_pre_start_Elem_blkio_config_device_read_iops, "", "", "container_spec.md#device_read_iops-device_write_iops", "Limits on reading from devices, in operations a second."},
	{"device_write_bps", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps, "", "", "container_spec.md#device_read_bps-device_write_bps", "Limits on writing to devices, in bytes a second."},
	{"device_write_iops", &compose_services_Values_pre_start_Elem_blkio_config_device_read_iops, "", "", "container_spec.md#device_read_iops-device_write_iops", "Limits on writing to devices, in operations a second."},
	{"weight", &compose_services_Values_deploy_resources_limits_pids, "500", "", "container_spec.md#weight", "Weight of the container against others when devices are busy, from 10 to 1000."},
	{"weight_device", &compose_services_Values_pre_start_Elem_blkio_config_weight_device, "", "", "container_spec.md#weight_device", "Weights for single devices."},
}, slots: "\x00\x00\x04\x01\x02\x00\x00\x00\x05\x00\x00\x03\x00\x06\x00\x00", parts: 32}

var compose_services_Values_pre_start_Elem_cap_add = Type{Name: "a list of capabilities", Accept: 32, Elem: &compose_version, Unique: true, parts: 32}

var compose_services_Values_pre_start_Elem_cgroup = Type{Name: "a cgroup namespace", Accept: 16, Enum: []string{"host", "private"}, parts: 32}

var compose_services_Values_pre_start_Elem_command = Type{Name: "a command", Accept: 49, Elem: &compose_version, Format: 18, Merge: 1, parts: 32}

var compose_services_Values_pre_start_Elem_configs_Elem_mode = Type{Name: "a file mode", Accept: 28, Format: 3, parts: 32}

var compose_services_Values_pre_start_Elem_configs_Elem = Type{Name: "a config", Accept: 80, Extensible: true, Long: longFileMount, attrs: []Attr{
	{"source", &compose_version, "", "", "container_spec.md#configs", "Name of it in the Compose file."},
	{"target", &compose_version, "/<source>", "", "container_spec.md#configs", "Path or name of the file in the container."},
	{"uid", &compose_version, "", "", "container_spec.md#configs", "Number of the user who owns the file in the container."},
	{"gid", &compose_version, "", "", "container_spec.md#configs", "Number of the group that owns the file in the container."},
	{"mode", &compose_services_Values_pre_start_Elem_configs_Elem_mode, "0444", "", "container_spec.md#configs", "File mode of the file in the container, in octal notation."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x03\x01\x02\x05\x00\x00", parts: 33}

var compose_services_Values_pre_start_Elem_configs = Type{Name: "a list of configs", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_configs_Elem, parts: 33}

var compose_services_Values_pre_start_Elem_cpu_count = Type{Name: "a whole number", Accept: 20, Min: &zero, Cast: 2, parts: 48}

var compose_services_Values_pre_start_Elem_cpu_percent = Type{Name: "a percentage", Accept: 20, Min: &zero, Max: &hundred, Cast: 3, parts: 48}

var compose_services_Values_pre_start_Elem_cpu_shares = Type{Name: "a number", Accept: 28, Cast: 2, parts: 48}

var compose_services_Values_pre_start_Elem_cpu_quota = Type{Name: "a number of microseconds", Accept: 28, Format: 7, Cast: 2, parts: 48}

var compose_services_Values_pre_start_Elem_cpus = Type{Name: "a number of CPUs", Accept: 28, Format: 5, Cast: 4, parts: 48}

var compose_services_Values_pre_start_Elem_credential_spec = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"config", &compose_version, "", "", "container_spec.md#credential_spec", "Name of the config that holds the credential specification."},
	{"file", &compose_version, "", "", "container_spec.md#credential_spec", "Path of the file that holds the credential specification."},
	{"registry", &compose_version, "", "", "container_spec.md#credential_spec", "Name of the registry value that holds the credential specification."},
}, slots: "\x00\x00\x00\x01\x00\x00\x02\x03", parts: 32}

var compose_services_Values_pre_start_Elem_devices_Elem = Type{Name: "a device", Accept: 80, Extensible: true, Required: []string{"source"}, Format: 30, Long: longDevice, attrs: []Attr{
	{"source", &compose_version, "", "", "container_spec.md#devices", "Path of the device on the host, or its CDI name."},
	{"target", &compose_version, "the source", "", "container_spec.md#devices", "Path of the device in the container."},
	{"permissions", &compose_version, "rwm", "", "container_spec.md#devices", "What the container may do with the device: read (r), write (w), make nodes (m)."},
}, slots: "\x00\x00\x00\x01\x02\x00\x03\x00", parts: 33}

var compose_services_Values_pre_start_Elem_devices = Type{Name: "a list of devices", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_devices_Elem, parts: 33}

var compose_services_Values_pre_start_Elem_dns_Elem = Type{Name: "an IP address", Accept: 16, Format: 9, parts: 32}

var compose_services_Values_pre_start_Elem_dns = Type{Name: "an IP address or a list of them", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_dns_Elem, Unique: true, Merge: 3, Long: longStringList, parts: 33}

var compose_services_Values_pre_start_Elem_dns_opt = Type{Name: "a list of DNS options", Accept: 32, Elem: &compose_version, Unique: true, Merge: 3, parts: 32}

var compose_services_Values_pre_start_Elem_dns_search = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, Merge: 3, parts: 32}

var compose_services_Values_pre_start_Elem_env_file_Elem_path = Type{Name: "a path", Accept: 16, Path: 1, parts: 40}

var compose_services_Values_pre_start_Elem_env_file_Elem = Type{Name: "an env file", Accept: 80, Required: []string{"path"}, attrs: []Attr{
	{"path", &compose_services_Values_pre_start_Elem_env_file_Elem_path, "", "", "container_spec.md#env_file", "Path of the file, relative to the Compose file's directory."},
	{"format", &compose_version, "the dotenv format", "", "container_spec.md#format", "Format of the file; raw takes every value as it stands."},
	{"required", &compose_services_Values_develop_watch_Elem_exec_privileged, "true", "", "container_spec.md#required", "Whether it is an error if the file does not exist."},
}, slots: "\x00\x00\x03\x01\x00\x02\x00\x00", parts: 40, holds: sieves{0x0, 0x0, 0x0, 0x800000000, 0x0}}

var compose_services_Values_pre_start_Elem_env_file = Type{Name: "a path or a list of env files", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_env_file_Elem, Format: 27, Merge: 3, Long: longEnvFile, parts: 41}

var compose_services_Values_pre_start_Elem_label_file = Type{Name: "a path or a list of paths", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_env_file_Elem_path, Merge: 3, Long: longStringList, parts: 41}

var compose_services_Values_pre_start_Elem_environment = Type{Name: "a mapping or list of environment variables", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 21, Merge: 2, parts: 32}

var compose_services_Values_pre_start_Elem_extra_hosts_Values = Type{Name: "an IP address or a list of them", Accept: 48, Elem: &compose_version, parts: 32}

var compose_services_Values_pre_start_Elem_extra_hosts = Type{Name: "a mapping or list of hosts", Accept: 96, Values: &compose_services_Values_pre_start_Elem_extra_hosts_Values, Elem: &compose_version, Unique: true, Format: 26, Merge: 3, parts: 32}

var compose_services_Values_pre_start_Elem_gpus_Elem_Values = Type{Name: "any value", Accept: 127, Open: true, parts: 32}

var compose_services_Values_pre_start_Elem_gpus_Elem = Type{Name: "a device request", Accept: 64, Values: &compose_services_Values_pre_start_Elem_gpus_Elem_Values, Open: true, attrs: []Attr{
	{"capabilities", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#capabilities", "Capabilities that each of the devices must have, such as gpu."},
	{"count", &compose_services_Values_deploy_resources_reservations_devices_Elem_count, "all", "", "deploy.md#count", "Number of devices to reserve; not together with device_ids."},
	{"device_ids", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#device_ids", "Identifiers of the devices to reserve; not together with count."},
	{"driver", &compose_version, "", "", "deploy.md#driver", "Driver that provides the devices."},
	{"options", &compose_services_Values_deploy_resources_reservations_devices_Elem_options, "", "", "deploy.md#options", "Options for the driver."},
}, slots: "\x00\x00\x03\x00\x05\x00\x02\x04\x00\x00\x00\x00\x00\x00\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_gpus = Type{Name: "all or a list of device requests", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_gpus_Elem, Enum: []string{"all"}, Long: longGPUs, parts: 33}

var compose_services_Values_pre_start_Elem_group_add_Elem = Type{Name: "a string or a number", Accept: 28, parts: 32}

var compose_services_Values_pre_start_Elem_group_add = Type{Name: "a list of groups", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_group_add_Elem, Unique: true, parts: 32}

var compose_services_Values_pre_start_Elem_image = Type{Name: "an image reference", Accept: 16, Format: 8, parts: 32}

var compose_services_Values_pre_start_Elem_init = Type{Name: "true or false", Accept: 18, Cast: 5, parts: 48}

var compose_services_Values_pre_start_Elem_labels = Type{Name: "a mapping or list of labels", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 22, Merge: 2, parts: 32}

var compose_services_Values_pre_start_Elem_logging_options_Values = Type{Name: "a string, a number or null", Accept: 29, parts: 32}

var compose_services_Values_pre_start_Elem_logging_options = Type{Name: "a mapping of options", Accept: 64, Values: &compose_services_Values_pre_start_Elem_logging_options_Values, Keys: 1, Open: true, Format: 23, parts: 32}

var compose_services_Values_pre_start_Elem_logging = Type{Name: "a mapping", Accept: 64, Extensible: true, Merge: 7, attrs: []Attr{
	{"driver", &compose_version, "the platform's choice", "", "container_spec.md#logging", "Driver that takes the container's output."},
	{"options", &compose_services_Values_pre_start_Elem_logging_options, "", "", "container_spec.md#logging", "Options for the driver."},
}, slots: "\x02\x00\x01\x00", parts: 32}

var compose_services_Values_pre_start_Elem_mac_address = Type{Name: "a MAC address", Accept: 16, Format: 11, parts: 32}

var compose_services_Values_pre_start_Elem_mem_limit = Type{Name: "a size in bytes", Accept: 28, Format: 2, parts: 32}

var compose_services_Values_pre_start_Elem_models_Values = Type{Name: "a mapping or null", Accept: 65, Extensible: true, attrs: []Attr{
	{"endpoint_var", &compose_version, "the model's name in upper case, with _ for - and _URL at the end", "", "container_spec.md#models", "Environment variable that tells the container the address of the model's API."},
	{"model_var", &compose_version, "the model's name in upper case, with _ for - and _MODEL at the end", "", "container_spec.md#models", "Environment variable that tells the container the identifier of the model."},
}, slots: "\x00\x02\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_models = Type{Name: "a list of model names or a mapping", Accept: 96, Values: &compose_services_Values_pre_start_Elem_models_Values, Keys: 2, Open: true, Elem: &compose_version, Unique: true, Merge: 4, Long: longNameMapping, parts: 33}

var compose_services_Values_pre_start_Elem_networks_Values_link_local_ips = Type{Name: "a list of IP addresses", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_dns_Elem, Unique: true, parts: 32}

var compose_services_Values_pre_start_Elem_networks_Values_driver_opts = Type{Name: "a mapping of options", Accept: 64, Values: &compose_services_Values_pre_start_Elem_group_add_Elem, Keys: 1, Open: true, Format: 23, parts: 32}

var compose_services_Values_pre_start_Elem_networks_Values_priority = Type{Name: "a number", Accept: 12, parts: 32}

var compose_services_Values_pre_start_Elem_networks_Values = Type{Name: "a mapping or null", Accept: 65, Extensible: true, attrs: []Attr{
	{"aliases", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#aliases", "Other names under which containers on this network find the service."},
	{"interface_name", &compose_version, "", "", "container_spec.md#interface_name", "Name of the network interface in the container."},
	{"ipv4_address", &compose_services_Values_pre_start_Elem_dns_Elem, "", "", "container_spec.md#ipv4_address-ipv6_address", "Fixed IPv4 address of the container on this network."},
	{"ipv6_address", &compose_services_Values_pre_start_Elem_dns_Elem, "", "", "container_spec.md#ipv4_address-ipv6_address", "Fixed IPv6 address of the container on this network."},
	{"link_local_ips", &compose_services_Values_pre_start_Elem_networks_Values_link_local_ips, "", "", "container_spec.md#link_local_ips", "Link-local addresses of the container on this network."},
	{"mac_address", &compose_services_Values_pre_start_Elem_mac_address, "", "", "container_spec.md#mac_address", "MAC address of the container on this network."},
	{"driver_opts", &compose_services_Values_pre_start_Elem_networks_Values_driver_opts, "", "", "container_spec.md#driver_opts", "Options for the driver of this network."},
	{"priority", &compose_services_Values_pre_start_Elem_networks_Values_priority, "0", "", "container_spec.md#priority", "Order in which the container is attached to its networks: the highest first."},
	{"gw_priority", &compose_services_Values_pre_start_Elem_networks_Values_priority, "0", "", "container_spec.md#gw_priority", "The network with the highest gw_priority is the container's default gateway."},
	{"use_service_name_alias", &compose_services_Values_pre_start_Elem_init, "true", "", "container_spec.md#networks", "Whether containers on this network find the service under its name."},
}, slots: "\x00\x00\x00\x00\x02\x06\x00\x00\x00\a\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\n\x00\x03\x04\b\x00\x00\x01\x00\t\x00\x00", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x10000000000000}}

var compose_services_Values_pre_start_Elem_networks = Type{Name: "a list of network names or a mapping", Accept: 96, Values: &compose_services_Values_pre_start_Elem_networks_Values, Keys: 2, Elem: &compose_version, Unique: true, Merge: 4, Long: longNameMapping, parts: 49}

var compose_services_Values_pre_start_Elem_oom_score_adj = Type{Name: "a whole number", Accept: 20, Min: &minusGrand, Max: &grand, Cast: 2, parts: 48}

var compose_services_Values_pre_start_Elem_pid = Type{Name: "a string", Accept: 17, parts: 32}

var compose_services_Values_pre_start_Elem_platform = Type{Name: "a platform", Accept: 16, Format: 12, parts: 32}

var compose_services_Values_pre_start_Elem_pull_policy = Type{Name: "a pull policy", Accept: 16, Pattern: isPullPolicy, Format: 14, parts: 32}

var compose_services_Values_pre_start_Elem_secrets_Elem = Type{Name: "a secret", Accept: 80, Extensible: true, Long: longFileMount, attrs: []Attr{
	{"source", &compose_version, "", "", "container_spec.md#secrets", "Name of it in the Compose file."},
	{"target", &compose_version, "/run/secrets/<source>", "", "container_spec.md#secrets", "Path or name of the file in the container."},
	{"uid", &compose_version, "", "", "container_spec.md#secrets", "Number of the user who owns the file in the container."},
	{"gid", &compose_version, "", "", "container_spec.md#secrets", "Number of the group that owns the file in the container."},
	{"mode", &compose_services_Values_pre_start_Elem_configs_Elem_mode, "0444", "", "container_spec.md#secrets", "File mode of the file in the container, in octal notation."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x03\x01\x02\x05\x00\x00", parts: 33}

var compose_services_Values_pre_start_Elem_secrets = Type{Name: "a list of secrets", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_secrets_Elem, parts: 33}

var compose_services_Values_pre_start_Elem_sysctls = Type{Name: "a mapping or list of kernel parameters", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, parts: 32}

var compose_services_Values_pre_start_Elem_storage_opt = Type{Name: "a mapping of options", Accept: 64, Values: &compose_services_Values_pre_start_Elem_gpus_Elem_Values, Open: true, Format: 23, parts: 32}

var compose_services_Values_pre_start_Elem_tmpfs = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, Format: 28, Merge: 3, parts: 32}

var compose_services_Values_pre_start_Elem_ulimits_Values = Type{Name: "a limit", Accept: 84, Extensible: true, Required: []string{"soft", "hard"}, Format: 34, Cast: 1, Merge: 8, Long: longUlimit, attrs: []Attr{
	{"soft", &compose_services_Values_deploy_replicas, "", "", "container_spec.md#ulimits", "Limit that the process may raise itself, up to the hard one."},
	{"hard", &compose_services_Values_deploy_replicas, "", "", "container_spec.md#ulimits", "Limit that only a privileged process may raise."},
}, slots: "\x00\x00\x01\x02", parts: 49, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x400000000000008}}

var compose_services_Values_pre_start_Elem_ulimits = Type{Name: "a mapping of limits", Accept: 64, Values: &compose_services_Values_pre_start_Elem_ulimits_Values, Keys: 3, Open: true, Long: longUlimits, parts: 49}

var compose_services_Values_pre_start_Elem_umask = Type{Name: "a file mode mask", Accept: 21, Min: &zero, Max: &maxUint32, Format: 4, Cast: 6, parts: 48}

var compose_services_Values_pre_start_Elem_volumes_Elem_type = Type{Name: "a type of mount", Accept: 16, Enum: []string{"bind", "volume", "tmpfs", "cluster", "npipe", "image"}, parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_bind_recursive = Type{Accept: 16, Enum: []string{"enabled", "disabled", "writable", "readonly"}, parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_bind_selinux = Type{Accept: 16, Enum: []string{"z", "Z"}, parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_bind = Type{Name: "a mapping", Accept: 64, Extensible: true, Fill: fillHookBind, attrs: []Attr{
	{"propagation", &compose_version, "rprivate", "", "container_spec.md#volumes", "How mounts below it are passed on between host and container: shared, slave, private, rshared, rslave or rprivate."},
	{"create_host_path", &compose_services_Values_develop_watch_Elem_exec_privileged, "true", "", "container_spec.md#volumes", "Whether a directory is made on the host where the source does not exist."},
	{"recursive", &compose_services_Values_pre_start_Elem_volumes_Elem_bind_recursive, "enabled", "", "container_spec.md#volumes", "How mounts below the source are mounted too."},
	{"selinux", &compose_services_Values_pre_start_Elem_volumes_Elem_bind_selinux, "", "", "container_spec.md#volumes", "SELinux label of the content: shared by containers (z) or private to this one (Z)."},
}, slots: "\x04\x00\x02\x03\x00\x00\x00\x01", parts: 34}

var compose_services_Values_pre_start_Elem_volumes_Elem_volume_labels = Type{Name: "a mapping or list of labels", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_volume = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"labels", &compose_services_Values_pre_start_Elem_volumes_Elem_volume_labels, "", "", "container_spec.md#volumes", "Labels of the volume that is made for this mount."},
	{"nocopy", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#volumes", "Whether what the image has at the target is not copied into a new volume."},
	{"subpath", &compose_version, "", "", "container_spec.md#volumes", "Path inside the volume that is mounted instead of all of it."},
}, slots: "\x00\x03\x00\x00\x00\x02\x00\x01", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x2000000000000000}}

var compose_services_Values_pre_start_Elem_volumes_Elem_tmpfs_size = Type{Name: "a size in bytes", Accept: 20, Min: &zero, Format: 2, parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_tmpfs = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"size", &compose_services_Values_pre_start_Elem_volumes_Elem_tmpfs_size, "no limit", "", "container_spec.md#volumes", "Size that the temporary file system may grow to, in bytes or with a unit."},
	{"mode", &compose_services_Values_pre_start_Elem_configs_Elem_mode, "", "", "container_spec.md#volumes", "File mode of the temporary file system, in octal notation."},
}, slots: "\x00\x01\x02\x00", parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem_image = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"subpath", &compose_version, "", "", "container_spec.md#volumes", "Path inside the image that is mounted instead of all of it."},
}, slots: "\x00\x01", parts: 32}

var compose_services_Values_pre_start_Elem_volumes_Elem = Type{Name: "a volume", Accept: 80, Extensible: true, Required: []string{"type"}, Format: 29, Path: 5, Long: longVolume, attrs: []Attr{
	{"type", &compose_services_Values_pre_start_Elem_volumes_Elem_type, "", "", "container_spec.md#volumes", "What is mounted."},
	{"source", &compose_version, "", "", "container_spec.md#volumes", "What it is mounted from: a path of the host, the name of a volume, or an image."},
	{"target", &compose_version, "", "", "container_spec.md#volumes", "Path in the container where it is mounted."},
	{"read_only", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#volumes", "Whether the container may not write to it."},
	{"consistency", &compose_version, "", "", "container_spec.md#volumes", "How closely host and container agree on the content; the platform says what there is."},
	{"bind", &compose_services_Values_pre_start_Elem_volumes_Elem_bind, "", "", "container_spec.md#volumes", "Options of a mount of type bind."},
	{"volume", &compose_services_Values_pre_start_Elem_volumes_Elem_volume, "", "", "container_spec.md#volumes", "Options of a mount of type volume."},
	{"tmpfs", &compose_services_Values_pre_start_Elem_volumes_Elem_tmpfs, "", "", "container_spec.md#volumes", "Options of a mount of type tmpfs."},
	{"image", &compose_services_Values_pre_start_Elem_volumes_Elem_image, "", "", "container_spec.md#volumes", "Options of a mount of type image."},
}, slots: "\x00\x00\t\x00\x00\x06\x00\x00\x00\x01\x00\x02\x00\x00\x04\x00\x00\b\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x03\a\x00\x00", parts: 59, holds: sieves{0x0, 0x20, 0x0, 0x0, 0x20004000}}

var compose_services_Values_pre_start_Elem_volumes = Type{Name: "a list of volumes", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_volumes_Elem, Unique: true, parts: 59}

var compose_services_Values_pre_start_Elem = Type{Name: "a hook", Accept: 64, Extensible: true, attrs: []Attr{
	{"per_replica", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "05-services.md#pre_start", "Whether the hook runs before each container of the service, not once."},
	{"annotations", &compose_services_Values_pre_start_Elem_annotations, "the service's", "", "container_spec.md#annotations", "Annotations of the container: names and values for the runtime and other tools."},
	{"blkio_config", &compose_services_Values_pre_start_Elem_blkio_config, "the service's", "", "container_spec.md#blkio_config", "Limits on the container's reading and writing of block devices."},
	{"cap_add", &compose_services_Values_pre_start_Elem_cap_add, "the service's", "", "container_spec.md#cap_add", "Linux capabilities given to the container besides the usual ones."},
	{"cap_drop", &compose_services_Values_pre_start_Elem_cap_add, "the service's", "", "container_spec.md#cap_drop", "Linux capabilities taken from the container."},
	{"cgroup", &compose_services_Values_pre_start_Elem_cgroup, "the service's, or the runtime's choice", "", "container_spec.md#cgroup", "Cgroup namespace that the container runs in."},
	{"cgroup_parent", &compose_version, "the service's", "", "container_spec.md#cgroup_parent", "Cgroup under which the container's own is made."},
	{"command", &compose_services_Values_pre_start_Elem_command, "the service's, or the image's command", "", "container_spec.md#command", "Command that replaces the image's; an empty one removes it."},
	{"configs", &compose_services_Values_pre_start_Elem_configs, "the service's", "", "container_spec.md#configs", "Configs that the container may read, mounted as files."},
	{"cpu_count", &compose_services_Values_pre_start_Elem_cpu_count, "the service's", "", "container_spec.md#cpu_count", "Number of CPUs that the container may use (Windows)."},
	{"cpu_percent", &compose_services_Values_pre_start_Elem_cpu_percent, "the service's", "", "container_spec.md#cpu_percent", "Share of the available CPUs that the container may use, in percent (Windows)."},
	{"cpu_shares", &compose_services_Values_pre_start_Elem_cpu_shares, "the service's", "", "container_spec.md#cpu_shares", "Weight of the container against others when CPUs are scarce."},
	{"cpu_quota", &compose_services_Values_pre_start_Elem_cpu_quota, "the service's", "", "container_spec.md#cpu_quota", "CPU time that the container may use in each cpu_period, in microseconds."},
	{"cpu_period", &compose_services_Values_pre_start_Elem_cpu_quota, "the service's", "", "container_spec.md#cpu_period", "Length of the period that cpu_quota counts in, in microseconds."},
	{"cpu_rt_period", &compose_services_Values_pre_start_Elem_cpu_quota, "the service's", "", "container_spec.md#cpu_rt_period", "Length of the period that cpu_rt_runtime counts in, in microseconds."},
	{"cpu_rt_runtime", &compose_services_Values_pre_start_Elem_cpu_quota, "the service's", "", "container_spec.md#cpu_rt_runtime", "Time that real-time processes may run in each cpu_rt_period, in microseconds."},
	{"cpus", &compose_services_Values_pre_start_Elem_cpus, "the service's, or no limit", "", "container_spec.md#cpus", "Number of CPUs that the container may use, also a fraction."},
	{"cpuset", &compose_version, "the service's", "", "container_spec.md#cpuset", "CPUs that the container may run on, as a range such as 0-3 or a list such as 0,1."},
	{"credential_spec", &compose_services_Values_pre_start_Elem_credential_spec, "the service's", "", "container_spec.md#credential_spec", "Where the credential specification of a managed service account comes from (Windows)."},
	{"device_cgroup_rules", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "the service's", "", "container_spec.md#device_cgroup_rules", "Rules of the device cgroup in the kernel's notation, such as c 1:3 mr."},
	{"devices", &compose_services_Values_pre_start_Elem_devices, "the service's", "", "container_spec.md#devices", "Devices of the host that the container may use."},
	{"dns", &compose_services_Values_pre_start_Elem_dns, "the service's", "", "container_spec.md#dns", "Addresses of the DNS servers that the container asks."},
	{"dns_opt", &compose_services_Values_pre_start_Elem_dns_opt, "the service's", "", "container_spec.md#dns_opt", "Options for the container's DNS resolver."},
	{"dns_search", &compose_services_Values_pre_start_Elem_dns_search, "the service's", "", "container_spec.md#dns_search", "Domains in which the container looks up names without a dot."},
	{"domainname", &compose_version, "the service's", "", "container_spec.md#domainname", "Domain name of the container, by the rules of RFC 1123."},
	{"entrypoint", &compose_services_Values_pre_start_Elem_command, "the service's, or the image's entrypoint", "", "container_spec.md#entrypoint", "Entrypoint that replaces the image's; an empty one removes it."},
	{"env_file", &compose_services_Values_pre_start_Elem_env_file, "the service's", "", "container_spec.md#env_file", "Files that environment variables are read from; later files win, environment wins over all."},
	{"label_file", &compose_services_Values_pre_start_Elem_label_file, "the service's", "", "container_spec.md#label_file", "Files that labels are read from; later files win, labels wins over all."},
	{"environment", &compose_services_Values_pre_start_Elem_environment, "the service's", "", "container_spec.md#environment", "Environment variables of the container; one without value takes it from the project's environment."},
	{"extra_hosts", &compose_services_Values_pre_start_Elem_extra_hosts, "the service's", "", "container_spec.md#extra_hosts", "Names and IP addresses added to the container's hosts file."},
	{"gpus", &compose_services_Values_pre_start_Elem_gpus, "the service's", "", "container_spec.md#gpus", "GPUs that the container may use."},
	{"group_add", &compose_services_Values_pre_start_Elem_group_add, "the service's", "", "container_spec.md#group_add", "Groups, by name or number, that the container's user is in besides its own."},
	{"hostname", &compose_version, "the service's", "", "container_spec.md#hostname", "Host name of the container, by the rules of RFC 1123."},
	{"image", &compose_services_Values_pre_start_Elem_image, "the service's", "", "container_spec.md#image", "Image that the container is started from."},
	{"init", &compose_services_Values_pre_start_Elem_init, "the service's, or the platform's choice", "", "container_spec.md#init", "Whether an init process runs first in the container, passing on signals and reaping processes."},
	{"ipc", &compose_version, "the service's", "", "container_spec.md#ipc", "IPC namespace: shareable, or that of another service (service:NAME)."},
	{"isolation", &compose_version, "the service's", "", "container_spec.md#isolation", "Technology that isolates the container; the platform says which there are."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "the service's", "", "container_spec.md#labels", "Labels of the container: names and values for people and tools."},
	{"logging", &compose_services_Values_pre_start_Elem_logging, "the service's", "", "container_spec.md#logging", "How the container's output is logged."},
	{"mac_address", &compose_services_Values_pre_start_Elem_mac_address, "the service's", "", "container_spec.md#mac_address", "MAC address of the container."},
	{"mem_limit", &compose_services_Values_pre_start_Elem_mem_limit, "the service's, or no limit", "", "container_spec.md#mem_limit", "Memory that the container may use, in bytes or with a unit."},
	{"mem_reservation", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "the service's", "", "container_spec.md#mem_reservation", "Memory that is kept for the container, in bytes or with a unit."},
	{"mem_swappiness", &compose_services_Values_deploy_resources_limits_pids, "the service's, or the platform's choice", "", "container_spec.md#mem_swappiness", "How readily the container's memory is swapped out, from 0 (never) to 100."},
	{"memswap_limit", &compose_services_Values_pre_start_Elem_mem_limit, "the service's", "", "container_spec.md#memswap_limit", "Memory and swap together that the container may use, in bytes or with a unit; -1 lifts the limit on swap."},
	{"models", &compose_services_Values_pre_start_Elem_models, "the service's", "", "container_spec.md#models", "AI models that the container may use."},
	{"network_mode", &compose_version, "the service's", "", "container_spec.md#network_mode", "Network namespace: none, host, or that of another service (service:NAME) or container (container:NAME)."},
	{"networks", &compose_services_Values_pre_start_Elem_networks, "the service's, or the network default", "", "container_spec.md#networks", "Networks that the container is attached to."},
	{"oom_kill_disable", &compose_services_Values_pre_start_Elem_init, "the service's, or false", "", "container_spec.md#oom_kill_disable", "Whether the platform may not kill the container when memory runs out."},
	{"oom_score_adj", &compose_services_Values_pre_start_Elem_oom_score_adj, "the service's", "", "container_spec.md#oom_score_adj", "How readily the container is killed when memory runs out, from -1000 (never) to 1000."},
	{"pid", &compose_services_Values_pre_start_Elem_pid, "the service's", "", "container_spec.md#pid", "PID namespace: host, or that of another service (service:NAME) or container (container:NAME)."},
	{"pids_limit", &compose_services_Values_pre_start_Elem_cpu_shares, "the service's", "", "container_spec.md#pids_limit", "Number of processes that the container may have; -1 for no limit."},
	{"platform", &compose_services_Values_pre_start_Elem_platform, "the service's", "", "container_spec.md#platform", "Platform that the container runs on, as os[/arch[/variant]]."},
	{"privileged", &compose_services_Values_pre_start_Elem_init, "the service's, or false", "", "container_spec.md#privileged", "Whether the container has the privileges of the host."},
	{"pull_policy", &compose_services_Values_pre_start_Elem_pull_policy, "the service's, or missing", "", "container_spec.md#pull_policy", "When the image is pulled: always, never, missing, build, daily, weekly or every_DURATION."},
	{"pull_refresh_after", &compose_version, "the service's", "", "container_spec.md#pull_policy", "How long a pulled image counts as fresh where pull_policy is refresh."},
	{"read_only", &compose_services_Values_pre_start_Elem_init, "the service's, or false", "", "container_spec.md#read_only", "Whether the container's file system may not be written to."},
	{"runtime", &compose_version, "the service's, or the platform's choice", "", "container_spec.md#runtime", "Runtime that the container runs with, such as runc."},
	{"security_opt", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "the service's", "", "container_spec.md#security_opt", "Labels and profiles that replace those of the container's security modules."},
	{"shm_size", &compose_services_Values_pre_start_Elem_mem_limit, "the service's", "", "container_spec.md#shm_size", "Size of the container's shared memory, in bytes or with a unit."},
	{"secrets", &compose_services_Values_pre_start_Elem_secrets, "the service's", "", "container_spec.md#secrets", "Secrets that the container may read, mounted as files."},
	{"sysctls", &compose_services_Values_pre_start_Elem_sysctls, "the service's", "", "container_spec.md#sysctls", "Kernel parameters set in the container."},
	{"stop_grace_period", &compose_services_Values_deploy_rollback_config_delay, "the service's, or 10s", "", "container_spec.md#stop_grace_period", "How long the container may take to stop before it is killed, as a duration."},
	{"stop_signal", &compose_version, "the service's, or the image's, or SIGTERM", "", "container_spec.md#stop_signal", "Signal that asks the container to stop."},
	{"storage_opt", &compose_services_Values_pre_start_Elem_storage_opt, "the service's", "", "container_spec.md#storage_opt", "Options of the storage driver for the container."},
	{"tmpfs", &compose_services_Values_pre_start_Elem_tmpfs, "the service's", "", "container_spec.md#tmpfs", "Paths in the container where temporary file systems are mounted, each with options after a colon."},
	{"ulimits", &compose_services_Values_pre_start_Elem_ulimits, "the service's", "", "container_spec.md#ulimits", "Limits on what the container's processes may use, by name; -1 for no limit."},
	{"umask", &compose_services_Values_pre_start_Elem_umask, "the service's", "", "container_spec.md#umask", "File mode creation mask of the container's process; octal with a leading 0 or 0o."},
	{"use_api_socket", &compose_services_Values_develop_watch_Elem_initial_sync, "the service's, or false", "", "container_spec.md#use_api_socket", "Whether the container may use the container engine's API socket."},
	{"user", &compose_version, "the service's, or the image's user", "", "container_spec.md#user", "User, and group after a colon, that runs the container's process."},
	{"uts", &compose_version, "the service's", "", "container_spec.md#uts", "UTS namespace; host shares the host's name with the container."},
	{"userns_mode", &compose_version, "the service's", "", "container_spec.md#userns_mode", "User namespace that the container runs in."},
	{"volumes", &compose_services_Values_pre_start_Elem_volumes, "", "", "container_spec.md#volumes", "Paths of the host and named volumes mounted in the container."},
	{"volumes_from", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "the service's", "", "container_spec.md#volumes_from", "Services, or containers as container:NAME, whose volumes are all mounted, with ro or rw after a colon."},
	{"working_dir", &compose_version, "the service's, or the image's working directory", "", "container_spec.md#working_dir", "Directory in the container that its command runs in."},
}, slots: "\x18\x00\x00\x00>\x00\x00\x00\x00\x1c!\x1d\x00\x0f+\x00\x00\x00?\x00\x00\x00\x00#\x00D\x00\x00\x00E\x000\x12\x00\x00\x00\x00(\x11\x00\x00\x00\x00\x00\x00\x00\x00\x00\x13\x007\x00\x00=\x00&\t\x00\x00\x00\x00\x00%\x00\x00\x00\"\x00\b\x00\x00\x00\a\x009\x00\x00\x00\x00\x00F-\x00\x00\x00\x00\x00\x00\x00\x00\x00HI\x00\x00\x00\x00\x00\x00\x00\x1b)1\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00C\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00:\x00\x00\x00\x10\x00\x00\x006\v\x1a\x00\x00\x00\x00\x00G\x00\x00\x00<\x17\x00\x00*\x00\x00\x00\x00\x00\n\x00$\x14\x00\x00\x00\x00\x00\x05\x00\x00\x00.\x00\x024\x00\x00\x00\x00\x00\x00AJ\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x19\f\x00\x04\x00\x00\x008,\x00\x1f\x002\r\x00\x1e \x00'\x00\x00@;\x00\x00\x00\x16\x00\x00\x00/\x00\x00\x00\x06\x00\x1535\x00\x0e\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00B\x00\x00\x00\x00", parts: 59, holds: sieves{0x900083208030200, 0x8000000, 0x0, 0x1008000200, 0x802b0708c906121}}

var compose_services_Values_pre_start = Type{Name: "a list of hooks", Accept: 32, Elem: &compose_services_Values_pre_start_Elem, parts: 59}

var compose_services_Values_post_start = Type{Name: "a list of hooks", Accept: 32, Elem: &compose_services_Values_develop_watch_Elem_exec, parts: 32}

var compose_services_Values_annotations = Type{Name: "a mapping or list of annotations", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, Key: keyValueKey, parts: 36}

var compose_services_Values_cap_add = Type{Name: "a list of capabilities", Accept: 32, Elem: &compose_version, Unique: true, Key: keyValueKey, parts: 36}

var compose_services_Values_configs = Type{Name: "a list of configs", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_configs_Elem, Key: configMountKey, parts: 37}

var compose_services_Values_devices = Type{Name: "a list of devices", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_devices_Elem, Key: deviceKey, parts: 37}

var compose_services_Values_dns = Type{Name: "an IP address or a list of them", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_dns_Elem, Unique: true, OmitEmpty: true, Merge: 3, Long: longStringList, Key: keyValueKey, parts: 37}

var compose_services_Values_dns_opt = Type{Name: "a list of DNS options", Accept: 32, Elem: &compose_version, Unique: true, Merge: 3, Key: keyValueKey, parts: 36}

var compose_services_Values_dns_search = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, Merge: 3, Key: keyValueKey, parts: 36}

var compose_services_Values_env_file = Type{Name: "a path or a list of env files", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_env_file_Elem, Format: 27, Merge: 3, Long: longEnvFile, Key: envFileKey, parts: 45}

var compose_services_Values_environment = Type{Name: "a mapping or list of environment variables", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 21, Merge: 2, Key: keyValueKey, parts: 36}

var compose_services_Values_gpus_Elem = Type{Name: "a device request", Accept: 64, Values: &compose_services_Values_pre_start_Elem_gpus_Elem_Values, Open: true, Fill: fillDeviceRequest, attrs: []Attr{
	{"capabilities", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#capabilities", "Capabilities that each of the devices must have, such as gpu."},
	{"count", &compose_services_Values_deploy_resources_reservations_devices_Elem_count, "all", "", "deploy.md#count", "Number of devices to reserve; not together with device_ids."},
	{"device_ids", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "deploy.md#device_ids", "Identifiers of the devices to reserve; not together with count."},
	{"driver", &compose_version, "", "", "deploy.md#driver", "Driver that provides the devices."},
	{"options", &compose_services_Values_deploy_resources_reservations_devices_Elem_options, "", "", "deploy.md#options", "Options for the driver."},
}, slots: "\x00\x00\x03\x00\x05\x00\x02\x04\x00\x00\x00\x00\x00\x00\x00\x01", parts: 34}

var compose_services_Values_gpus = Type{Name: "all or a list of device requests", Accept: 48, Elem: &compose_services_Values_gpus_Elem, Enum: []string{"all"}, Long: longGPUs, parts: 35}

var compose_services_Values_networks_Values_aliases = Type{Name: "a list of strings", Accept: 32, Elem: &compose_version, Unique: true, Key: keyValueKey, parts: 36}

var compose_services_Values_networks_Values_link_local_ips = Type{Name: "a list of IP addresses", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_dns_Elem, Unique: true, Key: keyValueKey, parts: 36}

var compose_services_Values_networks_Values = Type{Name: "a mapping or null", Accept: 65, Extensible: true, attrs: []Attr{
	{"aliases", &compose_services_Values_networks_Values_aliases, "", "", "container_spec.md#aliases", "Other names under which containers on this network find the service."},
	{"interface_name", &compose_version, "", "", "container_spec.md#interface_name", "Name of the network interface in the container."},
	{"ipv4_address", &compose_services_Values_pre_start_Elem_dns_Elem, "", "", "container_spec.md#ipv4_address-ipv6_address", "Fixed IPv4 address of the container on this network."},
	{"ipv6_address", &compose_services_Values_pre_start_Elem_dns_Elem, "", "", "container_spec.md#ipv4_address-ipv6_address", "Fixed IPv6 address of the container on this network."},
	{"link_local_ips", &compose_services_Values_networks_Values_link_local_ips, "", "", "container_spec.md#link_local_ips", "Link-local addresses of the container on this network."},
	{"mac_address", &compose_services_Values_pre_start_Elem_mac_address, "", "", "container_spec.md#mac_address", "MAC address of the container on this network."},
	{"driver_opts", &compose_services_Values_pre_start_Elem_networks_Values_driver_opts, "", "", "container_spec.md#driver_opts", "Options for the driver of this network."},
	{"priority", &compose_services_Values_pre_start_Elem_networks_Values_priority, "0", "", "container_spec.md#priority", "Order in which the container is attached to its networks: the highest first."},
	{"gw_priority", &compose_services_Values_pre_start_Elem_networks_Values_priority, "0", "", "container_spec.md#gw_priority", "The network with the highest gw_priority is the container's default gateway."},
	{"use_service_name_alias", &compose_services_Values_pre_start_Elem_init, "true", "", "container_spec.md#networks", "Whether containers on this network find the service under its name."},
}, slots: "\x00\x00\x00\x00\x02\x06\x00\x00\x00\a\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\n\x00\x03\x04\b\x00\x00\x01\x00\t\x00\x00", parts: 52, holds: sieves{0x0, 0x0, 0x4000008000000, 0x0, 0x10000000000000}}

var compose_services_Values_networks = Type{Name: "a list of network names or a mapping", Accept: 96, Values: &compose_services_Values_networks_Values, Keys: 2, Elem: &compose_version, Unique: true, Merge: 4, Long: longNameMapping, parts: 53}

var compose_services_Values_secrets_Elem = Type{Name: "a secret", Accept: 80, Extensible: true, Long: longFileMount, Fill: fillSecretMount, attrs: []Attr{
	{"source", &compose_version, "", "", "container_spec.md#secrets", "Name of it in the Compose file."},
	{"target", &compose_version, "/run/secrets/<source>", "", "container_spec.md#secrets", "Path or name of the file in the container."},
	{"uid", &compose_version, "", "", "container_spec.md#secrets", "Number of the user who owns the file in the container."},
	{"gid", &compose_version, "", "", "container_spec.md#secrets", "Number of the group that owns the file in the container."},
	{"mode", &compose_services_Values_pre_start_Elem_configs_Elem_mode, "0444", "", "container_spec.md#secrets", "File mode of the file in the container, in octal notation."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x03\x01\x02\x05\x00\x00", parts: 35}

var compose_services_Values_secrets = Type{Name: "a list of secrets", Accept: 32, Elem: &compose_services_Values_secrets_Elem, Key: secretMountKey, parts: 39}

var compose_services_Values_sysctls = Type{Name: "a mapping or list of kernel parameters", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, Key: keyValueKey, parts: 36}

var compose_services_Values_tmpfs = Type{Name: "a string or a list of strings", Accept: 48, Elem: &compose_version, Unique: true, Format: 28, Merge: 3, Key: keyValueKey, parts: 36}

var compose_services_Values_volumes_Elem_bind = Type{Name: "a mapping", Accept: 64, Extensible: true, Fill: fillBind, attrs: []Attr{
	{"propagation", &compose_version, "rprivate", "", "container_spec.md#volumes", "How mounts below it are passed on between host and container: shared, slave, private, rshared, rslave or rprivate."},
	{"create_host_path", &compose_services_Values_develop_watch_Elem_exec_privileged, "true", "", "container_spec.md#volumes", "Whether a directory is made on the host where the source does not exist."},
	{"recursive", &compose_services_Values_pre_start_Elem_volumes_Elem_bind_recursive, "enabled", "", "container_spec.md#volumes", "How mounts below the source are mounted too."},
	{"selinux", &compose_services_Values_pre_start_Elem_volumes_Elem_bind_selinux, "", "", "container_spec.md#volumes", "SELinux label of the content: shared by containers (z) or private to this one (Z)."},
}, slots: "\x04\x00\x02\x03\x00\x00\x00\x01", parts: 34}

var compose_services_Values_volumes_Elem = Type{Name: "a volume", Accept: 80, Extensible: true, Required: []string{"type"}, Format: 29, Path: 5, Long: longVolume, attrs: []Attr{
	{"type", &compose_services_Values_pre_start_Elem_volumes_Elem_type, "", "", "container_spec.md#volumes", "What is mounted."},
	{"source", &compose_version, "", "", "container_spec.md#volumes", "What it is mounted from: a path of the host, the name of a volume, or an image."},
	{"target", &compose_version, "", "", "container_spec.md#volumes", "Path in the container where it is mounted."},
	{"read_only", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#volumes", "Whether the container may not write to it."},
	{"consistency", &compose_version, "", "", "container_spec.md#volumes", "How closely host and container agree on the content; the platform says what there is."},
	{"bind", &compose_services_Values_volumes_Elem_bind, "", "", "container_spec.md#volumes", "Options of a mount of type bind."},
	{"volume", &compose_services_Values_pre_start_Elem_volumes_Elem_volume, "", "", "container_spec.md#volumes", "Options of a mount of type volume."},
	{"tmpfs", &compose_services_Values_pre_start_Elem_volumes_Elem_tmpfs, "", "", "container_spec.md#volumes", "Options of a mount of type tmpfs."},
	{"image", &compose_services_Values_pre_start_Elem_volumes_Elem_image, "", "", "container_spec.md#volumes", "Options of a mount of type image."},
}, slots: "\x00\x00\t\x00\x00\x06\x00\x00\x00\x01\x00\x02\x00\x00\x04\x00\x00\b\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x03\a\x00\x00", parts: 59, holds: sieves{0x0, 0x20, 0x0, 0x0, 0x20004000}}

var compose_services_Values_volumes = Type{Name: "a list of volumes", Accept: 32, Elem: &compose_services_Values_volumes_Elem, Unique: true, Key: volumeKey, parts: 63}

var compose_services_Values_build_context = Type{Name: "a build context", Accept: 16, Path: 3, parts: 40}

var compose_services_Values_build_args = Type{Name: "a mapping or list of build arguments", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 21, Merge: 2, Key: keyValueKey, parts: 36}

var compose_services_Values_build_ssh_Values = Type{Name: "a path", Accept: 31, Path: 2, parts: 40}

var compose_services_Values_build_ssh = Type{Name: "a mapping or list of SSH keys", Accept: 96, Values: &compose_services_Values_build_ssh_Values, Elem: &compose_version, Unique: true, Format: 25, Long: longSSH, parts: 41}

var compose_services_Values_build_additional_contexts_Values = Type{Name: "a context", Accept: 31, Path: 3, parts: 40}

var compose_services_Values_build_additional_contexts = Type{Name: "a mapping or list of contexts", Accept: 96, Values: &compose_services_Values_build_additional_contexts_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, Long: longKeyValue, Key: keyValueKey, parts: 45}

var compose_services_Values_build_provenance = Type{Name: "a string or true or false", Accept: 18, Format: 17, Long: longAnyString, parts: 33}

var compose_services_Values_build_secrets_Elem = Type{Name: "a secret", Accept: 80, Extensible: true, Long: longFileMount, attrs: []Attr{
	{"source", &compose_version, "", "", "build.md#secrets", "Name of it in the Compose file."},
	{"target", &compose_version, "the source", "", "build.md#secrets", "ID by which the Dockerfile asks for it, as in RUN --mount=type=secret,id=ID."},
	{"uid", &compose_version, "", "", "build.md#secrets", "Number of the user who owns the file; docker compose does not pass it on, but --mount in the Dockerfile has uid."},
	{"gid", &compose_version, "", "", "build.md#secrets", "Number of the group that owns the file; docker compose does not pass it on, but --mount in the Dockerfile has gid."},
	{"mode", &compose_services_Values_pre_start_Elem_configs_Elem_mode, "0400", "", "build.md#secrets", "File mode in octal notation; docker compose does not pass it on, but --mount in the Dockerfile has mode."},
}, slots: "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x03\x01\x02\x05\x00\x00", parts: 33}

var compose_services_Values_build_secrets = Type{Name: "a list of secrets", Accept: 32, Elem: &compose_services_Values_build_secrets_Elem, parts: 33}

var compose_services_Values_build_tags = Type{Name: "a list of image references", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_image, Key: keyValueKey, parts: 36}

var compose_services_Values_build_ulimits_Values = Type{Name: "a limit", Accept: 84, Extensible: true, Required: []string{"soft", "hard"}, Format: 34, Long: longUlimit, attrs: []Attr{
	{"soft", &compose_services_Values_deploy_resources_limits_pids, "", "", "container_spec.md#ulimits", "Limit that the process may raise itself, up to the hard one."},
	{"hard", &compose_services_Values_deploy_resources_limits_pids, "", "", "container_spec.md#ulimits", "Limit that only a privileged process may raise."},
}, slots: "\x00\x00\x01\x02", parts: 33}

var compose_services_Values_build_ulimits = Type{Name: "a mapping of limits", Accept: 64, Values: &compose_services_Values_build_ulimits_Values, Keys: 3, Open: true, Long: longUlimits, parts: 33}

var compose_services_Values_build_platforms = Type{Name: "a list of platforms", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_platform, parts: 32}

var compose_services_Values_build = Type{Name: "a path or a mapping", Accept: 80, Extensible: true, Merge: 6, Long: longBuild, Fill: fillBuild, attrs: []Attr{
	{"context", &compose_services_Values_build_context, ".", "", "build.md#context", "Directory, or URL of a repository, that the image is built from."},
	{"dockerfile", &compose_version, "Dockerfile", "", "build.md#dockerfile", "Path of the Dockerfile, relative to the context."},
	{"dockerfile_inline", &compose_version, "", "", "build.md#dockerfile_inline", "Content of the Dockerfile; not together with dockerfile."},
	{"entitlements", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#entitlements", "Privileges that the build may use, such as network.host."},
	{"args", &compose_services_Values_build_args, "", "", "build.md#args", "Build arguments; one without value takes it from the project's environment."},
	{"ssh", &compose_services_Values_build_ssh, "", "", "build.md#ssh", "SSH keys and agents that the build may use, by identifier."},
	{"labels", &compose_services_Values_deploy_labels, "", "", "build.md#labels", "Labels of the image: names and values for people and tools."},
	{"cache_from", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#cache_from", "Where the builder finds earlier results, as images or as type=…,key=value."},
	{"cache_to", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#cache_to", "Where the builder leaves its results for later builds."},
	{"no_cache", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#no_cache", "Whether the image is built without earlier results."},
	{"no_cache_filter", &compose_include_Elem_path, "", "", "build.md#no_cache_filter", "Stages that are built without earlier results."},
	{"additional_contexts", &compose_services_Values_build_additional_contexts, "", "", "build.md#additional_contexts", "Other contexts that the Dockerfile may use, by name."},
	{"network", &compose_version, "", "", "build.md#network", "Network that build steps run in; none for no network."},
	{"provenance", &compose_services_Values_build_provenance, "", "", "build.md#provenance", "Whether the image gets a provenance attestation, or its parameters."},
	{"sbom", &compose_services_Values_build_provenance, "", "", "build.md#sbom", "Whether the image gets a list of its software (SBOM), or the parameters of it."},
	{"pull", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#pull", "Whether base images are pulled even if they are there."},
	{"target", &compose_version, "the last stage", "", "build.md#target", "Stage of the Dockerfile that is built."},
	{"shm_size", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "build.md#shm_size", "Size of the shared memory of build steps, in bytes or with a unit."},
	{"extra_hosts", &compose_services_Values_pre_start_Elem_extra_hosts, "", "", "build.md#extra_hosts", "Names and IP addresses that build steps can look up."},
	{"isolation", &compose_version, "", "", "build.md#isolation", "Technology that isolates build steps; the platform says which there are."},
	{"privileged", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#privileged", "Whether the image is built with the privileges of the host."},
	{"secrets", &compose_services_Values_build_secrets, "", "", "build.md#secrets", "Secrets that the build may read."},
	{"tags", &compose_services_Values_build_tags, "", "", "build.md#tags", "Names given to the image besides the service's image."},
	{"ulimits", &compose_services_Values_build_ulimits, "", "", "build.md#ulimits", "Limits on what build steps may use, by name."},
	{"platforms", &compose_services_Values_build_platforms, "the builder's platform", "", "build.md#platforms", "Platforms that the image is built for, as os[/arch[/variant]]."},
}, slots: "\x00\x00\x00\x00\f\x00\x01\x00\x00\b\x00\x00\x00\x00\x00\x00\x16\x06\x00\x00\x00\x00\x13\n\x0f\x00\x00\x00\x11\r\x12\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x03\t\v\x0e\x15\x10\x00\x00\x00\x02\x00\x00\x00\a\x00\x05\x00\x18\x19\x00\x14\x17", parts: 47, holds: sieves{0x800200001030010, 0x0, 0x4280000000000010, 0x20050, 0x0}}

var compose_services_Values_depends_on_Values_required = Type{Name: "true or false", Accept: 2, Cast: 5, parts: 48}

var compose_services_Values_depends_on_Values_condition = Type{Name: "a condition", Accept: 16, Enum: []string{"service_started", "service_healthy", "service_completed_successfully"}, parts: 32}

var compose_services_Values_depends_on_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, Required: []string{"condition"}, attrs: []Attr{
	{"restart", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#long-syntax", "Whether this service is restarted when Compose updates the one it depends on."},
	{"required", &compose_services_Values_depends_on_Values_required, "true", "", "workload_spec.md#long-syntax", "Whether it is an error, not only a warning, if the service is not there."},
	{"condition", &compose_services_Values_depends_on_Values_condition, "service_started", "", "workload_spec.md#long-syntax", "When the service counts as ready."},
}, slots: "\x00\x00\x02\x01\x00\x00\x00\x03", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x8000400000000}}

var compose_services_Values_depends_on = Type{Name: "a list of service names or a mapping", Accept: 96, Values: &compose_services_Values_depends_on_Values, Keys: 2, Elem: &compose_version, Unique: true, Merge: 5, Long: longDependsOn, parts: 49}

var compose_services_Values_healthcheck_retries = Type{Name: "a whole number", Accept: 28, Cast: 1, parts: 48}

var compose_services_Values_healthcheck_test = Type{Name: "a command", Accept: 48, Elem: &compose_version, Format: 19, Merge: 1, parts: 32}

var compose_services_Values_healthcheck = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"disable", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#healthcheck", "Whether the image's health check is switched off."},
	{"interval", &compose_services_Values_deploy_rollback_config_delay, "30s", "", "workload_spec.md#healthcheck", "Time between two checks, as a duration."},
	{"retries", &compose_services_Values_healthcheck_retries, "3", "", "workload_spec.md#healthcheck", "Number of checks that must fail in a row before the container counts as unhealthy."},
	{"test", &compose_services_Values_healthcheck_test, "the image's test", "", "workload_spec.md#healthcheck", "Command that checks; a list starts with CMD, CMD-SHELL or NONE."},
	{"timeout", &compose_services_Values_deploy_rollback_config_delay, "30s", "", "workload_spec.md#healthcheck", "How long a check may take, as a duration."},
	{"start_period", &compose_services_Values_deploy_rollback_config_delay, "0s", "", "workload_spec.md#healthcheck", "Time after the start in which failing checks do not count, as a duration."},
	{"start_interval", &compose_services_Values_deploy_rollback_config_delay, "5s", "", "workload_spec.md#healthcheck", "Time between two checks in the start period, as a duration."},
}, slots: "\x00\x00\x00\x06\a\x00\x01\x02\x00\x00\x00\x00\x00\x03\x04\x05", parts: 48, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x40000020000000}}

var compose_services_Values_ports_Elem_published = Type{Name: "a port or a range of ports", Accept: 20, Format: 32, parts: 32}

var compose_services_Values_ports_Elem = Type{Name: "a port", Accept: 92, Extensible: true, Format: 31, Fill: fillPort, attrs: []Attr{
	{"name", &compose_version, "", "", "workload_spec.md#ports", "Name of the port, for people."},
	{"mode", &compose_version, "ingress", "", "workload_spec.md#ports", "How it is published: on each node (host) or load balanced (ingress)."},
	{"host_ip", &compose_services_Values_pre_start_Elem_dns_Elem, "0.0.0.0", "", "workload_spec.md#ports", "Address of the host that the port is bound to."},
	{"target", &compose_services_Values_deploy_replicas, "", "", "workload_spec.md#ports", "Port of the container."},
	{"published", &compose_services_Values_ports_Elem_published, "a free port", "", "workload_spec.md#ports", "Port of the host, or a range to choose from."},
	{"protocol", &compose_version, "tcp", "", "workload_spec.md#ports", "Protocol of the port: tcp or udp."},
	{"app_protocol", &compose_version, "", "", "workload_spec.md#ports", "Application protocol spoken on the port, such as http."},
}, slots: "\x00\x00\x00\x05\x01\x00\x06\a\x00\x00\x03\x00\x04\x02\x00\x00", parts: 50, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x10000000}}

var compose_services_Values_ports = Type{Name: "a list of ports", Accept: 32, Elem: &compose_services_Values_ports_Elem, Unique: true, Long: longPorts, Key: portKey, parts: 55}

var compose_services_Values_expose_Elem = Type{Name: "a port or a range of ports", Accept: 28, Format: 33, parts: 32}

var compose_services_Values_expose = Type{Name: "a list of ports", Accept: 32, Elem: &compose_services_Values_expose_Elem, Unique: true, Key: exposeKey, parts: 36}

var compose_services_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"deploy", &compose_services_Values_deploy, "", "", "05-services.md#deploy", "How the service is deployed: replicas, resources, updates."},
	{"develop", &compose_services_Values_develop, "", "", "05-services.md#develop", "How the running service follows its source while it is developed."},
	{"profiles", &compose_services_Values_profiles, "always enabled", "", "05-services.md#profiles", "Profiles that enable the service; one without profiles is always enabled."},
	{"restart", &compose_services_Values_restart, "no", "", "05-services.md#restart", "What the platform does when a container ends: no, always, on-failure[:COUNT] or unless-stopped."},
	{"scale", &compose_services_Values_deploy_replicas, "1", "", "05-services.md#scale", "Number of containers of the service."},
	{"attach", &compose_services_Values_develop_watch_Elem_exec_privileged, "true", "", "05-services.md#attach", "Whether the service's output is shown without being asked for."},
	{"container_name", &compose_services_Values_container_name, "made from project, service and number", "", "05-services.md#container_name", "Name of the service's only container."},
	{"provider", &compose_services_Values_provider, "", "", "05-services.md#provider", "Program outside Compose that manages the service."},
	{"extends", &compose_services_Values_extends, "", "", "05-services.md#extends", "Service whose definition this one starts from."},
	{"links", &compose_services_Values_links, "", "", "05-services.md#links", "Services that the containers find under their name, or the alias after a colon."},
	{"external_links", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "05-services.md#external_links", "Containers outside the project that the containers find under their name, or the alias after a colon."},
	{"pre_start", &compose_services_Values_pre_start, "", "", "05-services.md#pre_start", "Containers that run to their end, one after the other, before the service starts."},
	{"post_start", &compose_services_Values_post_start, "", "", "05-services.md#post_start", "Commands that run in the container after it has started."},
	{"pre_stop", &compose_services_Values_post_start, "", "", "05-services.md#pre_stop", "Commands that run in the container before it is stopped."},
	{"annotations", &compose_services_Values_annotations, "", "", "container_spec.md#annotations", "Annotations of the container: names and values for the runtime and other tools."},
	{"blkio_config", &compose_services_Values_pre_start_Elem_blkio_config, "", "", "container_spec.md#blkio_config", "Limits on the container's reading and writing of block devices."},
	{"cap_add", &compose_services_Values_cap_add, "", "", "container_spec.md#cap_add", "Linux capabilities given to the container besides the usual ones."},
	{"cap_drop", &compose_services_Values_cap_add, "", "", "container_spec.md#cap_drop", "Linux capabilities taken from the container."},
	{"cgroup", &compose_services_Values_pre_start_Elem_cgroup, "the runtime's choice", "", "container_spec.md#cgroup", "Cgroup namespace that the container runs in."},
	{"cgroup_parent", &compose_version, "", "", "container_spec.md#cgroup_parent", "Cgroup under which the container's own is made."},
	{"command", &compose_services_Values_pre_start_Elem_command, "the image's command", "", "container_spec.md#command", "Command that replaces the image's; an empty one removes it."},
	{"configs", &compose_services_Values_configs, "", "", "container_spec.md#configs", "Configs that the container may read, mounted as files."},
	{"cpu_count", &compose_services_Values_pre_start_Elem_cpu_count, "", "", "container_spec.md#cpu_count", "Number of CPUs that the container may use (Windows)."},
	{"cpu_percent", &compose_services_Values_pre_start_Elem_cpu_percent, "", "", "container_spec.md#cpu_percent", "Share of the available CPUs that the container may use, in percent (Windows)."},
	{"cpu_shares", &compose_services_Values_pre_start_Elem_cpu_shares, "", "", "container_spec.md#cpu_shares", "Weight of the container against others when CPUs are scarce."},
	{"cpu_quota", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_quota", "CPU time that the container may use in each cpu_period, in microseconds."},
	{"cpu_period", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_period", "Length of the period that cpu_quota counts in, in microseconds."},
	{"cpu_rt_period", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_rt_period", "Length of the period that cpu_rt_runtime counts in, in microseconds."},
	{"cpu_rt_runtime", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_rt_runtime", "Time that real-time processes may run in each cpu_rt_period, in microseconds."},
	{"cpus", &compose_services_Values_pre_start_Elem_cpus, "no limit", "", "container_spec.md#cpus", "Number of CPUs that the container may use, also a fraction."},
	{"cpuset", &compose_version, "", "", "container_spec.md#cpuset", "CPUs that the container may run on, as a range such as 0-3 or a list such as 0,1."},
	{"credential_spec", &compose_services_Values_pre_start_Elem_credential_spec, "", "", "container_spec.md#credential_spec", "Where the credential specification of a managed service account comes from (Windows)."},
	{"device_cgroup_rules", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#device_cgroup_rules", "Rules of the device cgroup in the kernel's notation, such as c 1:3 mr."},
	{"devices", &compose_services_Values_devices, "", "", "container_spec.md#devices", "Devices of the host that the container may use."},
	{"dns", &compose_services_Values_dns, "", "", "container_spec.md#dns", "Addresses of the DNS servers that the container asks."},
	{"dns_opt", &compose_services_Values_dns_opt, "", "", "container_spec.md#dns_opt", "Options for the container's DNS resolver."},
	{"dns_search", &compose_services_Values_dns_search, "", "", "container_spec.md#dns_search", "Domains in which the container looks up names without a dot."},
	{"domainname", &compose_version, "", "", "container_spec.md#domainname", "Domain name of the container, by the rules of RFC 1123."},
	{"entrypoint", &compose_services_Values_pre_start_Elem_command, "the image's entrypoint", "", "container_spec.md#entrypoint", "Entrypoint that replaces the image's; an empty one removes it."},
	{"env_file", &compose_services_Values_env_file, "", "", "container_spec.md#env_file", "Files that environment variables are read from; later files win, environment wins over all."},
	{"label_file", &compose_services_Values_pre_start_Elem_label_file, "", "", "container_spec.md#label_file", "Files that labels are read from; later files win, labels wins over all."},
	{"environment", &compose_services_Values_environment, "", "", "container_spec.md#environment", "Environment variables of the container; one without value takes it from the project's environment."},
	{"extra_hosts", &compose_services_Values_pre_start_Elem_extra_hosts, "", "", "container_spec.md#extra_hosts", "Names and IP addresses added to the container's hosts file."},
	{"gpus", &compose_services_Values_gpus, "", "", "container_spec.md#gpus", "GPUs that the container may use."},
	{"group_add", &compose_services_Values_pre_start_Elem_group_add, "", "", "container_spec.md#group_add", "Groups, by name or number, that the container's user is in besides its own."},
	{"hostname", &compose_version, "", "", "container_spec.md#hostname", "Host name of the container, by the rules of RFC 1123."},
	{"image", &compose_services_Values_pre_start_Elem_image, "", "", "container_spec.md#image", "Image that the container is started from."},
	{"init", &compose_services_Values_pre_start_Elem_init, "the platform's choice", "", "container_spec.md#init", "Whether an init process runs first in the container, passing on signals and reaping processes."},
	{"ipc", &compose_version, "", "", "container_spec.md#ipc", "IPC namespace: shareable, or that of another service (service:NAME)."},
	{"isolation", &compose_version, "", "", "container_spec.md#isolation", "Technology that isolates the container; the platform says which there are."},
	{"labels", &compose_services_Values_deploy_labels, "", "", "container_spec.md#labels", "Labels of the container: names and values for people and tools."},
	{"logging", &compose_services_Values_pre_start_Elem_logging, "", "", "container_spec.md#logging", "How the container's output is logged."},
	{"mac_address", &compose_services_Values_pre_start_Elem_mac_address, "", "", "container_spec.md#mac_address", "MAC address of the container."},
	{"mem_limit", &compose_services_Values_pre_start_Elem_mem_limit, "no limit", "", "container_spec.md#mem_limit", "Memory that the container may use, in bytes or with a unit."},
	{"mem_reservation", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "container_spec.md#mem_reservation", "Memory that is kept for the container, in bytes or with a unit."},
	{"mem_swappiness", &compose_services_Values_deploy_resources_limits_pids, "the platform's choice", "", "container_spec.md#mem_swappiness", "How readily the container's memory is swapped out, from 0 (never) to 100."},
	{"memswap_limit", &compose_services_Values_pre_start_Elem_mem_limit, "", "", "container_spec.md#memswap_limit", "Memory and swap together that the container may use, in bytes or with a unit; -1 lifts the limit on swap."},
	{"models", &compose_services_Values_pre_start_Elem_models, "", "", "container_spec.md#models", "AI models that the container may use."},
	{"network_mode", &compose_version, "", "", "container_spec.md#network_mode", "Network namespace: none, host, or that of another service (service:NAME) or container (container:NAME)."},
	{"networks", &compose_services_Values_networks, "the network default", "", "container_spec.md#networks", "Networks that the container is attached to."},
	{"oom_kill_disable", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#oom_kill_disable", "Whether the platform may not kill the container when memory runs out."},
	{"oom_score_adj", &compose_services_Values_pre_start_Elem_oom_score_adj, "", "", "container_spec.md#oom_score_adj", "How readily the container is killed when memory runs out, from -1000 (never) to 1000."},
	{"pid", &compose_services_Values_pre_start_Elem_pid, "", "", "container_spec.md#pid", "PID namespace: host, or that of another service (service:NAME) or container (container:NAME)."},
	{"pids_limit", &compose_services_Values_pre_start_Elem_cpu_shares, "", "", "container_spec.md#pids_limit", "Number of processes that the container may have; -1 for no limit."},
	{"platform", &compose_services_Values_pre_start_Elem_platform, "", "", "container_spec.md#platform", "Platform that the container runs on, as os[/arch[/variant]]."},
	{"privileged", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#privileged", "Whether the container has the privileges of the host."},
	{"pull_policy", &compose_services_Values_pre_start_Elem_pull_policy, "missing", "", "container_spec.md#pull_policy", "When the image is pulled: always, never, missing, build, daily, weekly or every_DURATION."},
	{"pull_refresh_after", &compose_version, "", "", "container_spec.md#pull_policy", "How long a pulled image counts as fresh where pull_policy is refresh."},
	{"read_only", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#read_only", "Whether the container's file system may not be written to."},
	{"runtime", &compose_version, "the platform's choice", "", "container_spec.md#runtime", "Runtime that the container runs with, such as runc."},
	{"security_opt", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#security_opt", "Labels and profiles that replace those of the container's security modules."},
	{"shm_size", &compose_services_Values_pre_start_Elem_mem_limit, "", "", "container_spec.md#shm_size", "Size of the container's shared memory, in bytes or with a unit."},
	{"secrets", &compose_services_Values_secrets, "", "", "container_spec.md#secrets", "Secrets that the container may read, mounted as files."},
	{"sysctls", &compose_services_Values_sysctls, "", "", "container_spec.md#sysctls", "Kernel parameters set in the container."},
	{"stop_grace_period", &compose_services_Values_deploy_rollback_config_delay, "10s", "", "container_spec.md#stop_grace_period", "How long the container may take to stop before it is killed, as a duration."},
	{"stop_signal", &compose_version, "the image's, or SIGTERM", "", "container_spec.md#stop_signal", "Signal that asks the container to stop."},
	{"storage_opt", &compose_services_Values_pre_start_Elem_storage_opt, "", "", "container_spec.md#storage_opt", "Options of the storage driver for the container."},
	{"tmpfs", &compose_services_Values_tmpfs, "", "", "container_spec.md#tmpfs", "Paths in the container where temporary file systems are mounted, each with options after a colon."},
	{"ulimits", &compose_services_Values_pre_start_Elem_ulimits, "", "", "container_spec.md#ulimits", "Limits on what the container's processes may use, by name; -1 for no limit."},
	{"umask", &compose_services_Values_pre_start_Elem_umask, "", "", "container_spec.md#umask", "File mode creation mask of the container's process; octal with a leading 0 or 0o."},
	{"use_api_socket", &compose_services_Values_develop_watch_Elem_initial_sync, "false", "", "container_spec.md#use_api_socket", "Whether the container may use the container engine's API socket."},
	{"user", &compose_version, "the image's user", "", "container_spec.md#user", "User, and group after a colon, that runs the container's process."},
	{"uts", &compose_version, "", "", "container_spec.md#uts", "UTS namespace; host shares the host's name with the container."},
	{"userns_mode", &compose_version, "", "", "container_spec.md#userns_mode", "User namespace that the container runs in."},
	{"volumes", &compose_services_Values_volumes, "", "", "container_spec.md#volumes", "Paths of the host and named volumes mounted in the container."},
	{"volumes_from", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#volumes_from", "Services, or containers as container:NAME, whose volumes are all mounted, with ro or rw after a colon."},
	{"working_dir", &compose_version, "the image's working directory", "", "container_spec.md#working_dir", "Directory in the container that its command runs in."},
	{"build", &compose_services_Values_build, "", "", "workload_spec.md#build", "How the image is built."},
	{"depends_on", &compose_services_Values_depends_on, "", "", "workload_spec.md#depends_on", "Services that are started before this one, and stopped after it."},
	{"healthcheck", &compose_services_Values_healthcheck, "the image's health check", "", "workload_spec.md#healthcheck", "How it is found out whether the container is healthy."},
	{"ports", &compose_services_Values_ports, "", "", "workload_spec.md#ports", "Ports of the container that are published on the host."},
	{"expose", &compose_services_Values_expose, "", "", "workload_spec.md#expose", "Ports of the container that other services may use, not published on the host."},
	{"stdin_open", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#stdin_open", "Whether the container's standard input is kept open."},
	{"tty", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#tty", "Whether the container runs with a terminal."},
}, slots: "%\x00\x00\x00K\x00\x00\x00\x00).*\x00\x1c8\x00\x00\x00L\x00\\\x00\x000\x00\nQ\x00\x00R\x00=\x1f\x00\x00\x00\x005\x1e\x00Y\x00\x00\x00\x00\x00\x00\a \x00D\x00\x00J\x003\x16\x00\x00\x00\x00\x002\x00\x00\x00/\x00\x15\x00\x00\x00\x14\x00F\x00\x00\x00[\x00S:\x00\x00\x00\x00\x00\x00\x00\x00\x00UV\x00\x00\x00\x00\x00\x00](6>\x00\x00\x00\x00\x10\x00\x00\x06\f\x00P\x00\b\x00\x00\x03X\x00\x00\x00\x00G\x00\x00\x00\x1d\x00\x00\x00C\x18'\x00\x00\x00\x00\x00T\x00\x00\x00I$\x00\x007^\t\x00\x00\x00\x17\x001!\x00\x00\x00\x00\x00\x12\x00\x00\x00;\x00\x0fA\x00\x00\x00\x00\x00\x00NW\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05Z\x00&\x19\x00\x11\x00\x02\x00E9\v,\x00?\x1a\x00\x0e+-4\x00\x00MH\x00\x00\x00#\x00\x00\x00<\x01\x00\x00\x13\x00\"\r@B\x1b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00O\x00\x00\x00\x00", parts: 63, holds: sieves{0x980893208435200, 0x80804008034000, 0x1e20a7a0a134c01, 0x80801008401200, 0x802b1788cb06131}}

var compose_services = Type{Name: "a mapping of services", Accept: 64, Values: &compose_services_Values, Keys: 2, parts: 63}

var compose_models_Values_context_size = Type{Name: "a whole number", Accept: 4, parts: 32}

var compose_models_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, Required: []string{"model"}, attrs: []Attr{
	{"name", &compose_version, "the key", "", "models.md#models-top-level-element", "Name of the model on the platform."},
	{"model", &compose_services_Values_pre_start_Elem_image, "", "", "models.md#models-top-level-element", "OCI artifact that holds the model."},
	{"context_size", &compose_models_Values_context_size, "the runner's choice", "", "models.md#models-top-level-element", "Size of the model's context, in tokens."},
	{"runtime_flags", &compose_services_Values_deploy_placement_constraints, "", "", "models.md#models-top-level-element", "Flags handed to the inference engine as they stand."},
}, slots: "\x00\x00\x00\x04\x01\x00\x02\x03", parts: 32}

var compose_models = Type{Name: "a mapping of models", Accept: 64, Values: &compose_models_Values, Keys: 2, parts: 32}

var compose_networks_Values_ipam_config_Elem_subnet = Type{Name: "a subnet", Accept: 16, Format: 10, parts: 32}

var compose_networks_Values_ipam_config_Elem_aux_addresses = Type{Name: "a mapping of names to IP addresses", Accept: 64, Values: &compose_services_Values_pre_start_Elem_dns_Elem, Keys: 1, parts: 32}

var compose_networks_Values_ipam_config_Elem = Type{Name: "an address pool", Accept: 64, Extensible: true, attrs: []Attr{
	{"subnet", &compose_networks_Values_ipam_config_Elem_subnet, "", "", "06-networks.md#ipam", "Subnet of the network in CIDR notation."},
	{"ip_range", &compose_networks_Values_ipam_config_Elem_subnet, "the subnet", "", "06-networks.md#ipam", "Part of the subnet that containers get addresses from, in CIDR notation."},
	{"gateway", &compose_services_Values_pre_start_Elem_dns_Elem, "", "", "06-networks.md#ipam", "Address of the subnet's gateway."},
	{"aux_addresses", &compose_networks_Values_ipam_config_Elem_aux_addresses, "", "", "06-networks.md#ipam", "Addresses that are given to no container, by host name."},
}, slots: "\x00\x04\x01\x02\x00\x00\x00\x03", parts: 32}

var compose_networks_Values_ipam_config = Type{Name: "a list of address pools", Accept: 32, Elem: &compose_networks_Values_ipam_config_Elem, Merge: 9, parts: 32}

var compose_networks_Values_ipam_options = Type{Name: "a mapping of strings", Accept: 64, Values: &compose_version, Keys: 1, Key: keyValueKey, parts: 36}

var compose_networks_Values_ipam = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"driver", &compose_version, "default", "", "06-networks.md#ipam", "Driver that manages addresses."},
	{"config", &compose_networks_Values_ipam_config, "", "", "06-networks.md#ipam", "Pools that addresses are taken from."},
	{"options", &compose_networks_Values_ipam_options, "", "", "06-networks.md#ipam", "Options for the driver."},
}, slots: "\x00\x00\x00\x02\x03\x00\x01\x00", parts: 36, holds: sieves{0x0, 0x0, 0x10, 0x0, 0x0}}

var compose_networks_Values_external = Type{Name: "true or false", Accept: 82, Extensible: true, Cast: 5, attrs: []Attr{
	{"name", &compose_version, "", "write name beside external", "06-networks.md#external", "Name of the resource on the platform."},
}, slots: "\x01\x00", parts: 48}

var compose_networks_Values = Type{Name: "a mapping or null", Accept: 65, Extensible: true, Long: longExternal, attrs: []Attr{
	{"name", &compose_version, "<project>_<key>", "", "06-networks.md#name", "Name of the network on the platform, used as it stands."},
	{"driver", &compose_version, "the platform's choice", "", "06-networks.md#driver", "Driver of the network."},
	{"driver_opts", &compose_services_Values_pre_start_Elem_networks_Values_driver_opts, "", "", "06-networks.md#driver_opts", "Options for the driver."},
	{"ipam", &compose_networks_Values_ipam, "", "", "06-networks.md#ipam", "How addresses of the network are managed."},
	{"external", &compose_networks_Values_external, "false", "", "06-networks.md#external", "Whether the network exists already and is managed elsewhere."},
	{"internal", &compose_services_Values_pre_start_Elem_init, "false", "", "06-networks.md#internal", "Whether the network has no way to the outside."},
	{"enable_ipv4", &compose_services_Values_pre_start_Elem_init, "true", "", "06-networks.md#enable_ipv4", "Whether addresses of IPv4 are given out."},
	{"enable_ipv6", &compose_services_Values_pre_start_Elem_init, "false", "", "06-networks.md#enable_ipv6", "Whether addresses of IPv6 are given out."},
	{"attachable", &compose_services_Values_pre_start_Elem_init, "false", "", "06-networks.md#attachable", "Whether containers outside the project may attach to the network."},
	{"labels", &compose_services_Values_deploy_labels, "", "", "06-networks.md#labels", "Labels of the network: names and values for people and tools."},
}, slots: "\x00\x00\t\x00\x00\x00\x00\x06\x05\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x02\b\n\x00\x00\x00\x04\a\x00\x00", parts: 53, holds: sieves{0x0, 0x0, 0x80000010000000, 0x0, 0x2000008000400104}}

var compose_networks = Type{Name: "a mapping of networks", Accept: 64, Values: &compose_networks_Values, Keys: 2, parts: 53}

var compose_volumes_Values_external = Type{Name: "true or false", Accept: 82, Extensible: true, Cast: 5, attrs: []Attr{
	{"name", &compose_version, "", "write name beside external", "07-volumes.md#external", "Name of the resource on the platform."},
}, slots: "\x01\x00", parts: 48}

var compose_volumes_Values = Type{Name: "a mapping or null", Accept: 65, Extensible: true, Path: 6, Long: longExternal, attrs: []Attr{
	{"name", &compose_version, "<project>_<key>", "", "07-volumes.md#name", "Name of the volume on the platform, used as it stands."},
	{"driver", &compose_version, "the platform's choice", "", "07-volumes.md#driver", "Driver of the volume."},
	{"driver_opts", &compose_services_Values_pre_start_Elem_networks_Values_driver_opts, "", "", "07-volumes.md#driver_opts", "Options for the driver."},
	{"external", &compose_volumes_Values_external, "false", "", "07-volumes.md#external", "Whether the volume exists already and is managed elsewhere."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "", "", "07-volumes.md#labels", "Labels of the volume: names and values for people and tools."},
}, slots: "\x00\x00\x00\x00\x01\x00\x02\x05\x04\x03\x00\x00\x00\x00\x00\x00", parts: 57, holds: sieves{0x0, 0x0, 0x0, 0x0, 0x100}}

var compose_volumes = Type{Name: "a mapping of volumes", Accept: 64, Values: &compose_volumes_Values, Keys: 2, parts: 57}

var compose_secrets_Values_file = Type{Name: "a path", Accept: 16, Path: 2, parts: 40}

var compose_secrets_Values_external = Type{Name: "true or false", Accept: 82, Values: &compose_services_Values_pre_start_Elem_gpus_Elem_Values, Open: true, Cast: 5, attrs: []Attr{
	{"name", &compose_version, "", "write name beside external", "09-secrets.md#external", "Name of the resource on the platform."},
}, slots: "\x01\x00", parts: 48}

var compose_secrets_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, Long: longExternal, attrs: []Attr{
	{"name", &compose_version, "<project>_<key>", "", "09-secrets.md#secrets-top-level-element", "Name of the secret on the platform, used as it stands."},
	{"environment", &compose_version, "", "", "09-secrets.md#secrets-top-level-element", "Environment variable that holds the content."},
	{"file", &compose_secrets_Values_file, "", "", "09-secrets.md#secrets-top-level-element", "Path of the file that holds the content."},
	{"external", &compose_secrets_Values_external, "false", "", "09-secrets.md#secrets-top-level-element", "Whether the secret exists already and is managed elsewhere."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "", "", "09-secrets.md#secrets-top-level-element", "Labels of the secret: names and values for people and tools."},
	{"driver", &compose_version, "", "", "09-secrets.md#secrets-top-level-element", "Driver that the content comes from."},
	{"driver_opts", &compose_services_Values_pre_start_Elem_networks_Values_driver_opts, "", "", "09-secrets.md#secrets-top-level-element", "Options for the driver."},
	{"template_driver", &compose_version, "", "", "09-secrets.md#secrets-top-level-element", "Driver that makes the content from a template."},
}, slots: "\x00\x00\x00\b\x01\x00\x06\x05\x04\a\x00\x02\x00\x00\x03\x00", parts: 57, holds: sieves{0x0, 0x0, 0x0, 0x4000000000000000, 0x100}}

var compose_secrets = Type{Name: "a mapping of secrets", Accept: 64, Values: &compose_secrets_Values, Keys: 2, parts: 57}

var compose_configs_Values_external = Type{Name: "true or false", Accept: 82, Values: &compose_services_Values_pre_start_Elem_gpus_Elem_Values, Open: true, Cast: 5, attrs: []Attr{
	{"name", &compose_version, "", "write name beside external", "08-configs.md#external", "Name of the resource on the platform."},
}, slots: "\x01\x00", parts: 48}

var compose_configs_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, Long: longExternal, attrs: []Attr{
	{"name", &compose_version, "<project>_<key>", "", "08-configs.md#configs-top-level-element", "Name of the config on the platform, used as it stands."},
	{"content", &compose_version, "", "", "08-configs.md#configs-top-level-element", "The content itself."},
	{"environment", &compose_version, "", "", "08-configs.md#configs-top-level-element", "Environment variable that holds the content."},
	{"file", &compose_secrets_Values_file, "", "", "08-configs.md#configs-top-level-element", "Path of the file that holds the content."},
	{"external", &compose_configs_Values_external, "false", "", "08-configs.md#configs-top-level-element", "Whether the config exists already and is managed elsewhere."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "", "", "08-configs.md#configs-top-level-element", "Labels of the config: names and values for people and tools."},
	{"template_driver", &compose_version, "", "", "08-configs.md#configs-top-level-element", "Driver that makes the content from a template."},
}, slots: "\x00\x00\x00\a\x01\x00\x02\x06\x05\x00\x00\x03\x00\x00\x04\x00", parts: 57, holds: sieves{0x0, 0x0, 0x0, 0x4000000000000000, 0x100}}

var compose_configs = Type{Name: "a mapping of configs", Accept: 64, Values: &compose_configs_Values, Keys: 2, parts: 57}

var compose_jobs_Values_profiles = Type{Name: "a list of profiles", Accept: 32, Elem: &compose_version, Unique: true, parts: 32}

var compose_jobs_Values_triggers_schedule_Elem_cron = Type{Name: "a crontab expression", Accept: 16, Format: 16, parts: 32}

var compose_jobs_Values_triggers_schedule_Elem_concurrency = Type{Accept: 16, Enum: []string{"forbid", "queue"}, parts: 32}

var compose_jobs_Values_triggers_schedule_Elem_missed_fires = Type{Accept: 16, Enum: []string{"one", "skip"}, parts: 32}

var compose_jobs_Values_triggers_schedule_Elem = Type{Name: "a schedule", Accept: 80, Extensible: true, Required: []string{"cron"}, Long: longSchedule, attrs: []Attr{
	{"cron", &compose_jobs_Values_triggers_schedule_Elem_cron, "", "", "jobs.md#schedule", "When the job runs: minute, hour, day of the month, month and day of the week."},
	{"timezone", &compose_version, "UTC", "", "jobs.md#schedule", "Time zone that the expression is read in, such as Europe/Paris."},
	{"concurrency", &compose_jobs_Values_triggers_schedule_Elem_concurrency, "forbid", "", "jobs.md#schedule", "What is done when the job is still running: leave the run out (forbid) or wait (queue)."},
	{"missed_fires", &compose_jobs_Values_triggers_schedule_Elem_missed_fires, "one", "", "jobs.md#schedule", "What is done about runs that were missed: one run for all of them (one) or none (skip)."},
}, slots: "\x03\x00\x00\x01\x04\x00\x00\x02", parts: 33}

var compose_jobs_Values_triggers_schedule = Type{Name: "a list of schedules", Accept: 32, Elem: &compose_jobs_Values_triggers_schedule_Elem, parts: 33}

var compose_jobs_Values_triggers = Type{Name: "a mapping", Accept: 64, Extensible: true, RequiredAny: []string{"manual", "schedule"}, attrs: []Attr{
	{"manual", &compose_services_Values_develop_watch_Elem_exec_privileged, "true", "", "jobs.md#triggers", "Whether the job may be run by hand."},
	{"schedule", &compose_jobs_Values_triggers_schedule, "", "", "jobs.md#schedule", "Times at which the job runs by itself."},
}, slots: "\x00\x00\x01\x02", parts: 33, holds: sieves{0x8000, 0x0, 0x0, 0x0, 0x0}}

var compose_jobs_Values_dns = Type{Name: "an IP address or a list of them", Accept: 48, Elem: &compose_services_Values_pre_start_Elem_dns_Elem, Unique: true, OmitEmpty: true, Merge: 3, Long: longStringList, parts: 33}

var compose_jobs_Values_secrets = Type{Name: "a list of secrets", Accept: 32, Elem: &compose_services_Values_secrets_Elem, parts: 35}

var compose_jobs_Values_volumes = Type{Name: "a list of volumes", Accept: 32, Elem: &compose_services_Values_volumes_Elem, Unique: true, parts: 59}

var compose_jobs_Values_build_args = Type{Name: "a mapping or list of build arguments", Accept: 96, Values: &compose_services_Values_deploy_labels_Values, Elem: &compose_version, Unique: true, Format: 21, Merge: 2, parts: 32}

var compose_jobs_Values_build_additional_contexts = Type{Name: "a mapping or list of contexts", Accept: 96, Values: &compose_services_Values_build_additional_contexts_Values, Elem: &compose_version, Unique: true, Format: 20, Merge: 2, Long: longKeyValue, parts: 41}

var compose_jobs_Values_build_tags = Type{Name: "a list of image references", Accept: 32, Elem: &compose_services_Values_pre_start_Elem_image, parts: 32}

var compose_jobs_Values_build = Type{Name: "a path or a mapping", Accept: 80, Extensible: true, Merge: 6, Long: longBuild, Fill: fillBuild, attrs: []Attr{
	{"context", &compose_services_Values_build_context, ".", "", "build.md#context", "Directory, or URL of a repository, that the image is built from."},
	{"dockerfile", &compose_version, "Dockerfile", "", "build.md#dockerfile", "Path of the Dockerfile, relative to the context."},
	{"dockerfile_inline", &compose_version, "", "", "build.md#dockerfile_inline", "Content of the Dockerfile; not together with dockerfile."},
	{"entitlements", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#entitlements", "Privileges that the build may use, such as network.host."},
	{"args", &compose_jobs_Values_build_args, "", "", "build.md#args", "Build arguments; one without value takes it from the project's environment."},
	{"ssh", &compose_services_Values_build_ssh, "", "", "build.md#ssh", "SSH keys and agents that the build may use, by identifier."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "", "", "build.md#labels", "Labels of the image: names and values for people and tools."},
	{"cache_from", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#cache_from", "Where the builder finds earlier results, as images or as type=…,key=value."},
	{"cache_to", &compose_services_Values_deploy_placement_constraints, "", "", "build.md#cache_to", "Where the builder leaves its results for later builds."},
	{"no_cache", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#no_cache", "Whether the image is built without earlier results."},
	{"no_cache_filter", &compose_include_Elem_path, "", "", "build.md#no_cache_filter", "Stages that are built without earlier results."},
	{"additional_contexts", &compose_jobs_Values_build_additional_contexts, "", "", "build.md#additional_contexts", "Other contexts that the Dockerfile may use, by name."},
	{"network", &compose_version, "", "", "build.md#network", "Network that build steps run in; none for no network."},
	{"provenance", &compose_services_Values_build_provenance, "", "", "build.md#provenance", "Whether the image gets a provenance attestation, or its parameters."},
	{"sbom", &compose_services_Values_build_provenance, "", "", "build.md#sbom", "Whether the image gets a list of its software (SBOM), or the parameters of it."},
	{"pull", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#pull", "Whether base images are pulled even if they are there."},
	{"target", &compose_version, "the last stage", "", "build.md#target", "Stage of the Dockerfile that is built."},
	{"shm_size", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "build.md#shm_size", "Size of the shared memory of build steps, in bytes or with a unit."},
	{"extra_hosts", &compose_services_Values_pre_start_Elem_extra_hosts, "", "", "build.md#extra_hosts", "Names and IP addresses that build steps can look up."},
	{"isolation", &compose_version, "", "", "build.md#isolation", "Technology that isolates build steps; the platform says which there are."},
	{"privileged", &compose_services_Values_develop_watch_Elem_exec_privileged, "false", "", "build.md#privileged", "Whether the image is built with the privileges of the host."},
	{"secrets", &compose_services_Values_build_secrets, "", "", "build.md#secrets", "Secrets that the build may read."},
	{"tags", &compose_jobs_Values_build_tags, "", "", "build.md#tags", "Names given to the image besides the service's image."},
	{"ulimits", &compose_services_Values_build_ulimits, "", "", "build.md#ulimits", "Limits on what build steps may use, by name."},
	{"platforms", &compose_services_Values_build_platforms, "the builder's platform", "", "build.md#platforms", "Platforms that the image is built for, as os[/arch[/variant]]."},
}, slots: "\x00\x00\x00\x00\f\x00\x01\x00\x00\b\x00\x00\x00\x00\x00\x00\x16\x06\x00\x00\x00\x00\x13\n\x0f\x00\x00\x00\x11\r\x12\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x03\t\v\x0e\x15\x10\x00\x00\x00\x02\x00\x00\x00\a\x00\x05\x00\x18\x19\x00\x14\x17", parts: 43, holds: sieves{0x800200001030010, 0x0, 0x0, 0x20050, 0x0}}

var compose_jobs_Values_ports = Type{Name: "a list of ports", Accept: 32, Elem: &compose_services_Values_ports_Elem, Unique: true, Long: longPorts, parts: 51}

var compose_jobs_Values_expose = Type{Name: "a list of ports", Accept: 32, Elem: &compose_services_Values_expose_Elem, Unique: true, parts: 32}

var compose_jobs_Values = Type{Name: "a mapping", Accept: 64, Extensible: true, Required: []string{"triggers"}, attrs: []Attr{
	{"profiles", &compose_jobs_Values_profiles, "always enabled", "", "05-services.md#profiles", "Profiles that enable the job; one without profiles is always enabled."},
	{"triggers", &compose_jobs_Values_triggers, "", "", "jobs.md#triggers", "What makes the job run."},
	{"annotations", &compose_services_Values_pre_start_Elem_annotations, "", "", "container_spec.md#annotations", "Annotations of the container: names and values for the runtime and other tools."},
	{"blkio_config", &compose_services_Values_pre_start_Elem_blkio_config, "", "", "container_spec.md#blkio_config", "Limits on the container's reading and writing of block devices."},
	{"cap_add", &compose_services_Values_pre_start_Elem_cap_add, "", "", "container_spec.md#cap_add", "Linux capabilities given to the container besides the usual ones."},
	{"cap_drop", &compose_services_Values_pre_start_Elem_cap_add, "", "", "container_spec.md#cap_drop", "Linux capabilities taken from the container."},
	{"cgroup", &compose_services_Values_pre_start_Elem_cgroup, "the runtime's choice", "", "container_spec.md#cgroup", "Cgroup namespace that the container runs in."},
	{"cgroup_parent", &compose_version, "", "", "container_spec.md#cgroup_parent", "Cgroup under which the container's own is made."},
	{"command", &compose_services_Values_pre_start_Elem_command, "the image's command", "", "container_spec.md#command", "Command that replaces the image's; an empty one removes it."},
	{"configs", &compose_services_Values_pre_start_Elem_configs, "", "", "container_spec.md#configs", "Configs that the container may read, mounted as files."},
	{"cpu_count", &compose_services_Values_pre_start_Elem_cpu_count, "", "", "container_spec.md#cpu_count", "Number of CPUs that the container may use (Windows)."},
	{"cpu_percent", &compose_services_Values_pre_start_Elem_cpu_percent, "", "", "container_spec.md#cpu_percent", "Share of the available CPUs that the container may use, in percent (Windows)."},
	{"cpu_shares", &compose_services_Values_pre_start_Elem_cpu_shares, "", "", "container_spec.md#cpu_shares", "Weight of the container against others when CPUs are scarce."},
	{"cpu_quota", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_quota", "CPU time that the container may use in each cpu_period, in microseconds."},
	{"cpu_period", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_period", "Length of the period that cpu_quota counts in, in microseconds."},
	{"cpu_rt_period", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_rt_period", "Length of the period that cpu_rt_runtime counts in, in microseconds."},
	{"cpu_rt_runtime", &compose_services_Values_pre_start_Elem_cpu_quota, "", "", "container_spec.md#cpu_rt_runtime", "Time that real-time processes may run in each cpu_rt_period, in microseconds."},
	{"cpus", &compose_services_Values_pre_start_Elem_cpus, "no limit", "", "container_spec.md#cpus", "Number of CPUs that the container may use, also a fraction."},
	{"cpuset", &compose_version, "", "", "container_spec.md#cpuset", "CPUs that the container may run on, as a range such as 0-3 or a list such as 0,1."},
	{"credential_spec", &compose_services_Values_pre_start_Elem_credential_spec, "", "", "container_spec.md#credential_spec", "Where the credential specification of a managed service account comes from (Windows)."},
	{"device_cgroup_rules", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#device_cgroup_rules", "Rules of the device cgroup in the kernel's notation, such as c 1:3 mr."},
	{"devices", &compose_services_Values_pre_start_Elem_devices, "", "", "container_spec.md#devices", "Devices of the host that the container may use."},
	{"dns", &compose_jobs_Values_dns, "", "", "container_spec.md#dns", "Addresses of the DNS servers that the container asks."},
	{"dns_opt", &compose_services_Values_pre_start_Elem_dns_opt, "", "", "container_spec.md#dns_opt", "Options for the container's DNS resolver."},
	{"dns_search", &compose_services_Values_pre_start_Elem_dns_search, "", "", "container_spec.md#dns_search", "Domains in which the container looks up names without a dot."},
	{"domainname", &compose_version, "", "", "container_spec.md#domainname", "Domain name of the container, by the rules of RFC 1123."},
	{"entrypoint", &compose_services_Values_pre_start_Elem_command, "the image's entrypoint", "", "container_spec.md#entrypoint", "Entrypoint that replaces the image's; an empty one removes it."},
	{"env_file", &compose_services_Values_pre_start_Elem_env_file, "", "", "container_spec.md#env_file", "Files that environment variables are read from; later files win, environment wins over all."},
	{"label_file", &compose_services_Values_pre_start_Elem_label_file, "", "", "container_spec.md#label_file", "Files that labels are read from; later files win, labels wins over all."},
	{"environment", &compose_services_Values_pre_start_Elem_environment, "", "", "container_spec.md#environment", "Environment variables of the container; one without value takes it from the project's environment."},
	{"extra_hosts", &compose_services_Values_pre_start_Elem_extra_hosts, "", "", "container_spec.md#extra_hosts", "Names and IP addresses added to the container's hosts file."},
	{"gpus", &compose_services_Values_gpus, "", "", "container_spec.md#gpus", "GPUs that the container may use."},
	{"group_add", &compose_services_Values_pre_start_Elem_group_add, "", "", "container_spec.md#group_add", "Groups, by name or number, that the container's user is in besides its own."},
	{"hostname", &compose_version, "", "", "container_spec.md#hostname", "Host name of the container, by the rules of RFC 1123."},
	{"image", &compose_services_Values_pre_start_Elem_image, "", "", "container_spec.md#image", "Image that the container is started from."},
	{"init", &compose_services_Values_pre_start_Elem_init, "the platform's choice", "", "container_spec.md#init", "Whether an init process runs first in the container, passing on signals and reaping processes."},
	{"ipc", &compose_version, "", "", "container_spec.md#ipc", "IPC namespace: shareable, or that of another service (service:NAME)."},
	{"isolation", &compose_version, "", "", "container_spec.md#isolation", "Technology that isolates the container; the platform says which there are."},
	{"labels", &compose_services_Values_pre_start_Elem_labels, "", "", "container_spec.md#labels", "Labels of the container: names and values for people and tools."},
	{"logging", &compose_services_Values_pre_start_Elem_logging, "", "", "container_spec.md#logging", "How the container's output is logged."},
	{"mac_address", &compose_services_Values_pre_start_Elem_mac_address, "", "", "container_spec.md#mac_address", "MAC address of the container."},
	{"mem_limit", &compose_services_Values_pre_start_Elem_mem_limit, "no limit", "", "container_spec.md#mem_limit", "Memory that the container may use, in bytes or with a unit."},
	{"mem_reservation", &compose_services_Values_pre_start_Elem_blkio_config_device_read_bps_Elem_rate, "", "", "container_spec.md#mem_reservation", "Memory that is kept for the container, in bytes or with a unit."},
	{"mem_swappiness", &compose_services_Values_deploy_resources_limits_pids, "the platform's choice", "", "container_spec.md#mem_swappiness", "How readily the container's memory is swapped out, from 0 (never) to 100."},
	{"memswap_limit", &compose_services_Values_pre_start_Elem_mem_limit, "", "", "container_spec.md#memswap_limit", "Memory and swap together that the container may use, in bytes or with a unit; -1 lifts the limit on swap."},
	{"models", &compose_services_Values_pre_start_Elem_models, "", "", "container_spec.md#models", "AI models that the container may use."},
	{"network_mode", &compose_version, "", "", "container_spec.md#network_mode", "Network namespace: none, host, or that of another service (service:NAME) or container (container:NAME)."},
	{"networks", &compose_services_Values_pre_start_Elem_networks, "the network default", "", "container_spec.md#networks", "Networks that the container is attached to."},
	{"oom_kill_disable", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#oom_kill_disable", "Whether the platform may not kill the container when memory runs out."},
	{"oom_score_adj", &compose_services_Values_pre_start_Elem_oom_score_adj, "", "", "container_spec.md#oom_score_adj", "How readily the container is killed when memory runs out, from -1000 (never) to 1000."},
	{"pid", &compose_services_Values_pre_start_Elem_pid, "", "", "container_spec.md#pid", "PID namespace: host, or that of another service (service:NAME) or container (container:NAME)."},
	{"pids_limit", &compose_services_Values_pre_start_Elem_cpu_shares, "", "", "container_spec.md#pids_limit", "Number of processes that the container may have; -1 for no limit."},
	{"platform", &compose_services_Values_pre_start_Elem_platform, "", "", "container_spec.md#platform", "Platform that the container runs on, as os[/arch[/variant]]."},
	{"privileged", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#privileged", "Whether the container has the privileges of the host."},
	{"pull_policy", &compose_services_Values_pre_start_Elem_pull_policy, "missing", "", "container_spec.md#pull_policy", "When the image is pulled: always, never, missing, build, daily, weekly or every_DURATION."},
	{"pull_refresh_after", &compose_version, "", "", "container_spec.md#pull_policy", "How long a pulled image counts as fresh where pull_policy is refresh."},
	{"read_only", &compose_services_Values_pre_start_Elem_init, "false", "", "container_spec.md#read_only", "Whether the container's file system may not be written to."},
	{"runtime", &compose_version, "the platform's choice", "", "container_spec.md#runtime", "Runtime that the container runs with, such as runc."},
	{"security_opt", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#security_opt", "Labels and profiles that replace those of the container's security modules."},
	{"shm_size", &compose_services_Values_pre_start_Elem_mem_limit, "", "", "container_spec.md#shm_size", "Size of the container's shared memory, in bytes or with a unit."},
	{"secrets", &compose_jobs_Values_secrets, "", "", "container_spec.md#secrets", "Secrets that the container may read, mounted as files."},
	{"sysctls", &compose_services_Values_pre_start_Elem_sysctls, "", "", "container_spec.md#sysctls", "Kernel parameters set in the container."},
	{"stop_grace_period", &compose_services_Values_deploy_rollback_config_delay, "10s", "", "container_spec.md#stop_grace_period", "How long the container may take to stop before it is killed, as a duration."},
	{"stop_signal", &compose_version, "the image's, or SIGTERM", "", "container_spec.md#stop_signal", "Signal that asks the container to stop."},
	{"storage_opt", &compose_services_Values_pre_start_Elem_storage_opt, "", "", "container_spec.md#storage_opt", "Options of the storage driver for the container."},
	{"tmpfs", &compose_services_Values_pre_start_Elem_tmpfs, "", "", "container_spec.md#tmpfs", "Paths in the container where temporary file systems are mounted, each with options after a colon."},
	{"ulimits", &compose_services_Values_pre_start_Elem_ulimits, "", "", "container_spec.md#ulimits", "Limits on what the container's processes may use, by name; -1 for no limit."},
	{"umask", &compose_services_Values_pre_start_Elem_umask, "", "", "container_spec.md#umask", "File mode creation mask of the container's process; octal with a leading 0 or 0o."},
	{"use_api_socket", &compose_services_Values_develop_watch_Elem_initial_sync, "false", "", "container_spec.md#use_api_socket", "Whether the container may use the container engine's API socket."},
	{"user", &compose_version, "the image's user", "", "container_spec.md#user", "User, and group after a colon, that runs the container's process."},
	{"uts", &compose_version, "", "", "container_spec.md#uts", "UTS namespace; host shares the host's name with the container."},
	{"userns_mode", &compose_version, "", "", "container_spec.md#userns_mode", "User namespace that the container runs in."},
	{"volumes", &compose_jobs_Values_volumes, "", "", "container_spec.md#volumes", "Paths of the host and named volumes mounted in the container."},
	{"volumes_from", &compose_services_Values_deploy_resources_reservations_devices_Elem_capabilities, "", "", "container_spec.md#volumes_from", "Services, or containers as container:NAME, whose volumes are all mounted, with ro or rw after a colon."},
	{"working_dir", &compose_version, "the image's working directory", "", "container_spec.md#working_dir", "Directory in the container that its command runs in."},
	{"build", &compose_jobs_Values_build, "", "", "workload_spec.md#build", "How the image is built."},
	{"depends_on", &compose_services_Values_depends_on, "", "", "workload_spec.md#depends_on", "Services that are started before this one, and stopped after it."},
	{"healthcheck", &compose_services_Values_healthcheck, "the image's health check", "", "workload_spec.md#healthcheck", "How it is found out whether the container is healthy."},
	{"ports", &compose_jobs_Values_ports, "", "", "workload_spec.md#ports", "Ports of the container that are published on the host."},
	{"expose", &compose_jobs_Values_expose, "", "", "workload_spec.md#expose", "Ports of the container that other services may use, not published on the host."},
	{"stdin_open", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#stdin_open", "Whether the container's standard input is kept open."},
	{"tty", &compose_services_Values_pre_start_Elem_init, "false", "", "workload_spec.md#tty", "Whether the container runs with a terminal."},
}, slots: "\x19\x00\x00\x00?\x00\x00\x00\x00\x1d\"\x1e\x00\x10,\x00\x00\x00@\x00P\x00\x00$\x00E\x00\x00\x00F\x001\x13\x00\x00\x00\x00)\x12\x00M\x00\x00\x00\x00\x00\x00\x00\x14\x008\x00\x00>\x00'\n\x00\x00\x00\x00\x00&\x00\x00\x00#\x00\t\x00\x00\x00\b\x00:\x00\x00\x00O\x00G.\x00\x00\x00\x00\x00\x00\x00\x00\x00IJ\x00\x00\x00\x00\x00\x00Q\x1c*2\x00\x00\x00\x00\x04\x00\x00\x00\x00\x00D\x00\x00\x00\x00\x01L\x00\x00\x00\x00;\x00\x00\x00\x11\x00\x00\x007\f\x1b\x00\x00\x00\x00\x00H\x00\x00\x00=\x18\x00\x00+R\x00\x00\x00\x00\v\x00%\x15\x00\x00\x00\x00\x00\x06\x00\x00\x00/\x00\x035\x00\x00\x00\x00\x00\x00B\x02K\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00N\x00\x1a\r\x00\x05\x00\x00\x009-\x00 \x003\x0e\x00\x1f!\x00(\x00\x00A<\x00\x00\x00\x17\x00\x00\x000\x00\x00\x00\a\x00\x1646\x00\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00C\x00\x00\x00\x00", parts: 59, holds: sieves{0x984093208034200, 0x80000008034000, 0x0, 0x80001008000200, 0x802b1788cb06121}}

var compose_jobs = Type{Name: "a mapping of jobs", Accept: 64, Values: &compose_jobs_Values, Keys: 2, parts: 59}

var compose = Type{Name: "a mapping", Accept: 64, Extensible: true, attrs: []Attr{
	{"version", &compose_version, "", "leave it out", "04-version-and-name.md#version-top-level-element", "Version of the file format, which Compose no longer looks at."},
	{"name", &compose_name, "the name of the project directory", "", "04-version-and-name.md#name-top-level-element", "Name of the project."},
	{"include", &compose_include, "", "", "14-include.md#include", "Compose files whose content becomes part of this one."},
	{"services", &compose_services, "", "", "05-services.md#services-top-level-element", "Services: what the application runs."},
	{"models", &compose_models, "", "", "models.md#models-top-level-element", "AI models that services use."},
	{"networks", &compose_networks, "", "", "06-networks.md#networks-top-level-element", "Networks that services talk over."},
	{"volumes", &compose_volumes, "", "", "07-volumes.md#volumes-top-level-element", "Volumes that keep data of services."},
	{"secrets", &compose_secrets, "", "", "09-secrets.md#secrets-top-level-element", "Sensitive data that services may read."},
	{"configs", &compose_configs, "", "", "08-configs.md#configs-top-level-element", "Configuration data that services may read."},
	{"jobs", &compose_jobs, "", "", "jobs.md#jobs-top-level-element", "Jobs: what the application runs to its end."},
}, slots: "\x00\x00\x00\x00\x00\x06\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\b\x05\x01\x00\x02\x00\n\x04\t\x00\x00\a\x00\x00\x00\x00", parts: 63, holds: sieves{0x140002008810040, 0x40000000800000, 0x2000800000, 0x140000008810000, 0x140002008810000}}
