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

// wrapped is a Compose file with a collection at a path, below names of 4,000 bytes.
func wrapped(path []string, value string) string {
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i] {
		case "*":
			if i == 1 && (path[0] == "services" || path[0] == "jobs") && value[0] == '{' {
				value = "{image: a, " + value[1:]
			}
			value = "{" + strings.Repeat("n", 4_000) + ": " + value + "}"
		case "[]":
			value = "[" + value + "]"
		default:
			value = "{" + path[i] + ": " + value + "}"
		}
	}
	return value[1:len(value)-1] + "\n"
}

// TestHostileAttributes wants very many items, wherever the language has a collection, to cost not much more memory than
// others of as many bytes: alone, in a file of bases, in an included file, and in two documents. One of 50 is
// loaded; all of them with COMPOSEKIT_EXHAUSTIVE.
func TestHostileAttributes(t *testing.T) {
	material.CountsMemory(t)
	const size, most = 300_000, 64 << 20
	step, n := 50, 0
	switch {
	case testing.Short(): // on an emulated machine, too
		step = 1_000
	case material.Exhaustive():
		step = 1
	}
	for _, path := range collections() {
		for _, form := range append(slices.Clone(manyItems.list), manyItems.mapping...) {
			for _, setting := range []string{"alone", "base", "included", "twice"} {
				if n++; n%step != 0 {
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
	t.Logf("%d of %d projects", n/step, n)
}
