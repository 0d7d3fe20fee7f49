package model_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/model"
)

// reference loads a text with compose-go. Its model is the canonical tree.
func reference(t *testing.T, text string) (p *types.Project, tree string) {
	t.Helper()
	details := func() types.ConfigDetails {
		return types.ConfigDetails{
			WorkingDir:  "/project",
			ConfigFiles: []types.ConfigFile{{Filename: "/project/compose.yaml", Content: []byte(text)}},
			Environment: types.Mapping{"HOME": "/home/me"},
		}
	}
	options := func(o *loader.Options) {
		o.SetProjectName("test", false)
		o.Profiles = []string{"*"}
		o.SkipResolveEnvironment = true
		o.SkipResolveLabels = true
		o.SkipConsistencyCheck = true
	}
	p, err := loader.LoadWithContext(context.Background(), details(), options)
	if err != nil {
		t.Fatal(err)
	}
	m, err := loader.LoadModelWithContext(context.Background(), details(), options)
	if err != nil {
		t.Fatal(err)
	}
	var n yaml.Node
	if err := n.Encode(m); err != nil {
		t.Skipf("yaml/v4 cannot encode the case: %v", err)
	}
	quote(&n)
	out, err := yaml.Marshal(&n)
	if err != nil {
		t.Fatal(err)
	}
	return p, string(out)
}

// quote has all strings written in quotes: some block scalars of yaml/v4 read differently.
func quote(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, c := range n.Content {
		quote(c)
	}
}

// attrCases are the files of testdata/attr by name.
func attrCases(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/attr/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases in testdata/attr")
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(text)
	}
	return out
}

// TestAttributesAreReadAsTheReferenceReadsThem decodes each case from the canonical tree that
// compose-go makes of it, and compares what is printed of it.
func TestAttributesAreReadAsTheReferenceReadsThem(t *testing.T) {
	for name, text := range attrCases(t) {
		t.Run(name, func(t *testing.T) { compare(t, name, text) })
	}
}

// compare loads a text with compose-go, decodes the canonical tree that it makes, and compares
// what both print of the project.
func compare(t *testing.T, name, text string) {
	t.Helper()
	ref, tree := reference(t, text)
	p := decode(t, name, tree)
	p.Name = ref.Name
	// Deviation: the reference prints the names of jobs, and then cannot read what it printed.
	for name, j := range ref.Jobs {
		j.Name = ""
		ref.Jobs[name] = j
	}
	// The reference passes the content of secrets on in an extension.
	for _, s := range p.Secrets {
		delete(s.Extensions, types.SecretConfigXValue)
	}
	// Deviation: what the reference makes of ssh is no JSON, and YAML that it cannot read.
	for name, s := range p.Services {
		if s.Build != nil {
			s.Build.SSH, ref.Services[name].Build.SSH = nil, nil
		}
	}
	wantYAML, err := ref.MarshalYAML()
	if err != nil {
		t.Fatal(err)
	}
	wantJSON, err := ref.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	gotYAML, _ := model.EncodeYAML(p)
	if diff := cmp.Diff(string(wantYAML), string(gotYAML)); diff != "" {
		t.Errorf("YAML of %s (-want +got):\n%s", name, diff)
	}
	models := p.Models
	p.Models = nil // deviation: the reference leaves them out of JSON
	gotJSON, _ := model.EncodeJSON(p)
	p.Models = models
	if diff := cmp.Diff(string(wantJSON), string(gotJSON)); diff != "" {
		t.Errorf("JSON of %s (-want +got):\n%s", name, diff)
	}

	again := decode(t, name, string(gotYAML))
	if back, _ := model.EncodeYAML(again); string(back) != string(gotYAML) {
		t.Errorf("the text of %s does not come back as it was:\n%s", name, cmp.Diff(string(gotYAML), string(back)))
	}
}

// TestEveryFieldHasACase fails for a field that is zero in all cases of testdata/attr.
func TestEveryFieldHasACase(t *testing.T) {
	set := map[string]bool{}
	for name, text := range attrCases(t) {
		_, tree := reference(t, text)
		mark(set, reflect.ValueOf(decode(t, name, tree)))
	}
	own, err := os.ReadFile("testdata/deviation/extensions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mark(set, reflect.ValueOf(decode(t, "extensions.yaml", string(own))))
	// Filled in after decoding, or gone before it.
	for _, name := range []string{"Secret.Content", "Service.Extends", "Extends.File", "Extends.Service"} {
		set[name] = true
	}
	var missing []string
	eachField(reflect.TypeFor[model.Project](), map[reflect.Type]bool{}, func(owner reflect.Type, f reflect.StructField) {
		if name := owner.Name() + "." + f.Name; f.Tag.Get("yaml") != "-" && !set[name] {
			missing = append(missing, name)
		}
	})
	if len(missing) > 0 {
		slices.Sort(missing)
		t.Errorf("no case in testdata/attr sets:\n%s", strings.Join(missing, "\n"))
	}
}

// mark notes the fields that are not zero.
func mark(set map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[model.Extensions]().Elem() {
			mark(set, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			mark(set, v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			mark(set, v.MapIndex(k))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !v.Field(i).IsZero() {
				set[v.Type().Name()+"."+f.Name] = true
			}
			mark(set, v.Field(i))
		}
	}
}

// eachField visits the fields of a struct and of all structs that it is made of.
func eachField(t reflect.Type, seen map[reflect.Type]bool, visit func(owner reflect.Type, f reflect.StructField)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if t != reflect.TypeFor[model.Extensions]() {
			eachField(t.Elem(), seen, visit)
		}
	case reflect.Struct:
		if seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.Anonymous {
				visit(t, f)
			}
			eachField(f.Type, seen, visit)
		}
	}
}
