package model

import (
	"errors"
	"slices"
	"strconv"

	"github.com/composekit/composekit/internal/jsonwrite"
	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/syntax"
)

// EncodeYAML gives a project as docker compose config prints it, but with every "$" as it is, and
// with the names of env files, which Project.WithoutEnvFiles leaves out: attributes in the order of
// the structs, mappings in the order of their keys, x-* attributes last. Attributes with their zero
// value are left out. A nil project is an error.
//
// In a Compose file a "$" begins a variable: who writes one doubles them, as docker compose config does.
func EncodeYAML(p *Project) ([]byte, error) { return Encoding{}.AppendYAML(nil, p) }

// EncodeJSON gives a project as docker compose config --format json prints it, without a line
// break at its end, but, as EncodeYAML, with every "$" as it is and with the names of env files. Of
// the x-* attributes only those of the top level are in it. A nil project is an error.
func EncodeJSON(p *Project) ([]byte, error) { return Encoding{}.AppendJSON(nil, p) }

// AppendYAML appends what EncodeYAML gives to a buffer.
func AppendYAML(buf []byte, p *Project) ([]byte, error) { return Encoding{}.AppendYAML(buf, p) }

// AppendJSON appends what EncodeJSON gives to a buffer.
func AppendJSON(buf []byte, p *Project) ([]byte, error) { return Encoding{}.AppendJSON(buf, p) }

// Encoding is how a project is encoded. The zero Encoding is docker compose's.
type Encoding struct {
	// SecretContent writes the content of secrets, where the project holds it.
	SecretContent bool
	// Compact JSON has no line breaks and spaces.
	Compact bool
}

// MarshalJSON is EncodeJSON for programs that encode a project as part of something else. UnmarshalJSON reads it.
func (p Project) MarshalJSON() ([]byte, error) { return Encoding{Compact: true}.AppendJSON(nil, &p) }

// MarshalJSON encodes a service as it stands in what EncodeJSON gives, without its name. UnmarshalJSON reads it.
func (s Service) MarshalJSON() ([]byte, error) {
	return Encoding{Compact: true}.json(nil, func(e *encoder) { e.encodeService(&s) }), nil
}

// MarshalJSON encodes extensions as a mapping of what Get gives.
func (x Extensions) MarshalJSON() ([]byte, error) {
	if x == nil {
		return []byte("null"), nil
	}
	return Encoding{Compact: true}.json(nil, func(e *encoder) {
		e.w.BeginMap()
		e.each(x)
		e.w.EndMap()
	}), nil
}

var errNoProject = errors.New("no project to encode")

// AppendYAML appends a project as YAML to a buffer; see EncodeYAML.
func (c Encoding) AppendYAML(buf []byte, p *Project) ([]byte, error) {
	if p == nil {
		return buf, errNoProject
	}
	var w yamlwrite.Writer
	w.Reset(roomFor(p, buf, usualYAML))
	e := encoder{w: &w, yaml: &w, Encoding: c}
	w.BeginMap()
	e.encodeProjectYAML(p)
	e.extensions(p.Extensions)
	w.EndMap()
	return w.Bytes(), nil
}

// AppendJSON appends a project as JSON to a buffer; see EncodeJSON.
func (c Encoding) AppendJSON(buf []byte, p *Project) ([]byte, error) {
	if p == nil {
		return buf, errNoProject
	}
	return c.json(roomFor(p, buf, usualJSON), func(e *encoder) {
		e.w.BeginMap()
		e.encodeProjectJSON(p)
		e.each(p.Extensions)
		e.w.EndMap()
	}), nil
}

// Bytes of a service that says as much as most do at most.
const (
	usualYAML = 3 << 9
	usualJSON = 4 << 9
)

// roomFor makes room in a buffer for what a project usually takes: growing on the way would take
// several times as much memory.
func roomFor(p *Project, buf []byte, usual int) []byte {
	room := usual * (1 + len(p.Services) + len(p.Jobs))
	if buf == nil {
		return make([]byte, 0, room) // which touches no memory, as Grow does
	}
	return slices.Grow(buf, room)
}

// json appends the JSON that write makes.
func (c Encoding) json(buf []byte, write func(*encoder)) []byte {
	w := jsonwrite.Writer{Compact: c.Compact}
	w.Reset(buf)
	write(&encoder{w: &w, json: true, Encoding: c})
	return w.Bytes()
}

// writer is what the writers of YAML and of JSON have in common.
type writer interface {
	Key(name string)
	Name(name string) // of an attribute
	String(s string)
	Int(n int64)
	Uint(n uint64)
	Float64(f float64)
	Float32(f float32)
	Bool(b bool)
	Null()
	BeginMap()
	EndMap()
	BeginSeq()
	EndSeq()
}

// encoder writes the parts of a project.
type encoder struct {
	w    writer
	yaml *yamlwrite.Writer // nil when JSON is written
	json bool
	keys []string // keys of the mappings that are being written, each in order
	Encoding
}

// key writes a key that has another name in JSON.
func (e *encoder) key(yaml, json string) {
	if e.json {
		yaml = json
	}
	e.w.Name(yaml)
}

// sort brings the keys of a mapping into the order in which they are written.
func (e *encoder) sort(keys []string) {
	if e.json {
		slices.Sort(keys)
		return
	}
	yamlwrite.SortKeys(keys)
}

// sortedKeys puts the keys of a mapping behind e.keys and says where they start. Whoever calls
// it cuts them off again.
func sortedKeys[V any](e *encoder, m map[string]V) (start int) {
	start = len(e.keys)
	e.keys = slices.Grow(e.keys, len(m))
	for k := range m {
		e.keys = append(e.keys, k)
	}
	e.sort(e.keys[start:])
	return start
}

