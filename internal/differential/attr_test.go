package differential

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	yamlv4 "go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/schema"
)

// attribute is the cases of an attribute of the language, as testdata/attr has them.
type attribute struct {
	path string // services.*.ports.[].target
	// cases by their form: value, or short and long for an attribute that has both; merge, the
	// value of a file and of one that overrides it; fault, a value that is refused. A form may
	// have more cases, called after it: short-range.
	cases map[string]*yamlv4.Node
}

// surroundings are testdata/attr/context.yaml.
type surroundings struct {
	Project yamlv4.Node
	Files   map[string]string
	Names   map[string]string
	Beside  map[string]yamlv4.Node
	Instead map[string]yamlv4.Node
	Needed  map[string]yamlv4.Node
}

func attrFile(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "testdata", "attr", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yamlv4.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func readAttributes(t testing.TB) (out []attribute) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "testdata", "attr", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if filepath.Base(name) == "context.yaml" {
			continue
		}
		var file struct {
			Under      string
			Attributes yamlv4.Node
		}
		attrFile(t, filepath.Base(name), &file)
		for i := 0; i+1 < len(file.Attributes.Content); i += 2 {
			a := attribute{path: file.Attributes.Content[i].Value, cases: map[string]*yamlv4.Node{}}
			if file.Under != "" {
				a.path = file.Under + "." + a.path
			}
			forms := file.Attributes.Content[i+1].Content
			for j := 0; j+1 < len(forms); j += 2 {
				a.cases[forms[j].Value] = forms[j+1]
			}
			out = append(out, a)
		}
	}
	return out
}

// form is the form that a case shows: the first word of its name.
func form(name string) string {
	name, _, _ = strings.Cut(name, "-")
	return name
}

// The places whose attributes are those of services, too, and are tried with the same cases.
const (
	service = "services.*"
	job     = "jobs.*"
	hook    = "services.*.pre_start.[]"
)

// attributePaths are the paths of all attributes, and the type of each.
func attributePaths() map[string]*schema.Type {
	out := map[string]*schema.Type{}
	var down func(path string, t *schema.Type)
	down = func(path string, t *schema.Type) {
		if t == nil {
			return
		}
		for i := range t.Attrs() {
			below := strings.TrimPrefix(path+"."+t.Attrs()[i].Name, ".")
			out[below] = t.Attrs()[i].Type
			down(below, t.Attrs()[i].Type)
		}
		down(path+".*", t.Values)
		down(path+".[]", t.Elem)
	}
	down("", schema.Compose())
	return out
}

// places are the paths at which an attribute of services is one, too.
func places(path string, all map[string]*schema.Type) []string {
	out := []string{path}
	rest, found := strings.CutPrefix(path, service+".")
	for _, place := range []string{job, hook} {
		if _, ok := all[place+"."+rest]; found && ok {
			out = append(out, place+"."+rest)
		}
	}
	return out
}

// TestEveryAttributeHasCases fails for an attribute without a case for one of its forms, and
// for cases of what is no attribute.
func TestEveryAttributeHasCases(t *testing.T) {
	all := attributePaths()
	covered := map[string]bool{}
	for _, a := range readAttributes(t) {
		typ, ok := all[a.path]
		if !ok {
			t.Errorf("%s: there is no such attribute", a.path)
			continue
		}
		for _, place := range places(a.path, all) {
			covered[place] = true
		}
		have := map[string]bool{}
		for name := range a.cases {
			have[form(name)] = true
		}
		for _, want := range formsOf(typ) {
			if !have[want] {
				t.Errorf("%s: there is no case named %s", a.path, want)
			}
		}
	}
	for path := range all {
		if !covered[path] {
			t.Errorf("%s: the attribute has no cases in testdata/attr", path)
		}
	}
}

// formsOf are the forms in which an attribute must have cases.
func formsOf(t *schema.Type) []string {
	kinds := 0
	for _, kind := range []schema.Kinds{schema.Bool | schema.Number | schema.String, schema.List, schema.Map} {
		if t.Accept&kind != 0 {
			kinds++
		}
	}
	if e := t.Elem; e != nil && e.Accept&schema.Map != 0 && e.Accept&schema.String != 0 {
		kinds++ // its items have both
	}
	if kinds > 1 {
		return []string{"short", "long", "merge", "fault"}
	}
	return []string{"value", "merge", "fault"}
}

// TestAttributes compares the cases of all attributes, in all the places that they have.
func TestAttributes(t *testing.T) {
	counted := tally{what: attributeRow}
	for _, s := range attributeSamples(t, t.TempDir()) {
		counted.look(s.sample)
		out := ours(s.sample)
		switch {
		case s.want == "" && out.refusal != nil:
			t.Errorf("%s: refused: %s\n%s", s.name, out.message(), s.text)
		case s.want != "" && !slices.Contains(out.codes(), s.want):
			t.Errorf("%s: want %q, got %s\n%s", s.name, s.want, out.codes(), s.text)
		}
	}
	counted.report(t)
}

// attributeSample is the project of a case.
type attributeSample struct {
	sample
	want string // the code of the finding in it; "" is none
}

