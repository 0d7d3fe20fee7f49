package model_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
)

// beside are attributes that only one side has, with the reason.
var beside = map[string]string{
	"Project.version": "removed by the loader",
	"Project.include": "carried out by the loader",
	"Secret.content":  "filled in from the environment, never written by users",
	"Ulimit.single":   "the short syntax, a number",
}

// TestStructsHaveTheAttributesOfTheTable walks structs and table together: each attribute has a
// field, and each field an attribute at one of the places where its struct is used.
func TestStructsHaveTheAttributesOfTheTable(t *testing.T) {
	w := parity{t: t, used: map[string]bool{}, seen: map[place]bool{}, attrs: map[reflect.Type]map[string]bool{}}
	w.walk(reflect.TypeFor[model.Project](), schema.Compose())
	for typ, attrs := range w.attrs {
		fields, _ := fieldsOf(typ)
		for name := range fields {
			if !attrs[name] && !w.excused(typ, name) {
				t.Errorf("the table has no attribute %s for the field of %s", name, typ.Name())
			}
		}
	}
	for name, reason := range beside {
		if !w.used[name] {
			t.Errorf("%s (%s) is an exception without need", name, reason)
		}
	}
}

type parity struct {
	t     *testing.T
	used  map[string]bool
	seen  map[place]bool
	attrs map[reflect.Type]map[string]bool // what the table has for a struct
}

// place is a struct where the table has a type for it.
type place struct {
	t reflect.Type
	s *schema.Type
}

func (w parity) walk(t reflect.Type, s *schema.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		if t == reflect.TypeFor[model.Extensions]() || s == nil {
			return
		}
		switch t.Kind() {
		case reflect.Slice:
			s = s.Elem
		case reflect.Map:
			s = s.Values
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || w.seen[place{t, s}] || t == reflect.TypeFor[model.SSHKey]() {
		return
	}
	w.seen[place{t, s}] = true
	if s == nil {
		w.t.Errorf("the table has no type for %s", t.Name())
		return
	}
	if w.attrs[t] == nil {
		w.attrs[t] = map[string]bool{}
	}
	fields, extensible := fieldsOf(t)
	for _, a := range s.Attrs() {
		w.attrs[t][a.Name] = true
		if ft, ok := fields[a.Name]; ok {
			w.walk(ft, a.Type)
		} else if !w.excused(t, a.Name) {
			w.t.Errorf("%s has no field for the attribute %s", t.Name(), a.Name)
		}
	}
	if extensible != (s.Extensible || s.Open) {
		w.t.Errorf("%s takes extensions: %t, in the table: %t", t.Name(), extensible, s.Extensible || s.Open)
	}
}

func (w parity) excused(t reflect.Type, name string) bool {
	key := t.Name() + "." + name
	if beside[key] == "" {
		return false
	}
	w.used[key] = true
	return true
}

// fieldsOf lists the attributes of a struct and of those embedded in it.
func fieldsOf(t reflect.Type) (fields map[string]reflect.Type, extensible bool) {
	fields = map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("yaml"), ",")
		switch {
		case f.Anonymous:
			inner, _ := fieldsOf(f.Type)
			maps.Copy(fields, inner)
		case slices.Contains(tag[1:], "extensions"):
			extensible = true
		case tag[0] != "" && tag[0] != "-":
			fields[tag[0]] = f.Type
		}
	}
	return fields, extensible
}
