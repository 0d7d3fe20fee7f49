package yamlwrite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"go.yaml.in/yaml/v4"
)

// printed reads a text and prints it with Tree; ok is false if the text has a fault.
func printed(t testing.TB, text string) (out string, ok bool) {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) == 0 {
		return "", false
	}
	root, list := syntax.Resolve(docs[0], syntax.Limits{})
	if list.HasErrors() {
		return "", false
	}
	var w Writer
	Tree(&w, root)
	return string(w.Bytes()), true
}

func TestTree(t *testing.T) {
	for _, text := range []string{
		"services:\n  web:\n    image: nginx\n    ports: [80, '80', 0x50, 0o20, 010, 1_000]\n",
		"b: 1\na: 2\na10: 3\na9: 4\n",
		"floats: [1.0, 1.50, 1e3, 1_0.5, .5, .inf, -.Inf, .nan, 0.1, 123456789012345678901234567890, -0.0]\n",
		"booleans: [true, True, FALSE]\nwords: [yes, no, on, off, y, n]\nnulls: [null, ~, Null]\n",
		"dates: [2001-01-01, 2001-1-1, 2001-12-14t21:59:43.10-05:00, 2001-12-14 21:59:43.10, '2001-01-01']\n",
		"big: [18446744073709551615, -9223372036854775808, 9223372036854775808]\n",
		"empty: {}\nnone: []\nnothing:\ntext: ''\n",
		"a: &a {x: 1, y: [2, {z: 3}]}\nb: *a\nc:\n  <<: *a\n  x: 4\n",
		"script: |\n  set -e\n  run\nfolded: >-\n  a\n  b\n\n  c\n",
		"- a\n- - b\n  - c: d\n    e: f\n",
		"just text\n",
		"'80': a\nyes: b\nnull: c\n? |\n  x\n  y\n: d\n",
	} {
		want := reference(t, stringKeys(yamlNode(t, text)))
		got, ok := printed(t, text)
		if !ok {
			t.Errorf("%q has faults", text)
		} else if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// stringKeys turns keys of other types into the texts that they were written as, as far as
// the cases of this file need it.
func stringKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = stringKeys(v[k])
		}
	case map[any]any:
		m := map[string]any{}
		for k, x := range v {
			s, ok := k.(string)
			if !ok {
				s = "null"
			}
			m[s] = stringKeys(x)
		}
		return m
	case []any:
		for i := range v {
			v[i] = stringKeys(v[i])
		}
	}
	return v
}

func TestTreeOfDuplicateKeysAndNil(t *testing.T) {
	var b syntax.Builder
	var w Writer
	Tree(&w, b.Mapping([]syntax.Pair{
		{Name: "a", Value: b.Scalar("1", syntax.Int, nil, syntax.Written)},
		{Name: "b", Value: nil},
		{Name: "a", Value: b.Scalar("x", syntax.Int, nil, syntax.Written)},
	}, nil, syntax.Written))
	if got, want := string(w.Bytes()), "a: x\nb: null\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTreeOnRealFiles prints the Compose files of the corpus as the reference does.
func TestTreeOnRealFiles(t *testing.T) {
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	corpus := filepath.Join(shared, "corpus")
	if _, err := os.Stat(corpus); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("the corpus is missing: %v", err)
		}
		t.Skipf("the corpus is missing, set COMPOSEKIT_SHARED: %v", err)
	}
	files := 0
	err := filepath.WalkDir(corpus, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") && !strings.HasSuffix(path, ".yml") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var v map[string]any
		if yaml.Unmarshal(text, &v) != nil || v == nil {
			return nil
		}
		got, ok := printed(t, string(text))
		if !ok {
			return nil
		}
		files++
		if want := reference(t, v); got != want {
			t.Errorf("%s: %s", path, firstDifference(got, want))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Errorf("no file of %s was compared", corpus)
	}
	t.Logf("%d files compared", files)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "got line " + g[i] + "; want " + strings.Join(w[min(i, len(w)-1):min(i+1, len(w))], "")
		}
	}
	return "shorter than wanted"
}

func TestTreeAllocates(t *testing.T) {
	text := "services:\n  web:\n    image: nginx\n    ports: [80, '80', 0x50]\n    labels: {b: 1, a: 2.5}\n"
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	var w Writer
	buf := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() {
		w.Reset(buf)
		Tree(&w, docs[0].Root)
	}); n != 0 {
		t.Errorf("%v allocations a tree, want none", n)
	}
}

// FuzzTree reads a text and prints it; where the reference can read the text too, it must
// print the same. Tags are left out: what they mean is decided before a tree gets here.
func FuzzTree(f *testing.F) {
	for _, s := range []string{"a: 1\n", "- [x, {y: 'z'}]\n", "a: &a {b: 2001-01-01}\nc: {<<: *a, d: 0x1F}\n", "t: |\n a\n\n  b\n", "f: 1_0.5e3\nn: ~\n", "? |\n  x\n: y\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := printed(t, text)
		var v any
		if !ok || strings.Contains(text, "!") || yaml.Unmarshal([]byte(text), &v) != nil || !deeplyOrdered(v) {
			return
		}
		if want := reference(t, v); got != want {
			t.Fatalf("%q\n got %q\nwant %q", text, got, want)
		}
	})
}

// deeplyOrdered reports whether the reference has one order for the keys of all mappings in v
// and all keys are strings.
func deeplyOrdered(v any) bool {
	switch v := v.(type) {
	case map[any]any:
		return false
	case map[string]any:
		for _, x := range v {
			if !deeplyOrdered(x) {
				return false
			}
		}
		return ordered(v)
	case []any:
		for _, x := range v {
			if !deeplyOrdered(x) {
				return false
			}
		}
	}
	return true
}
