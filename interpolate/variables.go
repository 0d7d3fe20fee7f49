package interpolate

import (
	"strings"

	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Use is one use of a variable in a text.
type Use struct {
	Name     string
	From, To int // bytes of the text; of ${NAME} with its braces
	// Default is the text after :- or -, with its variables; Alternate that after :+ or +.
	Default, Alternate string
	// Required is set for :? and ?.
	Required bool
}

// Uses lists the variables of a text in order of place, also those in defaults and alternates,
// whether or not these would be used. References that are not well formed are left out, and
// so is what stands in the messages of required variables.
func Uses(s string) []Use {
	var uses []Use
	appendUses(&uses, s, 0, 0)
	return uses
}

func appendUses(uses *[]Use, s string, base, depth int) {
	if depth > defaultDepth {
		return
	}
	r := newReader(s)
	for {
		t, ok := r.next()
		if !ok {
			return
		}
		if t.kind != reference {
			continue
		}
		u := Use{Name: t.name, From: base + t.from, To: base + t.to, Required: t.op == '?'}
		arg := s[t.argFrom:t.argTo]
		switch t.op {
		case '-':
			u.Default = arg
		case '+':
			u.Alternate = arg
		}
		*uses = append(*uses, u)
		if t.op == '-' || t.op == '+' {
			appendUses(uses, arg, base+t.argFrom, depth+1)
		}
	}
}

// Variable is a variable that a tree uses.
type Variable struct {
	Name string
	// Default and Alternate are those of the first use that has one that is not empty.
	Default, Alternate string
	// Required is set if some use requires the variable.
	Required bool
	// Uses are all places, in order.
	Uses []source.Span
}

// Variables lists the variables that the strings of a tree use, by name in order of first use.
// Keys are not looked at, since variables are not replaced there.
func Variables(root *syntax.Node) []Variable {
	c := collector{index: map[string]int{}}
	c.node(root)
	return c.vars
}

type collector struct {
	vars   []Variable
	index  map[string]int
	uses   []Use
	places syntax.Places
}

func (c *collector) node(n *syntax.Node) {
	if n == nil {
		return
	}
	if n.IsString() && strings.IndexByte(n.Value(), '$') >= 0 {
		c.scalar(n)
	}
	for _, p := range n.Pairs() {
		c.node(p.Value)
	}
	for _, item := range n.Items() {
		c.node(item)
	}
}

func (c *collector) scalar(n *syntax.Node) {
	c.uses = c.uses[:0]
	appendUses(&c.uses, n.Value(), 0, 0)
	for _, u := range c.uses {
		c.add(u, c.places.Of(n).Span(u.From, u.To))
	}
}

// add combines a use with those before it: the first default counts, and once required is required.
func (c *collector) add(u Use, at source.Span) {
	i, ok := c.index[u.Name]
	if !ok {
		i = len(c.vars)
		c.index[u.Name] = i
		c.vars = append(c.vars, Variable{Name: u.Name})
	}
	v := &c.vars[i]
	if v.Default == "" {
		v.Default = u.Default
	}
	if v.Alternate == "" {
		v.Alternate = u.Alternate
	}
	v.Required = v.Required || u.Required
	v.Uses = append(v.Uses, at)
}
