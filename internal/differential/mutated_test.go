package differential

import (
	"bytes"
	gojson "encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	goyaml "go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// mutatedVariable has how many mutated projects there are in a run.
const mutatedVariable = "COMPOSEKIT_MUTATED"

// TestMutated compares real projects, and some that are made up, in whose text something was changed: a slip of the keyboard, a
// value of another project, a line in another place. What comes of it is mostly no YAML or no Compose file any more, in
// ways that no table of attributes leads to.
func TestMutated(t *testing.T) {
	n := int(numberFrom(t, mutatedVariable, uint64(material.Tries(1_000))))
	seed := numberFrom(t, seedVariable, fixedSeed)
	all := mutable(t)
	dir := t.TempDir()
	counted := tally{what: mutatedRow}
	parallel(n, func(i int) {
		below := filepath.Join(dir, strconv.Itoa(i), "project")
		a := mutated(rand.New(rand.NewPCG(seed, uint64(i))), all)
		counted.look(a.sample(t, fmt.Sprintf("%d/%d", seed, i), below))
		os.RemoveAll(filepath.Dir(below))
	})
	counted.report(t)
}

const mutatedRow = "changed projects"

// original is a project, and which of its files are Compose files and env files.
type original struct {
	files          []txtar.File
	compose, env   []int
	flags, environ string
}

func (o *original) add(f txtar.File) {
	if material.IsYAML(f.Name) {
		o.compose = append(o.compose, len(o.files))
	}
	if strings.Contains(path.Base(f.Name), "env") {
		o.env = append(o.env, len(o.files))
	}
	o.files = append(o.files, f)
}

// oneOf is one of the projects, or one that is made up.
func oneOf(r *rand.Rand, all []original) original {
	if r.IntN(4) == 0 {
		return madeUp(r)
	}
	return pick(r, all...)
}

// madeUp is a generated project.
func madeUp(r *rand.Rand) (o original) {
	a := generated(r)
	for _, f := range a.Files {
		if !notes[f.Name] {
			o.add(f)
		}
	}
	o.flags, _ = a.get("flags")
	o.environ, _ = a.get("environ")
	return o
}

// mutable are the projects of the corpus that are small enough.
func mutable(t testing.TB) (out []original) {
	for _, s := range corpus(t) {
		o := original{}
		size := 0
		err := filepath.WalkDir(s.options.WorkDir, func(at string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(at)
			if size += len(text); err != nil || !utf8.Valid(text) || bytes.Contains(text, []byte("\r")) || bytes.HasPrefix(text, []byte("\ufeff")) {
				size = 1 << 30
				return err
			}
			name, err := filepath.Rel(s.options.WorkDir, at)
			if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
				text = append(text, '\n')
			}
			o.add(txtar.File{Name: filepath.ToSlash(name), Data: text})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if size > 30_000 || len(o.compose) == 0 {
			continue
		}
		for _, name := range s.options.Files {
			o.flags += "-f " + name + "\n"
		}
		for _, name := range s.options.Profiles {
			o.flags += "--profile " + name + "\n"
		}
		out = append(out, o)
	}
	return out
}

// mutated is one of the projects with one to three changes, and now and then with a second file; none that isRecursive.
func mutated(r *rand.Rand, all []original) archive {
	a := mutant(r, all)
	for isRecursive(a) {
		a = mutant(r, all)
	}
	return a
}

func mutant(r *rand.Rand, all []original) archive {
	o := oneOf(r, all)
	a := archive{&txtar.Archive{Files: slices.Clone(o.files)}}
	compose := o.compose
	if r.IntN(3) == 0 {
		compose = append(slices.Clone(compose), len(a.Files))
		o.flags = join(r, a, o, all)
	}
	for range 1 + r.IntN(3) {
		f := &a.Files[pick(r, compose...)]
		if len(o.env) > 0 && r.IntN(4) == 0 {
			f = &a.Files[pick(r, o.env...)]
		}
		if lines := linesOf(f.Data); len(lines) > 0 {
			f.Data = []byte(strings.Join(change(r, lines, all), ""))
		}
	}
	f := &a.Files[pick(r, compose...)]
	switch r.IntN(40) {
	case 0: // its lines end as on Windows
		f.Data = bytes.ReplaceAll(f.Data, []byte("\n"), []byte("\r\n"))
	case 1: // a byte order mark
		f.Data = append([]byte("\ufeff"), f.Data...)
	case 2: // it breaks off
		f.Data = append(f.Data[:r.IntN(len(f.Data)+1)], "<end>\n"...)
	}
	a.set("flags", o.flags)
	a.set("environ", o.environ)
	if r.IntN(4) == 0 {
		surround(r, a)
	}
	return a
}

// surround gives a project other variables, flags, and env files of its own.
func surround(r *rand.Rand, a archive) {
	var files []string
	for _, f := range a.Files {
		if !notes[f.Name] {
			files = append(files, f.Name)
		}
	}
	flags, _ := a.get("flags")
	var environ, dotEnv strings.Builder
	before, _ := a.get("environ")
	environ.WriteString(before)
	for range 1 + r.IntN(3) {
		line := pick(r, "A=b", "A=", "HOME=", "A=${B}", "B=$A", "A='b c' d", "export A=b", "A: b", "A", "=a", "A=b # c", "A=\"b\\nc\"", "A=\"b\nc\"", "é=b", "A.B=c", "A B=c", "COMPOSE_PROFILES=a",
			"COMPOSE_PROJECT_NAME=from-env", "COMPOSE_PROJECT_NAME=My.Name", "COMPOSE_PROFILES=*", "COMPOSE_FILE="+pick(r, files...), "COMPOSE_PATH_SEPARATOR=,")
		switch r.IntN(3) {
		case 0:
			dotEnv.WriteString(line + "\n")
		case 1:
			if name, _, ok := strings.Cut(line, "="); ok && name != "" && name != "HOME" && !strings.Contains(line, "\n") { // the reference has its home from the process
				environ.WriteString(line + "\n")
			}
		default:
			flags += pick(r, "-p other", "-p Other", "-p a.b", "--profile *", "--profile a", "--project-directory .", "--project-directory ..",
				"--project-directory sub", "--env-file .env", "--env-file other.env", "--env-file "+pick(r, files...)) + "\n"
		}
	}
	if r.IntN(4) == 0 {
		environ.WriteString("COMPOSE_FILE=" + pick(r, files...) + pick(r, ":", ",", ";") + pick(r, files...) + "\n")
		if r.IntN(2) == 0 {
			var rest []string
			for line := range strings.Lines(flags) {
				if !strings.HasPrefix(line, "-f ") {
					rest = append(rest, line)
				}
			}
			flags = strings.Join(rest, "")
		}
	}
	a.set("flags", flags)
	a.set("environ", environ.String())
	if dotEnv.Len() > 0 {
		before, _ := a.get(".env")
		a.set(pick(r, ".env", "other.env"), before+dotEnv.String())
	}
}

// isRecursive reports whether an anchor of a project has an alias of itself inside. Of some of these compose-go does not
// come back, and uses the processor until the tests end.
func isRecursive(a archive) bool {
	return slices.ContainsFunc(a.Files, func(f txtar.File) bool {
		docs, _ := syntax.Parse(source.NewFile(f.Name, string(f.Data)), syntax.Limits{})
		return slices.ContainsFunc(docs, func(doc *syntax.Document) bool {
			_, list := syntax.Resolve(doc, syntax.Limits{})
			return slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Def == syntax.RecursiveAnchor })
		})
	})
}

