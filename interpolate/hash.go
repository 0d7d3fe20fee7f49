package interpolate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// schemes are the names of ways to hash passwords that stand between dollar signs before a hash.
var schemes = [...]string{"1", "2a", "2b", "2x", "2y", "5", "6", "7", "y", "gy", "apr1", "argon2d", "argon2i", "argon2id", "scrypt", "pbkdf2-sha256", "pbkdf2-sha512"}

// shortestHash is how long a hash with its scheme is at least.
const shortestHash = 20

// Within is Diagnostic for a variable of a text that is known: what only looks like a variable, as parts of the hash of a password do,
// is told to be a text.
func (u Unset) Within(text string, place func(from, to int) source.Span) diag.Diagnostic {
	d := u.Diagnostic(place)
	from, to := hashIn(text)
	if u.From < from || u.From >= to {
		return d
	}
	d = d.Helped("this looks like the hash of a password: write $$ for each $ of it")
	var edits []diag.Edit
	for i := from; i < to; i++ {
		if text[i] != '$' {
			continue
		}
		if strings.HasPrefix(text[i:], "$$") {
			i++
			continue
		}
		at := place(i, i+1)
		if at.Text() != "$" {
			return d
		}
		edits = append(edits, diag.Edit{Span: at.Sub(0, 0), New: "$"})
	}
	return d.Fixed("write $$ for each $ of the hash", edits...)
}

// hashIn is where a text has the hash of a password, with what follows it without a space; nowhere, if it has none.
func hashIn(text string) (from, to int) {
	for from < len(text) {
		i := strings.IndexByte(text[from:], '$')
		if i < 0 {
			break
		}
		if from += i; strings.HasPrefix(text[from:], "$$") {
			from += len("$$")
			continue
		}
		scheme, _, more := strings.Cut(text[from+1:], "$")
		to = len(text)
		if i := strings.IndexAny(text[from:], " \t\n\"'`{}"); i >= 0 {
			to = from + i
		}
		if more && slices.Contains(schemes[:], scheme) && to-from >= shortestHash {
			return from, to
		}
		from++
	}
	return 0, 0
}
