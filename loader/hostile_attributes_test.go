package loader_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/schema"
)

// manyItems are items of lists and entries of mappings, of forms that fit and of others.
var manyItems = struct{ list, mapping []string }{
	[]string{"a%d", "/a%d:/b%d", "%d", "k%d=v", "{source: a, target: /t%d}", "{x%d: y}", `"${A}%d"`, "null"},
	[]string{"k%d: v", "k%d: {}", "k%d: null", "k%d: [a]", "k%d: {source: a, condition: service_started, x: y}", `k%d: "${A}"`},
}

// collections are the paths to all lists and mappings of the language that people give names to or make long: "*"
// is any name in a mapping, "[]" an item of a list.
func collections() (paths [][]string) {
	within := map[*schema.Type]bool{}
	var walk func(path []string, t *schema.Type)
	walk = func(path []string, t *schema.Type) {
		if t == nil || within[t] {
			return
		}
		within[t] = true
		defer delete(within, t)
		if len(path) > 0 && t.Accept&(schema.List|schema.Map) != 0 && (len(t.Attrs()) == 0 || t.Elem != nil) {
			paths = append(paths, slices.Clone(path))
		}
		for _, a := range t.Attrs() {
			walk(append(path, a.Name), a.Type)
		}
		walk(append(path, "*"), t.Values)
		if t.Elem != nil && t.Elem.Accept&schema.Map != 0 {
			walk(append(path, "[]"), t.Elem)
		}
	}
	walk(nil, schema.Compose())
	return paths
}

// nested is a value at the end of a path, in flow style: "*" is the name that is given.
func nested(path []string, name, value string) string {
	for _, step := range slices.Backward(path) {
		switch step {
		case "*":
			value = "{" + name + ": " + value + "}"
		case "[]":
			value = "[" + value + "]"
		default:
			value = "{" + step + ": " + value + "}"
		}
	}
	return value
}

// wrapped is a Compose file with a collection at a path, below names of 4,000 bytes.
func wrapped(path []string, value string) string {
	name := strings.Repeat("n", 4_000)
	if len(path) > 1 && path[1] == "*" && (path[0] == "services" || path[0] == "jobs") {
		value = nested(path[2:], name, value)
		if value[0] == '{' {
			value = "{image: a, " + value[1:]
		}
		path = path[:2]
	}
	value = nested(path, name, value)
	return value[1:len(value)-1] + "\n"
}

// TestHostileAttributes wants very many items, wherever the language has a collection, to cost not much more memory than
// others of as many bytes: alone, in a file of bases, in an included file, and in two documents. One of 50 is
// loaded; all of them with COMPOSEKIT_EXHAUSTIVE.
func TestHostileAttributes(t *testing.T) {
	material.CountsMemory(t)
	const size, most = 300_000, 64 << 20
	n, step := 0, material.Every(50)
	for _, path := range collections() {
		for _, form := range append(slices.Clone(manyItems.list), manyItems.mapping...) {
			for _, setting := range []string{"alone", "base", "included", "twice"} {
				if n++; (n-1)%step != 0 {
					continue
				}
				var items strings.Builder
				for i := range size / (len(form) + 6) {
					items.WriteString(strings.ReplaceAll(form, "%d", fmt.Sprint(i)) + ", ")
				}
				value := "[" + items.String() + "]"
				if slices.Contains(manyItems.mapping, form) {
					value = "{" + items.String() + "}"
				}
				text := wrapped(path, value)
				files := composeFile(text)
				switch setting {
				case "base":
					files = map[string]string{"/p/compose.yaml": "services: {web: {extends: {file: b.yaml, service: base}}}\n", "/p/b.yaml": "services: {base: {image: a}}\n" + text}
					if rest, ok := strings.CutPrefix(text, "services: {"); ok {
						files["/p/b.yaml"] = "services: {base: {image: a}, " + rest
					}
				case "included":
					files = map[string]string{"/p/compose.yaml": "include: [b.yaml]\n", "/p/b.yaml": text}
				case "twice":
					files = composeFile(text + "---\n" + text)
				}
				if c := costOf(t, files); c.bytes > most {
					t.Errorf("%s, %s of %s: %d bytes allocated, of at most %d MiB (%d findings, %.80s)", setting, strings.Join(path, "."), form, c.bytes, most>>20, c.findings, c.first)
				}
			}
		}
	}
	t.Logf("%d of %d projects", (n+step-1)/step, n)
}

