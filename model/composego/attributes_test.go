package composego

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"
)

// fromText are the details of one file with a text.
func fromText(text string) types.ConfigDetails {
	return types.ConfigDetails{
		WorkingDir:  "/project",
		ConfigFiles: []types.ConfigFile{{Filename: "/project/compose.yaml", Content: []byte(text)}},
		Environment: types.Mapping{"HOME": "/home/me", "EMPTY": ""},
	}
}

func named(o *Options) { o.SetProjectName("test", false) }

// attributeCases are the files of package model with a case for each attribute.
func attributeCases(t *testing.T) map[string]string {
	names, err := filepath.Glob("../testdata/*/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases in ../testdata")
	}
	out := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name)] = string(text)
	}
	return out
}

// attributeDeviations are cases that the loaders treat differently, with the reason.
var attributeDeviations = map[string]string{
	"deviation/extensions.yaml": "compose-go loses extensions of ulimits and of pools of addresses, and takes x-* in maps of the user's own keys for extensions",
}

// TestAttributes loads a case for each attribute with both loaders.
func TestAttributes(t *testing.T) {
	options := []func(*Options){named, WithProfiles([]string{"*"}), func(o *Options) {
		o.SkipResolveEnvironment, o.SkipResolveLabels, o.SkipConsistencyCheck = true, true, true
	}}
	for name, text := range attributeCases(t) {
		t.Run(name, func(t *testing.T) {
			want, err := loader.LoadWithContext(context.Background(), fromText(text), options...)
			if err != nil {
				t.Skipf("compose-go refuses it: %v", err)
			}
			got, err := LoadWithContext(context.Background(), fromText(text), options...)
			if err != nil {
				t.Fatal(err)
			}
			diff := cmp.Diff(want, got, exact)
			if _, differs := attributeDeviations[name]; differs == (diff == "") {
				t.Errorf("-compose-go +ours:\n%s", diff)
			}
			roundTrip(t, name, want)
			roundTrip(t, name, got)
		})
	}
}
