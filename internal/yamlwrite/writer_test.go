package yamlwrite

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/internal/material"
	"go.yaml.in/yaml/v4"
)

// reference prints v as docker compose config prints a project.
func reference(t testing.TB, v any) string {
	t.Helper()
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		t.Fatalf("the reference fails on %#v: %v", v, err)
	}
	return buf.String()
}

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
	case time.Time:
		w.Time(v)
	case []any:
		w.BeginSeq()
		for _, item := range v {
			write(w, item)
		}
		w.EndSeq()
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		SortKeys(keys)
		w.BeginMap()
		for _, k := range keys {
			w.Key(k)
			write(w, v[k])
		}
		w.EndMap()
	default:
		panic(fmt.Sprintf("%T", v))
	}
}

func written(v any) string {
	var w Writer
	write(&w, v)
	return string(w.Bytes())
}

func check(t testing.TB, v any) {
	t.Helper()
	checkText(t, written(v), reference(t, v))
}

// checkText fails unless a text is what the reference prints, or escapes what the reference
// prints so that it cannot be read, and unless it reads as the same values.
func checkText(t testing.TB, got, want string) {
	t.Helper()
	if got != want && !strings.ContainsAny(want, separators) && withoutHints(got) != withoutHints(want) {
		t.Fatalf("\n got %q\nwant %q", got, want)
	}
	if strings.ContainsAny(got, separators) {
		t.Fatalf("%q has separators that are not escaped", got)
	}
	var v any
	if err := yaml.Unmarshal([]byte(got), &v); err != nil || reference(t, v) != want {
		t.Fatalf("%q is read as %#v, %v", got, v, err)
	}
	if strings.Contains(got, binaryTag) || conflict.MatchString(got) {
		return // reading the one is up to others, and the other is refused
	}
	if root, ok := read(t, got); !ok || reference(t, value(root)) != want {
		t.Fatalf("%q is read by package syntax as %#v", got, value(root))
	}
}

// separators end lines in YAML 1.1 and not in YAML 1.2. The reference writes them as they are,
// often without ending the line after them.
const separators = "\u2028\u2029"

// conflict is a line that version control leaves in a file.
var conflict = regexp.MustCompile(`(?m)^(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)`)

// withoutHints is a text that does not say how far block scalars are indented. The reference
// leaves that out, too, where a line break and white space come first, and then reads less.
func withoutHints(text string) string { return strings.ReplaceAll(text, "|2", "|") }

// places puts a string everywhere that a string can stand.
func places(s string) []any {
	return []any{
		s,
		[]any{s, s},
		map[string]any{"key": s, "next": 1},
		map[string]any{s: "value"},
		map[string]any{s: s},
		map[string]any{s: map[string]any{s: []any{s}}},
		map[string]any{"a": map[string]any{"b": []any{s, []any{s, []any{s}}, map[string]any{s: s, "z": s}}}},
		[]any{[]any{map[string]any{s: []any{s}}, s}, map[string]any{}, s},
	}
}

