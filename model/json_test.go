package model_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/model"
)

// TestJSONIsReadBack reads the JSON of real projects, and writes it again.
func TestJSONIsReadBack(t *testing.T) {
	material.Files(t, "corpus/.want", material.IsYAML, func(name, text string) {
		p := decode(t, name, text)
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var read model.Project
		if err := json.Unmarshal(want, &read); err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		got, err := json.Marshal(&read)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		for key, s := range p.Services {
			if read.Services[key].Name != key {
				t.Errorf("%s: service %s is called %q", name, key, read.Services[key].Name)
			}
			want, _ := json.Marshal(s)
			var one model.Service
			if err := json.Unmarshal(want, &one); err != nil {
				t.Errorf("%s: service %s: %v", name, key, err)
			} else if got, _ := json.Marshal(&one); string(got) != string(want) {
				t.Errorf("%s: service %s: got %s, want %s", name, key, got, want)
			}
		}
	})
}

// TestJSONOfValues: what is no pointer is encoded as what a pointer points at.
func TestJSONOfValues(t *testing.T) {
	s := model.Service{Name: "web", ContainerSpec: model.ContainerSpec{Image: "nginx"}}
	p := model.Project{Name: "shop", Services: map[string]*model.Service{"web": &s}}
	for _, values := range [][2]any{
		{[]model.Service{s}, []*model.Service{&s}},
		{map[string]model.Project{"a": p}, map[string]*model.Project{"a": &p}},
	} {
		got, err := json.Marshal(values[0])
		want, wantErr := json.Marshal(values[1])
		if err != nil || wantErr != nil || string(got) != string(want) {
			t.Errorf("%T: got %s, %v, want %s, %v", values[0], got, err, want, wantErr)
		}
	}
	if got, err := json.Marshal([]any{(*model.Service)(nil), (*model.Project)(nil)}); err != nil || string(got) != "[null,null]" {
		t.Errorf("of nil: %s, %v", got, err)
	}
}

func TestJSONThatIsNoProject(t *testing.T) {
	var all *diag.Errors
	p := model.Project{Name: "before"}
	err := json.Unmarshal([]byte(`{"name": "shop", "services": {"web": {"scale": "many"}}}`), &p)
	if !errors.As(err, &all) || len(all.List) != 1 || all.List[0].Path != "services.web.scale" {
		t.Errorf("the error is %v", err)
	}
	if err := json.Unmarshal([]byte(`[1]`), &p); !errors.As(err, &all) {
		t.Errorf("the error of a list is %v", err)
	}
	p = model.Project{Name: "before"}
	if err := json.Unmarshal([]byte(`null`), &p); err != nil || p.Name != "before" {
		t.Errorf("%q, %v", p.Name, err)
	}
	// Dollars are neither doubled nor taken for doubled.
	if err := json.Unmarshal([]byte(`{"services":{"w":{"image":"$a$$b"}}}`), &p); err != nil || p.Services["w"].Image != "$a$$b" {
		t.Errorf("%v, %v", p.Services["w"], err)
	}
	if text, err := json.Marshal(p.Services["w"]); err != nil || string(text) != `{"command":null,"entrypoint":null,"image":"$a$$b"}` {
		t.Errorf("%s, %v", text, err)
	}
	// What Go and others escape without need.
	if err := json.Unmarshal([]byte(`{"name":"a","services":{"w":{"image":"\u003c\ud83d\ude00😀\/\u2028"}}}`), &p); err != nil || p.Services["w"].Image != "<😀😀/\u2028" {
		t.Errorf("%v, %v", p.Services["w"], err)
	}
}
