package schema

import (
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// LegacyBoolean is a boolean written as yes, no, on, off, y or n.
var LegacyBoolean = &diag.Def{Code: "legacy-boolean", Severity: diag.Warning, Title: "a boolean in a spelling of YAML 1.1"}

// ParseBoolean reads the text of a boolean in any case, also in the spellings that only YAML 1.1 knows: those are legacy.
// ok is false if the text is neither.
func ParseBoolean(text string) (value, legacy, ok bool) {
	switch strings.ToLower(text) {
	case "true":
		return true, false, true
	case "false":
		return false, false, true
	case "y", "yes", "on":
		return true, true, true
	case "n", "no", "off":
		return false, true, true
	}
	return false, false, false
}

// LegacyBooleanAt is the finding about a text that was read as a legacy boolean.
func LegacyBooleanAt(n *syntax.Node, value bool) diag.Diagnostic {
	text := strconv.FormatBool(value)
	d := LegacyBoolean.At(n.Span(), "%q is not a boolean in YAML 1.2", n.Value()).Helped("write %s", text).With("boolean", text)
	written := n.How == syntax.Written && n.Style != syntax.Literal && n.Style != syntax.Folded
	if written && n.Tag() == "" {
		d = d.SafelyFixed("write "+text, diag.Edit{Span: n.Span(), New: text})
	}
	return d
}

// MeantBoolean is true or false, if a text that is neither was probably meant to be one of them, as 1 and enabled were; else "".
func MeantBoolean(text string) string {
	switch strings.ToLower(text) {
	case "1", "t", "enable", "enabled", "always":
		return "true"
	case "0", "f", "disable", "disabled", "never", "none":
		return "false"
	}
	return ""
}
