package schema

import (
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The reference keeps its rules by patterns of paths. These are the patterns, gathered by
// rule: the table must hold each rule at just the places that they match. A star is any key or
// item. In place of their first steps patterns have C for containers (services, jobs and
// pre_start hooks), W for workloads (services and jobs) and S for services.
//
// Patterns that match nothing which the official schema lets through are left out:
// jobs.*.extends, services.*.build.platform, networks.*.ipam.options as a list, include.path.
var referenceRules = map[string]string{
	// override/merge.go; hooks are items of a list, so that no merge by path reaches into them
	"merge replace":    "W.command W.entrypoint W.healthcheck.test",
	"merge key-value":  "W.annotations W.build.args W.build.additional_contexts W.build.labels W.environment W.labels W.volumes.*.volume.labels W.sysctls S.deploy.labels networks.*.labels volumes.*.labels secrets.*.labels configs.*.labels",
	"merge sequence":   "W.build.extra_hosts W.dns W.dns_opt W.dns_search W.env_file W.label_file W.extra_hosts W.tmpfs",
	"merge mapping":    "W.models W.networks",
	"merge depends_on": "W.depends_on",
	"merge build":      "W.build",
	"merge logging":    "W.logging",
	"merge ulimit":     "W.ulimits.*",
	"merge ipam":       "networks.*.ipam.config",

	// override/uncity.go
	"keyValueKey":    "networks.*.labels networks.*.ipam.options S.annotations S.build.args S.build.additional_contexts S.build.tags S.build.labels S.cap_add S.cap_drop S.deploy.labels S.dns S.dns_opt S.dns_search S.environment S.labels S.links S.networks.*.aliases S.networks.*.link_local_ips S.profiles S.sysctls S.tmpfs",
	"deviceKey":      "S.devices",
	"configMountKey": "S.configs",
	"secretMountKey": "S.secrets",
	"envFileKey":     "S.env_file",
	"exposeKey":      "S.expose",
	"portKey":        "S.ports",
	"volumeKey":      "S.volumes",

	// transform/canonical.go
	"longEnvFile":     "C.env_file",
	"longStringList":  "C.label_file C.dns S.develop.watch.*.ignore S.develop.watch.*.include",
	"longGPUs":        "C.gpus",
	"longNameMapping": "C.networks C.models",
	"longVolume":      "C.volumes.*",
	"longDevice":      "C.devices.*",
	"longFileMount":   "C.secrets.* C.configs.* W.build.secrets.*",
	"longUlimit":      "C.ulimits.* W.build.ulimits.*",
	"longUlimits":     "C.ulimits W.build.ulimits", // that rule, for names that no check looks at
	"longAnyString":   "W.build.provenance W.build.sbom",
	"longKeyValue":    "W.build.additional_contexts",
	"longDependsOn":   "W.depends_on",
	"longExtends":     "S.extends",
	"longPorts":       "W.ports",
	"longBuild":       "W.build",
	"longSSH":         "W.build.ssh",
	"longSchedule":    "jobs.*.triggers.schedule.*",
	"longExternal":    "volumes.* networks.* secrets.* configs.*",
	"longInclude":     "include.*",

	// transform/defaults.go
	"fillBuild":         "W.build",
	"fillSecretMount":   "W.secrets.*",
	"fillPort":          "W.ports.*",
	"fillDeviceRequest": "W.gpus.* S.deploy.resources.reservations.devices.*",
	"fillBind":          "W.volumes.*.bind",
	"fillHookBind":      "services.*.pre_start.*.volumes.*.bind", // where the former is not: the zero value of the Go type

	// loader/interpolate.go
	"cast int64":   "C.cpu_count C.cpu_period C.cpu_quota C.cpu_rt_period C.cpu_rt_runtime C.cpu_shares C.oom_score_adj C.pids_limit",
	"cast float":   "C.cpu_percent S.deploy.update_config.max_failure_ratio S.deploy.rollback_config.max_failure_ratio",
	"cast float32": "C.cpus",
	"cast umask":   "C.umask",
	"cast int":     "C.ulimits.* C.ulimits.*.hard C.ulimits.*.soft W.healthcheck.retries W.ports.*.target S.deploy.replicas S.deploy.update_config.parallelism S.deploy.rollback_config.parallelism S.deploy.restart_policy.max_attempts S.deploy.placement.max_replicas_per_node S.scale",
	"cast bool":    "C.init C.networks.*.use_service_name_alias C.oom_kill_disable C.privileged C.read_only C.volumes.*.read_only C.volumes.*.volume.nocopy W.depends_on.*.required W.depends_on.*.restart W.healthcheck.disable W.stdin_open W.tty networks.*.external networks.*.internal networks.*.attachable networks.*.enable_ipv4 networks.*.enable_ipv6 volumes.*.external secrets.*.external configs.*.external",

	// paths/resolve.go
	"path host":    "C.env_file.*.path C.label_file.*",
	"path either":  "W.build.ssh.* configs.*.file secrets.*.file",
	"path context": "W.build.context W.build.additional_contexts.*",
	"path watch":   "S.develop.watch.*.path",
	"path mount":   "C.volumes.*",
	"path driver":  "volumes.*",
	"path extends": "S.extends.file",

	// loader/omitEmpty.go
	"omit empty": "W.dns",
}

var mergeNames = map[Merge]string{
	MergeReplace: "merge replace", MergeKeyValue: "merge key-value", MergeSequence: "merge sequence", MergeMapping: "merge mapping",
	MergeDependsOn: "merge depends_on", MergeBuild: "merge build", MergeLogging: "merge logging", MergeUlimit: "merge ulimit", MergeIPAM: "merge ipam",
}

var castNames = map[Cast]string{
	ToInt: "cast int", ToInt64: "cast int64", ToFloat: "cast float", ToFloat32: "cast float32", ToBool: "cast bool", ToUmask: "cast umask",
}

var pathNames = map[Path]string{
	HostPath: "path host", EitherPath: "path either", ContextPath: "path context", WatchPath: "path watch",
	MountPath: "path mount", DriverPath: "path driver", ExtendsPath: "path extends",
}

// rulesOf names the rules that a type has.
func rulesOf(t *Type) (rules []string) {
	rules = append(rules, mergeNames[t.Merge], castNames[t.Cast], pathNames[t.Path])
	for _, f := range []any{t.Long, t.Fill, t.Key} {
		if v := reflect.ValueOf(f); !v.IsNil() {
			name := runtime.FuncForPC(v.Pointer()).Name()
			rules = append(rules, name[strings.LastIndexByte(name, '.')+1:])
		}
	}
	if t.OmitEmpty {
		rules = append(rules, "omit empty")
	}
	return slices.DeleteFunc(rules, func(s string) bool { return s == "" })
}

// expand writes a pattern's places out.
func expand(pattern string) []string {
	first, rest, _ := strings.Cut(pattern, ".")
	switch first {
	case "C":
		return []string{"services.*." + rest, "jobs.*." + rest, "services.*.pre_start.*." + rest}
	case "W":
		return []string{"services.*." + rest, "jobs.*." + rest}
	case "S":
		return []string{"services.*." + rest}
	}
	return []string{pattern}
}

func TestRulesHoldWhereTheReferenceHasThem(t *testing.T) {
	have := map[string]map[string]bool{}
	var walk func(path string, t *Type)
	walk = func(path string, t *Type) {
		if t == nil {
			return
		}
		for _, rule := range rulesOf(t) {
			if strings.HasPrefix(rule, "merge") && strings.Contains(path, ".pre_start.") {
				continue
			}
			if have[rule] == nil {
				have[rule] = map[string]bool{}
			}
			have[rule][path] = true
		}
		for i := range t.Attrs() {
			walk(strings.TrimPrefix(path+"."+t.Attrs()[i].Name, "."), t.Attrs()[i].Type)
		}
		walk(path+".*", t.Values)
		walk(path+".*", t.Elem)
	}
	walk("", Compose())
	for rule, patterns := range referenceRules {
		want := map[string]bool{}
		for _, pattern := range strings.Fields(patterns) {
			for _, path := range expand(pattern) {
				want[path] = true
			}
		}
		for path := range want {
			if !have[rule][path] {
				t.Errorf("%s: %s: the reference has the rule, the table has not", path, rule)
			}
		}
		for path := range have[rule] {
			if !want[path] {
				t.Errorf("%s: %s: the table has the rule, the reference has not", path, rule)
			}
		}
	}
	for rule := range maps.Keys(have) {
		if _, ok := referenceRules[rule]; !ok {
			t.Errorf("%s: no such rule in the reference", rule)
		}
	}
}
