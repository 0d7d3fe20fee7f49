package composego

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
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

// TestAttributes loads a case for each attribute with both loaders.
func TestAttributes(t *testing.T) {
	options := []func(*Options){named, WithProfiles([]string{"*"}), func(o *Options) {
		o.SkipResolveEnvironment, o.SkipResolveLabels, o.SkipConsistencyCheck = true, true, true
	}}
	set := map[string]bool{}
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
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("-compose-go +ours:\n%s", diff)
			}
			roundTrip(t, name, want)
			roundTrip(t, name, got)
			mark(set, reflect.ValueOf(got).Elem())
		})
	}
	var missing []string
	eachField(reflect.TypeFor[types.Project](), map[reflect.Type]bool{}, func(owner reflect.Type, f reflect.StructField) {
		if name := owner.Name() + "." + f.Name; !set[name] {
			missing = append(missing, name)
		}
	})
	t.Log(strings.Join(missing, "\n"))
}

// mark notes the fields that are not zero.
func mark(set map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		mark(set, v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			mark(set, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			mark(set, v.MapIndex(key))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				set[v.Type().Name()+"."+v.Type().Field(i).Name] = true
			}
			mark(set, v.Field(i))
		}
	}
}

// eachField visits the fields of a struct and of all structs that it is made of.
func eachField(t reflect.Type, seen map[reflect.Type]bool, visit func(owner reflect.Type, f reflect.StructField)) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		eachField(t.Elem(), seen, visit)
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

var _ = model.Plain
