package languageserver

import (
	"slices"

	"github.com/composekit/composekit/language"
)

// tokenModifiers are those of the protocol that tokens have; a set of them is a number with a bit for each.
var tokenModifiers = []string{"declaration", "deprecated"}

// tokenData are tokens as the protocol has them.
func tokenData(tokens []language.Token) []int {
	types := language.TokenTypes()
	data := make([]int, 0, 5*len(tokens))
	var last position
	for _, t := range tokens {
		r := rangeOf(t.Span)
		step := position{r.Start.Line - last.Line, r.Start.Character}
		if step.Line == 0 {
			step.Character -= last.Character
		}
		modifiers := 0
		for i, has := range []bool{t.Defines, t.Deprecated} {
			if has {
				modifiers |= 1 << i
			}
		}
		data = append(data, step.Line, step.Character, r.End.Character-r.Start.Character, slices.Index(types, t.Type), modifiers)
		last = r.Start
	}
	return data
}
