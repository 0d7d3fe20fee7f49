package cli

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/composekit/composekit/model"
)

// hashLines are lines "NAME HASH" of services, by name. The hash is the one with which docker
// compose labels containers to see later whether they are up to date.
func hashLines(p *model.Project, names []string) ([]string, error) {
	text, err := model.EncodeJSON(p)
	if err != nil {
		return nil, err
	}
	var project struct {
		Services map[string]json.RawMessage `json:"services"`
	}
	if err := json.Unmarshal(text, &project); err != nil {
		return nil, err
	}
	if names == nil {
		names = sortedKeys(p.Services)
	}
	var out []string
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		service, ok := project.Services[name]
		if !ok {
			return nil, fmt.Errorf("no such service: %s", name)
		}
		hash, err := serviceHash(service)
		if err != nil {
			return nil, err
		}
		out = append(out, name+" "+hash)
	}
	return out, nil
}

// unhashed are the attributes of a service that can change without its containers changing.
var unhashed = []string{"build", "pull_policy", "scale", "depends_on", "profiles"}

// serviceHash is the SHA-256 of a service as JSON, without white space, in hashOrder.
func serviceHash(service json.RawMessage) (string, error) {
	members, err := splitObject(service)
	if err != nil {
		return "", err
	}
	members = slices.DeleteFunc(members, func(m member) bool { return slices.Contains(unhashed, m.key) })
	for i, m := range members {
		if m.key != "deploy" {
			continue
		}
		deploy, err := splitObject(m.value)
		if err != nil {
			return "", err
		}
		deploy = slices.DeleteFunc(deploy, func(m member) bool { return m.key == "replicas" })
		members[i].value = joinObject(deploy)
	}
	slices.SortFunc(members, func(a, b member) int {
		return cmp.Or(hashRank(a.key)-hashRank(b.key), cmp.Compare(a.key, b.key))
	})
	var text bytes.Buffer
	if err := json.Compact(&text, joinObject(members)); err != nil {
		return "", err
	}
	sum := sha256.Sum256(text.Bytes())
	return hex.EncodeToString(sum[:]), nil
}

// hashRank is the place of an attribute in the text that is hashed; those that hashOrder does
// not list come last, by name.
func hashRank(key string) int {
	if i := slices.Index(hashOrder, key); i >= 0 {
		return i
	}
	return len(hashOrder)
}

// hashOrder is the order of attributes in the text that is hashed. It is part of what the hash
// means, and must not change when the order changes in which attributes are printed.
var hashOrder = []string{
	"annotations", "attach", "develop", "blkio_config", "cap_add", "cap_drop", "cgroup_parent", "cgroup",
	"cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpus", "cpuset",
	"cpu_shares", "command", "configs", "container_name", "credential_spec", "deploy", "device_cgroup_rules",
	"devices", "dns", "dns_opt", "dns_search", "dockerfile", "domainname", "entrypoint", "provider",
	"environment", "env_file", "expose", "extends", "external_links", "extra_hosts", "group_add", "gpus",
	"hostname", "healthcheck", "image", "init", "ipc", "isolation", "labels", "label_file", "links", "logging",
	"log_driver", "log_opt", "mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness", "mac_address",
	"models", "net", "network_mode", "networks", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit",
	"platform", "ports", "privileged", "read_only", "restart", "runtime", "secrets", "security_opt", "shm_size",
	"stdin_open", "stop_grace_period", "stop_signal", "storage_opt", "sysctls", "tmpfs", "tty", "ulimits",
	"use_api_socket", "user", "userns_mode", "uts", "volume_driver", "volumes", "volumes_from", "working_dir",
	"pre_start", "post_start", "pre_stop", "pull_refresh_after", "umask",
}

// member is one member of a JSON object, in the order of the text.
type member struct {
	key   string
	value json.RawMessage
}

func splitObject(text json.RawMessage) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out []member
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		m := member{key: key}
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func joinObject(members []member) json.RawMessage {
	out := []byte{'{'}
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		key, _ := json.Marshal(m.key) // a string always has a text
		out = append(append(append(out, key...), ':'), m.value...)
	}
	return append(out, '}')
}
