package validate

import (
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/enginenames"
)

// mostHostname is how many bytes Linux takes for the name of a host.
const mostHostname = 64

// refusedPaths looks for paths in the container that are not absolute, and for what cannot be mounted.
func (p *Pass) refusedPaths(s Service) {
	if s.WorkingDir != "" && !isAbsolute(s.WorkingDir) {
		p.refuse(s, refusal{what: "%q is not absolute, as working_dir must be", about: []any{s.WorkingDir}, help: "write it from the root of the container, such as /" + strings.TrimPrefix(s.WorkingDir, "./")}, key("working_dir"))
	}
	if len(s.Hostname) > mostHostname {
		p.refuse(s, refusal{what: "a hostname has at most 64 characters", help: "write a shorter one"}, key("hostname"))
	}
	for i, text := range s.Tmpfs {
		target, options, _ := strings.Cut(text, ":")
		if what := targetFault(target); what != "" {
			p.refuse(s, refusal{what: what, about: []any{target}, help: "write a path from the root of the container, such as /run"}, key("tmpfs"), at(i))
		}
		for option := range strings.SplitSeq(options, ",") {
			known := enginenames.TmpfsFlags
			name, value, valued := strings.Cut(option, "=")
			if valued {
				known = enginenames.TmpfsValues
			}
			if option != "" && !slices.Contains(known, name) {
				p.refuseName(s, "option of tmpfs", name, "with a value they are "+strings.Join(enginenames.TmpfsValues, ", "), known, key("tmpfs"), at(i))
			} else if r := refusedTmpfs(name, value); r.what != "" && valued {
				p.refuse(s, r, key("tmpfs"), at(i))
			}
		}
	}
	for i := range s.Volumes {
		p.refusedMount(s, i)
	}
}

func (p *Pass) refusedMount(s Service, i int) {
	m := &s.Volumes[i]
	if what := targetFault(m.Target); what != "" && m.Target != "" && m.Type != "npipe" && m.Type != "cluster" {
		r := refusal{what: what, about: []any{m.Target}, help: "write a path from the root of the container, such as /data"}
		if m.Type == "volume" && m.Source == "" {
			r.help = "write SOURCE:TARGET, with the TARGET from the root of the container"
		}
		p.refuse(s, r, key("volumes"), at(i), key("target"))
	}
	if m.Type == "tmpfs" && m.Source != "" {
		p.refuse(s, refusal{what: "a tmpfs has no source", help: "leave it out"}, key("volumes"), at(i), key("source"))
	}
	if m.Bind == nil || m.Bind.Propagation == "" {
		return
	}
	switch name := m.Bind.Propagation; {
	case !slices.Contains(enginenames.Propagations, name):
		p.refuseName(s, "propagation", name, "write rprivate, private, rshared, shared, rslave or slave", enginenames.Propagations, key("volumes"), at(i), key("bind"), key("propagation"))
	case m.Type == "volume":
		p.refuse(s, refusal{what: "a volume has no propagation", help: "leave it out: it is for mounts of type bind"}, key("volumes"), at(i), key("bind"), key("propagation"))
	}
}

// targetFault says why something cannot be mounted at a path of a container; "" if it can.
func targetFault(target string) string {
	switch {
	case !isAbsolute(target):
		return "%q is not absolute, as the path of a mount in the container must be"
	case path.Clean(target) == "/":
		return "nothing can be mounted at %q, the root of the container"
	}
	return ""
}

// isAbsolute reports whether a path in a container starts at its root, on Linux or on Windows.
func isAbsolute(path string) bool {
	return strings.HasPrefix(path, "/") || strings.HasPrefix(path, `\`) ||
		len(path) > 2 && path[1] == ':' && (path[2] == '/' || path[2] == '\\') && imageChar(path[0])&(small|capital) != 0
}

// refusedTmpfs is what is wrong about the value of an option of a temporary file system.
func refusedTmpfs(name, value string) refusal {
	switch name {
	case "mode":
		if _, err := strconv.ParseUint(value, 8, 32); err != nil {
			return refusal{what: "%q are no permissions", about: []any{value}, help: "write octal digits, such as mode=1777", text: value}
		}
	case "uid", "gid":
		if n, err := strconv.ParseUint(value, 10, 32); err != nil || n == math.MaxUint32 {
			return refusal{what: "%q is no number of a user or group", about: []any{value}, help: "write a number, such as " + name + "=1000", text: value}
		}
	case "size":
		if !isTmpfsSize(value) {
			return refusal{what: "%q is no size", about: []any{value}, help: "write a size such as size=64m, or a part of the memory such as size=10%", text: value}
		}
	}
	return refusal{}
}

// isTmpfsSize reports whether Linux takes a text for the size of a temporary file system: a number, perhaps with one letter for its unit or
// with a percent sign, or both.
func isTmpfsSize(text string) bool {
	number := strings.TrimSuffix(text, "%")
	if last := len(number) - 1; last > 0 && strings.IndexByte("kmgtpe", number[last]|0x20) >= 0 {
		number = number[:last]
	}
	return number != "" && all(number, digit)
}