// linesOf are the lines of a text, each with its break.
func linesOf(text []byte) []string { return slices.Collect(strings.Lines(string(text))) }

// join adds a file to a project, its own or another's, that is put over its first file, or included or extended by
// it, and returns the flags of the whole.
func join(r *rand.Rand, a archive, o original, all []original) (flags string) {
	const name = "joined.yaml"
	first := pick(r, o.compose...)
	flags = o.flags
	if flags == "" {
		flags = "-f " + a.Files[first].Name + "\n"
	}
	text := a.Files[first].Data
	if r.IntN(2) == 0 {
		text = []byte(strings.Join(oneOf(r, all).lines(r), ""))
	}
	a.Files = append(a.Files, txtar.File{Name: name, Data: text})
	lines := linesOf(a.Files[first].Data)
	switch r.IntN(4) {
	case 0:
		lines = slices.Insert(lines, 0, "include:\n", "  - "+name+"\n")
	case 1:
		at := servicesIn(lines)
		from := servicesIn(linesOf(text))
		if len(at) == 0 || len(from) == 0 {
			break
		}
		i := pick(r, at...)
		base, _, _ := strings.Cut(strings.TrimSpace(linesOf(text)[pick(r, from...)]), ":")
		lines = slices.Insert(lines, i+1, indentOf(lines[i])+"  extends: {file: "+name+", service: "+base+"}\n")
	default:
		flags += "-f " + name + "\n"
	}
	a.Files[first].Data = []byte(strings.Join(lines, ""))
	return flags
}

