package interpolate

import (
	"iter"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// schemes are the names of ways to hash passwords that stand between dollar signs before a hash.
var schemes = [...]string{"1", "2a", "2b", "2x", "2y", "5", "6", "7", "y", "gy", "apr1", "argon2d", "argon2i", "argon2id", "scrypt", "pbkdf2-sha256", "pbkdf2-sha512"}

// How long a hash with its scheme is, at least and at most.
const (
	shortestHash = 20
	longestHash  = 512
)

// Findings are the variables that are not set in a text as findings: what only looks like one, as parts of the hash of a
// password do, is told to be a text. Place tells where bytes of the text stand in the file.
func Findings(unset []Unset, text string, place func(from, to int) source.Span) iter.Seq[diag.Diagnostic] {
	return func(yield func(diag.Diagnostic) bool) {
		from, to := -1, -1
		for _, u := range unset {
			if from < 0 {
				from, to = hashIn(text)
			}
			d := u.Diagnostic(place)
			if u.From >= from && u.From < to {
				d = asHash(d, text, from, to, place)
			}
			if !yield(d) {
				return
			}
		}
	}
}

// asHash says of a variable which is not set that it is a part of a hash, from one byte of a text to another.
func asHash(d diag.Diagnostic, text string, from, to int, place func(from, to int) source.Span) diag.Diagnostic {
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
		if to = strings.IndexAny(text[from:], " \t\n\"'`{}"); to < 0 {
			to = len(text)
		} else {
			to += from
		}
		for i := from; to-i >= shortestHash; i++ {
			next := strings.IndexByte(text[i:to], '$')
			if next < 0 {
				break
			}
			if i += next; strings.HasPrefix(text[i:], "$$") {
				i++
			} else if to-i >= shortestHash && to-i <= longestHash && hasScheme(text[i+1:to]) {
				return i, to
			}
		}
		from = to + 1
	}
	return 0, 0
}

// hasScheme reports whether a text begins with a scheme and a dollar sign.
func hasScheme(text string) bool {
	return slices.ContainsFunc(schemes[:], func(scheme string) bool {
		rest, ok := strings.CutPrefix(text, scheme)
		return ok && strings.HasPrefix(rest, "$")
	})
}
