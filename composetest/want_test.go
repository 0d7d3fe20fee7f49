package composetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/source"
)

func TestExpectations(t *testing.T) {
	for _, row := range []struct {
		text string
		want string // LINE EXPRESSION, or fault
	}{
		{`a: b`, ``},
		{`a: b # want "x"`, `1 "x"`},
		{"a: b # want \"x\" `y`\n\n#want \"z\"  \r\n", "1 \"x\", 1 `y`, 3 \"z\""},
		{"a\n # want@-1 \"up\"\n# want@+2 \"down\"", `1 "up", 5 "down"`},
		{`a: b# want "no comment"`, ``},
		{`a: b # we want "this"`, ``},
		{`a: b # want more of "this"`, ``},
		{`a: b # want "x" and more`, `1 "x", fault`},
		{`a: b # want "x`, `fault`},
		{`a: b # want "*"`, `fault`},
		{`a: b # want@-99999999999999999999 "x"`, `fault`},
	} {
		list, faults := expectations(source.NewFile("x", row.text))
		var got []string
		for _, e := range list {
			got = append(got, string(rune('0'+e.line))+" "+e.text)
		}
		for range faults {
			got = append(got, "fault")
		}
		if got := strings.Join(got, ", "); got != row.want {
			t.Errorf("%q: got %s, want %s", row.text, got, row.want)
		}
	}
}

// The most that can be paired is paired, in whatever order the lines stand.
func TestPair(t *testing.T) {
	for _, row := range []struct {
		matches []string // of each expectation, a + for each finding that it matches
		want    []int
	}{
		{nil, []int{}},
		{[]string{"++", "+-"}, []int{1, 0}},
		{[]string{"+-", "++"}, []int{0, 1}},
		{[]string{"+--", "+--"}, []int{0, -1, -1}},
		{[]string{"++-", "+++", "+--"}, []int{2, 0, 1}},
	} {
		findings := 0
		if len(row.matches) > 0 {
			findings = len(row.matches[0])
		}
		got := pair(len(row.matches), findings, func(e, d int) bool { return row.matches[e][d] == '+' })
		if !slices.Equal(got, row.want) {
			t.Errorf("%v: got %v, want %v", row.matches, got, row.want)
		}
	}
}
