package diag

import "github.com/composekit/composekit/source"

// TooMany closes a list that was cut: there may be more findings than those in it.
var TooMany = &Def{Code: "too-many-findings", Severity: Note, Title: "more findings than are reported"}

// Defs are the kinds of finding of this package.
func Defs() []*Def { return []*Def{TooMany} }

// Limit is how many findings are made: so many errors, and so many warnings and notes, that
// neither can hide the other. 0 is 1,000; below 0 is no limit. Nobody reads as many, and
// making each costs a hundred times as much as reading past what it is about.
type Limit int

const standardLimit = 1_000

// Allows reports whether one more finding of a kind may be made where there are n.
func (l Limit) Allows(n int) bool { return n < l.size() }

func (l Limit) size() int {
	switch {
	case l == 0:
		return standardLimit
	case l < 0:
		return int(^uint(0) >> 1)
	}
	return int(l)
}

// Sink takes findings. Who makes many asks Full first.
type Sink interface {
	// Add takes findings, those beyond what it keeps included.
	Add(d ...Diagnostic)
	// Full reports that no more findings of a severity are kept.
	Full(s Severity) bool
}

// Full implements Sink: a List keeps all.
func (l *List) Full(Severity) bool { return false }

// Collector is a Sink that keeps findings up to a limit. The zero Collector has the limit of the
// zero Limit.
type Collector struct {
	List  // so far
	Limit Limit

	errors, others int
	cut            bool // some were not kept
}

// Full implements Sink. Who is told so leaves out what he would have found.
func (c *Collector) Full(s Severity) bool {
	if n := c.count(s); *n < c.Limit.size() {
		return false
	}
	c.cut = true
	return true
}

func (c *Collector) count(s Severity) *int {
	if s == Error {
		return &c.errors
	}
	return &c.others
}

// Add implements Sink. A list that another Collector has cut makes this one cut, too.
func (c *Collector) Add(list ...Diagnostic) {
	for _, d := range list {
		switch {
		case d.Def == TooMany:
			c.cut = true
		case !c.Full(d.Severity()):
			*c.count(d.Severity())++
			c.List = append(c.List, d)
		}
	}
}

// Cut reports whether there were findings that were not kept.
func (c *Collector) Cut() bool { return c.cut }

// Close is the list, with a last finding that says so if it was cut.
func (c *Collector) Close() List {
	if !c.cut {
		return c.List
	}
	return append(c.List, TooMany.At(source.Span{}, "no more than %d errors and as many warnings are reported; there may be others", c.Limit.size()).
		Helped("mend the first ones, then look again"))
}
