package interpolate

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/template"
	"github.com/composekit/composekit/internal/material"
	"github.com/google/go-cmp/cmp"
)

// reported is what compose-go says about the variables of a text.
func reported(text string) map[string]template.Variable {
	vars := template.ExtractVariables(map[string]any{"v": text}, nil)
	delete(vars, "") // it lists a malformed reference as a variable without a name
	return vars
}

// The variables of random texts are those that compose-go finds. Where a variable has two
// defaults, compose-go takes that of the first use by its documentation, and that of the last
// use on a line in fact; so texts are left out in which the same variable comes twice.
func TestUsesAgreeWithComposeGo(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	compared := 0
	for range material.Tries(30_000) {
		text := randomText(r, r.Intn(4))
		uses := Uses(text)
		if repeats(uses) || strings.ContainsAny(text, "\u017f\u212a") {
			continue
		}
		compared++
		got := map[string]template.Variable{}
		for _, u := range uses {
			got[u.Name] = template.Variable{Name: u.Name, DefaultValue: u.Default, PresenceValue: u.Alternate, Required: u.Required}
			if at := text[u.From:u.To]; !strings.Contains(at, u.Name) || at[0] != '$' {
				t.Errorf("%q: %s is placed at %q", text, u.Name, at)
			}
		}
		if diff := cmp.Diff(reported(text), got); diff != "" {
			t.Fatalf("%q differs from compose-go (-want +got):\n%s", text, diff)
		}
	}
	if compared < material.Tries(10_000)/2 {
		t.Errorf("only %d texts compared", compared)
	}
}

func repeats(uses []Use) bool {
	seen := map[string]bool{}
	for _, u := range uses {
		if seen[u.Name] {
			return true
		}
		seen[u.Name] = true
	}
	return false
}

func TestVariables(t *testing.T) {
	root := parse(t, `
services:
  web:
    image: "web:${TAG}"
    command: ["${TAG:-latest}", "${TAG:?}", "${TAG:-other}", '$$NOT ${']
    environment:
      $KEY: ${URL:-http://${HOST-localhost}:${PORT}}
      B: ${URL:+${SCHEME}}
      C: "${M?${NOT_LISTED}}"
x-y: 3
`)
	got := Variables(root)
	var names []string
	for _, v := range got {
		names = append(names, v.Name)
	}
	if want := []string{"TAG", "URL", "HOST", "PORT", "SCHEME", "M"}; !slices.Equal(names, want) {
		t.Fatalf("variables %v, want %v", names, want)
	}
	tag := got[0]
	var places []string
	for _, u := range tag.Uses {
		places = append(places, u.String()+" "+u.Text())
	}
	tag.Uses = nil
	if diff := cmp.Diff(Variable{Name: "TAG", Default: "latest", Required: true}, tag); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []string{"compose.yaml:4:17 ${TAG}", "compose.yaml:5:16 ${TAG:-latest}", "compose.yaml:5:34 ${TAG:?}", "compose.yaml:5:46 ${TAG:-other}"}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if got[1].Default != "http://${HOST-localhost}:${PORT}" || got[1].Alternate != "${SCHEME}" || !got[5].Required {
		t.Errorf("%+v", got)
	}
	if Variables(nil) != nil {
		t.Error("no tree has variables")
	}
}

func TestUsesOfADeepTextEnd(t *testing.T) {
	text := strings.Repeat("${U:-", 100_000) + strings.Repeat("}", 100_000)
	if n := len(Uses(text)); n != defaultDepth+1 {
		t.Errorf("%d uses", n)
	}
}
