package schema

import "strings"

// otherNames are names that attributes have elsewhere, in options of docker, in Dockerfiles, in Compose files of old and in what
// runs containers otherwise, by words without what joins them. Of several attributes the first counts that there is.
var otherNames = map[string][]string{
	"addhost":         {"extra_hosts"},
	"attempts":        {"retries", "max_attempts"},
	"autostart":       {"restart"},
	"cmd":             {"command", "test"},
	"cwd":             {"working_dir"},
	"envs":            {"environment"},
	"envvars":         {"environment"},
	"gracefultimeout": {"stop_grace_period"},
	"graceperiod":     {"start_period", "stop_grace_period"},
	"groups":          {"group_add"},
	"hosts":           {"extra_hosts"},
	"interactive":     {"stdin_open"},
	"logdriver":       {"logging"},
	"maxretries":      {"retries", "max_attempts"},
	"memory":          {"mem_limit"},
	"mounts":          {"volumes"},
	"needs":           {"depends_on"},
	"net":             {"network_mode"},
	"publish":         {"ports"},
	"readonlyrootfs":  {"read_only"},
	"restartpolicy":   {"restart"},
	"retry":           {"retries"},
	"startdelay":      {"start_period"},
	"stoptimeout":     {"stop_grace_period"},
	"terminal":        {"tty"},
	"variables":       {"environment"},
	"vars":            {"environment"},
	"workdir":         {"working_dir"},
}

// calledSo is the attribute of t that others call by a name; "" if there is none.
func calledSo(name string, t *Type) string {
	for _, other := range otherNames[strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))] {
		if t.Attr(other) != nil {
			return other
		}
	}
	return ""
}
