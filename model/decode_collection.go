package model

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-shellwords"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// strings reads a list of strings.
func (d *decoder) strings(n *syntax.Node, to *[]string) {
	if n.IsNull() || !d.isSequence(n) {
		return
	}
	items := n.Items()
	*to = take(d, &d.texts, len(items))
	for i, item := range items {
		text(d, item, &(*to)[i])
	}
}

// stringList reads a list of strings, or one alone.
func (d *decoder) stringList(n *syntax.Node, to *StringList) {
	if n.IsString() {
		*to = take(d, &d.texts, 1)
		(*to)[0] = n.Text()
		return
	}
	d.words(n, (*[]string)(to))
}

// words reads a list that holds nothing but strings.
func (d *decoder) words(n *syntax.Node, to *[]string) {
	if n.IsNull() || !d.isSequence(n) {
		return
	}
	items := n.Items()
	*to = take(d, &d.texts, len(items))
	for i, item := range items {
		if !item.IsString() {
			d.unexpected(item, "a string")
			continue
		}
		(*to)[i] = item.Text()
	}
}

// numberList reads a list of strings and numbers, or a string alone.
func (d *decoder) numberList(n *syntax.Node, to *StringOrNumberList) {
	if n.IsString() {
		*to = take(d, &d.texts, 1)
		(*to)[0] = n.Text()
		return
	}
	if n.IsNull() || !d.isSequence(n) {
		return
	}
	items := n.Items()
	*to = take(d, &d.texts, len(items))
	for i, item := range items {
		(*to)[i] = d.anyText(item)
	}
}

// anyText is the text of a scalar of any kind.
func (d *decoder) anyText(n *syntax.Node) string {
	if n.Kind != syntax.Scalar {
		d.unexpected(n, "a string or number")
		return ""
	}
	return n.Text()
}

// command reads the words of a command; a line is split as a shell would.
func (d *decoder) command(n *syntax.Node, to *ShellCommand) {
	if !n.IsString() {
		d.words(n, (*[]string)(to))
		return
	}
	line := d.commandLine(n.Value())
	if line.open {
		i := unmatched(n.Value())
		d.fail(n, InvalidCommand.At(syntax.Locate(n, i, i+1), "the command line cannot be split into words: %q has no match", n.Value()[i:i+1]).
			Helped("close every quote and parenthesis, or write the words as a list"))
		return
	}
	*to = line.words
	if at := line.end; strings.Trim(n.Value()[at:], "; \t\r\n") != "" {
		help := "to run a shell, name it: [\"sh\", \"-c\", \"…\"]"
		if to.RunsShell() {
			help = "if the shell is to run what follows, put it into the quotes behind -c"
		}
		d.fail(n, CommandCut.At(syntax.Locate(n, at, len(n.Value())), "the command ends before %q, which is for a shell", n.Value()[at:at+1]).
			Helped("%s", help))
		return
	}
	if at := anotherCommand(n); at > 0 {
		word := firstWord(n.Value()[at:])
		d.fail(n, CommandLines.At(syntax.Locate(n, at, at+len(word)), "this line becomes arguments of the command in the first one").
			Helped("to run several commands, run a shell with all of them: [\"sh\", \"-c\", \"…\"]"))
	}
}

// anotherCommand is where a line of a text that keeps its lines begins which was hardly meant to be arguments of the command above: with
// that command's own name, or with one that a shell has. It is 0 if there is none, or quotes may hold it.
func anotherCommand(n *syntax.Node) int {
	text := n.Value()
	if n.Style != syntax.Literal || strings.ContainsAny(text, "\"'`()\\") {
		return 0
	}
	first, at := "", 0
	for line := range strings.Lines(text) {
		switch word := firstWord(line); {
		case word == "":
		case first == "":
			first = word
		case word == first || ofShell(word) || ofShell(first):
			return at + strings.Index(line, word)
		}
		at += len(line)
	}
	return 0
}

// firstWord is the first word of a text; "" if it has none.
func firstWord(text string) string {
	for word := range strings.FieldsSeq(text) {
		return word
	}
	return ""
}