// servicesIn are the lines with the names of services, as most people write them.
func servicesIn(lines []string) (out []int) {
	start := slices.Index(lines, "services:\n")
	if start < 0 {
		return nil
	}
	indent := ""
	for i, line := range lines[start+1:] {
		spaces := indentOf(line)
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line[len(spaces):], "#"):
		case spaces == "":
			return out
		case indent == "" || spaces == indent:
			indent = spaces
			if strings.HasSuffix(line, ":\n") {
				out = append(out, start+1+i)
			}
		}
	}
	return out
}

// change changes something in the lines of a file.
func change(r *rand.Rand, lines []string, all []original) []string {
	lines = slices.Clone(lines)
	at := r.IntN(len(lines))
	line := lines[at]
	switch r.IntN(32) {
	case 0: // a line is missing
		return slices.Delete(lines, at, at+1)
	case 1: // a line is there twice
		return slices.Insert(lines, at, line)
	case 2: // a block is elsewhere
		end := blockEnd(lines, at)
		block := slices.Clone(lines[at:end])
		lines = slices.Delete(lines, at, end)
		return slices.Insert(lines, r.IntN(len(lines)+1), block...)
	case 3: // a line is indented otherwise
		if trimmed := strings.TrimLeft(line, " "); r.IntN(2) == 0 || len(trimmed) == len(line) {
			lines[at] = strings.Repeat(" ", 1+r.IntN(3)) + line
		} else {
			lines[at] = line[min(len(line)-len(trimmed), 1+r.IntN(2)):]
		}
	case 4: // a byte is missing
		i := r.IntN(len(line))
		if line[i] < utf8.RuneSelf && line[i] != '\n' {
			lines[at] = line[:i] + line[i+1:]
		}
	case 5: // a byte too many
		i := somewhere(r, line)
		lines[at] = line[:i] + pick(r, strings.Split(": - # & * ! | > ' \" % @ ` { } [ ] , ? $ ~ = < / \\ . \t 0 x  ", " ")...) + line[i:]
	case 6, 7: // another value
		if before, _, ok := cutValue(line); ok {
			lines[at] = before + pick(r, odd...) + "\n"
		}
	case 8, 9: // the value of another line
		from := oneOf(r, all).lines(r)
		key, _, ok := strings.Cut(line, ": ")
		_, value, ok2 := strings.Cut(from[r.IntN(len(from))], ": ")
		if ok && ok2 {
			lines[at] = key + ": " + value
		}
	case 10: // a block of another project
		from := oneOf(r, all).lines(r)
		start := r.IntN(len(from))
		block := from[start:blockEnd(from, start)]
		return slices.Insert(lines, at, block...)
	case 11, 12: // a line is two
		i := somewhere(r, line)
		lines[at] = line[:i] + "\n" + strings.Repeat(" ", r.IntN(9)) + line[i:]
	case 13: // a key of another line
		to := lines[r.IntN(len(lines))]
		key, rest, ok := strings.Cut(line, ":")
		name, _, ok2 := strings.Cut(to, ":")
		if ok && ok2 {
			lines[at] = indentOf(key) + strings.TrimSpace(name) + ":" + rest
		}
	case 14: // an anchor, and an alias or a merge key
		from, to := r.IntN(len(lines)), r.IntN(len(lines))
		from, to = min(from, to), max(from, to)
		key, value, ok := strings.Cut(lines[from], ":")
		key2, _, ok2 := strings.Cut(lines[to], ":")
		if from == to || !ok || !ok2 {
			break
		}
		lines[from] = key + ": &joined" + pick(r, " ", "\n") + strings.TrimLeft(value, " ")
		if r.IntN(2) == 0 {
			return slices.Replace(lines, to, blockEnd(lines, to), key2+": "+pick(r, "*joined", "{<<: *joined}", "[*joined]", "{<<: [*joined, *joined]}")+"\n")
		}
		return slices.Insert(lines, to+r.IntN(2), indentOf(key2)+strings.Repeat(" ", 2*r.IntN(2))+pick(r, "<<: *joined\n", "- *joined\n", "x: *joined\n", "<<: [*joined]\n"))
	case 15, 16: // a block in one line, or as JSON
		end := blockEnd(lines, at)
		var value any
		if goyaml.Unmarshal([]byte(strings.Join(lines[at:end], "")), &value) != nil || value == nil {
			break
		}
		text, err := gojson.Marshal(value)
		if r.IntN(2) == 0 {
			text, err = gojson.MarshalIndent(value, pick(r, "", indentOf(line)), "  ")
		}
		if err != nil {
			break
		}
		block := string(text)
		if block[0] == '{' && r.IntN(3) > 0 { // only what is in the braces
			block = strings.TrimSpace(block[1 : len(block)-1])
		}
		return slices.Replace(lines, at, end, linesOf([]byte(indentOf(line)+block+"\n"))...)
	case 17: // a comment
		i := somewhere(r, line)
		lines[at] = line[:i] + pick(r, "#", "# ", " #", " # ") + line[i:]
	case 18: // quotes
		before, value, ok := cutValue(line)
		if value = strings.TrimSpace(value); ok {
			quote := pick(r, `"`, "'")
			lines[at] = before + pick(r, quote+value+quote, quote+value, strings.Trim(value, `"'`), quote+value+quote+quote) + "\n"
		}
	case 19: // a tab
		lines[at] = strings.Replace(line, pick(r, " ", "  "), "\t", 1+r.IntN(2))
	case 20: // lines that changed places
		if at > 0 {
			lines[at-1], lines[at] = lines[at], lines[at-1]
		}
	case 21: // another document
		return slices.Insert(lines, at, pick(r, "---\n", "...\n", "--- \n", "---\n---\n", "--- # x\n", "%YAML 1.2\n---\n"))
	case 22: // a variable
		i := somewhere(r, line)
		if r.IntN(2) == 0 {
			i = max(strings.Index(line, ": ")+2, strings.Index(line, "- ")+2, i)
		}
		lines[at] = line[:min(i, len(line)-1)] + pick(r, "$A", "${A}", "${A:-b}", "${A-}", "${HOME}", "${A:?}", "${A:+b}", "${HOME:+b}", "$$A", "${A:-${HOME}}", "${", "$") + line[min(i, len(line)-1):]
	case 23: // a tag
		tag := pick(r, "!reset", "!override", "!!str", "!!int", "!!null", "!!map", "!!seq", "!!float", "!!bool", "!x")
		if key, rest, ok := strings.Cut(line, ":"); ok {
			lines[at] = key + ": " + tag + pick(r, " ", "\n") + strings.TrimLeft(rest, " ")
		} else {
			lines[at] = strings.Replace(line, "- ", "- "+tag+" ", 1)
		}
	case 24: // a value as a block of lines
		if before, value, ok := cutValue(line); ok {
			indent := indentOf(line) + pick(r, "  ", "    ", " ", "")
			text := indent + strings.ReplaceAll(strings.TrimSpace(value), " ", pick(r, " ", " ", "\n"+indent, "\n\n"+indent, "\n "+indent))
			lines[at] = before + pick(r, "|", "|-", "|+", ">", ">-", ">+", "|2", "|1-", ">-2", "| # a") + "\n" + text + pick(r, "\n", "\n", "\n\n")
		}
	case 25: // a key by itself
		if key, value, ok := strings.Cut(line, ":"); ok {
			indent := indentOf(line)
			lines[at] = indent + "? " + strings.TrimSpace(key) + "\n" + pick(r, indent+":"+value, indent+": "+strings.TrimSpace(value)+"\n", "", indent+" :"+value)
		}
	case 26: // characters that are written otherwise
		if before, value, ok := cutValue(line); ok {
			value = strings.Trim(strings.TrimSpace(value), `"'`)
			i := r.IntN(len(value) + 1)
			lines[at] = before + `"` + value[:i] + pick(r, `\x41`, `\u00e9`, `\n`, `\/`, `\t`, `\ `, `\\`, `\"`, `\U0001F600`, `\ud83d\ude00`, `\e`, `\N`, `\q`, "\n"+indentOf(line)+"  ", "\\\n"+indentOf(line)+"  ", "é", "\ufeff") + value[i:] + `"` + "\n"
		}
	case 27, 28: // a part of a value
		if before, value, ok := cutValue(line); ok {
			parts := partsOf(strings.TrimSuffix(value, "\n"))
			other := oneOf(r, all).lines(r)
			_, given, _ := cutValue(other[r.IntN(len(other))])
			from := partsOf(strings.TrimSpace(given))
			i := r.IntN(len(parts))
			parts[i] = pick(r, "", "0", "-1", "1", "65536", "99999999999", "a", "A", "*", "..", "~", "é", " ", "ro", "tcp", "s", "kb", ":", "/", "=", ",", "@", "-", pick(r, from...), pick(r, from...), pick(r, from...))
			lines[at] = before + strings.Join(parts, "") + "\n"
		}
	case 29: // a key that is none
		if key, rest, ok := strings.Cut(line, ":"); ok {
			name := strings.TrimSpace(key)
			lines[at] = indentOf(line) + pick(r, `"`+name+`"`, "'"+name+"'", "1", "null", "true", "~", `""`, "[a]", "{a: b}", "!!str "+name, "x-"+name, name+".a", "- "+name, strings.ToUpper(name), name+" ", "&k "+name, "*joined", "1.5", "2001-01-01", "${A}", "a b", "a/b", "é", "<<", "0x10") + ":" + rest
		}
	case 30: // more of a service
		if at := servicesIn(lines); len(at) > 0 {
			i := pick(r, at...)
			name := strings.TrimSuffix(strings.TrimSpace(lines[pick(r, at...)]), ":")
			return slices.Insert(lines, i+1, indentOf(lines[i])+"  "+strings.ReplaceAll(pick(r, more...), "NAME", name)+"\n")
		}
	case 31: // more of the project
		return append(lines, pick(r, "volumes: {data: {external: true, name: \"${A:-b}\"}}", "networks: {default: {name: a, ipam: {config: [{subnet: 10.0.0.0/24}]}}}", "networks: {a: {internal: true}, default: null}", "configs: {a: {content: \"${A}\"}}",
			"secrets: {a: {environment: A}}", "name: ${A:-b}", "name: a-${COMPOSE_PROJECT_NAME}", "version: '3'", "x-a: &joined {image: a}", "include: []", "models: {a: {model: ai/a}}", "volumes: [a]", "networks: {a: {external: {name: b}}}", "services: {}")+"\n")
	}
	return lines
}

