package interpolate

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

var castNames = map[schema.Cast]string{
	schema.ToInt: "int", schema.ToInt64: "int64", schema.ToFloat: "float", schema.ToFloat32: "float32",
	schema.ToBool: "bool", schema.ToUmask: "umask",
}

// listedCasts is testdata/casts.txt, its abbreviations written out.
func listedCasts(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/casts.txt")
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{
		"container.": {"services.*.", "jobs.*.", "services.*.pre_start[]."},
		"workload.":  {"services.*.", "jobs.*."},
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		path, cast, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || path == "#" {
			continue
		}
		prefixes := []string{""}
		for group, members := range groups {
			if rest, ok := strings.CutPrefix(path, group); ok {
				path, prefixes = rest, members
			}
		}
		for _, p := range prefixes {
			out[p+path] = cast
		}
	}
	return out
}

// The table asks for exactly the casts that the reference makes.
func TestTableCastsAsListed(t *testing.T) {
	got := map[string]string{}
	collectCasts(schema.Compose(), "", nil, got)
	if diff := cmp.Diff(listedCasts(t), got); diff != "" {
		t.Errorf("(-listed +table):\n%s", diff)
	}
}

func collectCasts(t *schema.Type, path string, above []*schema.Type, out map[string]string) {
	if t == nil || slices.Contains(above, t) {
		return
	}
	above = append(slices.Clip(above), t)
	if t.Cast != schema.NoCast {
		out[path] = castNames[t.Cast]
	}
	below := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	for i := range t.Attrs() {
		collectCasts(t.Attrs()[i].Type, below(t.Attrs()[i].Name), above, out)
	}
	collectCasts(t.Values, below("*"), above, out)
	collectCasts(t.Elem, path+"[]", above, out)
}

var castTexts = []string{
	"", "0", "1", "-1", "+5", "80", "010", "08", "0x1F", "0o17", "0b11", "1_000", " 1", "1 ", "1.0", "1.50", "-0.5", ".5", "5.", "00.5",
	"1e3", "1E-2", "1e999", "1e39", "0x1p-2", "inf", "-Inf", "nan", "NaN", "+.5", "9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "4294967295", "4294967296", "077", "77", "0777", "-077", "abc", "true", "TRUE", "True", "false", "False",
	"y", "Y", "yes", "on", "ON", "n", "no", "off", "Off", "t", "1.7976931348623157e308", "16777217", "0.1", "null", "~", "١",
}

// Every text becomes the number or boolean that compose-go makes of it, or is refused by both.
func TestCastsAgreeWithComposeGo(t *testing.T) {
	attributes := map[schema.Cast]string{
		schema.ToInt64: "cpu_count", schema.ToInt: "scale", schema.ToFloat: "cpu_percent", schema.ToFloat32: "cpus",
		schema.ToBool: "tty", schema.ToUmask: "umask",
	}
	for cast, attribute := range attributes {
		for _, text := range castTexts {
			if cast == schema.ToInt && beyondInt(text) {
				continue // the reference's int has 32 bits here; ours is the same everywhere
			}
			got := castText(text, cast)
			want, err := referenceCast(attribute, text)
			if (err != nil) != (got.wrong != "") {
				t.Errorf("%s: %q: %q, compose-go: %v", castNames[cast], text, got.wrong, err)
				continue
			}
			if err == nil && !equalValues(want, got) {
				t.Errorf("%s: %q becomes %q, by compose-go %v (%T)", castNames[cast], text, got.value, want, want)
			}
		}
	}
}

// beyondInt reports whether a text is a number of 64 bits that an int of this platform cannot hold.
func beyondInt(text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && int64(int(n)) != n
}

func referenceCast(attribute, text string) (any, error) {
	config := types.ConfigDetails{
		WorkingDir:  "/",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: fmt.Appendf(nil, "services: {a: {image: x, %s: %q}}", attribute, text)}},
		Environment: types.Mapping{},
	}
	model, err := loader.LoadModelWithContext(context.Background(), config, func(o *loader.Options) {
		o.SkipValidation, o.SkipNormalization, o.SkipConsistencyCheck, o.SkipDefaultValues = true, true, true, true
		o.SetProjectName("x", true)
	})
	if err != nil {
		return nil, err
	}
	return model["services"].(map[string]any)["a"].(map[string]any)[attribute], nil
}

// equalValues reports whether the scalar got reads as want.
func equalValues(want any, got cast) bool {
	switch want := want.(type) {
	case bool:
		return got.typ == syntax.Bool && got.value == strconv.FormatBool(want)
	case int, int64, uint64:
		return got.typ == syntax.Int && got.value == fmt.Sprint(want)
	case float32:
		v, ok := readFloat(got.value, 32)
		return ok && got.typ == syntax.Float && (float32(v) == want || math.IsNaN(v) && want != want)
	case float64:
		v, ok := readFloat(got.value, 64)
		return ok && got.typ == syntax.Float && (v == want || math.IsNaN(v) && want != want)
	}
	return false
}

// readFloat reads a number as YAML has it.
func readFloat(text string, bits int) (float64, bool) {
	special := map[string]float64{".inf": math.Inf(1), "-.inf": math.Inf(-1), ".nan": math.NaN()}
	if slices.Contains(slices.Collect(maps.Keys(special)), text) {
		return special[text], true
	}
	v, err := strconv.ParseFloat(text, bits)
	return v, err == nil
}