// ofShell reports whether a word is a command of shells, and of them alone, or one that scripts print with.
func ofShell(word string) bool {
	switch word {
	case "cd", "echo", "exec", "export", "set", "source":
		return true
	}
	return false
}

// commandLine is what a line comes to as a command.
type commandLine struct {
	words []string
	end   int  // what follows is for a shell
	open  bool // a quote, parenthesis or backslash has no match
}

// commandLine splits a line, one that is long once for all services that have it.
func (d *decoder) commandLine(text string) commandLine {
	const long = 4096
	if len(text) <= long {
		return d.splitLine(text)
	}
	line, known := d.lines[text]
	if !known {
		line = d.splitLine(text)
		if d.lines == nil {
			d.lines = map[string]commandLine{}
		}
		d.lines[text] = line
	}
	return line
}

func (d *decoder) splitLine(text string) commandLine {
	if !strings.ContainsAny(text, "\\\"'`();&|<>") {
		return commandLine{words: d.split(text), end: len(text)}
	}
	var p shellwords.Parser
	words, err := p.Parse(text)
	if err != nil {
		return commandLine{open: true}
	}
	return commandLine{words: slices.Clip(words), end: runeOffset(text, p.Position)}
}

// unmatched is where the quote, parenthesis or backslash stands without which a command line
// could be split.
func unmatched(line string) int {
	const longest = 4096 // of longer lines it is the last character: the search is quadratic
	for i := len(line) - 1; i > 0 && len(line) <= longest; i-- {
		var p shellwords.Parser
		if _, err := p.Parse(line[:i]); err == nil {
			return i
		}
	}
	if len(line) > longest {
		return len(line) - 1
	}
	return 0
}

// runeOffset is where the i-th character of s begins; below zero it is the end.
func runeOffset(s string, i int) int {
	for at := range s {
		if i == 0 {
			return at
		}
		i--
	}
	return len(s)
}

// split cuts a line at its spaces.
func (d *decoder) split(line string) []string {
	count := 0
	eachWord(line, func(string) { count++ })
	words := take(d, &d.texts, count)[:0]
	eachWord(line, func(word string) { words = append(words, word) })
	return words
}

func eachWord(line string, yield func(string)) {
	for start := 0; start < len(line); {
		n := strings.IndexAny(line[start:], " \t\r\n")
		if n < 0 {
			n = len(line) - start
		}
		if n > 0 {
			yield(line[start : start+n])
		}
		start += n + 1
	}
}

// healthcheckTest reads the command of a health check; a string is a line for the shell.
func (d *decoder) healthcheckTest(n *syntax.Node, to *HealthcheckTest) {
	if n.IsString() {
		*to = take(d, &d.texts, 2)
		(*to)[0], (*to)[1] = "CMD-SHELL", n.Text()
		return
	}
	d.words(n, (*[]string)(to))
}

// stringMap reads a mapping of strings; integers are taken as their text.
func (d *decoder) stringMap(n *syntax.Node, to *StringMap) {
	if n.IsNull() || !d.isMapping(n) {
		return
	}
	pairs := n.Pairs()
	*to = make(StringMap, len(pairs))
	for i := range pairs {
		var s string
		text(d, pairs[i].Value, &s)
		(*to)[pairs[i].Name()] = s
	}
}

// options reads a mapping of scalars of any kind; null is "".
func (d *decoder) options(n *syntax.Node, to *Options) {
	if !n.IsNull() && d.isMapping(n) {
		*to = d.scalars(n)
	}
}

// scalars reads a mapping of scalars as text; null is "".
func (d *decoder) scalars(n *syntax.Node) map[string]string {
	pairs := n.Pairs()
	out := make(map[string]string, len(pairs))
	for i := range pairs {
		s := ""
		if x := pairs[i].Value; !x.IsNull() {
			s = d.anyText(x)
		}
		out[pairs[i].Name()] = s
	}
	return out
}