// more are attributes of a service, which may name another.
var more = []string{
	"extends: NAME", "extends: {service: NAME}", "depends_on: [NAME]", "depends_on: {NAME: {condition: service_healthy, restart: true}}", "links: [\"NAME:a\"]", "network_mode: service:NAME", "network_mode: host", "volumes_from: [\"NAME:ro\"]",
	"ipc: service:NAME", "pid: service:NAME", "env_file: .env", "env_file: [{path: .env, required: false}]", "label_file: .env", "profiles: [a]", "scale: 2", "deploy: {replicas: 2, mode: global}", "container_name: NAME", "ports: [\"80-81:80-81\"]",
	"environment: [A, B=$A]", "build: {context: ., additional_contexts: {a: service:NAME}}", "build: {context: ., dockerfile_inline: FROM $A}", "volumes: [data:/a, /a]", "volumes: [{type: bind, source: ., target: /a}]", "tmpfs: /a", "networks: {a: , default: {aliases: [NAME]}}",
	"configs: [a]", "secrets: [{source: a, target: /a}]", "models: [a]", "develop: {watch: [{path: ., action: sync, target: /a}]}", "healthcheck: {disable: true, test: [NONE]}", "post_start: [{command: a}]", "provider: {type: a}", "gpus: all",
	"deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: all}]}}}", "mem_limit: 1g", "mem_reservation: 2g", "cpus: 1.5", "logging: {options: {a: 1}}", "ulimits: {nofile: {soft: 1, hard: 2}}", "sysctls: [a=1]", "extra_hosts: [\"a:1.2.3.4\"]",
	"command: a \"b c\"", "entrypoint: ", "command: []", "stop_grace_period: 1m", "pull_policy: every_2h", "annotations: [a=b]", "credential_spec: {config: a}", "device_cgroup_rules: [\"c 1:1 r\"]", "dns: 1.1.1.1", "group_add: [1]", "blkio_config: {weight: 10}",
}

