package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// SexagesimalPort is a port without quotes that YAML 1.1 takes for a number in base 60.
var SexagesimalPort = &diag.Def{Code: "sexagesimal-port", Severity: diag.Warning, Title: "a port that YAML 1.1 reads as a number in base 60"}

// SexagesimalPorts asks for quotes around ports that readers of YAML 1.1 misread.
var SexagesimalPorts = &Rule{
	Name:  "sexagesimal-ports",
	Doc:   "YAML 1.1 reads 22:22 without quotes as the number 1342, and so do older tools.",
	Codes: []*diag.Def{SexagesimalPort},
	Check: checkSexagesimalPorts,
}

func checkSexagesimalPorts(p *Pass) {
	for _, s := range p.inTree() {
		if s.Service != nil && len(s.Ports) == 0 {
			continue
		}
		for i, port := range s.Node("ports").Items() {
			n := asWritten(port)
			if n.IsString() && n.Style == syntax.Plain && n.Span().Text() == n.Value() && sexagesimal(n.Value()) {
				p.Report(SexagesimalPort.At(n.Span(), "YAML 1.1 takes %s for a number in base 60", n.Value()).
					Helped("write it in quotes").
					SafelyFixed("write it in quotes", diag.Edit{Span: n.Span(), New: `"` + n.Value() + `"`}).
					About(s.Path() + ".ports[" + strconv.Itoa(i) + "]"))
			}
		}
	}
}

// asWritten is the node of a file that n was made from, behind short forms, variables,
// include and extends. Of a value that an alias stands for it is the anchored one.
func asWritten(n *syntax.Node) *syntax.Node {
	for n != nil && n.Prev != nil && n.How != syntax.Aliased && n.How != syntax.MergedKey {
		n = n.Prev
	}
	return n
}

// sexagesimal reports whether text is digits and then groups of at most 59 behind colons.
func sexagesimal(text string) bool {
	if text == "" || text[0] < '1' || text[0] > '9' {
		return false
	}
	group, digits, groups := 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == ':':
			if digits == 0 || groups > 0 && (group > 59 || digits > 2) {
				return false
			}
			group, digits = 0, 0
			groups++
		case '0' <= c && c <= '9':
			group, digits = min(10*group+int(c-'0'), 1000), digits+1
		default:
			return false
		}
	}
	return groups > 0 && digits > 0 && digits <= 2 && group <= 59
}
