package loader_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

const oneService = "services:\n  web:\n    image: nginx\n"

// TestLimits reaches each limit with a small project: one finding says so, and without the limit
// there is none.
func TestLimits(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		files  map[string]string // by name in the project; the first is compose.yaml
		limits loader.Limits
		want   string // code, and a part of the message
	}{
		"files":                 {map[string]string{"compose.yaml": "include: [a.yaml, b.yaml]\n" + oneService, "a.yaml": "{}", "b.yaml": "{}"}, loader.Limits{Files: 2}, "file-limit: "}, // /p/.env is one too many; those after it are not told of
		"size of a file":        {map[string]string{"compose.yaml": oneService}, loader.Limits{FileSize: 10}, "file-limit: /p/compose.yaml is too large"},
		"include":               {map[string]string{"compose.yaml": "include: [a.yaml]\n" + oneService, "a.yaml": "include: [b.yaml]", "b.yaml": "{}"}, loader.Limits{Depth: 1}, "nesting-limit: include is nested too deep"},
		"extends":               {map[string]string{"compose.yaml": "services: {a: {image: a}, b: {extends: a}, c: {extends: b}}"}, loader.Limits{Depth: 1}, "nesting-limit: extends is nested too deep"},
		"models":                {map[string]string{"compose.yaml": "include: [a.yaml, {path: a.yaml, project_directory: b}, {path: a.yaml, project_directory: c}]\n" + oneService, "a.yaml": "{}  # 40 bytes of a file that says nothing"}, loader.Limits{Models: 20}, "file-limit: the files that are included or extended again"},
		"documents of a model":  {map[string]string{"compose.yaml": oneService + strings.Repeat("---\nx-a: b\n", 17)}, loader.Limits{Merges: 20}, "file-limit: the documents have more bytes together"},
		"paths of an include":   {map[string]string{"compose.yaml": "include:\n- path: [" + strings.Repeat("a.yaml, ", 17) + "]\n" + oneService, "a.yaml": "x-a: b"}, loader.Limits{Merges: 20}, "file-limit: the documents have more bytes together"},
		"documents of a base":   {map[string]string{"compose.yaml": "services: {a: {extends: {file: a.yaml, service: a}}}", "a.yaml": "services: {a: {image: a}}\n" + strings.Repeat("---\nx-a: b\n", 17)}, loader.Limits{Merges: 20}, "file-limit: the documents have more bytes together"},
		"inherited":             {map[string]string{"compose.yaml": "services: {a: {image: a}, b: {extends: a}, c: {extends: a}}"}, loader.Limits{Inherited: 3}, "file-limit: the services and hooks of the project inherit more"},
		"imported":              {map[string]string{"compose.yaml": "include: [a.yaml]\n" + oneService, "a.yaml": "include: [b.yaml]", "b.yaml": "services: {a: {image: a}, b: {image: b}}"}, loader.Limits{Imported: 1}, "file-limit: files that are included have more from others"},
		"names of resources":    {map[string]string{"compose.yaml": "name: " + strings.Repeat("p", 2000) + "\n" + oneService + "volumes: {a: {}, b: {}}\n"}, loader.Limits{Texts: 3000}, "file-limit: a long directory, project name or value"},
		"bare variables":        {map[string]string{"compose.yaml": "services: {a: {image: a, environment: [LONGER]}, b: {image: b, environment: [LONGER]}}"}, loader.Limits{Texts: 3000}, "file-limit: a long directory, project name or value"},
		"paths in a directory":  {map[string]string{"compose.yaml": "include: [{path: a.yaml, project_directory: " + strings.Repeat("d", 2000) + "}]\n", "a.yaml": oneService + "    volumes: [./a:/a, ./b:/b]\n"}, loader.Limits{Texts: 3000}, "file-limit: a long directory, project name or value"},
		"inherited by hooks":    {map[string]string{"compose.yaml": oneService + "    pre_start: [{command: a}, {command: b}]"}, loader.Limits{Inherited: 3}, "file-limit: the services and hooks of the project inherit more"},
		"label files":           {map[string]string{"compose.yaml": "services: {a: {image: a, label_file: a.env}, b: {image: a, label_file: a.env}}", "a.env": "A=12345\n"}, loader.Limits{EnvFiles: 12}, "file-limit: the env files of all containers and includes"},
		"env files":             {map[string]string{"compose.yaml": "services: {a: {image: a, env_file: a.env}, b: {image: a, env_file: a.env}}", "a.env": "A=12345\n"}, loader.Limits{EnvFiles: 12}, "file-limit: the env files of all containers and includes"},
		"env files that differ": {map[string]string{"compose.yaml": "services: {a: {image: a, env_file: a.env}, b: {image: a, env_file: a.env, environment: {B: b}}}", "a.env": "A=$B\n"}, loader.Limits{EnvFiles: 12}, "file-limit: the env files of all containers and includes"},
		"env files of includes": {map[string]string{"compose.yaml": "include: [{path: a.yaml, env_file: a.env}, {path: b.yaml, env_file: b.env}]\n" + oneService, "a.yaml": "{}", "b.yaml": "{}", "a.env": "A=12345\n", "b.env": "B=12345\n"}, loader.Limits{EnvFiles: 12}, "file-limit: the env files of all containers and includes"},
		"ports":                 {map[string]string{"compose.yaml": oneService + "    ports: [1-100:1-100, 201-300:201-300]"}, loader.Limits{Ports: 150}, "bad-port: the ranges of the project stand for more than 150 ports"},
		"depth":                 {map[string]string{"compose.yaml": oneService + "x-a: [[[[]]]]"}, loader.Limits{Syntax: syntax.Limits{Depth: 3}}, "yaml-too-deep: "},
		"dependencies":          {map[string]string{"compose.yaml": "services:\n  a: {image: a}\n  b: {image: a}\n  c: {image: a, links: [a, b]}\n"}, loader.Limits{Inherited: 7}, "file-limit: more dependencies follow from links"},
		"nodes":                 {map[string]string{"compose.yaml": oneService + "x-a: [" + many(50, "%d,") + "]"}, loader.Limits{Syntax: syntax.Limits{Nodes: 40}}, "yaml-too-large: the file has more than 40 nodes"},
		"keys":                  {map[string]string{"compose.yaml": oneService + "x-longest: a"}, loader.Limits{Syntax: syntax.Limits{Key: 8}}, "yaml-too-large: this key has 9 bytes, of at most 8"},
		"documents":             {map[string]string{"compose.yaml": oneService + "---\n{}\n---\n{}"}, loader.Limits{Syntax: syntax.Limits{Documents: 2}}, "yaml-too-large: the file has more than 2 documents"},
		"aliases":               {map[string]string{"compose.yaml": oneService + "x-a: &a [1, 2, 3]\nx-b: [*a, *a, *a, *a]"}, loader.Limits{Syntax: syntax.Limits{Expansion: 10}}, "yaml-alias-expansion: aliases stand for more than 10 nodes"},
		"aliases of documents":  {map[string]string{"compose.yaml": oneService + "x-a: &a [1, 2, 3]\nx-b: [*a, *a]\n---\nx-c: &a [1, 2, 3]\nx-d: [*a, *a]"}, loader.Limits{Syntax: syntax.Limits{Expansion: 10}}, "yaml-alias-expansion: aliases stand for more than"},
		"nested variables":      {map[string]string{"compose.yaml": oneService + "    labels: {a: \"${A:-${A:-${A:-a}}}\"}"}, loader.Limits{Interpolation: interpolate.Limits{Depth: 1}}, "interpolation-limit: the default of A is nested too deep"},
		"text":                  {map[string]string{"compose.yaml": oneService + "    labels: {a: \"$LONG\", b: \"$LONG\"}"}, loader.Limits{Interpolation: interpolate.Limits{Output: 150}}, "interpolation-limit: the text is too long"},
		"text of two files":     {map[string]string{"compose.yaml": "include: [a.yaml]\n" + oneService + "    labels: {a: \"$LONG\"}", "a.yaml": "services: {a: {image: \"$LONG\"}}"}, loader.Limits{Interpolation: interpolate.Limits{Output: 150}}, "interpolation-limit: the text is too long"},
		"text of env files":     {map[string]string{"compose.yaml": oneService + "    env_file: a.env", "a.env": "A=$LONG\nB=$LONG\n"}, loader.Limits{Interpolation: interpolate.Limits{Output: 150}}, "interpolation-limit: the text is too long"},
		"errors":                {map[string]string{"compose.yaml": oneService + many(9, "    wrong%d: a\n")}, loader.Limits{Findings: 5}, "too-many-findings: no more than 5 errors"},
		"warnings":              {map[string]string{"compose.yaml": oneService + "    environment:\n" + many(9, "      - A=$V%d\n")}, loader.Limits{Findings: 5}, "too-many-findings: no more than 5 errors"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			for name, text := range c.files {
				files["/p/"+name] = text
			}
			l := loader.Loader{FS: source.Map(files, source.Unix), Env: source.Vars{"LONG": strings.Repeat("x", 100), "LONGER": strings.Repeat("x", 2000)}}
			reached := func() (found []string) {
				r, err := l.Load(context.Background(), "/p/compose.yaml")
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range r.Diagnostics {
					if text := d.Code() + ": " + d.Message; strings.HasPrefix(text, c.want) {
						found = append(found, text)
						if d.Help == "" && d.Def != loader.FileLimit && d.Def != loader.NestingLimit {
							t.Errorf("no help with %s", text)
						}
					}
				}
				return found
			}
			if found := reached(); len(found) > 0 {
				t.Errorf("by default: %q", found)
			}
			l.Limits = c.limits
			if found := reached(); len(found) != 1 {
				t.Errorf("findings %q, want one of %q", found, c.want)
			}
		})
	}
}

