package typing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// answers are what an editor has of the places around the line that is typed, by place.
type answers struct {
	outline     map[string]bool
	hovers      map[int]string
	definitions map[int]string
}

const asked = 6 // places on either side of the line

// placing tells where an offset of a text is: places behind the line that is typed are counted from
// the end of the file, and are negative; places in that line are none.
func placing(text string, offset, rest int) func(at int) (int, bool) {
	from, to := strings.LastIndexByte(text[:offset], '\n')+1, len(text)-rest
	if i := strings.IndexByte(text[to:], '\n'); i >= 0 {
		to += i
	} else {
		to = len(text)
	}
	return func(at int) (int, bool) {
		switch {
		case at < from:
			return at, true
		case at > to:
			return at - len(text), true
		}
		return 0, false
	}
}

// answersOf are the answers about a file outside of the line of an offset.
func answersOf(s state, offset, rest int) answers {
	a := answers{map[string]bool{}, map[int]string{}, map[int]string{}}
	text := s.file.Text()
	place := placing(text, offset, rest)
	a.outline = outlineOf(s, place)
	var keys []int
	var walk func(n *syntax.Node)
	walk = func(n *syntax.Node) {
		for _, p := range n.Pairs() {
			keys = append(keys, int(p.Span().Start))
			walk(p.Value)
		}
		for _, item := range n.Items() {
			walk(item)
		}
	}
	for _, doc := range s.Documents(s.file) {
		if doc.Root != nil {
			walk(doc.Root)
		}
	}
	slices.Sort(keys)
	i, _ := slices.BinarySearch(keys, offset)
	for _, key := range keys[max(0, i-asked):min(len(keys), i+asked)] {
		if at, ok := place(key); ok {
			a.hovers[at] = hoverAt(s, key)
			a.definitions[at] = definitionsAt(s, key, place)
		}
	}
	return a
}

// outlineOf are the entries of an outline with their places.
func outlineOf(s state, place func(int) (int, bool)) map[string]bool {
	out := map[string]bool{}
	var flat func(list []language.Entry, path string)
	flat = func(list []language.Entry, path string) {
		for _, e := range list {
			below := path + "/" + e.Name
			if at, ok := place(int(e.Key.Start)); ok {
				out[fmt.Sprint(below, " at ", at)] = true
			}
			flat(e.Entries, below)
		}
	}
	flat(s.view.Outline(s.file), "")
	return out
}

func hoverAt(s state, at int) string {
	h, ok := s.view.Hover(s.file, at)
	if !ok {
		return "nothing"
	}
	return fmt.Sprint(h.Path, " ", h.Attr != nil, " ", h.Name.Kind)
}

// definitionsAt are those of what stands at the end of the line of a key: most names stand there.
func definitionsAt(s state, key int, place func(int) (int, bool)) string {
	var b strings.Builder
	text := s.file.Text()
	end := key + strings.IndexAny(text[key:]+"\n", "\r\n")
	for _, d := range s.view.Definitions(s.file, end) {
		if d.File != s.file {
			fmt.Fprintf(&b, "%s:%d ", d.File.Name(), d.Start)
		} else if at, ok := place(int(d.Start)); ok {
			fmt.Fprintf(&b, "%d ", at)
		}
	}
	return b.String()
}

// stability counts answers about other places that are not what they were before the line was typed.
func (c *tally) stability(now state, s site, before answers, offset, rest int, where string) {
	text := now.file.Text()
	place := placing(text, offset, rest)
	entries := outlineOf(now, place)
	for entry := range before.outline {
		if !entries[entry] {
			c.disturbed["outline"]++
			c.say("outline without %s: %s", entry, where)
		}
	}
	at := func(place int) int {
		if place < 0 {
			return place + len(text)
		}
		return place
	}
	line := func(place int) int { return now.file.Position(at(place), source.Runes).Line }
	for place, want := range before.hovers {
		if got := hoverAt(now, at(place)); got != want {
			c.disturbed["hover"]++
			c.say("hover %q, not %q, at line %d: %s", got, want, line(place), where)
		}
	}
	for was, want := range before.definitions {
		if want == "" || strings.HasSuffix(s.path, ".extends.file") {
			continue // there may be one now; what extends names depends on its file
		}
		if got := definitionsAt(now, at(was), place); got != want {
			c.disturbed["definition"]++
			c.say("definition %q, not %q, at line %d: %s", got, want, line(was), where)
		}
	}
}
