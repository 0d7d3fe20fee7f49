package plan

import (
	"reflect"
	"slices"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestEveryFieldHasAnAttribute wants each field of a container's specification in the table that
// tells people of changes.
func TestEveryFieldHasAnAttribute(t *testing.T) {
	known := slices.Clone(unnamed)
	for _, a := range attributes {
		known = append(known, a.fields...)
	}
	var fields []string
	for f := range fieldsOf(reflect.TypeFor[driver.ContainerSpec]()) {
		if f != "Resources" {
			fields = append(fields, f)
		}
	}
	for f := range fieldsOf(reflect.TypeFor[driver.Resources]()) {
		fields = append(fields, "Resources."+f)
	}
	for _, f := range fields {
		if !slices.Contains(known, f) {
			t.Errorf("no attribute has the field %s", f)
		}
	}
	for i, f := range known {
		if !slices.Contains(fields, f) || slices.Contains(known[:i], f) {
			t.Errorf("the field %s does not exist, or is there twice", f)
		}
	}
}

func fieldsOf(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range t.NumField() {
		out[t.Field(i).Name] = true
	}
	return out
}
