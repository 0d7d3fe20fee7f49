package dotenv

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/source"
)

// Parse reads a file of the format that opt names. Names without a value take theirs from opt.Env, or are left out. It
// returns the variables as far as they can be read, in order, and every fault.
func Parse(f *source.File, opt Options) ([]Var, diag.List) {
	p := parser{file: f, src: f.Text(), opt: opt, room: opt.Limits, diags: diag.Collector{Limit: opt.Limits.Findings}}
	switch {
	case opt.Format == Raw:
		p.raw()
		return p.vars, p.diags.Close()
	case strings.HasPrefix(p.src, byteOrderMark):
		p.pos = len(byteOrderMark)
	case strings.HasPrefix(p.src, "\xFF\xFE"), strings.HasPrefix(p.src, "\xFE\xFF"):
		p.report(NotText, 0, 2, "save the file as UTF-8", "this file is in UTF-16")
		return nil, p.diags.Close()
	}
	for p.startOfStatement() {
		p.statement()
	}
	return p.vars, p.diags.Close()
}

const byteOrderMark = "\uFEFF"

type parser struct {
	file  *source.File
	src   string
	pos   int
	opt   Options
	room  interpolate.Limits // what is left of the limits
	vars  []Var
	own   source.Vars // what the file has set so far; nil until a variable is looked up
	diags diag.Collector

	quoteEnd int // just after the closing quote that was read last; 0 if there is none
}

func (p *parser) report(def *diag.Def, from, to int, help, format string, args ...any) {
	if !p.diags.Full(def.Severity) {
		p.diags.Add(def.At(p.file.Span(from, to), format, args...).Helped("%s", help))
	}
}

// reportIn is report for a fault in what begins at start, with the rest of that line as a fact.
func (p *parser) reportIn(start int, def *diag.Def, from, to int, help, format string, args ...any) {
	if p.diags.Full(def.Severity) {
		return
	}
	p.report(def, from, to, help, format, args...)
	line, _, _ := strings.Cut(p.src[start:], "\n")
	d := &p.diags.List[len(p.diags.List)-1]
	*d = d.With("text", line).With("character", p.src[from:to])
}

// startOfStatement skips white space and comments. It reports whether something is left.
func (p *parser) startOfStatement() bool {
	for {
		i := strings.IndexFunc(p.src[p.pos:], func(c rune) bool { return !unicode.IsSpace(c) })
		if i < 0 {
			return false
		}
		p.pos += i
		if p.src[p.pos] != '#' {
			return true
		}
		p.skipLine()
	}
}

// skipLine goes to the next line break.
func (p *parser) skipLine() {
	i := strings.IndexByte(p.src[p.pos:], '\n')
	if i < 0 {
		i = len(p.src) - p.pos
	}
	p.pos += i
}

// statement reads one statement and goes behind it.
func (p *parser) statement() {
	followsQuote := p.followsQuote()
	begin := p.pos
	p.export()
	start := p.pos
	end, found := p.endOfName(start)
	if !found {
		p.skipLine()
		return
	}
	name := strings.TrimSpace(p.src[start:end])
	valued := end < len(p.src) && p.src[end] != '\n'
	p.pos = min(end+1, len(p.src))
	spaced := strings.IndexByte(name, ' ') >= 0
	if followsQuote && name != "" && !spaced {
		p.report(AfterQuote, start, start+len(name), "put a comment after a #, or the next variable on a line of its own",
			"the text %q after the closing quote is read as another variable", name)
	}
	switch {
	case spaced:
		p.spaceInName(start, name)
		if valued {
			p.value() // for its faults, and to get past it
		}
	case valued:
		p.assign(start, name)
	case name != "":
		p.inherit(start, name)
	case end == len(p.src): // without an export there is something else that begins the statement
		p.report(NoName, begin, begin+len(exportWord), "write export NAME=value", "nothing is exported here")
	}
}

// followsQuote reports whether a quoted value ends on the line of the statement that begins here.
func (p *parser) followsQuote() bool {
	return p.quoteEnd > 0 && strings.IndexByte(p.src[p.quoteEnd:p.pos], '\n') < 0
}

