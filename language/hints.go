package language

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Hint is what a text with variables comes to, to be shown behind it.
type Hint struct {
	// Span is the text as it is written, quotes included.
	Span source.Span
	// Value is what it comes to, in one line, shortened if it is long.
	Value string
	// Variables are those that count in it.
	Variables []explain.Variable
}

// longestHinted is how many bytes a text may have that gets a hint: who cannot see it in a line needs none.
const longestHinted = 1 << 10

// Hints are what the texts with variables come to that begin in a part of a Compose file, in order of place. There is
// none where the text is refused, where it comes to different things because the file is included several times,
// where it has more than a line, and none for credentials: a hint is shown to all who look on, without having been asked for.
// A hover and package explain, which are asked, hide nothing. What a credential is, validate.IsCredential
// says of the names of variables and of keys; the password of a URL is one, too.
func (v *View) Hints(f *source.File, within source.Span) []Hint {
	file := v.file(f)
	if file == nil {
		return nil
	}
	envs := v.result.Envs(f)
	var out []Hint
	file.walk(func(_ *syntax.Document, s spot) {
		n := s.node
		if n.Kind != syntax.Scalar || !n.IsString() || n.Tag() == syntax.ResetTag || n.Span().Start < within.Start || n.Span().Start > within.End ||
			len(n.Value()) > longestHinted || !strings.Contains(n.Value(), "$") || strings.ContainsAny(n.Span().Text(), "\r\n") {
			return
		}
		if h, ok := hintOf(s, envs); ok {
			out = append(out, h)
		}
	})
	slices.SortStableFunc(out, func(a, b Hint) int { return int(a.Span.Start) - int(b.Span.Start) })
	return out
}

// hintOf is the hint of a text.
func hintOf(s spot, envs []source.Env) (Hint, bool) {
	text, key := s.node.Value(), s.step.Name
	if s.pair == nil {
		key, _, _ = strings.Cut(text, "=")
	}
	uses := interpolate.Uses(text)
	if len(uses) == 0 || validate.IsCredential(key) ||
		slices.ContainsFunc(uses, func(u interpolate.Use) bool { return validate.IsCredential(u.Name) }) {
		return Hint{}, false
	}
	var value string
	for i, env := range envs {
		r := interpolate.Expand(text, env, interpolate.Limits{Output: 64 << 10})
		if len(r.Faults) > 0 || i > 0 && r.Value != value {
			return Hint{}, false
		}
		value = r.Value
	}
	if len(envs) == 0 || value == text || hasPassword(value) {
		return Hint{}, false
	}
	if strings.TrimSpace(value) != value || value == "" || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) {
		value = strconv.Quote(value)
	}
	return Hint{Span: s.node.Span(), Value: diag.Shorten(value), Variables: explain.Variables(text, envs[0])}, true
}

// hasPassword reports whether a URL with a password stands in a text.
func hasPassword(text string) bool {
	for {
		_, rest, ok := strings.Cut(text, "://")
		if !ok {
			return false
		}
		text = rest
		host := rest
		if i := strings.IndexAny(rest, "/?# "); i >= 0 {
			host = rest[:i]
		}
		if at := strings.LastIndexByte(host, '@'); at >= 0 && strings.Contains(host[:at], ":") {
			return true
		}
	}
}
