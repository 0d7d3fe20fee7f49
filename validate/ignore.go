package validate

import (
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of Ignore.
var (
	UnusedIgnore        = &diag.Def{Code: "unused-ignore", Severity: diag.Warning, Title: "a comment that silences nothing"}
	IgnoreWithoutReason = &diag.Def{Code: "ignore-without-reason", Severity: diag.Warning, Title: "a comment that silences a finding and does not say why"}
)

// Ignoring is what Ignore goes by.
type Ignoring struct {
	// Documents have the comments.
	Documents []*syntax.Document
	// Applied are the rules that were applied. That others would have reported something is no
	// fault of a comment about it.
	Applied []*Rule
	// Known gives the kinds of finding that were looked for besides those of rules. A code that is neither one of them nor a
	// rule's may be another program's: a comment about it is superfluous only if it was probably meant to be one that is
	// known. Nil gives none.
	Known func() []*diag.Def
	// Complete says that everything was looked for that Applied and the stages before them look
	// for: what silences nothing is then superfluous.
	Complete bool
	// Written tells where the value that a finding is about is written, if that is elsewhere: a
	// comment silences it there, too. Nil tells of none.
	Written func(d diag.Diagnostic) source.Span
	// Skip reports that a code at a comment is not to be called superfluous all the same. Nil skips none.
	Skip func(comment source.Span, code string) bool
	// Limit is how many findings the list may have with those about comments.
	Limit diag.Limit
}

// Ignore leaves out of a list the warnings and notes that comments silence, and adds findings
// about comments that silence nothing or give no reason. It changes the list in place.
//
// A comment "# composekit:ignore CODE reason" silences that code on its own line; if nothing
// else stands there, on the next line that has something else than comments. Several codes are
// joined by commas. Errors cannot be silenced.
func Ignore(list diag.List, in Ignoring) diag.List {
	var all []*ignore
	for _, doc := range in.Documents {
		for i := range doc.Comments {
			text, found := strings.CutPrefix(strings.TrimLeft(doc.Comments[i].Span.Text(), "# \t"), marker)
			if found && (text == "" || blank(text[:1])) {
				all = append(all, readIgnore(doc.Comments[i].Span, text, all))
			}
		}
	}
	if len(all) == 0 {
		return list
	}
	byLine := make(map[line][]*ignore, len(all))
	for _, g := range all {
		byLine[g.target] = append(byLine[g.target], g)
	}
	kept := list[:0]
	for _, d := range list {
		silent := d.Span.Valid() && silenced(d, byLine[lineOf(d.Span)])
		if in.Written != nil {
			if at := in.Written(d); at.Valid() {
				silent = silenced(d, byLine[lineOf(at)]) || silent
			}
		}
		if !silent {
			kept = append(kept, d)
		}
	}
	found := diag.Collector{Limit: in.Limit}
	found.Add(kept...)
	var codes knownCodes
	for _, g := range all {
		g.faults(&in, &codes, &found)
	}
	return found.Close()
}

const marker = "composekit:ignore"

// line is a line of a file.
type line struct {
	file   *source.File
	number int
}

func lineOf(at source.Span) line { return line{at.File, at.Pos(source.Bytes).Line} }

// ignore is one comment that silences.
type ignore struct {
	at     source.Span // of the comment
	target line        // that it silences
	alone  bool        // on its line
	codes  []string
	places map[string]int // of codes, of many
	used   []bool         // of codes
	errors []bool         // of codes: there is such a finding, and it is an error
	reason string
}

// readIgnore reads the text of a comment behind the marker. Before are the ignores above it.
func readIgnore(at source.Span, text string, before []*ignore) *ignore {
	g := &ignore{at: at, target: lineOf(at)}
	codes, reason, _ := strings.Cut(strings.TrimSpace(text), " ")
	g.reason = strings.TrimSpace(reason)
	for code := range strings.SplitSeq(codes, ",") {
		if code != "" {
			g.codes = append(g.codes, code)
		}
	}
	const many = 16
	if len(g.codes) > many {
		g.places = map[string]int{}
		for i, code := range slices.Backward(g.codes) {
			g.places[code] = i
		}
	}
	g.used, g.errors = make([]bool, len(g.codes)), make([]bool, len(g.codes))
	own := at.File.LineSpan(g.target.number)
	if g.alone = blank(own.Sub(0, int(at.Start-own.Start)).Text()); !g.alone {
		return g
	}
	if n := len(before); n > 0 && before[n-1].target.file == at.File && before[n-1].target.number > g.target.number {
		g.target = before[n-1].target // one of several comments above a line
	} else {
		g.target.number = nextWritten(at.File, g.target.number)
	}
	return g
}

// nextWritten is the next line after the given one that has something else than a comment, the
// last line if there is none.
func nextWritten(f *source.File, number int) int {
	for number++; number < f.LineCount(); number++ {
		text := strings.TrimLeft(f.LineSpan(number).Text(), " \t")
		if text != "" && text[0] != '#' {
			break
		}
	}
	return number
}

func blank(text string) bool { return strings.Trim(text, " \t") == "" }

// place is where a code stands among those of the comment, -1 if it does not.
func (g *ignore) place(code string) int {
	if g.places == nil {
		return slices.Index(g.codes, code)
	}
	if i, ok := g.places[code]; ok {
		return i
	}
	return -1
}

// silenced reports whether one of the comments about its line silences a finding.
func silenced(d diag.Diagnostic, all []*ignore) bool {
	silent := false
	for _, g := range all {
		i := g.place(d.Code())
		switch {
		case i < 0:
		case d.Severity() == diag.Error:
			g.errors[i] = true
		default:
			g.used[i], silent = true, true
		}
	}
	return silent
}

// knownCodes are those that comments may name; they are read on first use.
type knownCodes struct {
	known   map[string]bool // whether what is known was looked for
	names   []string        // of known, in order
	guessed int             // names compared with misspelt ones
}

// of are the codes that are known with what Ignore goes by.
func (c *knownCodes) of(in *Ignoring) *knownCodes {
	if c.known != nil {
		return c
	}
	c.known = map[string]bool{}
	add := func(defs []*diag.Def, lookedFor bool) {
		for _, d := range defs {
			c.known[d.Code] = c.known[d.Code] || lookedFor
		}
	}
	if in.Known != nil {
		add(in.Known(), true)
	}
	for _, r := range in.Applied {
		add(r.Codes, true)
	}
	add(Defs(), false)
	c.names = slices.Sorted(maps.Keys(c.known))
	return c
}

// near is the known code that a comment was probably meant to name, "" if there is none.
func (c *knownCodes) near(code string) string {
	if c.guessed += len(c.names); c.guessed > guesses {
		return ""
	}
	return typo.Nearest(code, slices.Values(c.names))
}

// faults reports what is wrong with the comment.
func (g *ignore) faults(in *Ignoring, codes *knownCodes, found *diag.Collector) {
	if len(g.codes) == 0 {
		found.Add(UnusedIgnore.At(g.at, "the comment silences nothing, for it names no code").
			Helped("write # %s CODE reason", marker).SafelyFixed("remove the comment", g.removal()))
		return
	}
	before := len(found.List)
	for i, code := range g.codes {
		switch {
		case g.used[i]:
		case found.Full(diag.Warning):
			return
		case g.errors[i]:
			found.Add(UnusedIgnore.At(g.codeSpan(code), "%s is an error here, and errors cannot be silenced", code).
				Helped("mend what is wrong, and remove the comment"))
		case !in.Complete || in.Skip != nil && in.Skip(g.at, code):
		default:
			lookedFor, known := codes.of(in).known[code]
			if !known {
				g.misspelt(code, codes.near(code), found)
				continue
			}
			if !lookedFor {
				continue
			}
			d := UnusedIgnore.At(g.codeSpan(code), "there is no %s to silence here", code).Helped("remove the comment")
			if len(g.codes) == 1 {
				d = d.SafelyFixed("remove the comment", g.removal())
			}
			found.Add(d)
		}
	}
	if len(found.List) == before && g.reason == "" {
		found.Add(IgnoreWithoutReason.At(g.at, "the comment does not say why %s is to be silent", strings.Join(g.codes, ", ")).
			Helped("write the reason after the code"))
	}
}

// misspelt reports a code that is not known, and the one that was probably meant, if any.
func (g *ignore) misspelt(code, meant string, found *diag.Collector) {
	if meant == "" {
		return
	}
	at := g.codeSpan(code)
	d := UnusedIgnore.At(at, "no finding has the code %s", diag.Shorten(code)).Helped("did you mean %s?", meant)
	if at.Text() == code {
		d = d.Fixed("write "+meant, diag.Edit{Span: at, New: meant})
	}
	found.Add(d)
}

func (g *ignore) codeSpan(code string) source.Span {
	if i := strings.LastIndex(g.at.Text()[:len(g.at.Text())-len(g.reason)], code); i >= 0 {
		return g.at.Sub(i, i+len(code))
	}
	return g.at
}

// removal takes the comment away, with its line if nothing else stands there.
func (g *ignore) removal() diag.Edit {
	if g.alone {
		return diag.Edit{Span: g.at.Lines()}
	}
	at, text := g.at, g.at.File.Text()
	for at.Start > 0 && (text[at.Start-1] == ' ' || text[at.Start-1] == '\t') {
		at.Start--
	}
	return diag.Edit{Span: at}
}

// Defs are the kinds of finding of this package, in the order of its rules.
func Defs() []*diag.Def {
	var all []*diag.Def
	for _, r := range slices.Concat(Default(), Warnings(), packs()) {
		for _, d := range r.Codes {
			if !slices.Contains(all, d) {
				all = append(all, d)
			}
		}
	}
	return append(all, UnusedIgnore, IgnoreWithoutReason)
}