var table = []string{
	"", " ", "a", "a b", " a", "a ", "nginx:1.27", "a: b", "a:", ":a", ": a", ":", "#", "a #b", "a#b", "-", "- a", "-a", "--", "---", "--- a", "...", "....",
	"?", "? a", "?a", "*", "*a", "&a", "!a", "|", ">", "%", "@", "`", "'", "\"", "it's", `say "hi"`, "{}", "{a}", "[]", "[a", "a,b", ",", "$x", "${A:-b}", "a\\b",
	"true", "True", "TRUE", "tRUE", "y", "Y", "yes", "Yes", "yEs", "no", "n", "N", "on", "ON", "off", "oFF", "null", "Null", "NULL", "nULL", "~", "~a", "<<", "<", "=",
	"0", "-0", "-0.0", "1", "-1", "+1", "08", "010", "0o17", "0O17", "0x1F", "0X1f", "0b11", "0b12", "0xg", "0x", "+0x1", "-0x1", "1_000", "_1", "1_", "-_1", "+", "+-1", "--1",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
	"0xFFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFF", "-0x8000000000000000", "-0x8000000000000001", "+0x8000000000000000", "+0x7fffffffffffffff", "0b" + strings.Repeat("1", 64), "0b" + strings.Repeat("1", 65), "0o" + strings.Repeat("7", 22),
	strings.Repeat("9", 301), strings.Repeat("9", 308), strings.Repeat("9", 310), "-" + strings.Repeat("9", 400), strings.Repeat("0", 400),
	"1.", "1.5", ".5", "+.5", "-.5", ".", "..", ".5.", "1.5.2", "1e3", "1E3", "1e+3", "1e-3", "1e", "1e+", "e1", "1e999", "-1e999", ".1e999", ".5e3", ".5_0", "._5", ".5p1", "1_0.5_0", "1_0e1_0", "1e-999",
	".inf", ".Inf", ".INF", ".iNF", "+.inf", "-.inf", ".nan", ".NaN", ".NAN", "+.nan", "inf", "nan", "Infinity", "-inf",
	"22:30", "1:59", "1:2:3", "1:60", "1:6", "-1:00.5", "1:00._", "22:300", "1:", "+1:1", "1_0:10", "12:34a", "80:80", "8080:80", "127.0.0.1:80:80", "0:0", "1:.5",
	"2001-01-01", "2001-1-1", "2001-13-01", "2001-1-32", "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43Z", "2001-12-14 21:59:43.10", "2001-12-14 21:59:43.10 -5", "2001-01-01x", "20010-1-1", "2001-01", "2001-", "2001-1-1 ", "2001-1-1  10:1:1",
	"a\nb", "a\nb\n", "a\nb\n\n", "\na", "\n", "\n\n", " \n", "a\n", " a\nb", "  a\nb\n", "a \nb", "a\n b", "a\nb ", "a\n\nb", "\ta\nb", "a\tb", "a\t\nb", "\t", "a\t", "#a\nb", "- a\n- b\n", "\n\n\n a\n", "a\r\nb\r\n", "a\rb", "\r", "\n a", "\n\n  #\t\n", "\n a\nb", "\n\ta",
	"é", "日本語", "über alles", "é: b", "a\u00a0b", "\u00a0", "a\u0085b", "a\u2028b", "\u2028", "a\u2028", "\u2028a", "a\u2029\u2028b", "a\nb\u2028", "a\u2028\nb", "a \u2028b", "a\u2028 b", "it's\u2028'", "\u2028\n", "a\n\u2028", "a\u2028#b", "x\u2028-\u2028",
	"\uFEFF", "\uFEFFa b\"\n", "a\uFEFF", "\uFFFE", "\uFFFD", "\U0001F600", "a\U0001F600\nb", "\x00", "a\x00#b", "\x07\x08\x0b\x0c\x1b\x7f", "\u0080", "\uE000", "\uD7FF", "é\nü\n", "é\n ",
	"\xff", "a\xffb", "\xff\n", strings.Repeat("\xff", 51), strings.Repeat("\xff", 52), strings.Repeat("\xff", 53), strings.Repeat("\xfe", 105), strings.Repeat("\xfe", 300), "\xe2\x80", "\xc3",
	strings.Repeat("a", 127), strings.Repeat("a", 128), strings.Repeat("a", 129), strings.Repeat("1", 128), strings.Repeat("1", 129), strings.Repeat("é", 64), strings.Repeat("é", 65), strings.Repeat("a b ", 100), strings.Repeat("word ", 60) + ": #", strings.Repeat("\t ", 80) + "x",
	"x-a", "x", "com.docker.compose.project", "/var/lib:/data:ro", "CMD-SHELL", "curl -f http://localhost || exit 1", "sha256:abc", "1.2.3", "3.9", "10m", "1g", "0.5", "0755", "0440", "+x", "-x",
}

func TestScalars(t *testing.T) {
	for _, s := range table {
		for _, v := range places(s) {
			check(t, v)
		}
	}
}

