package modelgen

import (
	"fmt"
	"go/format"
	"slices"
	"strings"
)

// form says how a type is told from zero and how it is written; %s stands for the field.
type form struct{ zero, write string }

const (
	strs = "e.strings(%s)"
	maps = "e.stringMap(%s)"
)

var forms = map[string]form{
	"string":             {`%s == ""`, "e.w.String(%s)"},
	"WatchAction":        {`%s == ""`, "e.w.String(string(%s))"},
	"bool":               {"!%s", "e.w.Bool(%s)"},
	"*bool":              {"%s == nil", "e.w.Bool(*%s)"},
	"OptOut":             {"bool(%s)", "e.w.Bool(bool(%s))"},
	"int":                {"%s == 0", "e.w.Int(int64(%s))"},
	"*int":               {"%s == nil", "e.w.Int(int64(*%s))"},
	"int64":              {"%s == 0", "e.w.Int(%s)"},
	"uint16":             {"%s == 0", "e.w.Int(int64(%s))"},
	"uint32":             {"%s == 0", "e.w.Int(int64(%s))"},
	"*uint32":            {"%s == nil", "e.w.Int(int64(*%s))"},
	"uint64":             {"%s == 0", "e.w.Uint(%s)"},
	"*uint64":            {"%s == nil", "e.w.Uint(*%s)"},
	"float32":            {"%s == 0", "e.w.Float32(%s)"},
	"CPUs":               {"%s == 0", "e.w.Float32(float32(%s))"},
	"Duration":           {"%s == 0", "e.w.String(%s.String())"},
	"*Duration":          {"%s == nil", "e.w.String(%s.String())"},
	"Bytes":              {"%s == 0", "e.bytes(%s)"},
	"*FileMode":          {"%s == nil", "e.fileMode(*%s)"},
	"DeviceCount":        {"%s == 0", "e.w.Int(int64(%s))"},
	"ShellCommand":       {"%s == nil", "e.command(%s)"},
	"HealthcheckTest":    {"len(%s) == 0", strs},
	"StringList":         {"len(%s) == 0", strs},
	"StringOrNumberList": {"len(%s) == 0", strs},
	"[]string":           {"len(%s) == 0", strs},
	"StringMap":          {"len(%s) == 0", maps},
	"Options":            {"len(%s) == 0", maps},
	"Labels":             {"len(%s) == 0", maps},
	"Mapping":            {"len(%s) == 0", maps},
	"MultiOptions":       {"len(%s) == 0", "e.multiOptions(%s)"},
	"MappingWithEquals":  {"len(%s) == 0", "e.environment(%s)"},
	"HostsList":          {"len(%s) == 0", "e.hosts(%s)"},
	"SSHConfig":          {"len(%s) == 0", "e.ssh(%s)"},
}

// byHand are the structs that are written by a method that is not generated.
var byHand = map[string]string{"Ulimit": "e.ulimit", "Secret": "e.secret", "Config": "e.config"}

// hashOrder is the order of a service's attributes in the text that its configuration hash is
// taken of. It was the order of the reference's struct when the label came about, and is kept
// so that containers need not be made anew.
var hashOrder = strings.Fields(`
profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count
cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs
container_name credential_spec depends_on deploy device_cgroup_rules devices dns dns_opt dns_search
dockerfile domainname entrypoint provider environment env_file expose extends external_links extra_hosts
group_add gpus hostname healthcheck image init ipc isolation labels label_file links logging log_driver
log_opt mem_limit mem_reservation memswap_limit mem_swappiness mac_address models net network_mode networks
oom_kill_disable oom_score_adj pid pids_limit platform ports privileged pull_policy read_only restart
runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls
tmpfs tty ulimits use_api_socket user userns_mode uts volume_driver volumes volumes_from working_dir
pre_start post_start pre_stop pull_refresh_after umask`)

type encodeWriter struct {
	*model
	b    strings.Builder
	zero map[string]bool
	todo []string // structs that need a zero test
}

func encoding(m *model) (string, error) {
	w := &encodeWriter{model: m, zero: map[string]bool{}}
	w.b.WriteString(header)
	for i := range m.structs {
		if err := w.structure(&m.structs[i]); err != nil {
			return "", err
		}
	}
	if s := m.byName["Service"]; s != nil {
		if err := w.hashed(s); err != nil {
			return "", err
		}
	}
	for len(w.todo) > 0 {
		name := w.todo[0]
		w.todo = w.todo[1:]
		if err := w.isZero(m.byName[name]); err != nil {
			return "", err
		}
	}
	out, err := format.Source([]byte(w.b.String()))
	return string(out), err
}

func (w *encodeWriter) structure(s *structure) error {
	if s.name == "Project" {
		return w.project(s)
	}
	if special[s.name] {
		return nil
	}
	embedded := w.embedded(s.name)
	fmt.Fprintf(&w.b, "// encode%s writes the attributes that are set.\n", s.name)
	fmt.Fprintf(&w.b, "func (e *encoder) encode%s(v *%s) {\n", s.name, s.name)
	if !embedded {
		w.b.WriteString("e.w.BeginMap()\n")
	}
	for _, f := range s.fields {
		if err := w.field(f); err != nil {
			return fmt.Errorf("%s.%s: %w", s.name, f.name, err)
		}
	}
	if !embedded {
		w.b.WriteString("e.w.EndMap()\n")
	}
	w.b.WriteString("}\n\n")
	return nil
}

