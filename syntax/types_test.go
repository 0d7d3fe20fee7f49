package syntax

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

// scalars are values as people write them, and as nobody should.
var scalars = []string{
	"a", "yes", "no", "on", "off", "y", "n", "Y", "N", "true", "True", "TRUE", "tRUE", "false", "False", "FALSE",
	"null", "Null", "NULL", "nULL", "~", "''", `""`, "", `"1"`, "'true'",
	"0", "1", "-1", "+1", "010", "0o10", "0O10", "08", "09", "0x1F", "0X1f", "0b101", "0b102", "0x", "0o", "0o8", "1_000", "1_", "_1", "-_1", "+_", "0_1", "0x_1",
	"-0", "-0.0", "+0", "00", "-010", "+0x10", "-0x10",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
	"+18446744073709551615", "123456789012345678", "1234567890123456789012",
	"1.5", "1.50", "1.", ".5", "-.5", "+.5", ".", "-", "+", "1e3", "1E3", "1e+3", "1e-3", "1e", "1e+", ".5e3", "1.e3", "1_0.5_0", ".5_0", "1e999", ".1e999", "1e21", "1e20", "1e-7",
	".inf", ".Inf", ".INF", "+.inf", "-.inf", "-.INF", ".iNF", ".nan", ".NaN", ".NAN", "+.nan", "inf", "nan", "Infinity", "-inf",
	"2001-01-01", "2001-1-1", "2001-13-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43Z", "2001-12-14 21:59:43.10", "2001-12-14 21:59:43.10 -5", "2001-", "20010-01-01", "2001-01-0a",
	"12:30", "1:2:3", "8080:80", "8080:80/tcp", "10s", "1.2.3", "172.28.0.0/16", "0x1G", "1a", "e3", "1__0", "0.1.2", "5e5", "0d10",
	"<<", "=", "-a", "?a", ":a", "0777", "0644", "1k", "64m", "100.0", "1.0", "3.14159", "0.30000000000000004", "123456789.123456789", "1e15", "12345678901234567890.5",
	"!!str 1", "!!str true", "!!str", "!!str null", "!!int 1", `!!int "12"`, "!!int a", "!!int 1.5", "!!int", "!!int 0x10", "!!int 2001-01-01", "!!float 1", "!!float 010", "!!float 1.5", `!!float "1e3"`, "!!float a",
	"!!float .inf", "!!float 18446744073709551615", "!!float -0", "!!bool true", `!!bool "true"`, "!!bool yes", "!!bool 1", "!!null", "!!null null", "!!null a", `!!null ""`, "!!null ~",
	"!!timestamp 2001-01-01", `!!timestamp "2001-01-01"`, "!!timestamp a", "!!binary aGVsbG8=", "!!binary '***'", "!!binary", "! 12", "! a", "!custom 12", "!custom true", "!reset null", "!override 1", "!!set 1",
	"!<tag:yaml.org,2002:str> 1", "!<tag:yaml.org,2002:int> 1", "!<!foo> 1",
	"!e%41 1", "!e%4 1", "!e% 1", "!%zz 1",
}

func decodeReference(text string) (v any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	err = yaml.Unmarshal([]byte(text), &v)
	return v, err
}

// TestScalarTypes resolves scalars as yaml/v4 does when it decodes into an interface value.
func TestScalarTypes(t *testing.T) {
	for _, s := range scalars {
		text := "v: " + s + "\n"
		want, err := decodeReference(text)
		docs, found := Parse(source.NewFile("scalar.yaml", text), Limits{})
		checkTrees(t, docs)
		if (err != nil) != found.HasErrors() {
			t.Errorf("%s: findings %v, the reference says %v", s, found, err)
			continue
		}
		if err != nil {
			continue
		}
		n := docs[0].Root.Get("v")
		value := want.(map[string]any)["v"]
		if got, want := describeScalar(n), describeValue(value); got != want {
			t.Errorf("%s: %s, the reference has %s", s, got, want)
		}
		checkAccessors(t, s, n, value)
		if n.coreTag() == "" {
			var b Builder
			if derived := b.Scalar(n.Value(), n.Type, n, Cast); derived.Text() != n.Text() {
				t.Errorf("%s: a node made of it has the text %q, not %q", s, derived.Text(), n.Text())
			}
		}
	}
}

func describeScalar(n *Node) string { return fmt.Sprintf("%s %s", typeNames[n.Type], n.Text()) }

func describeValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "null "
	case bool:
		return fmt.Sprintf("bool %v", v)
	case int, int64, uint64:
		return fmt.Sprintf("int %v", v)
	case float64:
		return fmt.Sprintf("float %v", v)
	case string:
		return "string " + v
	}
	return fmt.Sprintf("timestamp %v", v)
}

func checkAccessors(t *testing.T, s string, n *Node, value any) {
	t.Helper()
	i, isInt := n.Int()
	f, isFloat := n.Float()
	b, isBool := n.Bool()
	switch v := value.(type) {
	case int64: // where int has 32 bits
		if !isInt || i != v || !isFloat || f != float64(v) {
			t.Errorf("%s: Int %d %v, Float %v %v, want %d", s, i, isInt, f, isFloat, v)
		}
	case int:
		if !isInt || i != int64(v) || !isFloat || f != float64(v) {
			t.Errorf("%s: Int %d %v, Float %v %v, want %d", s, i, isInt, f, isFloat, v)
		}
	case uint64:
		if u, ok := n.Uint(); isInt || !ok || u != v || !isFloat || f != float64(v) {
			t.Errorf("%s: Int %d %v, Uint %d %v, Float %v %v, want %d", s, i, isInt, u, ok, f, isFloat, v)
		}
	case time.Time:
		if at, ok := n.Time(); !ok || at.String() != v.String() {
			t.Errorf("%s: Time %v %v, want %v", s, at, ok, v)
		}
	case float64:
		if !isFloat || f != v && !(math.IsNaN(f) && math.IsNaN(v)) {
			t.Errorf("%s: Float %v %v, want %v", s, f, isFloat, v)
		}
	case bool:
		if !isBool || b != v {
			t.Errorf("%s: Bool %v %v, want %v", s, b, isBool, v)
		}
	default:
		if isInt || isFloat || isBool {
			t.Errorf("%s: Int %v, Float %v, Bool %v for %v", s, isInt, isFloat, isBool, value)
		}
	}
}