// attributes are the paths to what an entry of a section may say, down to what is two levels below it.
func attributes(section string) (paths [][]string) {
	const levels = 3
	var walk func(path []string, t *schema.Type)
	walk = func(path []string, t *schema.Type) {
		if t == nil || len(path) > levels {
			return
		}
		if len(path) > 0 {
			paths = append(paths, slices.Clone(path))
		}
		for _, a := range t.Attrs() {
			walk(append(path, a.Name), a.Type)
		}
		if len(path) > 0 {
			walk(append(path, "*"), t.Values)
			if t.Elem != nil && t.Elem.Accept&schema.Map != 0 {
				walk(append(path, "[]"), t.Elem)
			}
		}
	}
	walk(nil, schema.Compose().Child(section).Values)
	return append(paths, []string{"x-develop"}, []string{"x-a"})
}

// entryValues are forms of a value; %[2]d is the number of the entry after the one that has it.
var entryValues = []string{"a", "{}", "[]", "[a]", "{k: v}", `"${A}"`, "e%[2]d", "[e%[2]d]", "{e%[2]d: {}}", "service:e%[2]d",
	"!reset ", "!override a", "*a", "[*a, e0]", "{<<: *a}"}

// entries are very many entries of a section that all have an attribute.
type entries struct {
	section string
	path    []string // to the attribute, from the entry on
	size    int      // of a file, in bytes
}

// file has entries with a value of the attribute, after what they begin with.
func (e entries) file(begin, value string) string {
	value = nested(e.path, "k", value)
	var b strings.Builder
	b.WriteString("x-a: &a {k: v}\n" + e.section + ":\n")
	for i := 0; b.Len() < e.size; i++ {
		fmt.Fprintf(&b, "  e%[1]d: {"+begin+value[1:]+"\n", i, i+1)
	}
	return b.String()
}

// entrySettings are projects with such entries; those of services and jobs come last.
var entrySettings = []string{"alone", "included", "twice", "reset", "overridden", "included and reset", "base", "of one that all extend", "of what extends the next"}

func (e entries) project(setting, value string) map[string]string {
	begin := map[string]string{"services": "image: i, ", "jobs": "image: i, ", "models": "model: m, "}[e.section]
	text := e.file(begin, value)
	switch setting {
	case "included":
		return map[string]string{"/p/compose.yaml": "include: [b.yaml]\n", "/p/b.yaml": text}
	case "twice":
		return composeFile(text + "---\n" + text)
	case "reset":
		return composeFile(text + "---\n" + e.file("", "!reset "))
	case "overridden":
		return composeFile(text + "---\n" + e.file("", "!override "+value))
	case "included and reset":
		return map[string]string{"/p/compose.yaml": "include: [b.yaml]\n" + e.file("", "!reset "), "/p/b.yaml": text}
	case "base":
		return map[string]string{"/p/compose.yaml": "services: {web: {extends: {file: b.yaml, service: e0}}}\n", "/p/b.yaml": text}
	case "of one that all extend":
		return composeFile(e.file("extends: base, ", value) + "  base: {image: i}\n")
	case "of what extends the next":
		return composeFile(e.file("extends: e%[2]d, image: i, ", value))
	}
	return composeFile(text)
}

// TestHostileEntries wants very many services, networks and so on that all have an attribute to cost not much more memory
// or time than what people could have written, whichever attribute it is and whatever its value: alone, inherited, included,
// and in two documents of which the second says the same again or has tags. One of 400 is loaded; all of them with
// COMPOSEKIT_EXHAUSTIVE.
func TestHostileEntries(t *testing.T) {
	material.CountsMemory(t)
	const size, most, times = 150_000, 64 << 20, 30
	ordinary := costOf(t, composeFile(ordinaryProject(2*size))).time
	for range 4 {
		ordinary = min(ordinary, costOf(t, composeFile(ordinaryProject(2*size))).time)
	}
	n, step := 0, material.Every(400)
	for _, section := range []string{"services", "jobs", "networks", "volumes", "configs", "secrets", "models"} {
		settings := entrySettings
		if section != "services" && section != "jobs" {
			settings = settings[:slices.Index(settings, "base")]
		}
		for _, path := range attributes(section) {
			e := entries{section, path, size}
			for _, value := range entryValues {
				for _, setting := range settings {
					if n++; (n-1)%step != 0 {
						continue
					}
					files := e.project(setting, value)
					c := costOf(t, files)
					for range 3 { // the machine may have been busy
						if c.time > times*ordinary {
							c = costOf(t, files)
						}
					}
					if c.bytes > most || c.time > times*ordinary {
						t.Errorf("%s, %s.*.%s of %s: %d bytes allocated, of at most %d MiB, in %v, of at most %d times %v (%d findings, %.80s)",
							setting, section, strings.Join(path, "."), value, c.bytes, most>>20, c.time, times, ordinary, c.findings, c.first)
					}
				}
			}
		}
	}
	t.Logf("%d of %d projects", (n+step-1)/step, n)
}
