package composego

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/errdefs"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/diag"
)

// kinds are the errors that callers of compose-go tell apart.
var kinds = map[string]func(error) bool{
	"not found":        errdefs.IsNotFoundError,
	"invalid":          errdefs.IsInvalidError,
	"unsupported":      errdefs.IsUnsupportedError,
	"incompatible":     errdefs.IsIncompatibleError,
	"disabled":         func(err error) bool { return errors.Is(err, errdefs.ErrDisabled) },
	"no file":          func(err error) bool { return errors.Is(err, fs.ErrNotExist) },
	"far away":         func(err error) bool { return errors.Is(err, errFarAway) },
	"invalid template": func(err error) bool { var e *template.InvalidTemplateError; return errors.As(err, &e) },
	"required variable": func(err error) bool {
		var e *template.MissingRequiredError
		return errors.As(err, &e) && e.Variable == "A"
	},
}

// TestErrorsMatch has both loaders refuse the same, and compares what their errors are.
func TestErrorsMatch(t *testing.T) {
	for _, c := range []struct {
		text    string
		options []func(*Options)
		match   string // what compose-go's error is, to be sure
	}{
		{text: "services: {web: {}}", match: "invalid"},
		{text: "services: {web: {image: a, networks: [b]}}", match: "invalid"},
		{text: "services: {web: {image: a, depends_on: [b]}}", match: "invalid"},
		{text: "services: {web: {image: a, secrets: [b]}}", match: "invalid"},
		{text: "services: {web: {image: a, scale: 1, deploy: {replicas: 2}}}", match: "invalid"},
		{text: "services: {web: {image: a, env_file: missing.env}}", match: "no file"},
		{text: "services: {web: {image: '${A:?why}'}}", match: "required variable"},
		{text: "services: {web: {image: '${'}}", match: "invalid template"},
		{text: "services: {web: {image: a}}", options: []func(*Options){WithSelectedServices([]string{"b"})}},
		{text: "include: ['far:away']", options: []func(*Options){func(o *Options) { o.ResourceLoaders = []ResourceLoader{far{}} }}, match: "far away"},
		{text: "include: [missing.yaml]", match: "no file"},
		{text: "services: {web: {image: 1.5}}"},
		{text: "services: ["},
		{text: ""},
		{text: "services: {web: {image: a}}", options: []func(*Options){func(o *Options) { o.SetProjectName("", true) }}},
		{text: "services: {web: {image: a}}", options: []func(*Options){func(o *Options) { o.SetProjectName("Not Valid", true) }}},
		{text: "services: {web: {image: *a}}\nx: &a b"},
		{text: "x-a: &a [1, 2, 3]\nx-b: [*a, *a, *a, *a, *a, *a, *a]\nservices: {web: {image: a}}", options: []func(*Options){func(o *Options) { o.MaxNodeVisits = 5 }}},
	} {
		options := append([]func(*Options){named}, c.options...)
		_, want := loader.LoadWithContext(context.Background(), fromText(c.text), options...)
		_, got := LoadWithContext(context.Background(), fromText(c.text), options...)
		if want == nil || got == nil {
			t.Errorf("%s\nis accepted: compose-go: %v, ours: %v", c.text, want, got)
			continue
		}
		if c.match != "" && !kinds[c.match](want) {
			t.Errorf("%s\ncompose-go's error does not match %s: %v", c.text, c.match, want)
		}
		for kind, is := range kinds {
			if is(want) && !is(got) {
				t.Errorf("%s\ncompose-go's error matches %s (%v), ours does not (%v)", c.text, kind, want, got)
			}
		}
	}
}

// TestErrorHasAllFindings looks at the diagnostics of an error.
func TestErrorHasAllFindings(t *testing.T) {
	_, err := LoadWithContext(context.Background(), fromText("services: {web: {imag: a}, db: {image: 1.5}}"), named)
	var own *Error
	var list *diag.Errors
	if !errors.As(err, &own) || !errors.As(err, &list) || len(own.Diagnostics.Errors()) < 2 || len(list.List) != len(own.Diagnostics) {
		t.Errorf("got %v", err)
	}
}

// TestDirMustBeBeside: paths in a remote file start in its directory, so a loader that asks
// for another is refused.
func TestDirMustBeBeside(t *testing.T) {
	remote := func(o *Options) { o.ResourceLoaders = []ResourceLoader{far{dir: optionsDir(), start: "/elsewhere"}} }
	_, err := LoadWithContext(context.Background(), optionDetails(includesFar), named, remote)
	if err == nil || !strings.Contains(err.Error(), "ResourceLoader.Dir") {
		t.Errorf("got %v", err)
	}
}

func TestNoFiles(t *testing.T) {
	if _, err := LoadWithContext(context.Background(), types.ConfigDetails{}); err == nil {
		t.Error("no files are accepted")
	}
	if _, err := LoadConfigFiles(context.Background(), nil, "."); !errdefs.IsNotFoundError(err) {
		t.Errorf("no files: got %v", err)
	}
}
