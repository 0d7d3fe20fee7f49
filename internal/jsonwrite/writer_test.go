package jsonwrite

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
)

// write prints v, made of the types that reading YAML gives, with a Writer.
func write(w *Writer, v any) {
	switch v := v.(type) {
	case nil:
		w.Null()
	case string:
		w.String(v)
	case bool:
		w.Bool(v)
	case int:
		w.Int(int64(v))
	case int64:
		w.Int(v)
	case uint64:
		w.Uint(v)
	case float64:
		w.Float64(v)
	case float32:
		w.Float32(v)
	case []any:
		w.BeginSeq()
		for _, item := range v {
			write(w, item)
		}
		w.EndSeq()
	case map[string]any:
		w.BeginMap()
		for _, k := range slices.Sorted(maps.Keys(v)) {
			w.Key(k)
			write(w, v[k])
		}
		w.EndMap()
	default:
		panic(fmt.Sprintf("%T", v))
	}
}

func check(t testing.TB, v any) {
	t.Helper()
	indented, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatalf("the reference fails on %#v: %v", v, err)
	}
	compact, _ := json.Marshal(v)
	for _, c := range []struct {
		w    Writer
		want []byte
	}{{Writer{}, indented}, {Writer{Compact: true}, compact}} {
		write(&c.w, v)
		if got := c.w.Bytes(); string(got) != string(c.want) {
			t.Fatalf("%#v\n got %q\nwant %q", v, got, c.want)
		}
	}
}

var table = []any{
	nil, true, false, 0, -1, int64(1 << 40), int64(math.MinInt64), uint64(math.MaxUint64), map[string]any{}, []any{},
	0.0, 0.5, 1.0, 1e6, 1e20, 1e21, 1e-6, 9.9e-7, 1e-7, 1e-10, 1e100, -1e-9, 123456789.125, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1),
	float32(0.1), float32(0.5), float32(1e21), float32(9.9e20), float32(1e-6), float32(9.9e-7), float32(math.MaxFloat32), float32(1e-45), float32(16777216),
	"", "a", "a<b>&c", `say "hi"\`, "\x00\x01\x1f\x7f", "\b\f\n\r\t\v", "é日本\U0001F600", "\u2028\u2029", "\uFFFD", "\xff", "a\xe2\x80", "\xed\xa0\x80",
	[]any{1, "a", nil, []any{}, map[string]any{}, []any{[]any{1}}},
	map[string]any{"b": 1, "a": []any{}, "<": map[string]any{"x": []any{1, 2}}, "a10": nil, "a2": map[string]any{}},
}

func TestValues(t *testing.T) {
	for _, v := range table {
		check(t, v)
		check(t, []any{v, v})
		check(t, map[string]any{"k": v, "l": []any{v}})
	}
}

func nasty(r *rand.Rand) string {
	parts := []string{"a", "word", " ", "<", ">", "&", `"`, `\`, "/", "\n", "\t", "\r", "\b", "\f", "\x00", "\x1f", "\x7f", "é", "\u2028", "\u2029", "\uFFFD", "\U0001F600", "\xff", "\xe2\x80", "\xc3"}
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

func tree(r *rand.Rand, depth int) any {
	switch n := r.IntN(10); {
	case n < 3 && depth > 0:
		m := map[string]any{}
		for range r.IntN(5) {
			m[nasty(r)] = tree(r, depth-1)
		}
		return m
	case n < 5 && depth > 0:
		s := []any{}
		for range r.IntN(5) {
			s = append(s, tree(r, depth-1))
		}
		return s
	case n == 5:
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	case n == 6:
		if f := math.Float32frombits(r.Uint32()); f == f && !math.IsInf(float64(f), 0) {
			return f
		}
	case n == 7:
		return r.Int64N(1<<50) - 1<<49
	}
	return nasty(r)
}

func TestRandomTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range material.Tries(20_000) {
		check(t, tree(r, 5))
	}
}

func TestEmptyCollections(t *testing.T) {
	w := Writer{Compact: true}
	w.BeginMap()
	w.Key("a")
	w.EmptyMap()
	w.Key("b")
	w.EmptySeq()
	w.EndMap()
	if got, want := string(w.Bytes()), `{"a":{},"b":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoNumber(t *testing.T) {
	w := Writer{Compact: true}
	w.BeginSeq()
	w.Float64(math.NaN())
	w.Float32(float32(math.Inf(1)))
	w.EndSeq()
	if got, want := string(w.Bytes()), `[null,null]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWriterAllocates(t *testing.T) {
	var w Writer
	buf := make([]byte, 0, 1<<12)
	if n := testing.AllocsPerRun(100, func() {
		w.Reset(buf)
		w.BeginMap()
		w.Key("image")
		w.String("a <b> é \u2028 \xff")
		w.Key("ports")
		w.BeginSeq()
		w.Int(80)
		w.Float64(0.5)
		w.Bool(true)
		w.EndSeq()
		w.EndMap()
	}); n != 0 {
		t.Errorf("%v allocations a document, want none", n)
	}
}

// FuzzValues prints any string, and any number in both widths.
func FuzzValues(f *testing.F) {
	for _, v := range table {
		if s, ok := v.(string); ok {
			f.Add(s, 1e-7)
		}
	}
	f.Fuzz(func(t *testing.T, s string, x float64) {
		check(t, s)
		check(t, map[string]any{s: []any{s}})
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			check(t, x)
		}
		if y := float32(x); y == y && !math.IsInf(float64(y), 0) {
			check(t, y)
		}
	})
}