func (e *encoder) strings(list []string) {
	e.w.BeginSeq()
	for _, s := range list {
		e.w.String(s)
	}
	e.w.EndSeq()
}

// command writes the words of a command: null if there is none, which is in JSON only.
func (e *encoder) command(words ShellCommand) {
	if words == nil {
		e.w.Null()
		return
	}
	e.strings(words)
}

func (e *encoder) stringMap(m map[string]string) {
	e.w.BeginMap()
	start := sortedKeys(e, m)
	for _, k := range e.keys[start:] {
		e.w.Key(k)
		e.w.String(m[k])
	}
	e.keys = e.keys[:start]
	e.w.EndMap()
}

func (e *encoder) environment(m MappingWithEquals) {
	e.w.BeginMap()
	start := sortedKeys(e, m)
	for _, k := range e.keys[start:] {
		e.w.Key(k)
		if v := m[k]; v != nil {
			e.w.String(*v)
		} else {
			e.w.Null()
		}
	}
	e.keys = e.keys[:start]
	e.w.EndMap()
}

func (e *encoder) multiOptions(m MultiOptions) {
	e.w.BeginMap()
	start := sortedKeys(e, m)
	for _, k := range e.keys[start:] {
		e.w.Key(k)
		e.strings(m[k])
	}
	e.keys = e.keys[:start]
	e.w.EndMap()
}

// hosts writes a sorted list of HOST=ADDRESS.
func (e *encoder) hosts(hosts HostsList) {
	var list []string
	for host, addresses := range hosts {
		for _, a := range addresses {
			list = append(list, host+"="+a)
		}
	}
	slices.Sort(list)
	e.strings(list)
}

// ssh writes the short syntax, ID[=PATH].
func (e *encoder) ssh(keys SSHConfig) {
	e.w.BeginSeq()
	for _, k := range keys {
		if k.Path == "" {
			e.w.String(k.ID)
		} else {
			e.w.String(k.ID + "=" + k.Path)
		}
	}
	e.w.EndSeq()
}

// bytes writes a number of bytes as a string, lest a reader loses digits.
func (e *encoder) bytes(n Bytes) { e.w.String(strconv.FormatInt(int64(n), 10)) }

// fileMode writes permissions as a string of octal digits.
func (e *encoder) fileMode(m FileMode) { e.w.String("0" + strconv.FormatInt(int64(m), 8)) }

// ulimit writes one number, or soft and hard limit.
func (e *encoder) ulimit(v *Ulimit) {
	if v.Single != 0 {
		e.w.Int(int64(v.Single))
		return
	}
	e.w.BeginMap()
	if !e.json || v.Soft != 0 {
		e.w.Name("soft")
		e.w.Int(int64(v.Soft))
	}
	if !e.json || v.Hard != 0 {
		e.w.Name("hard")
		e.w.Int(int64(v.Hard))
	}
	e.extensions(v.Extensions)
	e.w.EndMap()
}

// secret writes a secret without its content, unless that is asked for.
func (e *encoder) secret(v *Secret) {
	shown := *v
	if !e.SecretContent {
		shown.Content = ""
	}
	e.encodeSecret(&shown)
}

// config writes a config without a content that came from the environment.
func (e *encoder) config(v *Config) {
	shown := *v
	if shown.Environment != "" {
		shown.Content = ""
	}
	e.encodeConfig(&shown)
}

// extensions writes x-* attributes; in JSON there are none below the top level.
func (e *encoder) extensions(x Extensions) {
	if !e.json && len(x) > 0 {
		e.each(x)
	}
}

func (e *encoder) each(x Extensions) {
	start := sortedKeys(e, x)
	for i, end := start, len(e.keys); i < end; i++ {
		e.w.Key(e.keys[i])
		e.tree(x[e.keys[i]])
	}
	e.keys = e.keys[:start]
}

func (e *encoder) tree(n *syntax.Node) {
	if e.json {
		e.jsonTree(n)
		return
	}
	yamlwrite.Tree(e.yaml, n)
}

// jsonTree writes a tree as what its scalars mean. Of duplicate keys the last counts.
func (e *encoder) jsonTree(n *syntax.Node) {
	switch {
	case n.IsNull():
		e.w.Null()
	case n.Kind == syntax.Mapping:
		e.w.BeginMap()
		start := len(e.keys)
		for _, p := range n.Pairs() {
			e.keys = append(e.keys, p.Name())
		}
		e.sort(e.keys[start:])
		e.keys = e.keys[:start+len(slices.Compact(e.keys[start:]))]
		for i, end := start, len(e.keys); i < end; i++ {
			e.w.Key(e.keys[i])
			e.jsonTree(n.Get(e.keys[i]))
		}
		e.keys = e.keys[:start]
		e.w.EndMap()
	case n.Kind == syntax.Sequence:
		e.w.BeginSeq()
		for _, item := range n.Items() {
			e.jsonTree(item)
		}
		e.w.EndSeq()
	default:
		e.jsonScalar(n)
	}
}

func (e *encoder) jsonScalar(n *syntax.Node) {
	switch n.Type {
	case syntax.Bool:
		e.w.Bool(isTrue(n))
	case syntax.Int:
		if v, ok := n.Int(); ok {
			e.w.Int(v)
		} else if v, ok := n.Uint(); ok {
			e.w.Uint(v)
		} else {
			e.w.String(n.Value())
		}
	case syntax.Float:
		e.w.Float64(floatOf(n))
	case syntax.Timestamp:
		e.w.String(jsonTime(n))
	default:
		e.w.String(n.Text())
	}
}

// jsonTime is a timestamp as JSON has it.
func jsonTime(n *syntax.Node) string {
	if t, ok := n.Time(); ok {
		if text, err := t.MarshalText(); err == nil {
			return string(text)
		}
	}
	return n.Value()
}
