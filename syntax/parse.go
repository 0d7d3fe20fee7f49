package syntax

import (
	"strings"
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/textmem"
	"github.com/composekit/composekit/source"
)

// Limits bound what a text may make the reader do. A zero field means its default; a
// negative one means no limit.
type Limits struct {
	// Depth is how deep collections may be nested; default 1,000. Whatever is asked for,
	// it is never more than 10,000, since stages call themselves for each level.
	Depth int
	// Nodes is how many nodes a stream of documents may have, keys included; default 10,000,000.
	Nodes int
	// Expansion is how many nodes aliases and merge keys may stand for in one document, by their weight
	// (Node.Weight); default 400,000.
	Expansion int
	// Documents is how many documents a stream may have; default 1,000.
	Documents int
	// Key is how many bytes a key may have; default 4,096. YAML itself allows 1,024 characters where keys
	// stand before their colon. Paths and messages repeat keys, those of what stands above included.
	Key int
	// Findings is how many findings there may be of one text; reading ends soon after so many errors.
	Findings diag.Limit
}

const (
	defaultDepth     = 1_000
	mostDepth        = 10_000
	defaultNodes     = 10_000_000
	defaultExpansion = 400_000
	defaultDocuments = 1_000
	defaultKey       = 4 << 10
	noLimit          = int(^uint(0) >> 1)
)

func limit(asked, standard int) int {
	switch {
	case asked == 0:
		return standard
	case asked < 0:
		return noLimit
	}
	return asked
}

// Less is l after aliases and merge keys have stood for so many nodes of those that it allows.
func (l Limits) Less(expanded int) Limits {
	if left := limit(l.Expansion, defaultExpansion); left != noLimit {
		l.Expansion = max(left-expanded, 1)
	}
	return l
}

// Comment is one comment, from its # to the end of the line.
type Comment struct{ Span source.Span }

// Document is one document of a stream.
type Document struct {
	File     *source.File
	Root     *Node     // nil if the document is empty
	Comments []Comment // in order
	Span     source.Span
	// Start and End are the markers --- and ... of the document, nowhere if they are left out.
	Start, End source.Span

	// Keyed says that some key is more than a string: Pair.Key is set.
	Keyed bool

	dynamic bool // has something for Resolve
	made    made // for Builder.Expect
}

// made counts what was made for the nodes of a document.
type made struct{ nodes, containers, pairs, items int }

func (m made) since(before made) made {
	return made{m.nodes - before.nodes, m.containers - before.containers, m.pairs - before.pairs, m.items - before.items}
}

// Parse reads a stream of YAML documents. It always returns the documents, as much of them
// as can be read, and every fault of the text in order. A text without any content has no
// documents, unless there are comments, which then make up one empty document.
func Parse(f *source.File, limits Limits) ([]*Document, diag.List) {
	p := parsers.Get().(*parser)
	p.f, p.text = f, f.Text()
	p.maxDepth = min(limit(limits.Depth, defaultDepth), mostDepth)
	p.maxNodes = limit(limits.Nodes, defaultNodes)
	p.maxDocs = limit(limits.Documents, defaultDocuments)
	p.maxKey = limit(limits.Key, defaultKey)
	p.found.Limit = limits.Findings
	p.b.read(f)
	p.sizeSlabs()
	p.checkBytes()
	docs := p.stream()
	if len(p.found.List) > 1 {
		p.found.Sort()
		mendTabsTogether(p.found.List)
	}
	list := p.found.Close()
	*p = parser{scratch: p.scratch.emptied()}
	parsers.Put(p)
	return docs, list
}

// sizeSlabs chooses the first blocks of memory by what the text has: in real Compose files most lines
// that are no comment begin one node. JSON may do without lines.
func (p *parser) sizeSlabs() {
	p.progress.whole = len(p.text)
	head := p.text[:min(len(p.text), 32*slabMost)] // enough to fill the largest blocks
	lines := max(strings.Count(head, "\n")-strings.Count(head, "#"), len(head)/100)
	p.b.nodes.begin(&p.progress, lines+4)
	p.b.containers.begin(&p.progress, lines*3/8+2)
	p.b.mores.begin(&p.progress, lines/6+1)
	p.b.pairs.begin(&p.progress, min(strings.Count(head, ":"), lines)*3/4+4)
	p.b.items.begin(&p.progress, lines/3+4)
}

