package language

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// usualValues are what people mostly write where the language takes any text, by the path of the attribute. Engines
// know these; others may be right.
var usualValues = map[string]string{
	"network_mode":     "none host bridge service: container:",
	"ipc":              "host shareable private none service: container:",
	"pid":              "host service: container:",
	"uts":              "host",
	"userns_mode":      "host",
	"stop_signal":      "SIGTERM SIGINT SIGQUIT SIGKILL SIGHUP SIGUSR1 SIGUSR2 SIGWINCH",
	"logging.driver":   strings.Join(enginenames.LogDrivers, " "),
	"security_opt":     "no-new-privileges:true seccomp:unconfined apparmor:unconfined label:disable",
	"platform":         "linux/amd64 linux/arm64 linux/arm/v7 linux/386 windows/amd64 wasi/wasm",
	"runtime":          "runc nvidia",
	"healthcheck.test": "CMD CMD-SHELL NONE",

	"isolation":                "default process hyperv",
	"ports.mode":               "host ingress",
	"ports.protocol":           "tcp udp sctp",
	"env_file.format":          "raw",
	"volumes.bind.propagation": "rprivate private rshared shared rslave slave",
	"gpus.driver":              "nvidia cdi",
	"gpus.capabilities":        "gpu nvidia compute utility",
	"gpus.count":               "all",

	"build.network":             "host none",
	"build.isolation":           "default process hyperv",
	"build.additional_contexts": "service: docker-image:// oci-layout://",

	"deploy.mode":                                        "replicated global replicated-job global-job",
	"deploy.restart_policy.condition":                    "none on-failure any",
	"deploy.update_config.failure_action":                "continue rollback pause",
	"deploy.rollback_config.failure_action":              "continue pause",
	"deploy.endpoint_mode":                               "vip dnsrr",
	"deploy.resources.reservations.devices.driver":       "nvidia cdi",
	"deploy.resources.reservations.devices.capabilities": "gpu nvidia compute utility",
	"deploy.resources.reservations.devices.count":        "all",
	"deploy.placement.constraints":                       "node.role==manager node.role==worker node.hostname== node.labels.",

	"/networks.driver": "bridge overlay macvlan ipvlan",
	"/volumes.driver":  "local",
}

// frequent are the attributes that services mostly have, which are proposed before others: each is in one of seven at least of some
// thousand projects, the first ones in the most.
const frequent = "image environment volumes ports command restart depends_on container_name expose networks build hostname healthcheck " +
	"env_file user entrypoint"

// frequency ranks these, the first one highest; others have none.
var frequency = sync.OnceValue(func() map[*schema.Attr]int {
	names, rank := strings.Fields(frequent), map[string]int{}
	for i, name := range names {
		rank[name] = len(names) - i
	}
	return byRow(rank)
})

// frequentFirst are the attributes of a type in the order in which they are proposed.
func frequentFirst(t *schema.Type) []*schema.Attr {
	out := make([]*schema.Attr, len(t.Attrs()))
	for i := range out {
		out[i] = &t.Attrs()[i]
	}
	slices.SortStableFunc(out, func(a, b *schema.Attr) int { return frequency()[b] - frequency()[a] })
	return out
}

// usual are the usual values of attributes, by their row of the table.
var usual = sync.OnceValue(func() map[*schema.Attr][]string {
	out := byRow(usualValues)
	words := make(map[*schema.Attr][]string, len(out))
	for attr, values := range out {
		words[attr] = strings.Fields(values)
	}
	maps.Copy(words, byRow(map[string][]string{"cap_add": enginenames.Capabilities, "cap_drop": enginenames.Capabilities}))
	return words
})

// usual adds the usual values of the attribute whose value stands at the end of a way, or an item of it, or the value of a key
// of the user's in it.
func (c *completion) usual(way []spot) {
	last := way[len(way)-1]
	attr := last.row
	if attr == nil && len(way) > 1 {
		attr = way[len(way)-2].row
	}
	switch {
	case attr == nil:
	case last.pair != nil && (last.typ == nil || last.typ.Accept&schema.String == 0):
	case attr.Name == "test" && (last.pair != nil || last.step.Index > 0):
	case last.pair == nil && roles()[attr].part == values: // a key begins it
	default:
		c.value(last.node, usual()[attr]...)
	}
}

// usualKeys are the usual keys of mappings whose keys are the user's, by the row of the attribute.
var usualKeys = sync.OnceValue(func() map[*schema.Attr][]string {
	return byRow(map[string][]string{
		"ulimits":              enginenames.Ulimits,
		"/volumes.driver_opts": enginenames.LocalVolumeOptions,
		"sysctls": {
			"net.core.somaxconn", "net.ipv4.ip_forward", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
			"net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_syncookies", "net.ipv6.conf.all.disable_ipv6", "kernel.msgmax", "kernel.sem",
			"kernel.shmmax",
		},
	})
})

// logOptions are the rows of what log drivers have options below.
var logOptions = sync.OnceValue(func() map[*schema.Attr]bool {
	return byRow(map[string]bool{"logging.options": true})
})

// usualKeys adds the usual keys of a mapping that is the value at a spot, without those that n has.
func (c *completion) usualKeys(at spot, n *syntax.Node) {
	names := usualKeys()[at.row]
	if logOptions()[at.row] {
		names = enginenames.LogOptions(cmp.Or(at.parent.Get("driver").Text(), "json-file"))
	}
	for _, name := range names {
		if n.Get(name) == nil {
			c.key(Candidate{Label: name}, ": ")
		}
	}
}
