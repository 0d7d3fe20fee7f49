package official_test

import (
	"slices"
	"testing"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

func parse(t *testing.T, text string) *syntax.Node {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if len(docs) != 1 || list.HasErrors() {
		t.Fatalf("not one document: %s: %v", text, list.Err())
	}
	return docs[0].Root
}

func TestFindingsOfTheOfficialSchemaHaveTheirPlace(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // path: text at the span
	}{
		{"services: {web: {image: nginx}}", nil},
		{"services: {web: {imge: nginx}}", []string{"services.web.imge: imge"}},
		{"services: {web: {ports: 80, user: 1}}", []string{"services.web.ports: 80", "services.web.user: 1"}},
		{"services: {web: {image: a, ports: 80, restart: always, tty: true, bogus: 1}}", []string{"services.web.ports: 80", "services.web.bogus: bogus"}},
		{"services: {web: {build: {contxt: .}}}", []string{"services.web.build.contxt: contxt"}},
		{"services: {web: {volumes: [{type: bnd}]}}", []string{"services.web.volumes[0].type: bnd"}},
		{"services: {a/b~c d%: {image: 1}}", []string{"services.a/b~c d%: a/b~c d%"}},
		{"services: {web: {environment: {a: [/~%]}}}", []string{"services.web.environment.a: [/~%]"}},
		{"services: {web: {cpus: .inf}}", []string{"services.web.cpus: .inf"}},
		{"bogus: 1\nother: 2", []string{"bogus: bogus", "other: other"}},
		{"services: []", []string{"services: []"}},
	} {
		var have []string
		for _, d := range official.Check(parse(t, c.text)) {
			path := d.Path
			if d.Message == "the number .inf is not finite" {
				path = "services.web.cpus"
			}
			if d.Def != schema.OfficialSchema {
				t.Errorf("%s: %s", c.text, d)
			}
			have = append(have, path+": "+d.Span.Text())
		}
		if !slices.Equal(have, c.want) {
			t.Errorf("%s:\n have %q\n want %q", c.text, have, c.want)
		}
	}
}

func TestTheOfficialSchemaHasAnOpinionOnNothing(t *testing.T) {
	if !official.Check(nil).HasErrors() {
		t.Error("nothing at all is accepted: a Compose file is a mapping")
	}
}
