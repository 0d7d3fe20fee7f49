package model_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
)

const extended = `
services:
  web:
    image: a
    x-backup:
      every: 1h30m
      keep: 3
      targets:
        - {name: a, port: 80}
        - {name: b, port: http}
`

type backup struct {
	Every   time.Duration
	Keep    int
	Targets []struct {
		Name string
		Port int
	}
}

func TestExtensionIsDecodedIntoAStruct(t *testing.T) {
	x := decode(t, "compose.yaml", extended).Services["web"].Extensions
	var b struct {
		Every time.Duration
		Keep  int `mapstructure:"keep"`
	}
	if err := x.Decode("x-backup", &b); err != nil {
		t.Fatal(err)
	}
	if b.Every != 90*time.Minute || b.Keep != 3 {
		t.Errorf("got %+v", b)
	}
	b.Keep = 7
	if err := x.Decode("x-other", &b); err != nil || b.Keep != 7 {
		t.Errorf("a missing extension gives %v, %+v", err, b)
	}
}

func TestMisfitOfAnExtensionHasAPlace(t *testing.T) {
	x := decode(t, "compose.yaml", extended).Services["web"].Extensions
	var b backup
	err := x.Decode("x-backup", &b)
	var all *diag.Errors
	if !errors.As(err, &all) || len(all.List) != 1 {
		t.Fatalf("error is %v", err)
	}
	d := all.List[0]
	if got := fmt.Sprint(d.Code(), " ", d.Span.Pos(0).Line, " ", d.Span.Text(), " ", d.Path); got != "invalid-extension 10 http x-backup.targets[1].port" {
		t.Errorf("the finding is %s", got)
	}
}

func TestEachMisfitOfAnExtensionIsAFinding(t *testing.T) {
	x := decode(t, "compose.yaml", "name: a\nx-backup:\n  keep: many\n  targets:\n    - {name: a, port: http}\n").Extensions
	var b backup
	var all *diag.Errors
	if err := x.Decode("x-backup", &b); !errors.As(err, &all) {
		t.Fatalf("error is %v", err)
	}
	var got []string
	for _, d := range all.List {
		got = append(got, d.Path+": "+d.Span.Text())
	}
	if diff := cmp.Diff([]string{"x-backup.keep: many", "x-backup.targets[0].port: http"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A number that its field cannot hold is a misfit, not another number.
func TestNumbersOfAnExtensionAreNotCut(t *testing.T) {
	x := decode(t, "compose.yaml", "name: a\nx-n: {a: 300, b: -1, c: 1.9, d: 18446744073709551615, e: 1e40}\nx-m: {a: 255, b: 0, c: 2.0, d: 9223372036854775807, e: 1e30}\n").Extensions
	var n struct {
		A uint8
		B *uint
		C int
		D time.Duration
		E float32
	}
	var all *diag.Errors
	if err := x.Decode("x-n", &n); !errors.As(err, &all) {
		t.Fatalf("error is %v, and the numbers are %+v", err, n)
	}
	var got []string
	for _, d := range all.List {
		got = append(got, d.Path+": "+d.Span.Text())
	}
	if diff := cmp.Diff([]string{"x-n.a: 300", "x-n.b: -1", "x-n.c: 1.9", "x-n.d: 18446744073709551615", "x-n.e: 1e40"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := x.Decode("x-m", &n); err != nil || n.A != 255 || *n.B != 0 || n.C != 2 || n.D != 1<<63-1 || n.E != 1e30 {
		t.Errorf("%+v, %v", n, err)
	}
}

// What no field takes goes into the one that asks for it, so that a program can report it.
func TestRemainderOfAnExtension(t *testing.T) {
	x := decode(t, "compose.yaml", extended).Services["web"].Extensions
	var b struct {
		Every   time.Duration
		Targets []any
		Rest    map[string]any `mapstructure:",remain"`
	}
	if err := x.Decode("x-backup", &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"keep": 3}, b.Rest); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPlainIsWhatYAMLGives compares with yaml/v4.
func TestPlainIsWhatYAMLGives(t *testing.T) {
	const text = `
s: text
i: [1, 0x10, 010, 0o10, -5, 1_000, 9223372036854775807, 18446744073709551615]
f: [1.5, 1e3, .inf, -.inf, 123456789012345678901234567890]
b: [true, False]
n: [null, ~, ]
t: [2001-02-03, 2001-02-03T04:05:06Z]
m: {a: {b: []}, c: {}}
`
	var want any
	if err := yaml.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, model.Plain(parse(t, "x.yaml", text))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestExtensionCanBeSet(t *testing.T) {
	want := map[string]any{"a": []any{1, "x", nil, 1.5, true}, "t": time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC)}
	x := model.Extensions{}
	if err := x.Set("x-a", want); err != nil {
		t.Fatal(err)
	}
	got, ok := x.Get("x-a")
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s := model.Service{Name: "web"} // has none yet
	if err := s.Extensions.Set("x-a", want); err != nil || len(s.Extensions) != 1 {
		t.Errorf("there are %v, and the error is %v", s.Extensions, err)
	}
	loop := map[string]any{}
	loop["self"] = loop
	for _, bad := range []any{func() {}, map[int]string{1: "a"}, loop} {
		if err := x.Set("x-b", bad); err == nil {
			t.Errorf("a value of type %T is taken", bad)
		}
	}
	if _, ok := x["x-b"]; ok {
		t.Error("a value that was refused is there")
	}
}
