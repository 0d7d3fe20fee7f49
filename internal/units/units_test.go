package units

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/compose-spec/compose-go/v2/types"
	"github.com/composekit/composekit/internal/material"
)

var sizes = []string{
	"0", "1", "-1", "+1", "007", "64m", "64M", "64mb", "64MB", "64mib", "64MiB", "64 m", "64  m", "64 mb", "1.5g", "1.5gb", ".5k", "5.k", "1b", "1B", "1bb", "1ib", "1kbb", "1kibb", "1ki", "1kx",
	"1t", "2p", "1e", "1e3", "1e3k", "1x", "", " ", ".", "k", "kb", "-1k", "-0k", "-1.5", "1 ", "1.", "1. k", "0x1p3", "0x1f", "1_000", "1,5g", "inf ", "nan ", "inf", "10 g b", "1.2.3k", "١", "9223372036854775807", "+9007199254740993", "-9223372036854775808", "1K",
	"1µb", "1gi b", "1GB ", " 1g", "1\tg", "3.999", "8191p", "8191.9p", "1e-5g",
}

// tooLarge are sizes that the reference lets run over.
var tooLarge = []string{"9223372036854775808", "99999999999999999999", "8192p", "99999p", "1e30", "1e999", "inf ", "Infinity 5"}

func TestBytes(t *testing.T) {
	for _, s := range sizes {
		compareBytes(t, s)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range material.Tries(200_000) {
		compareBytes(t, random(r, []string{"0", "1", "5", "9", "12", ".", " ", "-", "+", "b", "B", "k", "K", "m", "g", "G", "t", "p", "i", "e", "x", "_", "é", "inf", "nan"}))
	}
}

// compareBytes reads s as the reference does, except for what runs over there and for units
// with bytes beyond ASCII: making them lower case, the reference takes the Kelvin sign for a
// k, and some bytes that are no UTF-8 for nothing.
func compareBytes(t testing.TB, s string) {
	t.Helper()
	got, fault := Bytes(s)
	checkFault(t, s, fault)
	if fault.Reason == TooLarge || strings.Contains(strings.ToLower(s), "nan") {
		return
	}
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		if fault.OK() {
			t.Fatalf("%q is taken", s)
		}
		return
	}
	var want types.UnitBytes
	err := want.DecodeMapstructure(s)
	if (err == nil) != fault.OK() {
		t.Fatalf("%q: got fault %+v, the reference says %v", s, fault, err)
	}
	if err == nil && got != int64(want) {
		t.Fatalf("%q: got %d, want %d", s, got, want)
	}
}

func checkFault(t testing.TB, s string, f Fault) {
	t.Helper()
	if f.Start < 0 || f.End < f.Start || f.End > len(s) {
		t.Fatalf("%q: fault %+v lies outside", s, f)
	}
	if f.OK() && f != (Fault{}) {
		t.Fatalf("%q: fault %+v without a reason", s, f)
	}
}