// keyValues reads a mapping of scalars, or a list of KEY[=VALUE].
func (d *decoder) keyValues(n *syntax.Node) map[string]string {
	switch {
	case n.IsNull():
		return nil
	case n.Kind == syntax.Mapping:
		return d.scalars(n)
	case n.Kind != syntax.Sequence:
		d.unexpected(n, "a mapping or a list of KEY=VALUE")
		return nil
	}
	out := make(map[string]string, n.Len())
	for _, item := range n.Items() {
		key, value, _ := strings.Cut(d.anyText(item), "=")
		out[key] = value
	}
	return out
}

func (d *decoder) labels(n *syntax.Node, to *Labels) { *to = d.keyValues(n) }

func (d *decoder) mapping(n *syntax.Node, to *Mapping) { *to = d.keyValues(n) }

// environment reads a mapping of scalars, null being unset, or a list of KEY[=VALUE].
func (d *decoder) environment(n *syntax.Node, to *MappingWithEquals) {
	switch {
	case n.IsNull():
		return
	case n.Kind == syntax.Scalar:
		d.unexpected(n, "a mapping or a list of KEY=VALUE")
		return
	}
	out := make(MappingWithEquals, n.Len())
	texts := take(d, &d.texts, n.Len())
	pairs := n.Pairs()
	for i := range pairs {
		x := pairs[i].Value
		if x.IsNull() {
			out[pairs[i].Name()] = nil
			continue
		}
		texts[i] = d.anyText(x)
		out[pairs[i].Name()] = &texts[i]
	}
	for i, item := range n.Items() {
		key, value, set := strings.Cut(d.anyText(item), "=")
		if end := trimmed(key); end < len(key) {
			d.fail(item, trailingSpace(item, key, end))
			continue
		}
		var to *string
		if set {
			texts[i] = value
			to = &texts[i]
		}
		out[key] = to
	}
	*to = out
}

// trailingSpace reports a variable KEY=VALUE whose key has white space from end on.
func trailingSpace(item *syntax.Node, key string, end int) diag.Diagnostic {
	found := TrailingSpace.At(syntax.Locate(item, end, len(key)), "the name of the variable %s ends in white space", key[:end]).
		Helped("remove the white space before =, or write the variables as a mapping")
	rest := item.Text()[end:]
	value, set := strings.CutPrefix(rest[len(key)-end:], "=")
	sign := rest[:len(rest)-len(strings.TrimLeft(value, " \t"))] // with the white space on both sides
	at := syntax.Locate(item, end, end+len(sign))
	if !set || at.Text() != sign {
		return found
	}
	return found.Fixed("leave out the white space beside the equals sign", diag.Edit{Span: at, New: "="})
}

// trimmed is where white space at the end of s begins.
func trimmed(s string) int {
	r, size := utf8.DecodeLastRuneInString(s)
	if !unicode.IsSpace(r) {
		return len(s)
	}
	return len(strings.TrimRightFunc(s[:len(s)-size], unicode.IsSpace))
}

// multiOptions reads a mapping of scalars or lists of them.
func (d *decoder) multiOptions(n *syntax.Node, to *MultiOptions) {
	if n.IsNull() || !d.isMapping(n) {
		return
	}
	pairs := n.Pairs()
	*to = make(MultiOptions, len(pairs))
	for i := range pairs {
		x := pairs[i].Value
		if x.Kind != syntax.Sequence {
			one := take(d, &d.texts, 1)
			one[0] = d.anyText(x)
			(*to)[pairs[i].Name()] = one
			continue
		}
		if x.Len() == 0 {
			continue
		}
		all := take(d, &d.texts, x.Len())
		for k, item := range x.Items() {
			all[k] = d.anyText(item)
		}
		(*to)[pairs[i].Name()] = all
	}
}

// hosts reads a mapping of host names to addresses, or a list of HOST=ADDRESS.
func (d *decoder) hosts(n *syntax.Node, to *HostsList) {
	switch {
	case n.IsNull():
	case n.Kind == syntax.Mapping:
		*to = make(HostsList, n.Len())
		pairs := n.Pairs()
		for i := range pairs {
			name := pairs[i].Name()
			if !isHostName(name) {
				d.badHost(pairs[i].Value, pairs[i].Span(), name)
				continue
			}
			(*to)[name] = d.addresses(pairs[i].Value)
		}
	case n.Kind == syntax.Sequence:
		*to = make(HostsList, n.Len())
		for _, item := range n.Items() {
			d.host(item, *to)
		}
	default:
		d.unexpected(n, "a mapping or a list of HOST=ADDRESS")
	}
}

