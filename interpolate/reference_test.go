package interpolate

import (
	"errors"
	"math/rand"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

// reference is what compose-go makes of a text.
func referenceExpand(s string, env source.Env) (value string, err error) {
	return template.Substitute(s, env.Lookup)
}

// testEnv is the environment of the comparisons with compose-go.
var testEnv = source.Vars{
	"A": "alpha", "B": "", "FOO": "foo bar", "_x1": "under", "D": "$A ${B}", "N": "12", "J": `{"a":{"b":1}}`, "a": "small", "ſ": "long s",
}

// randomText is a text with many references, some of them malformed, made from the grammar's parts.
func randomText(r *rand.Rand, depth int) string {
	var b strings.Builder
	for range 1 + r.Intn(5) {
		b.WriteString(randomPart(r, depth))
	}
	return b.String()
}

func randomPart(r *rand.Rand, depth int) string {
	names := []string{"A", "B", "U", "FOO", "_x1", "D", "J", "unset_2", "a", "", "1", "A1 ", " A", "ſ", "é"}
	name := names[r.Intn(len(names))]
	switch r.Intn(12) {
	case 0:
		return "$$"
	case 1:
		return "$" + name
	case 2:
		return "${" + name + "}"
	case 3, 4, 5, 6:
		ops := []string{":-", "-", ":+", "+", ":?", "?", ":=", "=", ":", "/", "::-", ""}
		op := ops[r.Intn(len(ops))]
		if r.Intn(3) > 0 {
			op = ops[r.Intn(6)]
		}
		inner := ""
		if depth > 0 {
			inner = randomText(r, depth-1)
		}
		closing := "}"
		if r.Intn(12) == 0 {
			closing = ""
		}
		return "${" + name + op + inner + closing
	case 7:
		odd := []string{"$", "{", "}", "{}", "{{", "}}", "\n", "${", "$(", "$1", "'}'", `"}"`, ":-", "?", "+", "\\$", "\r\n", "\x00", "\xff", "é", "${}", "{$", "$\n", "K"}
		return odd[r.Intn(len(odd))]
	default:
		plain := []string{"x", " ", "/path", "-", ":", "1", "json", "a b", "A", "_", "=", "text"}
		return plain[r.Intn(len(plain))]
	}
}

func TestExpandAgreesWithComposeGo(t *testing.T) {
	cases := material.Tries(60_000)
	r := rand.New(rand.NewSource(1))
	accepted := 0
	for range cases {
		if compareExpand(t, randomText(r, r.Intn(5))) {
			accepted++
		}
		if t.Failed() {
			return
		}
	}
	if accepted < cases/10 || accepted > cases*9/10 {
		t.Errorf("%d of %d random texts are accepted: the comparison is one-sided", accepted, cases)
	}
}

// compareExpand fails t unless Expand and compose-go agree on s. It reports whether they accept it.
func compareExpand(t *testing.T, s string) bool {
	t.Helper()
	got := Expand(s, testEnv, Limits{})
	want, err := referenceExpand(s, testEnv)
	if (err != nil) != (len(got.Faults) > 0) {
		t.Errorf("%q: faults %+v, compose-go: %v", s, got.Faults, err)
		return false
	}
	if err == nil && got.Value != want {
		t.Errorf("%q becomes %q, by compose-go %q", s, got.Value, want)
	}
	var missing *template.MissingRequiredError
	if errors.As(err, &missing) && !hasMissing(got.Faults, missing) {
		t.Errorf("%q: faults %+v lack compose-go's %v", s, got.Faults, err)
	}
	checkOffsets(t, s, got)
	return err == nil
}

func hasMissing(faults []Fault, want *template.MissingRequiredError) bool {
	for _, f := range faults {
		if f.Kind == Missing && f.Name == want.Variable && f.Text == want.Reason {
			return true
		}
	}
	return false
}

// checkOffsets fails t unless all offsets lie within s, and those of names where the names are.
func checkOffsets(t *testing.T, s string, got Result) {
	t.Helper()
	for _, f := range got.Faults {
		if f.From < 0 || f.To < f.From || f.To > len(s) || f.Kind == 0 || f.At < 0 || f.At >= max(len(s), 1) {
			t.Errorf("%q: fault out of the text: %+v", s, f)
			continue
		}
		if f.Kind != TooLong && s[f.At] != '$' {
			t.Errorf("%q: the fault %+v does not begin with a dollar sign", s, f)
		}
		if f.From == f.To {
			t.Errorf("%q: the fault %+v marks nothing", s, f)
		}
	}
	for _, u := range got.Unset {
		if u.From < 0 || u.To > len(s) || u.From >= u.To {
			t.Errorf("%q: out of the text: %+v", s, u)
			continue
		}
		if at := strings.Trim(s[u.From:u.To], "${}"); at != u.Name {
			t.Errorf("%q: %q is unset, but %q is marked", s, u.Name, at)
		}
	}
}