// TestLimitsEndTheLoad wants no project, and no findings of later stages, where a limit is exceeded.
func TestLimitsEndTheLoad(t *testing.T) {
	later := "    depends_on: [nobody]\n"
	for name, c := range map[string]struct {
		text   string
		limits loader.Limits
	}{
		"inherited": {oneService + later + "  a: {extends: web}\n  b: {extends: web}\n", loader.Limits{Inherited: 5}},
		"aliases":   {oneService + later + "x-a: &a [1, 2, 3]\nx-b: [*a, *a, *a, *a]\n", loader.Limits{Syntax: syntax.Limits{Expansion: 10}}},
		"text":      {oneService + later + "    labels: {a: $LONG}\n", loader.Limits{Interpolation: interpolate.Limits{Output: 50}}},
		"errors":    {oneService + later + "    wrong: a\n    worse: a\n", loader.Limits{Findings: 1}},
	} {
		l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": c.text}, source.Unix), Env: source.Vars{"LONG": strings.Repeat("x", 100)}}
		load := func() *loader.Result {
			r, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		undefined := func(d diag.Diagnostic) bool { return d.Code() == "undefined-dependency" }
		if r := load(); len(r.Project.Services) == 0 || !slices.ContainsFunc(r.Diagnostics, undefined) && name != "errors" {
			t.Errorf("%s: within the limits there are a project and what is wrong with it; findings %v", name, r.Diagnostics)
		}
		l.Limits = c.limits
		r := load()
		if len(r.Project.Services) > 0 || slices.ContainsFunc(r.Diagnostics, undefined) || !r.Diagnostics.HasErrors() {
			t.Errorf("%s: %d services, findings %v", name, len(r.Project.Services), r.Diagnostics)
		}
	}
}

// TestErrorsAreNotHidden wants errors to be found in a project with more warnings than are reported.
func TestErrorsAreNotHidden(t *testing.T) {
	text := oneService + "    environment:\n" + strings.Repeat("      - A=$V\n", 3000) + "    imgae: a\n"
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix)}
	r, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !r.Diagnostics.HasErrors() {
		t.Error("the error is not there")
	}
	if n := len(r.Diagnostics); n > 1100 || r.Diagnostics[n-1].Def != diag.TooMany {
		t.Errorf("%d findings, the last %v", n, r.Diagnostics[n-1])
	}
}

// TestLongest wants a project and its directory to have names that there can be.
func TestLongest(t *testing.T) {
	long := strings.Repeat("n", 4097)
	for what, c := range map[string]struct{ text, want string }{
		"name":               {"name: " + long + "\n" + oneService, "1:7: the project name has 4097 bytes, and at most 4096 are possible"},
		"name just under":    {"name: " + long[1:] + "\n" + oneService, ""},
		"include":            {"include: [{path: a.yaml, project_directory: /" + long + "}]\n" + oneService, "1:45: the project directory has 4098 bytes, and at most 4096 are possible"},
		"include just under": {"include: [{path: a.yaml, project_directory: /" + long[2:] + "}]\n" + oneService, ""},
	} {
		l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": c.text, "/p/a.yaml": "{}"}, source.Unix)}
		r, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range r.Diagnostics {
			got += strings.TrimPrefix(d.Span.String(), "/p/compose.yaml:") + ": " + d.Message
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}
