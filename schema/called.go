package schema

import (
	"slices"
	"strings"
)

// otherNames are names that attributes have elsewhere, in options of docker, in Dockerfiles, in Compose files of old and in what
// runs containers otherwise, by words without what joins them. Of several attributes the first counts that there is.
var otherNames = [...]struct {
	name       string
	attributes []string
}{
	{"addhost", []string{"extra_hosts"}},
	{"attempts", []string{"retries", "max_attempts"}},
	{"autostart", []string{"restart"}},
	{"cmd", []string{"command", "test"}},
	{"command", []string{"test"}},
	{"containerpath", []string{"target"}},
	{"containerport", []string{"target"}},
	{"cwd", []string{"working_dir"}},
	{"destination", []string{"target"}},
	{"dst", []string{"target"}},
	{"envs", []string{"environment"}},
	{"envvars", []string{"environment"}},
	{"gracefultimeout", []string{"stop_grace_period"}},
	{"graceperiod", []string{"start_period", "stop_grace_period"}},
	{"groups", []string{"group_add"}},
	{"hostpath", []string{"source"}},
	{"hostport", []string{"published"}},
	{"hosts", []string{"extra_hosts"}},
	{"interactive", []string{"stdin_open"}},
	{"logdriver", []string{"logging"}},
	{"logopt", []string{"logging"}},
	{"maxretries", []string{"retries", "max_attempts"}},
	{"memory", []string{"mem_limit"}},
	{"mounts", []string{"volumes"}},
	{"name", []string{"container_name"}},
	{"needs", []string{"depends_on"}},
	{"net", []string{"network_mode"}},
	{"publish", []string{"ports"}},
	{"readonlyrootfs", []string{"read_only"}},
	{"restartpolicy", []string{"restart"}},
	{"retry", []string{"retries"}},
	{"ro", []string{"read_only"}},
	{"src", []string{"source"}},
	{"startdelay", []string{"start_period"}},
	{"stoptimeout", []string{"stop_grace_period"}},
	{"terminal", []string{"tty"}},
	{"variables", []string{"environment"}},
	{"vars", []string{"environment"}},
	{"workdir", []string{"working_dir"}},
}

// otherValues are values of attributes by what others call them, without what joins words.
var otherValues = [...]struct{ called, value string }{
	{"dir", "bind"}, {"directory", "bind"}, {"file", "bind"}, {"folder", "bind"}, {"ram", "tmpfs"}, // types of mounts
	{"copy", "sync"}, {"build", "rebuild"}, {"reload", "restart"}, // actions of watch rules
	{"exited", "service_completed_successfully"}, {"ready", "service_healthy"}, {"servicerunning", "service_started"}, {"running", "service_started"},
	{"ifnotpresent", "missing"},                                         // pull policies
	{"readonly", "ro"}, {"readwrite", "rw"}, {"volumenocopy", "nocopy"}, // options of volumes
}

// valueCalledSo is the one of the values that others call by a name; "" if there is none.
func valueCalledSo(name string, values []string) string {
	for _, other := range otherValues {
		if strings.EqualFold(other.called, withoutJoints(name)) && slices.Contains(values, other.value) {
			return other.value
		}
	}
	return ""
}

// withoutJoints is a name without the signs that join its words.
func withoutJoints(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "-", ""), "_", "")
}

// calledSo is the attribute of t that others call by a name; "" if there is none.
func calledSo(name string, t *Type) string {
	plain := withoutJoints(name)
	for _, called := range otherNames {
		for _, other := range called.attributes {
			if strings.EqualFold(called.name, plain) && t.Attr(other) != nil {
				return other
			}
		}
	}
	return ""
}
