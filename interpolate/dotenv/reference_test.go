package dotenv

import (
	"math/rand"
	"strings"
	"testing"
	"unicode"

	reference "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

var testEnv = source.Vars{"A": "from-env", "EMPTY": "", "HOME": "/root", "Z": "${A}"}

// values is what a file sets, by name.
func values(vars []Var) map[string]string {
	m := map[string]string{}
	for _, v := range vars {
		m[v.Name] = v.Value
	}
	return m
}

// compare fails t unless Parse and compose-go agree on text. It reports whether both accept it.
func compare(t *testing.T, text string) bool {
	t.Helper()
	f := source.NewFile("test.env", text)
	vars, list := Parse(f, Options{Env: testEnv})
	checkSpans(t, f, vars, list)
	want, err := reference.ParseWithLookup(strings.NewReader(text), testEnv.Lookup)
	if endsInBareName(text) {
		// With the line break, compose-go gives what is right.
		want, err = reference.ParseWithLookup(strings.NewReader(text+"\n"), testEnv.Lookup)
	}
	if (err != nil) != list.HasErrors() {
		t.Errorf("%q: findings %v, compose-go: %v", text, list, err)
		return false
	}
	if diff := cmp.Diff(want, values(vars)); err == nil && diff != "" {
		t.Errorf("%q differs from compose-go (-want +got):\n%s", text, diff)
	}
	return err == nil
}

// endsInBareName reports whether reading text reaches its end inside a name. This is the one
// thing that Parse deliberately reads in another way than compose-go: there such a name becomes
// the value of a variable without a name. Parse reads it as if a line break followed.
func endsInBareName(text string) bool {
	p := parser{file: source.NewFile("", text), src: text, opt: Options{Env: testEnv}}
	p.pos = len(text) - len(strings.TrimPrefix(text, byteOrderMark))
	for p.startOfStatement() {
		start := p.pos
		probe := p
		probe.diags = diag.Collector{}
		probe.export()
		if end, ok := probe.endOfName(probe.pos); ok && end == len(text) && probe.pos < len(text) {
			return true
		}
		p.statement()
		if p.pos <= start {
			return false
		}
	}
	return false
}

func checkSpans(t *testing.T, f *source.File, vars []Var, list diag.List) {
	t.Helper()
	for _, v := range vars {
		if got := v.NameSpan.Text(); got != v.Name {
			t.Errorf("%q: the name %q is placed at %q", f.Text(), v.Name, got)
		}
		if v.ValueSpan.Valid() == v.Inherited {
			t.Errorf("%q: %+v: a value has a place if it is written, and only then", f.Text(), v)
		}
	}
	for _, d := range list {
		if d.Span.File != f || d.Span.Start > d.Span.End || int(d.Span.End) > f.Len() {
			t.Errorf("%q: out of the file: %+v", f.Text(), d)
		}
		if d.Def != interpolate.TooMuch && d.Span.Start == d.Span.End {
			t.Errorf("%q: marks nothing: %v", f.Text(), d)
		}
		if d.Message == "" || d.Help == "" || unicode.IsUpper([]rune(d.Message)[0]) {
			t.Errorf("%q: message or help is not as it should be: %+v", f.Text(), d)
		}
	}
}

func randomFile(r *rand.Rand) string {
	var b strings.Builder
	if r.Intn(30) == 0 {
		b.WriteString(byteOrderMark)
	}
	for range 1 + r.Intn(6) {
		b.WriteString(randomStatement(r))
	}
	return b.String()
}

func pick(r *rand.Rand, from ...string) string { return from[r.Intn(len(from))] }

func randomStatement(r *rand.Rand) string {
	end := pick(r, "\n", "\n", "\n", "\n", "\r\n", "", " ", "\n\n", " # end\n", "#x\n", "\t\n", " y\n", " y=2\n", " y z\n")
	switch r.Intn(12) {
	case 0:
		return pick(r, "# comment", "#", "   # c", "", " ", "\t", "\u00a0", "\v") + end
	case 1:
		return pick(r, "", "export ", "export\t", "export\n", "export") + pick(r, "A", "B", "HOME", "EMPTY", "NOPE", "a b") + end
	}
	name := pick(r, "A", "B", "B", "C", "C", "D_1", "é", "a.b-c", "x[1]", "1A", "A B", "", "a\tb", "@", "A$", "HOME", "\u2003q", "n\u00a0", "\xff")
	if r.Intn(3) > 0 {
		name = pick(r, "A", "B", "C", "D", "E")
	}
	return pick(r, "", "", "", "  ", "export ", "export  ", "export\t", "export") + name +
		pick(r, "=", "=", "=", "=", ":", ": ", " = ", "= ", "=\t", "=\n", "\u00a0=") + randomValue(r) + end
}

func randomValue(r *rand.Rand) string {
	quote := pick(r, "", "", `"`, `"`, "'")
	var b strings.Builder
	for range r.Intn(6) {
		b.WriteString(pick(r, "x", "hello", " ", "  ", "#", " #", "$A", "${B}", "${C:-d}", "$$", `\$A`, `\n`, `\\`, `\"`, `\'`, `\0101`, `\012`, `\0`, `\0777`, `\c`, `\a\b\f\r\t\v`,
			"$", "${NOPE:?msg $A}", "${", "\t", "é", "\n", "'", `"`, "\\", "=", ":", "\r", "${C:-a\nb}", "\\0\\n", "\\é", "\u00a0", "\x85"))
	}
	closing := quote
	if r.Intn(15) == 0 {
		closing = ""
	}
	return quote + b.String() + closing
}

func TestParseAgreesWithComposeGo(t *testing.T) {
	cases := material.Tries(40_000)
	r := rand.New(rand.NewSource(1))
	accepted, bare := 0, 0
	for range cases {
		text := randomFile(r)
		if compare(t, text) {
			accepted++
		}
		if endsInBareName(text) {
			bare++
		}
		if t.Failed() {
			return
		}
	}
	if accepted < cases/10 || accepted > cases*9/10 || bare > cases/5 {
		t.Errorf("of %d random files %d are accepted and %d end in a bare name: the comparison is one-sided", cases, accepted, bare)
	}
}
