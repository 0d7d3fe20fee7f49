package composego

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// FuzzConfig writes plain values as YAML and reads them again.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{`{}`, `{"a": [1, 1.5, "x", null, true, {"b": "2024-01-01"}]}`, `{"": "\u0080\u0000\u2028\ud83d\ude00<&>", "1": 1e300}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want map[string]any
		if json.Unmarshal([]byte(text), &want) != nil || want == nil {
			t.Skip("not a JSON object")
		}
		written := appendValue(nil, want)
		docs, list := syntax.Parse(source.NewFile("a.yaml", string(written)), syntax.Limits{Depth: -1, Key: -1})
		if err := list.Err(); err != nil || len(docs) != 1 {
			t.Fatalf("%s\nis written as\n%s\n%v", text, written, err)
		}
		if diff := cmp.Diff(any(want), model.Plain(docs[0].Root)); diff != "" {
			t.Errorf("%s\nis written as\n%s\n%s", text, written, diff)
		}
	})
}

// TestConfigOfOtherTypes writes values that JSON does not have.
func TestConfigOfOtherTypes(t *testing.T) {
	got := string(appendValue(nil, map[string]any{
		"a": math.NaN(), "b": math.Inf(1), "c": math.Inf(-1), "d": float32(1), "e": uint64(math.MaxUint64),
		"f": map[any]any{1: "x", "y": 2}, "g": types.Duration(5),
	}))
	want := `{"a": .nan,"b": .inf,"c": -.inf,"d": 1.0,"e": 18446744073709551615,"f": {"y": 2,1: "x",},"g": "5ns",}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// FuzzLoad loads whatever the text says, which must give a project or an error. The quick look
// for a name misses none.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{"name: a", " \n  name: b", "'name': c", "? name\n: d", "{name: e}", "a: {}\n---\nname: f", "%YAML 1.2\n---\nname: g", "\ufeffname: h", "hostname: a", "a:\nname", "services: {web: {image: a}}"} {
		f.Add(text, uint16(0))
	}
	f.Add("services: {web: {image: a, x-a: {b: 1}}}", uint16(0))
	f.Add("name: a\nservices: {web: {extends: b, ports: ['80']}, b: {image: '${A:-b}'}}", uint16(3))
	f.Fuzz(func(t *testing.T, text string, skip uint16) {
		if !mayHaveName([]byte(text)) {
			docs, _ := syntax.Parse(source.NewFile("a.yaml", text), syntax.Limits{})
			for _, doc := range docs {
				if n := doc.Root.Get("name"); n != nil {
					t.Errorf("%q has a name", text)
				}
			}
		}
		p, err := LoadWithContext(context.Background(), fromText(text), named, func(o *Options) {
			o.SkipInclude, o.SkipResolveEnvironment, o.SkipResolveLabels = true, true, true
			o.SkipValidation, o.SkipInterpolation, o.SkipNormalization = skip&1 != 0, skip&2 != 0, skip&4 != 0
			o.SkipConsistencyCheck, o.SkipDefaultValues = skip&8 != 0, skip&16 != 0
		})
		if (p == nil) == (err == nil) {
			t.Errorf("got %v and %v", p, err)
		}
	})
}
