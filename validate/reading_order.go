package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/lookalike"
)

// ReadingOrder is a line that people see in another order than it is read.
var ReadingOrder = &diag.Def{Code: "reading-order", Severity: diag.Warning, Title: "a line that is shown in another order than it is read"}

// ReadingOrders looks for characters that have a line shown in another order than it is read: in values, keys and comments.
var ReadingOrders = &Rule{
	Name:  "reading-order",
	Doc:   "Characters that turn the direction of writing can have a comment look like a value, and one value like another.",
	Codes: []*diag.Def{ReadingOrder},
	Check: checkReadingOrders,
}

func checkReadingOrders(p *Pass) {
	for _, doc := range p.notASCII() {
		at := 0
		for line := range strings.Lines(doc.Span.Text()) {
			if from, size, name := lookalike.Turning(line); size > 0 && !p.Full(ReadingOrder) {
				turn := doc.Span.Sub(at+from, at+from+size)
				p.Report(ReadingOrder.At(turn, "%s has the rest of this line shown in another order than it is read", name).
					Helped("remove it; if a text is to have it, write that in double quotes, and it as \\u%s", name[len("U+"):len("U+2066")]).
					Fixed("remove it", diag.Edit{Span: turn}))
			}
			at += len(line)
		}
	}
}
