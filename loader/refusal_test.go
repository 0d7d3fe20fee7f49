package loader_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/loader"
)

// Each fault is one step's, and the steps are in their order whatever the places.
func TestRefusalsAreInTheOrderOfTheSteps(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml": `
services:
  web: {image: web, networks: [front], unknown: 1, env_file: missing.env}
  db: {image: "${DB:?is needed}", extends: {file: base.yaml, service: gone}}
include: [part.yaml]
`,
		"/p/part.yaml": "services: {part: {image: [part]}}\n",
		"/p/base.yaml": "services: {base: {image: '${'}}\n",
		"/p/more.yaml": "services: {web: {scale: many}}\n",
	}
	result := load(t, loader.Loader{}, files, "/p/compose.yaml", "/p/more.yaml")
	var got []string
	for _, step := range result.Refusals {
		text := "-"
		if step.File != nil {
			text = strings.TrimPrefix(step.File.Name(), "/p/")
		}
		for _, d := range step.Errors {
			text += " " + d.Code()
		}
		got = append(got, text)
	}
	want := []string{
		"compose.yaml required-variable",
		"part.yaml wrong-kind",
		"base.yaml invalid-interpolation",
		"compose.yaml unknown-extended-service",
		"compose.yaml unknown-attribute",
		"more.yaml cast-failed",
		"- undefined-network",
		"- file-not-found",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	errors := 0
	for _, step := range result.Refusals {
		errors += len(step.Errors)
	}
	if all := len(result.Diagnostics.Errors()); errors != all {
		t.Errorf("there are %d errors, and %d in the steps", all, errors)
	}
}

// What a step was given stays as it was then, for those who look at it afterwards.
func TestRefusalsKeepTheTree(t *testing.T) {
	result := load(t, loader.Loader{}, map[string]string{
		"/p/compose.yaml": "services: {web: {image: web, ports: ['80'], unknown: 1}}\n",
	})
	if len(result.Refusals) != 1 || result.Refusals[0].Stage != loader.Validation {
		t.Fatalf("got %v", result.Refusals)
	}
	port := result.Refusals[0].Tree.Get("services").Get("web").Get("ports").Items()[0]
	if !port.IsString() || port.Value() != "80" {
		t.Errorf("the port is in another form: %v", port.Kind)
	}
}

func TestAProjectWithoutErrorsHasNoRefusals(t *testing.T) {
	result := load(t, loader.Loader{}, map[string]string{"/p/compose.yaml": "version: '3'\nservices: {web: {image: 'web:$TAG'}}\n"})
	if len(result.Diagnostics) == 0 || result.Refusals != nil {
		t.Errorf("got %d findings and %v", len(result.Diagnostics), result.Refusals)
	}
}