// scratch is memory that the reader needs only while it reads.
type scratch struct {
	buf   []byte
	pairs []Pair  // of mappings not yet complete
	items []*Node // of sequences not yet complete
	cols  []open  // block collections being read
	seen  keySet
}

func newScratch() scratch {
	return scratch{pairs: make([]Pair, 0, 64), items: make([]*Node, 0, 32), cols: make([]open, 0, 16)}
}

// parsers are readers at rest. Small texts would take more memory for one than for their nodes.
var parsers = sync.Pool{New: func() any { return &parser{scratch: newScratch()} }}

// emptied is s for the next reader: without references to what was read, nor memory that only
// large texts need.
func (s scratch) emptied() scratch {
	const most = 512
	if cap(s.pairs) > most || cap(s.items) > most || cap(s.cols) > most || cap(s.buf) > 16*most || len(s.seen.slots) > 2*most {
		return newScratch()
	}
	clear(s.pairs[:cap(s.pairs)])
	clear(s.items[:cap(s.items)])
	return scratch{s.buf[:0], s.pairs[:0], s.items[:0], s.cols[:0], s.seen}
}

// parser reads one text. Between the steps of reading, pos is the next token: blank space
// and comments before it have been passed over.
type parser struct {
	f    *source.File
	text string

	pos  int  // where the token begins
	line int  // where its line begins
	col  int  // its column, for a token that is first on its line; -1 at the end of a document
	nl   bool // a line break was passed before it, or the text ends
	tab  bool // there is a tab in the blank space before it, on its line
	// tabCols are the columns that indentations with tabs were last taken to lead to.
	tabCols map[string]int
	last    int // the end of the last piece of content read

	depth, maxDepth int
	nodes, maxNodes int // of maxNodes 0, no more is read
	maxDocs, maxKey int
	stopped         bool // a limit was reached: pos is the end of the text
	cut             bool // a flow collection ended without its bracket: pos is already the token after it
	outermost       flow // the flow collection that is read and in no other
	rescans         int  // bytes read only to decide on recovery
	unit            int  // usual width of one level of indentation, 0 as long as unknown

	progress progress
	b        Builder
	long     textmem.Joiner // values that are not a part of the text
	scratch

	comments  []Comment
	found     diag.Collector
	anchors   map[string]*anchor // the last with each name so far
	handles   map[string]string
	keyed     bool // see Document
	dynamic   bool
	conflicts int // end of the last conflict marker reported

	unreadable int // places with characters that cannot be
	// conflictAt is one more than the index in found of the conflict that is not over; 0 if none.
	conflictAt int
}

// anchor is a node that aliases may stand for.
type anchor struct {
	node    *Node
	aliases *origin // of all of them; nil if there is none yet
}

func (p *parser) span(start, end int) source.Span { return p.f.Span(start, end) }

// add reports a finding. After the last error that is kept, reading ends with the next node.
func (p *parser) add(d diag.Diagnostic) {
	p.found.Add(d)
	if d.Severity() == diag.Error && p.found.Full(diag.Error) {
		p.maxNodes = 0
	}
}

// stop ends reading because a limit was reached.
func (p *parser) stop(d diag.Diagnostic) {
	if !p.stopped {
		p.found.List.Add(d) // however many there are
	}
	p.halt()
}

// endIfFull ends reading after the last error that is kept, where faults may follow without any node.
func (p *parser) endIfFull() {
	if p.maxNodes == 0 {
		p.halt()
	}
}

func (p *parser) halt() {
	p.stopped = true
	p.pos, p.line = len(p.text), len(p.text)
	p.col, p.nl, p.tab = -1, true, false
}

