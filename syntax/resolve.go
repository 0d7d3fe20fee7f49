package syntax

import (
	"slices"

	"github.com/composekit/composekit/diag"
)

// Resolve returns the document's tree with aliases, merge keys and scalars with the tag !!binary
// replaced by what they stand for. Nodes that have none inside are shared with the document, so
// that a document without any is returned as it is.
//
// What stands for an alias is a copy of the anchored node whose Prev is the alias. Entries
// that come in through a merge key stand where the merge key stood; their values are copies
// whose Prev is the merge key's value. Entries written in the mapping win over merged ones,
// and of several sources the first. An entry with the tag ResetTag, which is going to be taken
// away, wins over none: the mapping then has two of its name.
func Resolve(d *Document, limits Limits) (*Node, diag.List) {
	if d == nil || d.Root == nil || !d.dynamic {
		if d == nil {
			return nil, nil
		}
		return d.Root, nil
	}
	r := &resolver{limit: limit(limits.Expansion, defaultExpansion), done: map[*Node]resolved{}}
	r.found.Limit = limits.Findings
	root, _ := r.node(d.Root)
	r.found.Sort()
	return root, r.found.Close()
}

// ResetTag marks a value of a Compose file that takes away what earlier files say there. The value itself
// is none.
const ResetTag = "!reset"

// resolver replaces the aliases and encoded scalars of one document.
type resolver struct {
	b        Builder
	limit    int
	expanded int                // nodes that aliases stand for so far
	done     map[*Node]resolved // of nodes with an anchor; without a node while they are in work
	exceeded bool
	found    diag.Collector
	pairs    []Pair   // of mappings not yet complete
	names    []string // keys that are taken in them
	items    []*Node
}

// resolved is the outcome for a node with an anchor.
type resolved struct {
	node *Node
	size int // nodes in it by their weight, each counted as often as it is used
}

// node returns what stands for n, and how many nodes that has, by their weight.
func (r *resolver) node(n *Node) (*Node, int) {
	if n.Kind == Alias {
		return r.alias(n)
	}
	if n.Kind == Scalar {
		out := n
		if bytes, ok := n.encoded(); ok {
			out = r.b.Scalar(bytes, String, n, Cast)
		}
		if n.Anchor() != "" {
			r.done[n] = resolved{out, out.Weight()}
		}
		return out, out.Weight()
	}
	anchored := n.Anchor() != ""
	if anchored {
		if got, ok := r.done[n]; ok {
			return got.node, got.size
		}
		r.done[n] = resolved{}
	}
	out, size := r.collection(n)
	if anchored {
		r.done[n] = resolved{out, size}
	}
	return out, size
}

func (r *resolver) collection(n *Node) (*Node, int) {
	if n.Kind == Sequence {
		return r.sequence(n)
	}
	return r.mapping(n)
}

// alias returns the copy of what an alias stands for. Where that cannot be had, it reports
// why and returns null.
func (r *resolver) alias(n *Node) (*Node, int) {
	target := n.Target()
	if target == nil {
		return r.null(n), 1 // reported by Parse
	}
	got := r.done[target]
	if got.node == nil {
		r.found.Add(RecursiveAnchor.At(n.Span(), "the alias *%s is inside the value that it stands for", n.Value()).
			Helped("refer to another anchor, or remove the alias").
			Labelled(target.AnchorSpan(), "the anchor is defined here").With("anchor", n.Value()))
		return r.null(n), 1
	}
	if r.expanded > r.limit-got.size {
		if !r.exceeded {
			r.exceeded = true
			r.found.Add(TooManyRef.At(n.Span(), "aliases stand for more than %d nodes", r.limit).
				Helped("use fewer aliases of large values").
				Labelled(target.AnchorSpan(), "this anchor alone stands for %d", got.size))
		}
		return r.null(n), 1
	}
	r.expanded += got.size
	return r.b.Repeat(got.node, n, Aliased), got.size
}

func (r *resolver) null(prev *Node) *Node {
	n := r.b.Scalar("", Null, prev, Aliased)
	return n
}

func (r *resolver) sequence(n *Node) (*Node, int) {
	size, base := 1, len(r.items)
	changed := false
	for _, item := range n.Items() {
		out, s := r.node(item)
		size += s
		changed = changed || out != item
		r.items = append(r.items, out)
	}
	items := r.items[base:]
	r.items = r.items[:base]
	if !changed {
		return n, size
	}
	out := r.b.Sequence(r.b.KeepItems(items), n, Resolved)
	if !n.isBare() {
		r.b.setExtra(out).properties = n.props()
	}
	return out, size
}

