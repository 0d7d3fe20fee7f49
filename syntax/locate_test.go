package syntax

import (
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

// scalarNode is the scalar of a document "v: scalar", read by another reader of YAML. Its span
// ends where the text does, without the comments at its end that are cut off here.
func scalarNode(t *testing.T, text string) *Node {
	t.Helper()
	var doc struct{ V yaml.Node }
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	end, style := len(text), Plain
	switch text[len("v: ")] {
	case '|':
		style = Literal
	case '>':
		style = Folded
	case '\'':
		style = SingleQuoted
	case '"':
		style = DoubleQuoted
	}
	if style != Literal && style != Folded {
		end = len(strings.TrimRight(text, "\r\n"))
	}
	var b Builder
	n := b.ScalarAt(source.NewFile("f", text).Span(len("v: "), end), doc.V.Value, String, nil, Written)
	n.Style = style
	return n
}

func TestLocate(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/locate.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		t.Run(f.Name, func(t *testing.T) {
			text := string(f.Data)
			body, _, _ := strings.Cut(text, "\n# \"")
			n := scalarNode(t, body+"\n")
			cases := 0
			for _, line := range strings.Split(strings.TrimPrefix(text, body), "\n") {
				part, want, ok := expectation(line)
				if !ok {
					continue
				}
				cases++
				i := strings.Index(n.Value(), part)
				if i < 0 {
					t.Fatalf("%q is not in the value %q", part, n.Value())
				}
				if got := Locate(n, i, i+len(part)).Text(); got != want {
					t.Errorf("%q stands at %q, want %q", part, got, want)
				}
			}
			if cases == 0 {
				t.Error("no expectation")
			}
		})
	}
}

func expectation(line string) (part, want string, ok bool) {
	line, ok = strings.CutPrefix(line, "# ")
	if !ok {
		return "", "", false
	}
	part, want, ok = strings.Cut(line, " => ")
	part, err := strconv.Unquote(part)
	want, err2 := strconv.Unquote(want)
	return part, want, ok && err == nil && err2 == nil
}

// In scalars of every style, each word of the value is found where it is written.
func TestLocateFindsEveryWord(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range material.Tries(5000) {
		text := randomScalar(r)
		n := scalarNode(t, text)
		var p Places
		if !p.Of(n).Exact() {
			t.Fatalf("%q: the value %q is not found in its text", text, n.Value())
		}
		for i := 0; ; i++ {
			word := fmt.Sprintf("w%d.", i)
			at := strings.Index(n.Value(), word)
			if at < 0 {
				break
			}
			if got := p.Span(at, at+len(word)); got.Text() != word {
				t.Fatalf("%q: %q stands at %q", text, word, got.Text())
			}
		}
	}
}

func randomScalar(r *rand.Rand) string {
	pick := func(from ...string) string { return from[r.Intn(len(from))] }
	style := pick("", "'", `"`, "|", ">", "|-", ">-", "|+", ">+", "|2", ">2")
	gaps := []string{" ", "  ", "\n  ", "\n\n  ", "\n\n\n  ", " \n  "}
	switch style {
	case "'":
		gaps = append(gaps, "''", " '' ")
	case `"`:
		gaps = append(gaps, `\n`, `\t`, `\"`, `\\`, `\u00e9`, "é", "\\\n  ", " \\\n   \\ ", `\x41`, "\\\n\n  ")
	case "":
		gaps = append(gaps, "é", "'", "#", "\"")
	default:
		gaps = append(gaps, "\n    ", "\n\n    ", "\n   ", "\t", "é", "\n  \n  ")
	}
	var b strings.Builder
	for i := range 1 + r.Intn(7) {
		if i > 0 {
			b.WriteString(gaps[r.Intn(len(gaps))])
		}
		fmt.Fprintf(&b, "w%d.", i)
	}
	switch style {
	case "":
		return "v: " + b.String() + "\n"
	case "'", `"`:
		return "v: " + style + b.String() + style + "\n"
	}
	return "v: " + style + "\n  " + b.String() + pick("", "\n", "\n\n", "\n \n")
}

// A place that cannot be told is the whole scalar; of a node that stands nowhere it is nowhere.
func TestLocateFallsBack(t *testing.T) {
	var b Builder
	n := b.ScalarAt(source.NewFile("f", "text").Span(0, 4), "other", String, nil, Written)
	if got := Locate(n, 0, 2); got != n.Span() {
		t.Errorf("place of a value that is not in the text: %v", got)
	}
	for _, at := range [][2]int{{-1, 2}, {3, 2}, {0, 9}, {9, 9}} {
		if got := Locate(n, at[0], at[1]); got != n.Span() {
			t.Errorf("place %v: %v", at, got)
		}
	}
	for _, text := range []string{"v: >+\n\n\n", "v: >+\n  a\n\n\n"} {
		n, value := scalarNode(t, text), scalarNode(t, text).Value()
		if got := Locate(n, len(value)-1, len(value)); got != n.Span() {
			t.Errorf("place of the last line break of %q: %v", text, got)
		}
	}
	if got := Locate(b.Scalar("x", String, nil, Written), 0, 1); got.Valid() {
		t.Errorf("place of a value that was not written: %v", got)
	}
}

// What is inserted before a byte, or after the last one, comes to stand there and nowhere else.
func TestLocateInserts(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want string
	}{
		{"v: ab # c", 0, "v: +ab # c"},
		{"v: ab # c", 1, "v: a+b # c"},
		{"v: ab # c", 2, "v: ab+ # c"},
		{"v: 'ab' # c", 2, "v: 'ab+' # c"},
		{`v: "a\x62" # c`, 2, `v: "a\x62+" # c`},
		{"v: \"a\n  b\" # c", 3, "v: \"a\n  b+\" # c"},
		{"v: >-\n  ab\n", 2, "v: >-\n  ab+\n"},
		{"v: ''", 0, "v: +"}, // the whole
	} {
		f := source.NewFile("f", c.text)
		docs, list := Parse(f, Limits{})
		if len(list) > 0 {
			t.Fatal(list)
		}
		got, err := Apply(c.text, []diag.Edit{{Span: Locate(docs[0].Root.Get("v"), c.at, c.at), New: "+"}})
		if got != c.want || err != nil {
			t.Errorf("%q at %d: got %q, want %q, %v", c.text, c.at, got, c.want, err)
		}
	}
}