// nasty makes strings of parts that matter to YAML.
func nasty(r *rand.Rand) string {
	parts := []string{
		" ", " ", "\n", "\n", "\t", "\r", ":", "#", "-", "?", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\", "=", "~", "<", ".", "+", "_", "/", "$",
		"0", "1", "5", "6", "9", "00", "12", "2001", "x", "o", "b", "e", "E", "a", "f", "y", "n", "no", "on", "true", "null", "inf", "nan", "T", "Z",
		"é", "\u0085", "\u00a0", "\u2028", "\u2029", "\uFEFF", "\uFFFE", "\U0001F600", "\x00", "\x1b", "\x7f", "\xff", "word", strings.Repeat("long", 30),
	}
	sets := [][]string{parts, parts, {"0", "1", "2", "6", "9", "_", ":", ".", "-", "+", "e", "x", "T", " "}, {" ", "\n", "a", "b", "\u2028", ":", "#", "\t"}, {"a", " ", "-", ".", ":", "#", "'", "\""}}
	set := sets[r.IntN(len(sets))]
	var b strings.Builder
	for range r.IntN(9) {
		b.WriteString(set[r.IntN(len(set))])
	}
	return b.String()
}

func TestRandomStrings(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range material.Tries(30_000) {
		s := nasty(r)
		all := places(s)
		check(t, all[r.IntN(len(all))])
		check(t, all[r.IntN(len(all))])
	}
}

// tree makes a value of the types that reading YAML gives.
func tree(r *rand.Rand, depth int) any {
	switch n := r.IntN(14); {
	case n < 3 && depth > 0:
		m := map[string]any{}
		for range r.IntN(5) {
			m[nasty(r)] = tree(r, depth-1)
		}
		if !ordered(m) {
			return nil
		}
		return m
	case n < 6 && depth > 0:
		s := []any{}
		for range r.IntN(5) {
			s = append(s, tree(r, depth-1))
		}
		return s
	case n == 6:
		return nil
	case n == 7:
		return r.IntN(2) == 0
	case n == 8:
		return r.Int64N(1<<40) - 1<<39
	case n == 9:
		return []any{0.5, 1e6, 1e21, 123456789.0, math.Inf(1), math.Inf(-1), math.NaN(), float32(0.1), 0.1, 1e-7, float32(3e20), math.Copysign(0, -1), uint64(math.MaxUint64), 100000.0}[r.IntN(14)]
	case n == 10:
		return time.Unix(r.Int64N(1<<31), int64(r.IntN(3))*123000000).UTC()
	}
	return nasty(r)
}

// ordered reports whether Compare gives the keys one order only; where it does not, the
// reference's output changes from run to run.
func ordered(m map[string]any) bool {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for _, a := range keys {
		for _, b := range keys {
			if a != b && Compare(a, b)*Compare(b, a) != -1 {
				return false
			}
			for _, c := range keys {
				if Compare(a, b) < 0 && Compare(b, c) < 0 && Compare(a, c) >= 0 {
					return false
				}
			}
		}
	}
	return true
}

func TestRandomTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range material.Tries(5000) {
		check(t, tree(r, 6))
	}
}

func TestKeyOrder(t *testing.T) {
	for _, keys := range [][]string{
		{"a2", "a10", "a1", "a01", "a001", "a", "A", "b", "B2", "B10"},
		{"web_1", "web-1", "web1", "web", "web.1", "web:1", "1", "10", "9", "01"},
		{"x-a", "xa", "x_a", "x1a", "é", "e", "z", "ß", "日", "٣", "3", "٢"},
		{"", "0", "00", "-1", "+1", "1a", "1-", "a1b2", "a1b10", "a01b1", "v1.10", "v1.9", "v1.10.0", "v1.2"},
		{"10001", "1001", "101", "11", "100", "99999999999999999999", "99999999999999999998"},
		{"COMPOSE_FILE", "COMPOSE_file", "PATH", "path", "_a", "A_", "A0", "a_0"},
	} {
		m := map[string]any{}
		for _, k := range keys {
			m[k] = 1
		}
		check(t, m)
	}
	r := rand.New(rand.NewPCG(5, 6))
	alphabet := []rune("aAb0129._-é٣ ")
	for range material.Tries(30_000) {
		m := map[string]any{}
		for range 2 + r.IntN(3) {
			var k []rune
			for range r.IntN(7) {
				k = append(k, alphabet[r.IntN(len(alphabet))])
			}
			m[string(k)] = 1
		}
		if ordered(m) {
			check(t, m)
		}
	}
}

func TestSortKeysIsStableUnderRepetition(t *testing.T) {
	keys := []string{"b10", "b9", "a", "b1"}
	SortKeys(keys)
	if want := []string{"a", "b1", "b9", "b10"}; !slices.Equal(keys, want) {
		t.Errorf("got %q, want %q", keys, want)
	}
}