func attributeSamples(t testing.TB, dir string) (out []attributeSample) {
	var around surroundings
	attrFile(t, "context.yaml", &around)
	all := attributePaths()
	for _, a := range readAttributes(t) {
		for name, value := range a.cases {
			for _, place := range places(a.path, all) {
				s := attributeSample{want: wanted(value)}
				if form(name) == "fault" && s.want == "" {
					t.Errorf("%s: the fault has no comment such as # want \"wrong-kind\"", a.path)
				}
				archive := around.archive(t, place, documents(name, value))
				s.sample = archive.sample(t, place+" "+name, filepath.Join(dir, fmt.Sprint(len(out)), "project"))
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b attributeSample) int { return strings.Compare(a.name, b.name) })
	return out
}

// documents are the values of a case: of one file, or of two.
func documents(name string, value *yamlv4.Node) []*yamlv4.Node {
	if form(name) == "merge" {
		return value.Content
	}
	return []*yamlv4.Node{value}
}

var wantComment = regexp.MustCompile(`# want "([a-z0-9-]+)"`)

// wanted is the code that a comment in a case asks for.
func wanted(n *yamlv4.Node) string {
	if m := wantComment.FindStringSubmatch(n.LineComment); m != nil {
		return m[1]
	}
	for _, below := range n.Content {
		if code := wanted(below); code != "" {
			return code
		}
	}
	return ""
}

// archive is a project that has an attribute: the first file with what it needs around it, each
// other one with its value alone.
func (c *surroundings) archive(t testing.TB, path string, values []*yamlv4.Node) archive {
	t.Helper()
	a := archive{&txtar.Archive{}}
	flags := ""
	for i, value := range values {
		doc := c.wrap(path, "", clone(value))
		if i == 0 {
			doc = overlay(c.project(path), doc)
		}
		var text bytes.Buffer
		if err := yamlv4.NewEncoder(&text).Encode(doc); err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("compose%d.yaml", i+1)
		flags += "-f " + name + "\n"
		a.set(name, text.String())
	}
	a.set("flags", flags)
	for name, text := range c.Files {
		a.set(name, text+"\n")
	}
	slices.SortFunc(a.Files, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	return a
}

// project is what there is to refer to.
func (c *surroundings) project(path string) *yamlv4.Node {
	out := clone(&c.Project)
	for needs, n := range c.Needed {
		if strings.HasPrefix(generic(path), needs) {
			out = overlay(out, clone(&n))
		}
	}
	return out
}

// wrap is the mapping at a path, above, that holds a value at a path below it.
func (c *surroundings) wrap(below, above string, value *yamlv4.Node) *yamlv4.Node {
	if below == "" {
		return value
	}
	step, rest, _ := strings.Cut(below, ".")
	here := strings.TrimPrefix(above+"."+step, ".")
	inner := c.wrap(rest, here, value)
	beside, ok := c.Instead[here+"."+rest]
	if !ok {
		beside, ok = c.beside(here)
	}
	if ok && rest != "" {
		inner = overlay(clone(&beside), inner)
	}
	switch step {
	case "[]":
		return &yamlv4.Node{Kind: yamlv4.SequenceNode, Tag: "!!seq", Content: []*yamlv4.Node{inner}}
	case "*":
		step = "name"
		if name, ok := c.Names[generic(above)]; ok {
			step = name
		}
	}
	return &yamlv4.Node{Kind: yamlv4.MappingNode, Tag: "!!map", Content: []*yamlv4.Node{
		{Kind: yamlv4.ScalarNode, Tag: "!!str", Value: step}, inner,
	}}
}

func (c *surroundings) beside(path string) (yamlv4.Node, bool) {
	n, ok := c.Beside[path]
	if !ok {
		n, ok = c.Beside[generic(path)]
	}
	return n, ok
}

// generic is the path that an attribute of a job or hook has in services.
func generic(path string) string {
	for _, place := range []string{job, hook} {
		if rest, found := strings.CutPrefix(path, place+"."); found {
			return service + "." + rest
		}
	}
	return path
}

// overlay sets the entries of a mapping in another, deeply.
func overlay(under, over *yamlv4.Node) *yamlv4.Node {
	if under.Kind != yamlv4.MappingNode || over.Kind != yamlv4.MappingNode {
		return over
	}
next:
	for i := 0; i+1 < len(over.Content); i += 2 {
		for j := 0; j+1 < len(under.Content); j += 2 {
			if under.Content[j].Value == over.Content[i].Value {
				under.Content[j+1] = overlay(under.Content[j+1], over.Content[i+1])
				continue next
			}
		}
		under.Content = append(under.Content, over.Content[i], over.Content[i+1])
	}
	return under
}

func clone(n *yamlv4.Node) *yamlv4.Node {
	c := *n
	if c.Tag == "!!null" {
		c.Value = "null" // else it would be written as an empty string
	}
	c.Content = make([]*yamlv4.Node, len(n.Content))
	for i, below := range n.Content {
		c.Content[i] = clone(below)
	}
	return &c
}
