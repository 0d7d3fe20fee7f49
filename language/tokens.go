package language

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// TokenType is what a part of a text is, by the names that the Language Server Protocol has for it.
type TokenType string

// The types of tokens.
const (
	TokenAttribute TokenType = "property"   // a key that the language knows
	TokenName      TokenType = "class"      // of a service, a network and so on
	TokenAnchor    TokenType = "macro"      // an anchor with its &, an alias with its *
	TokenTag       TokenType = "type"       // !reset
	TokenVariable  TokenType = "variable"   // the NAME of ${NAME}
	TokenOperator  TokenType = "operator"   // what is around it: ${ :- }
	TokenDefault   TokenType = "string"     // the text of a default, an alternate or a message
	TokenNumber    TokenType = "number"     // also a duration, a size, a mode
	TokenConstant  TokenType = "keyword"    // a boolean, or null
	TokenWord      TokenType = "enumMember" // one of the words that an attribute takes
)

// TokenTypes are all types of tokens.
func TokenTypes() []TokenType {
	return []TokenType{
		TokenAttribute, TokenName, TokenAnchor, TokenTag, TokenVariable, TokenOperator, TokenDefault, TokenNumber, TokenConstant, TokenWord,
	}
}

// Token is a part of a line that means something.
type Token struct {
	Span source.Span
	Type TokenType
	// Defines is set of a name or anchor where it is given, Deprecated of an attribute that is.
	Defines, Deprecated bool
}

// Tokens are the parts of a Compose file that mean something, of those that lie in a part of it, in order of place. No two
// overlap, and none is empty or goes on in another line. What texts are to programs in containers is none of them.
func (v *View) Tokens(f *source.File, within source.Span) []Token {
	file := v.file(f)
	if file == nil {
		return nil
	}
	var t tokens
	for _, n := range file.names {
		switch n.Kind {
		case Variable: // with what is around it
		case Anchor:
			n.Span.Start-- // its sign
			t.add(Token{Span: n.Span, Type: TokenAnchor, Defines: n.Defines})
		default:
			t.add(Token{Span: n.Span, Type: TokenName, Defines: n.Defines})
		}
	}
	file.walk(func(_ *syntax.Document, s spot) {
		if s.attr != nil {
			t.add(Token{Span: s.pair.Span(), Type: TokenAttribute, Deprecated: s.attr.Deprecated != ""})
		}
		if s.node.Tag() != "" {
			t.add(Token{Span: s.node.TagSpan(), Type: TokenTag})
		}
		if s.node.Kind == syntax.Scalar {
			t.scalar(s.node, s.typ)
		}
	})
	// Names come before what else stands in the same place.
	slices.SortStableFunc(t.list, func(a, b Token) int { return int(a.Span.Start) - int(b.Span.Start) })
	out, end := t.list[:0], int32(-1)
	for _, token := range t.list {
		if token.Span.Start < end {
			continue
		}
		if end = token.Span.End; token.Span.Start >= within.Start && end <= within.End {
			out = append(out, token)
		}
	}
	return out
}

type tokens struct {
	places syntax.Places
	list   []Token
}

func (t *tokens) add(k Token) {
	if k.Span.Valid() && k.Span.Start < k.Span.End && !strings.ContainsAny(k.Span.Text(), "\r\n") {
		t.list = append(t.list, k)
	}
}

// scalar adds the tokens of a scalar: its variables, or all of it.
func (t *tokens) scalar(n *syntax.Node, typ *schema.Type) {
	switch n.Type {
	case syntax.Bool, syntax.Null:
		t.add(Token{Span: n.Span(), Type: TokenConstant})
	case syntax.Int, syntax.Float:
		t.add(Token{Span: n.Span(), Type: TokenNumber})
	case syntax.String:
		if uses := interpolate.Uses(n.Value()); len(uses) > 0 {
			t.variables(n, uses, 0, len(n.Value()), false)
		} else if typ != nil && slices.Contains(typ.Enum, n.Value()) {
			t.add(Token{Span: n.Span(), Type: TokenWord})
		} else if typ != nil && isQuantity(typ.Format) && n.Value() != "" && n.Value()[0] >= '0' && n.Value()[0] <= '9' {
			t.add(Token{Span: n.Span(), Type: TokenNumber})
		}
	}
}

func isQuantity(f schema.Format) bool {
	switch f {
	case schema.Duration, schema.ByteSize, schema.FileMode, schema.Umask, schema.CPUs, schema.Microseconds:
		return true
	}
	return false
}

// variables adds the tokens of the variables from..to of a scalar's value, and returns those uses that lie behind. What else
// is there is literal text, which is a token in a default.
func (t *tokens) variables(n *syntax.Node, uses []interpolate.Use, from, to int, inDefault bool) []interpolate.Use {
	text := n.Value()
	literal := func(from, to int) {
		if inDefault {
			t.part(n, from, to, TokenDefault)
		}
	}
	for len(uses) > 0 && uses[0].From < to {
		u := uses[0]
		uses = uses[1:]
		literal(from, u.From)
		name := u.From + len("$")
		braced := strings.HasPrefix(text[name:], "{")
		if braced {
			name++
		}
		end := name + len(u.Name)
		t.part(n, u.From, name, TokenOperator)
		t.part(n, name, end, TokenVariable)
		if braced {
			argument := end // behind its operator, - or :- and so on
			if argument < u.To-1 && text[argument] == ':' {
				argument++
			}
			if argument < u.To-1 {
				argument++
			}
			t.part(n, end, argument, TokenOperator)
			uses = t.variables(n, uses, argument, u.To-1, true)
			t.part(n, u.To-1, u.To, TokenOperator)
		}
		from = u.To
	}
	literal(from, to)
	return uses
}

// part adds a token of bytes from..to of a scalar's value, if each has a place of its own.
func (t *tokens) part(n *syntax.Node, from, to int, of TokenType) {
	if places := t.places.Of(n); from < to && places.Exact() {
		t.add(Token{Span: places.Span(from, to), Type: of})
	}
}
