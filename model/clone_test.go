package model_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// Every field of every struct is filled, so that one which a clone shares is seen.
func TestClone(t *testing.T) {
	var p model.Project
	fill(reflect.ValueOf(&p).Elem())
	c := p.Clone()
	same := cmp.Comparer(func(a, b *syntax.Node) bool { return a == b })
	if diff := cmp.Diff(&p, c, same); diff != "" {
		t.Fatalf("the clone differs: %s", diff)
	}
	for _, path := range shared(reflect.ValueOf(p), reflect.ValueOf(*c), "Project") {
		t.Errorf("%s is shared", path)
	}
	s := p.Services["k"]
	for _, path := range shared(reflect.ValueOf(*s), reflect.ValueOf(*s.Clone()), "Service") {
		t.Errorf("%s is shared", path)
	}
	if (*model.Project)(nil).Clone() != nil || !reflect.DeepEqual((&model.Project{}).Clone(), &model.Project{}) {
		t.Error("nil stays nil, and what is empty stays empty")
	}
}

var node = reflect.TypeFor[*syntax.Node]()

// fill gives everything in a value something that it could share.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Set(reflect.New(v.Type().Elem())); v.Type() != node {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), value)
	}
}

// shared are the paths of what is the same memory in both.
func shared(a, b reflect.Value, path string) (out []string) {
	switch a.Kind() {
	case reflect.Pointer:
		if a.Type() == node {
			return nil
		}
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		return shared(a.Elem(), b.Elem(), path)
	case reflect.Struct:
		for i := range a.NumField() {
			out = append(out, shared(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Slice:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		out = shared(a.Index(0), b.Index(0), path+"[0]")
	case reflect.Map:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		for _, k := range a.MapKeys() {
			out = append(out, shared(a.MapIndex(k), b.MapIndex(k), fmt.Sprintf("%s[%s]", path, k))...)
		}
	}
	return out
}
