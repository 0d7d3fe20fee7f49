package validate_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Every rule has a name of its own, says what it is for, and lists its kinds of finding. The
// cases of the rules are those of the loader: loader/testdata/rules.
func TestRulesAreDescribed(t *testing.T) {
	names := map[string]bool{}
	for _, r := range slices.Concat(validate.Default(), validate.Warnings(), validate.Security(), validate.Reliability()) {
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(r.Name) || names[r.Name] {
			t.Errorf("%q is not a name, or that of another rule", r.Name)
		}
		names[r.Name] = true
		if !strings.HasSuffix(r.Doc, ".") || len(r.Codes) == 0 || r.Check == nil {
			t.Errorf("%s: has no description, no kinds of finding, or does nothing", r.Name)
		}
	}
}

// What docker compose refuses is an error, and nothing else is.
func TestDefaultRefusesAndWarningsDoNot(t *testing.T) {
	isError := func(d *diag.Def) bool { return d.Severity == diag.Error }
	for _, r := range validate.Default() {
		if !slices.ContainsFunc(r.Codes, isError) {
			t.Errorf("%s refuses nothing", r.Name)
		}
	}
	for _, r := range validate.Warnings() {
		if slices.ContainsFunc(r.Codes, isError) {
			t.Errorf("%s refuses something", r.Name)
		}
	}
	if !slices.Equal(validate.Standard(), slices.Concat(validate.Default(), validate.Warnings())) {
		t.Error("the standard rules are not both lists")
	}
}

func TestDefaultGivesAListOfItsOwn(t *testing.T) {
	validate.Default()[0] = nil
	if validate.Default()[0] == nil {
		t.Error("a change of the list is seen by others")
	}
	if list := validate.Standard(); cap(list) != len(list) {
		t.Error("what is appended to the standard rules is seen by others")
	}
}

// check applies the default rules to a project in canonical form.
func check(t *testing.T, text string, broken func(path, attribute string) bool) diag.List {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if len(list) > 0 {
		t.Fatal(list)
	}
	project, list := model.Decode(docs[0].Root)
	if len(list) > 0 {
		t.Fatal(list)
	}
	pass := validate.Pass{Project: project, Tree: docs[0].Root, Broken: broken}
	for _, r := range validate.Default() {
		before := len(pass.Diagnostics.List)
		r.Check(&pass)
		for _, d := range pass.Diagnostics.List[before:] {
			known := false
			for _, code := range r.Codes {
				known = known || code == d.Def
			}
			if !known {
				t.Errorf("the rule %s does not list its finding %s", r.Name, d.Code())
			}
			if !d.Span.Valid() || d.Path == "" {
				t.Errorf("%s has no place or no path", d)
			}
		}
	}
	return pass.Diagnostics.List
}

const wrong = `
services:
  web:
    scale: -1
    networks: {none: null}
    volumes: [{type: volume, source: none, target: /a}, {type: bind, source: /b, target: /a}]
`

func TestFindings(t *testing.T) {
	list := check(t, wrong, nil)
	list.Sort()
	var got []string
	for _, d := range list {
		got = append(got, d.Span.Text()+" "+d.Code())
	}
	want := "web no-image, -1 negative-scale, none undefined-network, none undefined-volume, /a mounted-twice"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// What is known to be wrong is not judged again.
func TestBrokenAttributesAreNotJudged(t *testing.T) {
	list := check(t, wrong, func(path, attribute string) bool {
		return path == "services.web" && (attribute == "image" || attribute == "scale" || attribute == "volumes")
	})
	for _, d := range list {
		switch d.Def {
		case validate.NoImage, validate.NegativeScale, validate.MountedTwice:
			t.Errorf("got %s", d)
		}
	}
	if len(list) == 0 {
		t.Error("sound attributes are not judged either")
	}
}

// Rules find the place of a variable in whichever form it is written, and of a service that no key leads on from.
func TestPlacesOfServices(t *testing.T) {
	for _, c := range []struct{ text, key, value string }{
		{"environment: {TZ: UTC}", "TZ", "UTC"},
		{"environment: [TZ=UTC]", "TZ", "UTC"},
		{"environment: [A=b, TZ=CET, 'TZ=UTC', TZ]", "TZ", "TZ"},
		{"environment: [A=b, 'TZ=UTC=0', ATZ=1]", "TZ", "UTC=0"},
		{"environment: [TZ=]", "TZ", ""},
		{"environment: [ATZ=UTC]", "web", "web"},
		{"image: nginx", "web", "web"},
		{"extra_hosts: [\"TZ:10.0.0.1\"]", "TZ", "10.0.0.1"},
		{"extra_hosts: ['TZ=::1']", "TZ", "::1"},
		{"environment: ['TZ:x']", "web", "web"}, // a variable called TZ:x
	} {
		attribute, _, _ := strings.Cut(c.text, ":")
		docs, list := syntax.Parse(source.NewFile("compose.yaml", "services: {web: {"+c.text+"}}"), syntax.Limits{})
		if len(list) > 0 {
			t.Fatal(list)
		}
		project, list := model.Decode(docs[0].Root)
		if len(list) > 0 {
			t.Fatal(list)
		}
		pass := validate.Pass{Project: project, Tree: docs[0].Root}
		for s := range pass.Services() {
			key, value := s.Key(attribute, "TZ"), s.Span(attribute, "TZ")
			if key.Text() != c.key || value.Text() != c.value || !value.Valid() {
				t.Errorf("%s: key %q, value %q", c.text, key.Text(), value.Text())
			}
			if at := s.Key(); at.Text() != "web" {
				t.Errorf("%s: the name of the service stands at %q", c.text, at.Text())
			}
		}
	}
}