// partsOf are the words of a text, and what is between them.
func partsOf(text string) (out []string) {
	word := func(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b >= utf8.RuneSelf }
	start := 0
	for i := 1; i < len(text); i++ {
		if word(text[i]) != word(text[i-1]) {
			out = append(out, text[start:i])
			start = i
		}
	}
	return append(out, text[start:])
}

// lines are those of one of the project's Compose files.
func (o original) lines(r *rand.Rand) []string {
	return strings.SplitAfter(string(o.files[pick(r, o.compose...)].Data), "\n")
}

// cutValue is a line up to the value of its key, or up to its item, and that.
func cutValue(line string) (before, value string, ok bool) {
	for _, mark := range []string{": ", "- "} {
		if before, value, ok = strings.Cut(line, mark); ok {
			return before + mark, value, true
		}
	}
	return line, "", false
}

// somewhere is where some character of a line begins.
func somewhere(r *rand.Rand, line string) int {
	i := r.IntN(len(line))
	for !utf8.RuneStart(line[i]) {
		i--
	}
	return i
}

// odd are values that stand for nothing in most places.
var odd = []string{
	"", "~", "null", "''", `""`, "0", "-1", "1", "1.5", "1e3", "0x10", "0o17", "017", "1_000", ".inf", ".nan", "true", "no", "on", "y",
	"2001-01-01", "2001-01-01T00:00:00Z", "[]", "{}", "[a]", "[a, b]", "[1, 2]", "[[a]]", "[null]", "{a: b}", "{a: }", "{a: 1}", "{a: [b]}", "[{a: b}]", "[a: b]",
	"|", ">-", "!reset null", "!reset []", "!override [a]", "!override {a: b}", "!!str 1", "!!int '1'", "!!binary YQ==", "!!set {a}", "!x y", "&a b", "*a", "${A}", "${A:-b}", "${A:?no}", "${A", "$$", "$",
	"a:b", "a:b:c", "a=b", "/a", "./a", "../a", "~/a", "C:\\a", "1:2", "1-2:3-4", "1s", "1m30s", "-1s", "10", "1g", "1.5gb", "host", "service:a", "container:b", "unless-stopped", "on-failure:3", "0:0",
	"a b c", "'a b'", "\"a\\tb\"", "a # b", "a: b", "- a", "? a", "x-a", "é", "a\u2028b", "\u00a0", "192.168.0.1", "::1", "1.2.3.4:80:80/udp", "10:20:30:40",
}