// host reads one HOST=ADDRESS[,ADDRESS…]; a colon may stand for the equals sign.
func (d *decoder) host(n *syntax.Node, to HostsList) {
	if n.Kind != syntax.Scalar {
		d.unexpected(n, "HOST=ADDRESS")
		return
	}
	s := n.Text()
	i := strings.IndexByte(s, '=')
	if i < 0 {
		i = strings.IndexByte(s, ':')
	}
	if i < 0 {
		found := InvalidHost.At(n.Span(), "%q has no address", s).Helped("write HOST=ADDRESS")
		if words := strings.Fields(s); len(words) == 2 {
			found = schema.Meant(found, n, words[0]+"="+words[1])
		}
		d.fail(n, found)
		return
	}
	if !isHostName(s[:i]) {
		d.badHost(n, syntax.Locate(n, 0, i), s[:i])
		return
	}
	addresses := strings.Split(s[i+1:], ",")
	for k := range addresses {
		addresses[k] = unbracketed(addresses[k])
	}
	to[s[:i]] = append(to[s[:i]], addresses...)
}

// isHostName reports whether a name is there, and would not be cut in two.
func isHostName(name string) bool { return name != "" && !strings.ContainsAny(name, ":=") }

func (d *decoder) badHost(n *syntax.Node, span source.Span, name string) {
	d.fail(n, InvalidHost.At(span, "%q is not a host name", name).Helped("write HOST=ADDRESS").With("host", name))
}

// addresses reads an address or a list of them.
func (d *decoder) addresses(n *syntax.Node) []string {
	if n.Kind == syntax.Sequence {
		out := take(d, &d.texts, n.Len())
		for i, item := range n.Items() {
			out[i] = unbracketed(d.anyText(item))
		}
		return out
	}
	out := take(d, &d.texts, 1)
	switch {
	case n.IsNull():
	case n.IsString():
		out[0] = unbracketed(n.Value())
	default:
		d.unexpected(n, "an address")
	}
	return out
}

// unbracketed is an address without the brackets of IPv6.
func unbracketed(s string) string {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		return s[1 : len(s)-1]
	}
	return s
}

// ssh reads a mapping of IDs to paths, or a list of ID[=PATH], which is how it is encoded.
func (d *decoder) ssh(n *syntax.Node, to *SSHConfig) {
	if n.IsNull() {
		return
	}
	keys := make(SSHConfig, 0, n.Len())
	switch n.Kind {
	case syntax.Mapping:
		for _, p := range n.Pairs() {
			key := SSHKey{ID: p.Name()}
			if !p.Value.IsNull() {
				key.Path = d.anyText(p.Value)
			}
			keys = append(keys, key)
		}
	case syntax.Sequence:
		for _, item := range n.Items() {
			id, path, _ := strings.Cut(d.anyText(item), "=")
			keys = append(keys, SSHKey{id, path})
		}
	default:
		d.unexpected(n, "a mapping of IDs to paths")
		return
	}
	slices.SortFunc(keys, func(a, b SSHKey) int { return strings.Compare(a.ID, b.ID) })
	*to = keys
}

// decodeUlimit reads a limit: an integer, or soft and hard ones.
func (d *decoder) decodeUlimit(n *syntax.Node, v *Ulimit) {
	if n.Kind != syntax.Mapping {
		d.limit(n, &v.Single)
		return
	}
	pairs := n.Pairs()
	for i := range pairs {
		switch pairs[i].Name() {
		case "soft":
			d.limit(pairs[i].Value, &v.Soft)
		case "hard":
			d.limit(pairs[i].Value, &v.Hard)
		default:
			d.extension(&v.Extensions, n, i)
		}
	}
}

// limit reads an integer; a number with a fraction is none.
func (d *decoder) limit(n *syntax.Node, to *int) {
	if n.Kind == syntax.Scalar && n.Type == syntax.Float {
		d.unexpected(n, "an integer")
		return
	}
	integer(d, n, to)
}