// Keys that the reference has in another order in each run, for it compares in circles or does not tell
// them apart, are in one order.
func TestSortKeysHasOneOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	alphabet := []string{"a", "A", "b", "0", "1", "2", "9", "٣", ".", "_", "-", "é", "\xff", "\x96"}
	sets := []map[string]any{
		{"00000000": 1, "9": 1, "9999999999999999999": 1}, // with more digits than a number has
		{"٣٣": 1, "3٣٣": 1, "٣33": 1},                     // and with others than ASCII's
	}
	for _, m := range sets {
		if ordered(m) {
			t.Errorf("%v are in no circle", slices.Sorted(maps.Keys(m)))
		}
	}
	for range material.Tries(20_000) {
		m := map[string]any{}
		for range 3 + r.IntN(3) {
			k := ""
			for range r.IntN(5) {
				k += alphabet[r.IntN(len(alphabet))]
			}
			m[k] = 1
		}
		sets = append(sets, m)
	}
	for _, m := range sets {
		want := slices.Collect(maps.Keys(m))
		SortKeys(want)
		for range 3 {
			keys := slices.Clone(want)
			r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
			if SortKeys(keys); !slices.Equal(keys, want) {
				t.Fatalf("got %q, and before %q", keys, want)
			}
		}
	}
}

func TestEmptyCollections(t *testing.T) {
	var w Writer
	w.BeginMap()
	w.Key("a")
	w.EmptyMap()
	w.Key("b")
	w.EmptySeq()
	w.Key("c")
	w.BeginSeq()
	w.EmptyMap()
	w.EmptySeq()
	w.EndSeq()
	w.EndMap()
	want := reference(t, yamlNode(t, "{a: {}, b: [], c: [{}, []]}"))
	if got := string(w.Bytes()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	w.Reset(nil)
	w.BeginSeq()
	w.EndSeq()
	if got := string(w.Bytes()); got != "[]\n" {
		t.Errorf("an empty document: got %q", got)
	}
}

func yamlNode(t *testing.T, text string) any {
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWriterAllocates(t *testing.T) {
	var w Writer
	buf := make([]byte, 0, 1<<16)
	n := testing.AllocsPerRun(100, func() {
		w.Reset(buf)
		w.BeginMap()
		for _, s := range []string{"image", "nginx:1.27", "8080", "a: b", "true", "it's: x", "a\nb\n", "é", "1.5", "0x1F", "22:30", "version-1", "/a:/b", "\U0001F600", "2024-01-foo"} {
			w.Key(s)
			w.String(s)
		}
		w.Key("n")
		w.BeginSeq()
		w.Int(12)
		w.Float64(1.5)
		w.Bool(true)
		w.Null()
		w.EndSeq()
		w.EndMap()
	})
	if n != 0 {
		t.Errorf("%v allocations a document, want none", n)
	}
}

// FuzzScalars prints two strings, the first wherever a string can stand, and both as keys.
func FuzzScalars(f *testing.F) {
	for _, s := range table {
		f.Add(s, "a10")
	}
	f.Add("a2", "a10")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, v := range places(a) {
			check(t, v)
		}
		if m := map[string]any{a: 1, b: 2}; ordered(m) {
			check(t, m)
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	values := []string{"nginx:1.27", "8080", "com.docker.compose.project", "curl -f http://localhost || exit 1", "/var/lib:/data:ro", "unless-stopped", "80:80", "POSTGRES_PASSWORD"}
	var w Writer
	buf := make([]byte, 0, 1<<16)
	for b.Loop() {
		w.Reset(buf)
		w.BeginMap()
		for _, s := range values {
			w.Key("environment")
			w.String(s)
		}
		w.EndMap()
	}
	b.SetBytes(int64(len(w.Bytes())))
}

func BenchmarkReference(b *testing.B) {
	v := map[string]any{}
	for i, s := range []string{"nginx:1.27", "8080", "com.docker.compose.project", "curl -f http://localhost || exit 1", "/var/lib:/data:ro", "unless-stopped", "80:80", "POSTGRES_PASSWORD"} {
		v[fmt.Sprintf("environment%d", i)] = s
	}
	for b.Loop() {
		reference(b, v)
	}
}