// project writes the top level: in the order of the struct for YAML; JSON sorts its keys.
func (w *encodeWriter) project(s *structure) error {
	write := func(name string, fields []field) error {
		fmt.Fprintf(&w.b, "// encodeProject%s writes the attributes of the top level but the extensions.\n", name)
		fmt.Fprintf(&w.b, "func (e *encoder) encodeProject%s(v *Project) {\n", name)
		for _, f := range fields {
			if f.rest {
				continue
			}
			if name == "JSON" && f.key == "name" {
				f.always = true
			}
			if err := w.field(f); err != nil {
				return fmt.Errorf("field Project.%s: %w", f.name, err)
			}
		}
		w.b.WriteString("}\n\n")
		return nil
	}
	if err := write("YAML", s.fields); err != nil {
		return err
	}
	sorted := slices.Clone(s.fields)
	slices.SortFunc(sorted, func(a, b field) int { return strings.Compare(a.key, b.key) })
	return write("JSON", sorted)
}

// hashed writes a service with its attributes in hashOrder, new ones sorted behind.
func (w *encodeWriter) hashed(s *structure) error {
	all, _ := w.flatten(s, "v")
	place := func(f pathField) int {
		if i := slices.Index(hashOrder, f.key); i >= 0 {
			return i
		}
		return len(hashOrder)
	}
	slices.SortFunc(all, func(a, b pathField) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a.key, b.key)
	})
	w.b.WriteString("// encodeHashed writes a service as its configuration hash is taken of.\n")
	w.b.WriteString("func (e *encoder) encodeHashed(v *Service) {\ne.w.BeginMap()\n")
	for _, f := range all {
		if err := w.field(f.field); err != nil {
			return err
		}
	}
	w.b.WriteString("e.w.EndMap()\n}\n\n")
	return nil
}

func (w *encodeWriter) field(f field) error {
	path := "v." + f.name
	if f.embedded {
		fmt.Fprintf(&w.b, "e.encode%s(&%s)\n", f.typ, path)
		return nil
	}
	if f.rest {
		fmt.Fprintf(&w.b, "e.extensions(%s)\n", path)
		return nil
	}
	key := fmt.Sprintf("e.w.Name(%q)\n", f.key)
	if f.jsonKey != f.key {
		key = fmt.Sprintf("e.key(%q, %q)\n", f.key, f.jsonKey)
	}
	zero, write, err := w.parts(f.typ, path)
	if err != nil {
		return err
	}
	body := key + write + "\n"
	switch {
	case f.always:
		w.b.WriteString(body)
	case f.inJSON || w.byName[f.typ] != nil:
		fmt.Fprintf(&w.b, "if e.json || !(%s) {\n%s}\n", zero, body)
	default:
		fmt.Fprintf(&w.b, "if !(%s) {\n%s}\n", zero, body)
	}
	return nil
}

// parts gives the condition for zero and the statements that write a value.
func (w *encodeWriter) parts(typ, path string) (zero, write string, err error) {
	if f, ok := forms[typ]; ok {
		return fmt.Sprintf(f.zero, path), fmt.Sprintf(f.write, path), nil
	}
	if w.byName[typ] != nil {
		if !w.zero[typ] {
			w.zero[typ] = true
			w.todo = append(w.todo, typ)
		}
		return fmt.Sprintf("%s.isZero()", path), fmt.Sprintf("%s(&%s)", w.method(typ), path), nil
	}
	if t, ok := strings.CutPrefix(typ, "*"); ok && w.byName[t] != nil {
		return path + " == nil", fmt.Sprintf("%s(%s)", w.method(t), path), nil
	}
	t, pointer := strings.CutPrefix(elem(typ), "*")
	if w.byName[t] == nil {
		return "", "", fmt.Errorf("no way to encode type %s", typ)
	}
	zero = "len(" + path + ") == 0"
	item := w.method(t)
	if strings.HasPrefix(typ, "[]") {
		if pointer {
			return zero, fmt.Sprintf("e.w.BeginSeq()\nfor _, x := range %s {\nif x == nil {\ne.w.Null()\n} else {\n%s(x)\n}\n}\ne.w.EndSeq()", path, item), nil
		}
		return zero, fmt.Sprintf("e.w.BeginSeq()\nfor i := range %s {\n%s(&%s[i])\n}\ne.w.EndSeq()", path, item, path), nil
	}
	one := fmt.Sprintf("x := %s[k]\n%s(&x)", path, item)
	if pointer {
		one = fmt.Sprintf("if x := %s[k]; x == nil {\ne.w.Null()\n} else {\n%s(x)\n}", path, item)
	}
	return zero, fmt.Sprintf("e.w.BeginMap()\nstart := sortedKeys(e, %s)\n"+
		"for i, end := start, len(e.keys); i < end; i++ {\nk := e.keys[i]\ne.w.Key(k)\n%s\n}\n"+
		"e.keys = e.keys[:start]\ne.w.EndMap()", path, one), nil
}

func (w *encodeWriter) method(t string) string {
	if m := byHand[t]; m != "" {
		return m
	}
	return "e.encode" + t
}

func (w *encodeWriter) isZero(s *structure) error {
	fmt.Fprintf(&w.b, "// isZero reports whether no attribute is set.\nfunc (v *%s) isZero() bool {\nreturn ", s.name)
	var tests []string
	for _, f := range s.fields {
		zero := "len(v." + f.name + ") == 0"
		if !f.rest {
			var err error
			if zero, _, err = w.parts(f.typ, "v."+f.name); err != nil {
				return fmt.Errorf("%s.%s: %w", s.name, f.name, err)
			}
		}
		tests = append(tests, "("+zero+")")
	}
	w.b.WriteString(strings.Join(tests, " &&\n"))
	w.b.WriteString("\n}\n\n")
	return nil
}