func random(r *rand.Rand, parts []string) string {
	var b strings.Builder
	for range r.IntN(7) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

var durations = []string{
	"0", "-0", "+0", "", "+", "-", "1", "10", "1s", "1m30s", "1.5h", "-1.5h", "+2d", "2d", "1w", "1w2d3h4m5s6ms7us8ns", "1µs", "1μs", "100us", ".5s", "5.s", ".s", "-.s", "1.s2", "1s1s", "1 s", "1s ", " 1s",
	"1S", "1sec", "1M", "3000000h", "9223372036854775807ns", "9223372036854775808ns", "-9223372036854775808ns", "106751d23h47m16s854ms775us807ns", "106752d", "15250w", "15251w", "0.00000000000000000000001s", "0.3333333333333333333h", "9007199254.740993ms",
	"1.99999999999999999999999999999999w", "9.9223372036854775807h", "0.9223372036854775808h", "é", "1é", "1ss", "1s.", "1..s", "0s", "00", "0.0", "1h-1m", "99999999999999999999s", "92233720368.54775807s", "1e3s",
}

func TestDuration(t *testing.T) {
	for _, s := range durations {
		compareDuration(t, s)
	}
	r := rand.New(rand.NewPCG(2, 2))
	for range material.Tries(200_000) {
		compareDuration(t, random(r, []string{"0", "1", "5", "9", "12", "99999", "922337203685", ".", ".", "-", "ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "x", " "}))
	}
}

func compareDuration(t testing.TB, s string) {
	t.Helper()
	got, fault := Duration(s)
	checkFault(t, s, fault)
	var want types.Duration
	err := want.DecodeMapstructure(s)
	if (err == nil) != fault.OK() {
		t.Fatalf("%q: got fault %+v, the reference says %v", s, fault, err)
	}
	if err == nil && got != int64(want) {
		t.Fatalf("%q: got %v, want %v", s, time.Duration(got), want)
	}
}

// TestFaults states which part of a text is blamed, between brackets, and why.
func TestFaults(t *testing.T) {
	cases := []struct {
		read   func(string) (int64, Fault)
		marked string
		reason Reason
	}{
		{Bytes, "64[x]", UnknownUnit},
		{Bytes, "64 [kbb]", UnknownUnit},
		{Bytes, "[many]", NoNumber},
		{Bytes, "[]", NoNumber},
		{Bytes, "[1.2.3]m", NoNumber},
		{Bytes, "[-5]m", Negative},
		{Bytes, "[9000p]", TooLarge},
		{Bytes, "[1e999]", TooLarge},
		{Bytes, "[1e999k]", TooLarge},
		{Bytes, "[-1e999]k", Negative},
		{Bytes, "[nan] ", NoNumber},
		{Duration, "[10]", MissingUnit},
		{Duration, "1h[30]", MissingUnit},
		{Duration, "1h30[sec]", UnknownUnit},
		{Duration, "[soon]", NoNumber},
		{Duration, "-[soon]5s", NoNumber},
		{Duration, "[]", NoNumber},
		{Duration, "[-]", NoNumber},
		{Duration, "1s[.m]", NoNumber},
		{Duration, "[99999999999999999999]s", TooLarge},
		{Duration, "[106752d]", TooLarge},
		{Duration, "[106751d106751d]", TooLarge},
		{Duration, "1s[106752d]", TooLarge},
	}
	for _, c := range cases {
		start := strings.Index(c.marked, "[")
		text := strings.NewReplacer("[", "", "]", "").Replace(c.marked)
		want := Fault{start, strings.Index(c.marked, "]") - 1, c.reason}
		if _, got := c.read(text); got != want {
			t.Errorf("%s: got %+v (%q %s), want %+v", c.marked, got, got.Of(text), got.Reason, want)
		}
	}
	seen := map[string]bool{}
	for r := None; r <= TooLarge; r++ {
		if r.String() == "" || seen[r.String()] {
			t.Errorf("reason %d says %q", r, r)
		}
		seen[r.String()] = true
	}
	for _, s := range tooLarge {
		if _, fault := Bytes(s); fault.OK() {
			t.Errorf("%q is taken", s)
		}
	}
	if n, _ := Duration("15250w"); n <= 0 || n == math.MaxInt64 {
		t.Errorf("15250w is %d", n)
	}
}

func TestUnitsAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		for _, s := range []string{"64m", "1.5GiB", "-1", "1073741824", "64x"} {
			Bytes(s)
		}
		for _, s := range []string{"1m30s", "1.5h", "2d", "10", "10y"} {
			Duration(s)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// FuzzUnits reads any text as a size and as a duration.
func FuzzUnits(f *testing.F) {
	for _, list := range [][]string{sizes, tooLarge, durations, {"0,5", "1,5 GiB", "1h 1,5m"}} {
		for _, s := range list {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		compareBytes(t, s)
		compareDuration(t, s)
		if to := MeantBytes(s); to != "" {
			if _, fault := Bytes(to); !fault.OK() || to == s {
				t.Errorf("size %q: meant %q", s, to)
			}
		}
		if to := MeantDuration(s); to != "" {
			if _, fault := Duration(to); !fault.OK() {
				t.Errorf("duration %q: meant %q", s, to)
			}
		}
		if to := MeantNumber(s); to != "" {
			if _, err := strconv.ParseFloat(to, 64); err != nil || to == s {
				t.Errorf("number %q: meant %q", s, to)
			}
		}
	})
}