const exportWord = "export"

// export skips the word export if it is there.
func (p *parser) export() {
	rest, ok := strings.CutPrefix(p.src[p.pos:], exportWord)
	if ok && rest != "" && strings.IndexByte("\t\n\f\r ", rest[0]) >= 0 {
		p.pos += len(exportWord)
		p.skipBlanks()
	}
}

func (p *parser) skipBlanks() {
	p.pos = len(p.src) - len(strings.TrimLeftFunc(p.src[p.pos:], isBlank))
}

// endOfName is where the =, : or line break after a name stands, or the end of the file. It is not ok
// if the name has a wrong character, which has been reported.
func (p *parser) endOfName(start int) (end int, ok bool) {
	plain := start // behind the characters that most names consist of
	for plain < len(p.src) && isPlain(p.src[plain]) {
		plain++
	}
	for i, c := range p.src[plain:] {
		at := plain + i
		switch {
		case c == '=' || c == ':' || c == '\n':
			return at, true
		case isBlank(c) || isNamePart(c):
		default:
			_, width := utf8.DecodeRuneInString(p.src[at:])
			help := "names are letters, digits and _ . - [ ]"
			if at == start && (c == '/' || c == ';') { // as other languages have it
				help = "a comment begins with #"
			}
			p.reportIn(start, InvalidName, at, at+width, help,
				"the name of a variable cannot have the character %q", c)
			return 0, false
		}
	}
	return len(p.src), true
}

func isPlain(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}

func isNamePart(c rune) bool {
	return c == '_' || unicode.IsLetter(c) || unicode.IsNumber(c) || strings.ContainsRune(".-[]", c)
}

// isBlank reports whether c is white space, but no line break.
func isBlank(c rune) bool {
	switch c {
	case '\t', '\v', '\f', '\r', ' ', 0x85, 0xA0:
		return true
	}
	return false
}

func (p *parser) spaceInName(start int, name string) {
	i := strings.IndexByte(name, ' ')
	width := len(name[i:]) - len(strings.TrimLeft(name[i:], " "))
	p.reportIn(start, InvalidName, start+i, start+i+width, "write NAME=value; a comment begins with #",
		"the name of a variable cannot have a space")
}

// inherit sets a name without a value to what the environment has.
func (p *parser) inherit(start int, name string) {
	if p.opt.Env == nil {
		return
	}
	value, set := p.opt.Env.Lookup(name)
	if !set {
		return
	}
	p.set(Var{Name: name, Value: value, NameSpan: p.file.Span(start, start+len(name)), Inherited: true})
}

// assign reads the value of a name.
func (p *parser) assign(start int, name string) {
	value, from, to := p.value()
	v := Var{Name: name, Value: value, NameSpan: p.file.Span(start, start+len(name)), ValueSpan: p.file.Span(from, to)}
	if name == "" {
		p.report(UnnamedValue, start, to, "write NAME=value", "the value has no name")
	}
	p.set(v)
}

func (p *parser) set(v Var) {
	if p.own != nil {
		p.own[v.Name] = v.Value
	}
	if len(p.vars) == cap(p.vars) {
		p.vars = slices.Grow(p.vars, p.outlook())
	}
	p.vars = append(p.vars, v)
}

// outlook is how many more variables there are if the rest of the file is like what has been read of it.
func (p *parser) outlook() int {
	if len(p.vars) == 0 {
		return min(1+strings.Count(p.src, "\n"), 16)
	}
	each := max(p.pos/len(p.vars), 1)
	return 1 + (len(p.src)-p.pos)/each
}

// Lookup implements source.Env for the variables inside values.
func (p *parser) Lookup(name string) (string, bool) {
	if p.opt.Env != nil {
		if value, set := p.opt.Env.Lookup(name); set {
			return value, true
		}
	}
	if p.own == nil {
		p.own = make(source.Vars, len(p.vars))
		for i := range p.vars {
			p.own[p.vars[i].Name] = p.vars[i].Value
		}
	}
	if value, set := p.own[name]; set || p.opt.Known == nil {
		return value, set
	}
	return p.opt.Known.Lookup(name)
}