// pass passes over the character at pos; there is none if a node that begins there has stopped reading.
func (p *parser) pass() {
	p.pos = min(p.pos+1, len(p.text))
	p.last = p.pos
}

// enter begins a collection at byte i; it reports whether the limit of depth allows it. The
// caller takes depth back.
func (p *parser) enter(i int) bool {
	p.depth++
	return p.depth <= p.maxDepth || p.tooDeep(i)
}

func (p *parser) tooDeep(i int) bool {
	p.stop(TooDeep.At(p.span(i, i+1), "collections are nested more than %d deep", p.maxDepth).
		Helped("nest less deep, or ask for a higher limit"))
	return false
}

// count notes one more node that begins at byte i.
func (p *parser) count(i int) {
	if p.nodes++; p.nodes > p.maxNodes {
		p.tooMany(i)
	}
}

func (p *parser) tooMany(i int) {
	switch {
	case p.stopped:
	case p.maxNodes == 0:
		p.halt()
	default:
		p.stop(TooLarge.At(p.span(i, i), "the file has more than %d nodes", p.maxNodes).
			Helped("split the file, or ask for a higher limit"))
	}
}

// skip passes over blank space, line breaks and comments to the next token.
func (p *parser) skip() {
	if p.cut {
		p.cut = false
		return
	}
	if !p.quickSkip() {
		p.skipFar()
	}
}

func (p *parser) skipFar() {
	text := p.text
	i := p.pos
	nl, tab, gap := false, false, i == p.line
loop:
	for {
		if i >= len(text) {
			p.pos, p.col, p.nl, p.tab = len(text), -1, true, false
			return
		}
		switch text[i] {
		case ' ':
			i++
			gap = true
		case '\t':
			i++
			gap, tab = true, true
		case '\n':
			i++
			p.line, nl, tab, gap = i, true, false, true
		case '\r':
			i = p.afterBreak(i)
			p.line, nl, tab, gap = i, true, false, true
		case '#':
			if !gap {
				break loop
			}
			i = p.comment(i)
		case '<', '=', '>', '|':
			if i != p.line || !p.isConflict(i) {
				break loop
			}
			i = p.conflict(i)
		default:
			break loop
		}
	}
	p.pos, p.nl, p.tab = i, nl, tab
	p.col = i - p.line
	if !nl {
		return
	}
	if p.col == 0 && (text[i] == '-' || text[i] == '.') && p.isMarker(i) {
		p.col = -1
	} else if tab {
		p.col = p.skipSpaces(p.line) - p.line
	}
}

// comment records the comment at byte i, once, and returns its end.
func (p *parser) comment(i int) int {
	end := p.lineEnd(i)
	if n := len(p.comments); n == 0 || int(p.comments[n-1].Span.Start) < i {
		if n == cap(p.comments) {
			p.progress.done = i
			p.comments = grown(p.comments, &p.progress)
		}
		p.comments = append(p.comments, Comment{p.span(i, end)})
	}
	return end
}

func (p *parser) conflict(i int) int {
	end := p.lineEnd(i)
	if end <= p.conflicts {
		return end
	}
	p.conflicts = end
	if n := p.conflictAt - 1; p.text[i] != '<' && n >= 0 && n < len(p.found.List) {
		text := "the other version begins here"
		if p.text[i] == '>' {
			text = "the conflict ends here"
			p.conflictAt = 0
		}
		p.found.List[n] = p.found.List[n].Labelled(p.span(i, end), "%s", text)
		return end
	}
	p.conflictAt = len(p.found.List) + 1
	p.add(ConflictMarker.At(p.span(i, end), "a conflict of two versions was left here").
		Helped("keep the lines of one side and remove the markers"))
	return end
}

// atEnd reports whether the document has no more tokens.
func (p *parser) atEnd() bool { return p.col < 0 && p.nl }

// toLineEnd passes over the rest of the line.
func (p *parser) toLineEnd() {
	p.pos = p.lineEnd(p.pos)
}
