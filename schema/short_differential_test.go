package schema

import (
	"fmt"
	"math/rand"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/override"
	"github.com/compose-spec/compose-go/v2/transform"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/internal/material/plain"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// written is a node as the reader makes it of a double-quoted text.
func written(text string) *syntax.Node {
	f := source.NewFile("compose.yaml", `"`+text+`"`)
	var b syntax.Builder
	n := b.ScalarAt(f.Span(0, f.Len()), text, syntax.String, nil, syntax.Written)
	n.Style = syntax.DoubleQuoted
	return n
}

// inList puts a node in a list.
func inList(n *syntax.Node) *syntax.Node {
	var b syntax.Builder
	return b.Sequence([]*syntax.Node{n}, nil, syntax.Written)
}

// reference is what compose-go makes of the only item of a list of a service.
func reference(attribute string, item any) (any, error) {
	canonical, err := transform.Canonical(map[string]any{"services": map[string]any{"a": map[string]any{attribute: []any{item}}}}, false)
	if err != nil {
		return nil, err
	}
	if canonical, err = override.EnforceUnicity(canonical); err != nil {
		return nil, err
	}
	list := canonical["services"].(map[string]any)["a"].(map[string]any)[attribute].([]any)
	return plain.Basic(list), nil
}

// ours is what the table makes of the only item of a list of a service.
func ours(t testing.TB, attribute string, item *syntax.Node) (any, diag.List) {
	var list diag.List
	c := &Context{Build: &syntax.Builder{}, Diags: &list}
	n := inList(item)
	switch attribute {
	case "ports":
		n = longPorts(c, n)
	case "volumes":
		n = eachItem(c, n, func(i *syntax.Node) *syntax.Node { return longVolume(c, i) })
	case "devices":
		n = eachItem(c, n, func(i *syntax.Node) *syntax.Node { return longDevice(c, i) })
	}
	checkPlaces(t, n, item)
	for _, d := range list {
		if !item.Span().Contains(d.Span) {
			t.Errorf("%q: the finding %v is outside of the text", item.Value(), d)
		}
	}
	return plain.Tree(t, n), list
}

// checkPlaces fails unless every value stands within the short form, and the text at its place
// says its value.
func checkPlaces(t testing.TB, n, short *syntax.Node) {
	for _, p := range n.Pairs() {
		checkPlaces(t, p.Value, short)
	}
	for _, item := range n.Items() {
		checkPlaces(t, item, short)
	}
	if n.Span().Valid() && !short.Span().Contains(n.Span()) {
		t.Errorf("%q: the value %q stands outside of the text", short.Value(), n.Value())
	}
	if n.Kind == syntax.Scalar && n.How == syntax.LongForm && n.Span() == short.Span() && n.Value() != short.Value() {
		t.Errorf("%q: the value %q has no place of its own", short.Value(), n.Value())
	}
}

func compare(t testing.TB, attribute, text string) {
	want, err := reference(attribute, text)
	got, list := ours(t, attribute, written(text))
	if (err != nil) != list.HasErrors() {
		t.Errorf("%s %q: the reference says %v, we say %v", attribute, text, err, list)
		return
	}
	if err == nil && !reflect.DeepEqual(want, got) {
		t.Errorf("%s %q:\nreference %v\nours      %v", attribute, text, want, got)
	}
}

// sentence makes texts of a grammar: each word of a choice that is a key stands for one of its choices.
func sentence(r *rand.Rand, grammar map[string][]string, word string) string {
	choices, ok := grammar[word]
	if !ok {
		return word
	}
	var b strings.Builder
	for _, w := range strings.Fields(choices[r.Intn(len(choices))]) {
		b.WriteString(sentence(r, grammar, w))
	}
	return b.String()
}

var portGrammar = map[string][]string{
	"port":  {"range", "range", "range : range", "range : range", "range : range / proto", "range / proto", "n : n", "n / proto", "ip : n : n", "ip : range : range", "ip : : range", ": range", "ip : range : range / proto", "junk", "port junk", "junk port", "port : range", "range :"},
	"range": {"n", "n", "n", "n", "n", "a - b", "c - d", "a - b - n", "65533 - 65537", "n -", "- n"},
	"n":     {"80", "8080", "1", "9", "10", "65535", "08", "443", "007", "22", "bad"},
	"bad":   {"65536", "0", "4294967376"},
	"a":     {"8", "98"}, "b": {"12", "101"}, "c": {"1008", "3"}, "d": {"1012", "7"},
	"proto": {"tcp", "udp", "sctp", "TCP", "Udp", "udp", "icmp", "tcp / x", "", "t cp"},
	"ip":    {"127.0.0.1", "0.0.0.0", "[::1]", "10.0.0.1", "[2001:db8::1]", "::1", "[fe80::1%eth0]", "[ ]", "[127.0.0.1]", "[::1", "::1]", "1.2.3", "01.2.3.4", "localhost", "[[::1]]", "::ffff:1.2.3.4", "[::ffff:1.2.3.4]"},
	"junk":  {":", "-", "/", "x", "+1", "1_0", "[", "]", "é", "::", "${P}", " "},
}

var volumeGrammar = map[string][]string{
	"volume":  {"path", "source : path", "source : path", "source : path : options", "source : path : options", "source : path : options : options", "source :", ": path", "source : : path", "junk", "volume junk", "volume : junk"},
	"source":  {"path", "data", "x.y", "./a", "../b", "~", "~/c", "~user/d", `\\\\.\\pipe\\p`, `c:\data`, `Z:\`, "${D}", "${D:-a:b}", "a${D}", `é:\x`},
	"path":    {"/", "/a", "/a/", "/a//b/./..", "rel/path", "/a/${B:-c:d}", "/x${Y}z", "/ab", `c:\data`, "ab", ".", "/a/../.."},
	"options": {"opt", "opt , opt", "opt , opt , opt", "opt ,", ","},
	"opt":     {"ro", "rw", "z", "Z", "nocopy", "rshared", "private", "slave", "rslave", "shared", "rprivate", "cached", "what", "RO"},
	"junk":    {"${", "}", "$", ":", "$x", "\\", " ", "é", "ab"},
}

var deviceGrammar = map[string][]string{
	"device": {"part", "part : part", "part : part : part", "part : part : part : part", ": part", "part :", "part : : part", "vendor.com/class=name", ":"},
	"part":   {"/dev/a", "/dev/ttyUSB0", "/dev/dri", "rwm", "r", "mw", "", "x", "./d", "é"},
}

// differential compares that many different texts of a grammar.
func differential(t *testing.T, attribute, start string, grammar map[string][]string, skip func(string) bool, texts int) {
	texts = material.Tries(texts)
	r := rand.New(rand.NewSource(1))
	seen, valid := map[string]bool{}, 0
	for tries := 0; len(seen) < texts && tries < 20*texts; tries++ {
		text := strings.ReplaceAll(sentence(r, grammar, start), `"`, "")
		if seen[text] || text == "" || skip(text) {
			continue
		}
		seen[text] = true
		if _, err := reference(attribute, text); err == nil {
			valid++
		}
		compare(t, attribute, text)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d different texts, %d of them valid", len(seen), valid)
	if len(seen) < texts || valid < texts/10 {
		t.Errorf("only %d texts tried, %d of them valid", len(seen), valid)
	}
}

func never(string) bool { return false }

func TestPortsAgreeWithReference(t *testing.T) {
	differential(t, "ports", "port", portGrammar, never, 10000)
}

func TestDevicesAgreeWithReference(t *testing.T) {
	differential(t, "devices", "device", deviceGrammar, never, 2000)
}

// A single letter before a colon is where we deviate: TestOneLetterVolumes says how.
func hasOneLetterPart(text string) bool {
	for at := 0; at >= 0; {
		if n := driveLetter(text[at:]); n > 0 && (at+n == len(text) || text[at+n] != '\\') {
			return len(text) > 2
		}
		i := strings.IndexByte(text[at:], ':')
		if i < 0 {
			break
		}
		at += i + 1
	}
	return strings.Contains(text, "\x00")
}

func TestVolumesAgreeWithReference(t *testing.T) {
	differential(t, "volumes", "volume", volumeGrammar, hasOneLetterPart, 10000)
}

func TestNumbersAsPorts(t *testing.T) {
	for _, n := range []int{80, 0, 65535, 65536, -1} {
		want, err := reference("ports", n)
		node := written(strconv.Itoa(n))
		node.Type = syntax.Int
		got, list := ours(t, "ports", node)
		if (err != nil) != list.HasErrors() {
			t.Errorf("port %d: the reference says %v, we say %v", n, err, list)
		}
		if err == nil && fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("port %d: the reference makes %v, we make %v", n, want, got)
		}
	}
}

// FuzzShortForms: whatever the text, the long form of it as a port, a volume and a device is that
// of the reference, or both refuse it.
func FuzzShortForms(f *testing.F) {
	r := rand.New(rand.NewSource(2))
	for range 100 {
		f.Add(sentence(r, portGrammar, "port"))
		f.Add(sentence(r, volumeGrammar, "volume"))
		f.Add(sentence(r, deviceGrammar, "device"))
	}
	f.Add("127.0.0.1:8080->80/tcp")
	f.Add("[::1] : 80 ; 80")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ToValidUTF8(text, "") != text {
			return
		}
		if !isLongRange(text) {
			compare(t, "ports", text)
		}
		if to := meantPort(text); to != "" {
			if _, list := ours(t, "ports", written(to)); list.HasErrors() {
				t.Errorf("the port %q: meant %q, which is none: %v", text, to, list)
			}
		}
		if hasOneLetterPart(text) {
			ours(t, "volumes", written(text)) // must not panic
		} else {
			compare(t, "volumes", text)
		}
		compare(t, "devices", text)
	})
}

// isLongRange tells whether a text may stand for more ports than the reference makes in a short time.
func isLongRange(text string) bool {
	digits := 0
	for i := 0; i < len(text) && digits < 4; i++ {
		if digits++; text[i] < '0' || text[i] > '9' {
			digits = 0
		}
	}
	return digits == 4 && strings.Contains(text, "-")
}