func (r *resolver) mapping(n *Node) (*Node, int) {
	size, base := 1, len(r.pairs)
	changed := false
	taken := takenKeys{first: len(r.names), last: -1}
	source := n.Pairs()
	for i := range source {
		pair := source[i]
		if pair.isMerge() {
			if taken.last < 0 {
				r.takeWritten(&taken, source)
			}
			changed = true
			size += r.merge(&taken, &pair, i == taken.last)
			continue
		}
		if pair.Key() != nil {
			other, s := r.key(&pair)
			changed = changed || other
			size += s - 1
		}
		value, s := r.node(pair.Value)
		size += s + 1
		changed = changed || value != pair.Value
		pair.Value = value
		r.pairs = append(r.pairs, pair)
	}
	r.names = r.names[:taken.first]
	pairs := r.pairs[base:]
	r.pairs = r.pairs[:base]
	if !changed {
		return n, size
	}
	out := r.b.Mapping(r.b.KeepPairs(pairs), n, Resolved)
	if !n.isBare() {
		r.b.setExtra(out).properties = n.props()
	}
	return out, size
}

// key resolves the key of a pair and tells whether that changed it.
func (r *resolver) key(pair *Pair) (changed bool, size int) {
	k, size := r.node(pair.Key())
	if k == pair.Key() {
		return false, size
	}
	name := ""
	if k.Kind == Scalar {
		name = k.Value()
	}
	*pair = r.b.oddKey(pair, name, k)
	return true, size
}

// mergeKey is the key whose value is a mapping, or a list of mappings, that has more entries.
const mergeKey = "<<"

// isMerge tells whether the pair is a merge key: << without quotes, or tagged !!merge.
func (p *Pair) isMerge() bool {
	if p.Key() != nil && p.Key().Kind == Scalar && p.Key().Tag() != "" && p.Key().Tag() != "!" {
		return p.Key().props().isTag(coreTags + "merge")
	}
	return p.Name() == mergeKey && !p.complex() && p.Span().Text() == mergeKey
}

// takenKeys are the keys that entries which a mapping gets through merge keys must not have.
type takenKeys struct {
	first int             // of them among the resolver's names, which end in them as long as they are few
	many  map[string]bool // all of them, once they are many
	last  int             // the mapping's last merge key; -1 as long as none was met
}

const fewKeys = 24

// takeWritten takes the keys that are written in a mapping with merge keys.
func (r *resolver) takeWritten(t *takenKeys, pairs []Pair) {
	for i := range pairs {
		switch p := &pairs[i]; {
		case p.isMerge():
			t.last = i
		case p.competes():
			r.take(t, p.Name())
		}
	}
}

// competes reports whether an entry keeps others with its key out, and is kept out by them.
func (p *Pair) competes() bool { return !p.complex() && p.Value.Tag() != ResetTag }

func (r *resolver) isTaken(t *takenKeys, name string) bool {
	if t.many != nil {
		return t.many[name]
	}
	return slices.Contains(r.names[t.first:], name)
}

func (r *resolver) take(t *takenKeys, name string) {
	if t.many != nil {
		t.many[name] = true
		return
	}
	r.names = append(r.names, name)
	if few := r.names[t.first:]; len(few) > fewKeys {
		t.many = make(map[string]bool, 2*len(few))
		for _, n := range few {
			t.many[n] = true
		}
	}
}

// merge adds the entries of the value of a merge key to those of the mapping in work,
// except those whose keys are taken. It returns the size of that value.
func (r *resolver) merge(taken *takenKeys, from *Pair, last bool) int {
	value, size := r.node(from.Value)
	if value.Kind != Sequence {
		r.mergeOne(value, taken, from, last)
		return size
	}
	for i, m := range value.Items() {
		r.mergeOne(m, taken, from, last && i == value.Len()-1)
	}
	return size
}

// mergeOne adds the entries of m. Their keys are taken then, which matters unless m is the last.
func (r *resolver) mergeOne(m *Node, taken *takenKeys, from *Pair, last bool) {
	if m.Kind != Mapping {
		if !r.isReported(m) {
			r.badMerge(m, from)
		}
		return
	}
	for _, pair := range m.Pairs() {
		if pair.competes() {
			if r.isTaken(taken, pair.Name()) {
				continue
			}
			if !last {
				r.take(taken, pair.Name())
			}
		}
		pair.Value = r.b.Repeat(pair.Value, from.Value, MergedKey)
		r.pairs = append(r.pairs, pair)
	}
}

// isReported tells whether m is null for an alias that was reported already.
func (r *resolver) isReported(m *Node) bool {
	return m.Type == Null && m.How == Aliased && m.Prev != nil && m.Prev.Kind == Alias &&
		(m.Prev.Target() == nil || r.done[m.Prev.Target()].node == nil || r.exceeded)
}

func (r *resolver) badMerge(m *Node, from *Pair) {
	at := from.Value.Span()
	d := BadMerge.At(at, "the merge key << takes a mapping, or a list of mappings").
		Helped("give it an alias of a mapping, as in <<: *name")
	if written := m.Origin(); from.Value.Kind == Sequence && from.Value.Span().Contains(written.Span()) {
		d.Span = written.Span()
	}
	if at.Start == at.End {
		d.Span = from.Span()
	}
	if m.How == Aliased {
		d = d.Labelled(m.Span(), "this is what the alias stands for")
	}
	r.found.Add(d)
}
