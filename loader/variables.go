package loader

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

// suggestVariables adds to findings about variables without a value the one that was
// probably meant: one that is set and differs in a single letter. Names that differ in more, as
// DB_HOST and DB_PORT do, are as a rule different variables.
func (r *run) suggestVariables(list diag.List) {
	var names []string // in order; made when first needed
	for i := range list {
		d := &list[i]
		if d.Def != interpolate.UnsetVariable && d.Def != interpolate.RequiredVariable {
			continue
		}
		if names == nil {
			if names = namesOf(r.Env); len(names) == 0 {
				return
			}
		}
		if r.guessed += len(names); r.guessed > mostGuesses {
			return
		}
		from, to := variableIn(d.Span.Text())
		name := d.Span.Text()[from:to]
		if i := slices.IndexFunc(names, func(other string) bool { return oneSlip(name, other) }); i >= 0 {
			*d = d.Helped("did you mean %s?", names[i]).
				Fixed("replace "+name+" by "+names[i], diag.Edit{Span: d.Span.Sub(from, to), New: names[i]})
		}
	}
}

// mostGuesses is how many names are compared with those of variables that are not set.
const mostGuesses = 50_000

func namesOf(env source.Env) []string {
	if n, ok := env.(source.Namer); ok {
		return slices.Compact(slices.Sorted(n.Names()))
	}
	return nil
}

// variableIn is where the name stands in a variable as it is written, $NAME or ${NAME…}.
func variableIn(text string) (from, to int) {
	from = len(text) - len(strings.TrimLeft(text, "${"))
	for to = from; to < len(text); to++ {
		if c := text[to]; c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
	}
	return from, to
}

// oneSlip reports whether two names are the same but for one letter that is left out, added,
// replaced, or swapped with its neighbour. Short names, and digits, are no slips.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	const shortest = 4
	if len(a) < shortest || len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:] && !isDigit(b[i])
	case a[i+1:] == b[i+1:]:
		return !isDigit(a[i]) && !isDigit(b[i])
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
