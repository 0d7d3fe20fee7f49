package composego

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
)

// filler sets every field of a struct to a value of its own.
type filler struct {
	count int
	empty bool // maps and lists are empty, pointers nil
}

func (f *filler) fill(v reflect.Value) {
	f.count++
	switch x := v.Addr().Interface().(type) {
	case *types.Extensions:
		*x = types.Extensions{}
		for name, value := range f.extensions() {
			(*x)[name] = value
		}
		return
	case *model.Extensions:
		*x = model.Extensions{}
		for name, value := range f.extensions() {
			if err := x.Set(name, value); err != nil {
				panic(err)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", f.count))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.count))
	case reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(f.count % 60000))
	case reflect.Float32:
		v.SetFloat(float64(f.count) + 0.5)
	case reflect.Struct:
		f.fillStruct(v)
	default:
		f.fillCollection(v)
	}
}

func (f *filler) fillStruct(v reflect.Value) {
	for i := range v.NumField() {
		if _, alone := withoutPlace[v.Type().String()+"."+v.Type().Field(i).Name]; !alone {
			f.fill(v.Field(i))
		}
	}
}

func (f *filler) fillCollection(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !f.empty {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		if !f.empty {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			f.fill(v.Index(0))
			f.fill(v.Index(1))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		if f.empty {
			return
		}
		value := reflect.New(v.Type().Elem()).Elem()
		f.fill(value)
		v.SetMapIndex(reflect.ValueOf(fmt.Sprint("key ", f.count)), value)
		if value.Kind() == reflect.Pointer {
			v.SetMapIndex(reflect.ValueOf("nil"), reflect.Zero(value.Type()))
		}
	default:
		panic(v.Type())
	}
}

func (f *filler) extensions() map[string]any {
	if f.empty {
		return nil
	}
	return map[string]any{"x-a": map[string]any{
		"text": fmt.Sprint(f.count), "int": f.count, "float": float64(2), "bool": true, "null": nil, "list": []any{1, "1", []any{}, map[string]any{}},
		"time": time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC), "long text": " \n'\"#: \t\x00é", "like a number": "1e3",
	}}
}

// TestEveryFieldSurvives takes projects of which all fields are set there and back.
func TestEveryFieldSurvives(t *testing.T) {
	for _, empty := range []bool{false, true} {
		theirs, own := new(types.Project), new(model.Project)
		(&filler{empty: empty}).fill(reflect.ValueOf(theirs).Elem())
		(&filler{empty: empty}).fill(reflect.ValueOf(own).Elem())
		// A service of ours may be nil; there is no such thing on the other side.
		for _, m := range []map[string]*model.Service{own.Services, own.DisabledServices} {
			delete(m, "nil")
		}
		for _, m := range []map[string]*model.Job{own.Jobs, own.DisabledJobs} {
			delete(m, "nil")
		}
		delete(own.Networks, "nil")
		delete(own.Volumes, "nil")
		delete(own.Secrets, "nil")
		delete(own.Configs, "nil")
		delete(own.Models, "nil")
		own.Separator = "" // see withoutPlace

		roundTrip(t, fmt.Sprintf("theirs, empty: %t", empty), theirs)
		there, err := ToComposeGo(own)
		if err != nil {
			t.Fatal(err)
		}
		back, err := FromComposeGo(there)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(own, back, plainExtensions); diff != "" {
			t.Errorf("ours, empty: %t:\n%s", empty, diff)
		}
	}
	roundTrip(t, "zero", &types.Project{})
}

// TestCopiesShareNothing changes everything in a converted project.
func TestCopiesShareNothing(t *testing.T) {
	theirs, same := new(types.Project), new(types.Project)
	(&filler{}).fill(reflect.ValueOf(theirs).Elem())
	(&filler{}).fill(reflect.ValueOf(same).Elem())
	own, err := FromComposeGo(theirs)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ToComposeGo(own)
	if err != nil {
		t.Fatal(err)
	}
	scramble(reflect.ValueOf(own))
	scramble(reflect.ValueOf(back))
	if diff := cmp.Diff(same, theirs, exact); diff != "" {
		t.Errorf("a change to the copy changed the original:\n%s", diff)
	}
}

// scramble changes what is behind pointers, in lists and in maps.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scramble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.Map:
		if v.Type().Elem().Kind() == reflect.Interface || v.Type() == reflect.TypeFor[model.Extensions]() {
			v.Clear() // nodes are never changed
			return
		}
		for _, key := range v.MapKeys() {
			if value := v.MapIndex(key); value.Kind() == reflect.Pointer {
				scramble(value)
			}
		}
		v.Clear()
	case reflect.String:
		v.SetString("changed")
	}
}

// TestLosses sets what the other side has no place for.
func TestLosses(t *testing.T) {
	fields := types.Project{
		Services: types.Services{"web": {
			Net: "x",
			ContainerSpec: types.ContainerSpec{
				CustomLabels: types.Labels{"a": "b"}, LogDriver: "x", LogOpt: map[string]string{"a": "b"}, VolumeDriver: "x",
				BlkioConfig: &types.BlkioConfig{
					Extensions:    types.Extensions{"x-a": 1},
					WeightDevice:  []types.WeightDevice{{Extensions: types.Extensions{"x-a": 1}}},
					DeviceReadBps: []types.ThrottleDevice{{Extensions: types.Extensions{"x-a": 1}}},
				},
			},
			WorkloadSpec: types.WorkloadSpec{Dockerfile: "x"},
		}},
		Networks: types.Networks{"a": {CustomLabels: types.Labels{"a": "b"}}},
		Volumes:  types.Volumes{"a": {CustomLabels: types.Labels{"a": "b"}}},
		Configs:  types.Configs{"a": {Driver: "x", DriverOpts: map[string]string{"a": "b"}}},
	}
	_, err := FromComposeGo(&fields)
	lost := lostFields(t, err)
	request := model.DeviceRequest{Extensions: model.Extensions{"x-a": nil}}
	_, err = ToComposeGo(&model.Project{Services: map[string]*model.Service{"web": {ContainerSpec: model.ContainerSpec{GPUs: []model.DeviceRequest{request}}}}})
	for name := range lostFields(t, err) {
		lost[name] = true
	}
	for name, reason := range withoutPlace {
		if lost[name] == strings.HasPrefix(reason, "unreachable") {
			t.Errorf("%s (%s) is reported: %t", name, reason, lost[name])
		}
	}

	_, err = FromComposeGo(&types.Project{Extensions: types.Extensions{"x-a": struct{ A int }{1}}})
	if !lostFields(t, err)["the value of x-a"] {
		t.Errorf("a struct as the value of an extension: %v", err)
	}
}

func lostFields(t *testing.T, err error) map[string]bool {
	t.Helper()
	var loss *LossError
	if !errors.As(err, &loss) {
		t.Fatalf("got %v, want a LossError", err)
	}
	out := map[string]bool{}
	for _, name := range loss.Fields {
		out[name] = true
	}
	return out
}

func TestNothing(t *testing.T) {
	if p, err := ToComposeGo(nil); p != nil || err != nil {
		t.Errorf("to compose-go: %v, %v", p, err)
	}
	if p, err := FromComposeGo(nil); p != nil || err != nil {
		t.Errorf("from compose-go: %v, %v", p, err)
	}
}
