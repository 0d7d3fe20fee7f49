package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of ListItems.
var (
	ReplacedItem = &diag.Def{Code: "replaced-item", Severity: diag.Warning, Title: "an item of a list that a later one replaces"}
	QuotedValue  = &diag.Def{Code: "quoted-value", Severity: diag.Warning, Title: "quotes that are part of a variable's value"}
	OddVariable  = &diag.Def{Code: "odd-variable", Severity: diag.Warning, Title: "a variable whose name was hardly meant to be that"}
)

// ListItems looks for items of a service's lists that another of the same list replaces, for variables with quotes around
// their values, and for those with a colon, a space or the word export in their names.
var ListItems = &Rule{
	Name:  "list-items",
	Doc:   "Of two items of a list for one variable, label or path the last counts, quotes behind an equals sign are part of the value, and all before it is the name.",
	Codes: []*diag.Def{ReplacedItem, QuotedValue, OddVariable},
	Check: checkListItems,
}

func checkListItems(p *Pass) {
	var seen map[*syntax.Node]bool // lists with findings, which several services may have by an alias
	for s := range p.Services() {
		for _, name := range [...]string{"environment", "labels", "volumes"} {
			list := s.Node(name)
			written := asWritten(list)
			if written == nil || written.Kind != syntax.Sequence || seen[written] {
				continue
			}
			var found diag.List
			if written.Len() > list.Len() && !p.Full(ReplacedItem) {
				found = replacedItems(written, schema.Compose().Attr("services").Type.Values.Attr(name).Type)
			}
			if name != "volumes" && !p.Full(QuotedValue) {
				found = append(found, quotedValues(written, name == "labels")...)
			}
			if name == "environment" && !p.Full(OddVariable) {
				found = append(found, oddVariables(written)...)
			}
			if len(found) == 0 || p.brokenAt(s, name) {
				continue
			}
			for _, d := range found {
				p.Report(d.About(s.Path()+"."+name).With("service", s.Name))
			}
			if seen == nil {
				seen = map[*syntax.Node]bool{}
			}
			seen[written] = true
		}
	}
}

// mostInList is how many findings of a kind one list has. More of them help nobody.
const mostInList = 100

// replacedItems are the findings about items of a list with an identity that a later item of another text has, too.
func replacedItems(list *syntax.Node, t *schema.Type) (found diag.List) {
	last, c := map[string]*syntax.Node{}, &schema.Context{}
	for _, item := range list.Items() {
		if len(found) == mostInList {
			break
		}
		key, ok := t.Key(c, item)
		if !ok || key == "" || strings.Contains(key, "$") {
			continue
		}
		before := last[key]
		if last[key] = item; before == nil || before.Span().Text() == item.Span().Text() {
			continue
		}
		found = append(found, ReplacedItem.At(before.Span(), "a later item for %s replaces this one", key).
			Labelled(item.Span(), "by this").
			Helped("leave one of them out"))
	}
	return found
}

// quotedValues are the findings about KEY="VALUE" among the items of a list, of labels or variables.
func quotedValues(list *syntax.Node, labels bool) (found diag.List) {
	for _, item := range list.Items() {
		if len(found) == mostInList {
			break
		}
		text := item.Value()
		if item.Kind != syntax.Scalar || item.Style != syntax.Plain || item.How != syntax.Written || text == "" || text[len(text)-1] != '"' && text[len(text)-1] != '\'' {
			continue
		}
		name, value, _ := strings.Cut(text, "=")
		at := item.Span()
		if len(value) < 2 || strings.Count(value, value[:1]) != 2 || value[0] != value[len(value)-1] || at.Text() != text {
			continue
		}
		if isContentSource(value) || labels && isCaddys(name) {
			continue
		}
		open, end := at.Sub(len(name)+1, len(name)+2), at.Sub(len(text)-1, len(text))
		d := QuotedValue.At(source.Span{File: at.File, Start: open.Start, End: end.End}, "the quotes are part of the value of %s", name).
			Helped("leave them out, or put them around all of the item")
		if inner := value[1 : len(value)-1]; inner != "" && strings.TrimSpace(inner) == inner && !strings.Contains(inner, " #") && !strings.Contains(inner, ": ") && !strings.HasSuffix(inner, ":") {
			d = d.Fixed("leave out the quotes", diag.Edit{Span: open}, diag.Edit{Span: end})
		}
		found = append(found, d)
	}
	return found
}

// isContentSource reports whether a value is one of those that the policy of a web page has in quotes.
func isContentSource(value string) bool {
	if value[0] != '\'' {
		return false
	}
	switch word := value[1 : len(value)-1]; word {
	case "self", "none", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "wasm-unsafe-eval", "strict-dynamic", "report-sample":
		return true
	default:
		kind, _, more := strings.Cut(word, "-")
		return more && (kind == "nonce" || kind == "sha256" || kind == "sha384" || kind == "sha512")
	}
}

// isCaddys reports whether a label is a line for Caddy, in which quotes hold words together.
func isCaddys(label string) bool {
	return label == "caddy" || strings.HasPrefix(label, "caddy.") || strings.HasPrefix(label, "caddy_")
}

// inNames are the characters that a shell takes in the name of a variable.
const inNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

// oddVariables are the findings about items of a list whose variable has another name than was meant: NAME:VALUE, and export NAME=VALUE
// as a shell has it.
func oddVariables(list *syntax.Node) (found diag.List) {
	for _, item := range list.Items() {
		if len(found) == mostInList {
			break
		}
		if item.Kind != syntax.Scalar || item.How != syntax.Written {
			continue
		}
		name, _, valued := strings.Cut(item.Value(), "=")
		at := syntax.Locate(item, 0, len(name))
		if strings.Contains(name, "$") || at.Text() != name || strings.TrimSpace(name) != name {
			continue
		}
		if name == "" && valued {
			found = append(found, OddVariable.At(item.Span(), "no variable is named before the equals sign").Helped("write NAME=VALUE"))
			continue
		}
		colon := strings.IndexByte(name, ':')
		switch bare, exported := strings.CutPrefix(name, "export "); {
		case exported:
			found = append(found, OddVariable.At(at, "the word export is part of the variable's name").
				Helped("leave it out").
				Fixed("leave it out", diag.Edit{Span: at.Sub(0, len(name)-len(strings.TrimLeft(bare, " ")))}))
		case !valued && colon > 0 && strings.Trim(name[:colon], inNames) == "":
			found = append(found, OddVariable.At(at, "%q is the name of a variable here, which has no value", diag.Shorten(name)).
				Helped("write = in place of the colon").
				Fixed("write an equals sign", diag.Edit{Span: at.Sub(colon, colon+1), New: "="}))
		case strings.Contains(name, " "):
			found = append(found, OddVariable.At(at, "the name of the variable %q has a space in it", diag.Shorten(name)).
				Helped("write NAME=VALUE"))
		}
	}
	return found
}
