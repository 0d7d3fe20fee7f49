package language

import (
	"strings"
	"unicode"
)

// MostFound is how many names Search gives at most.
const MostFound = 1000

// Search are the places that give names which have the letters of a query in their order, be they capital or not: services,
// networks and such, anchors, and variables of env files that the Compose files use. White space in the query means nothing, and an empty one finds all.
// The places are in the order of the files and of place, the first MostFound of them.
func (v *View) Search(query string) []Name {
	query = strings.ToLower(strings.Join(strings.Fields(query), ""))
	var out []Name
	for _, file := range v.named {
		for _, n := range file.names {
			if !n.Defines || !hasLetters(n.Name.Name, query) {
				continue
			}
			if out = append(out, n.Name); len(out) == MostFound {
				return out
			}
		}
	}
	return out
}

// hasLetters reports whether a text has the letters, which are small ones, in their order.
func hasLetters(text, letters string) bool {
	for _, r := range text {
		letters = strings.TrimPrefix(letters, string(unicode.ToLower(r)))
	}
	return letters == ""
}
