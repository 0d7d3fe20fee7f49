package mutation

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// site finds the spots of a project where a kind of mistake can be made.
type site func(p *project, k *kind, rng *rand.Rand) []spot

// spot is a place where a mistake can be made, and what it does to the text there.
type spot struct {
	text  *text
	edits []edit
	// touches are the attributes that the mistake has to do with, such as "web.ports": no other
	// mistake of the same project may have to do with them.
	touches []string
	// hides are the sections of which not all can be read with the mistake: what is used of them
	// may be there or not. "*" is all.
	hides []string
}

// edit puts new text, in which « and » may stand, in the place of some bytes.
type edit struct {
	start, end int
	new        string
}

// inService adds attributes that a service does not have.
func inService(p *project, k *kind, rng *rand.Rand) []spot {
	return inServiceWithout()(p, k, rng)
}

// inServiceWithout is inService for services without some attributes besides.
func inServiceWithout(without ...string) site {
	return func(p *project, k *kind, rng *rand.Rand) (out []spot) {
		names := append(attributes(k.text), without...)
		for _, s := range p.services() {
			if text, ok := p.filled(k.text, s, rng); ok && !p.hasAny(s, names) {
				added := s.added(text, rng, names...)
				if strings.Contains(k.text, "{other}") {
					added.touches = append(added.touches, "dependencies") // two of them might close a cycle
				}
				out = append(out, added)
			}
		}
		return out
	}
}

// inTwoServices is inService for two services of a file at once, each the other one of the other. The
// first of them has the mistake.
func inTwoServices(p *project, k *kind, rng *rand.Rand) (out []spot) {
	names := append(attributes(k.text), "links", "network_mode", "volumes_from", "ipc", "pid")
	free := slices.DeleteFunc(p.services(), func(s service) bool { return p.hasAny(s, names) })
	for i := 1; i < len(free); i++ {
		first, second := free[i-1], free[i]
		if first.text != second.text {
			continue
		}
		with := func(s, other service) spot {
			added := s.added(strings.ReplaceAll(k.text, "{other}", other.name), rng, names...)
			added.touches = append(added.touches, "dependencies")
			return added
		}
		out = append(out, both(with(second, first), with(first, second)))
	}
	return out
}

// both is a mistake at two spots, of which the second has what a person would underline.
func both(a, b spot) spot {
	for i := range a.edits {
		a.edits[i].new = strings.NewReplacer("«", "", "»", "").Replace(a.edits[i].new)
	}
	a.edits, a.touches = append(a.edits, b.edits...), append(a.touches, b.touches...)
	return a
}

// inExtended is inService for services that others extend.
func inExtended(p *project, k *kind, rng *rand.Rand) (out []spot) {
	names := attributes(k.text)
	for _, s := range p.allServices() {
		if s.extended() && !p.hasAny(s, names) {
			out = append(out, s.added(k.text, rng, names...))
		}
	}
	return out
}

// inList adds an item to a list of services, or the attribute with the list.
func inList(attribute string) site {
	return func(p *project, k *kind, rng *rand.Rand) (out []spot) {
		for _, s := range p.services() {
			if attribute == "networks" && p.hasAny(s, []string{"network_mode"}) {
				continue
			}
			item := listItem(k.text)
			if !p.hasAny(s, []string{attribute}) {
				out = append(out, s.added(attribute+":\n"+indented(item, 2), rng, attribute))
				continue
			}
			list := s.pair.Value.Get(attribute)
			if list == nil || list.Kind != syntax.Sequence || list.Style != syntax.Block {
				continue
			}
			before := list.Items()[rng.IntN(list.Len())]
			start, blank := s.text.line(int(before.Span().Start))
			if dash := strings.TrimLeft(blank, " "); dash == "- " {
				at := len(blank) - len(dash)
				out = append(out, s.spot(edit{start, start, indented(item, at)}, attribute))
			}
		}
		return out
	}
}

// inMapping adds attributes to a mapping of services, or the attribute with the mapping.
func inMapping(attribute string) site {
	return func(p *project, k *kind, rng *rand.Rand) []spot {
		out := inMappingThatIs(attribute)(p, k, rng)
		for _, s := range p.services() {
			if !p.hasAny(s, []string{attribute}) {
				out = append(out, s.added(attribute+":\n"+indented(k.text, 2), rng, attribute))
			}
		}
		return out
	}
}

// inMappingThatIs is inMapping for services that have the mapping.
func inMappingThatIs(attribute string) site {
	return func(p *project, k *kind, rng *rand.Rand) (out []spot) {
		for _, s := range p.services() {
			n := s.pair.Value.Get(attribute)
			if !s.text.editable(n) {
				continue
			}
			inner := service{s.text, s.name, syntax.Pair{Value: n}}
			if whole := p.model.Get("services").Get(s.name).Get(attribute); !slices.ContainsFunc(attributes(k.text), func(a string) bool { return whole.Get(a) != nil }) {
				out = append(out, inner.added(k.text, rng, attribute))
			}
		}
		return out
	}
}

// inSection adds a resource to a section, or the section with it.
func inSection(section string) site {
	return func(p *project, k *kind, _ *rand.Rand) (out []spot) {
		for _, t := range p.texts {
			if p.model.Get(section).Get("mistake") != nil {
				continue
			}
			touches := []string{section + "." + attributes(k.text)[0], "in " + section}
			n := t.root.Get(section)
			if n == nil {
				out = append(out, spot{text: t, edits: []edit{t.atTop(section + ":\n" + indented(k.text, 2))}, touches: append(touches, section)})
			} else if t.editable(n) {
				start, blank := t.line(int(n.Pairs()[0].Span().Start))
				out = append(out, spot{text: t, edits: []edit{{start, start, indented(k.text, len(blank))}}, touches: touches})
			}
		}
		return out
	}
}

// inSectionAndList adds a resource to a section, and an item to the list of services of that name.
func inSectionAndList(section, resource string) site {
	return func(p *project, k *kind, rng *rand.Rand) (out []spot) {
		with := *k
		with.text = resource
		for _, s := range inList(section)(p, k, rng) {
			for _, r := range inSection(section)(p, &with, rng) {
				if r.text == s.text {
					out = append(out, spot{text: s.text, edits: append(r.edits, s.edits...), touches: append(r.touches, s.touches...)})
				}
			}
		}
		return out
	}
}

// atTop adds a top-level attribute.
func atTop(p *project, k *kind, rng *rand.Rand) (out []spot) {
	name := attributes(k.text)[0]
	for _, t := range p.texts {
		if p.model.Get(name) == nil && t.root.Get(name) == nil {
			text := strings.ReplaceAll(k.text, "{file}", p.relative(t))
			s := spot{text: t, edits: []edit{t.atTop(text)}, touches: []string{"top " + name, "in " + name}, hides: []string{name}}
			if k.code == "file-not-found" {
				s.hides[0] = "*"
			}
			out = append(out, s)
		}
	}
	return out
}

// withAnchor is inServiceWithout after an extension with an anchored value.
func withAnchor(value string, without ...string) site {
	return func(p *project, k *kind, rng *rand.Rand) []spot {
		out := inServiceWithout(without...)(p, k, rng)
		for i := range out {
			t := out[i].text
			start, _ := t.line(int(t.root.Pairs()[0].Span().Start))
			out[i].edits = append(out[i].edits, edit{start, start, "x-mistake: &mistake " + value + "\n"})
			out[i].touches = append(out[i].touches, "top x-mistake")
		}
		return out
	}
}

// typoInService misspells an attribute of services.
func typoInService(p *project, _ *kind, rng *rand.Rand) (out []spot) {
	t := schema.Compose().Child("services").Child("")
	for _, s := range p.services() {
		for _, pair := range s.pair.Value.Pairs() {
			// Without profiles a service is another one, and may have other faults.
			if pair.Name() != "profiles" {
				out = append(out, s.misspelt(pair, t, s.pair.Value, rng, pair.Name())...)
			}
		}
	}
	return out
}

// typoNested misspells an attribute of a mapping of services.
func typoNested(p *project, _ *kind, rng *rand.Rand) (out []spot) {
	t := schema.Compose().Child("services").Child("")
	for _, s := range p.services() {
		for _, outer := range s.pair.Value.Pairs() {
			a := t.Attr(outer.Name())
			if a == nil || !s.text.editable(outer.Value) {
				continue
			}
			for _, pair := range outer.Value.Pairs() {
				out = append(out, s.misspelt(pair, a.Type, outer.Value, rng, outer.Name())...)
			}
		}
	}
	return out
}

// typoAtTop misspells a top-level attribute: another one than services, for what is not read
// has no faults.
func typoAtTop(p *project, _ *kind, rng *rand.Rand) (out []spot) {
	for _, t := range p.texts {
		for _, pair := range t.root.Pairs() {
			if pair.Name() == "services" || pair.Name() == "version" || pair.Name() == "name" {
				continue
			}
			for _, s := range (service{t, "top", pair}).misspelt(pair, schema.Compose(), t.root, rng, pair.Name()) {
				s.touches = []string{"top " + pair.Name(), pair.Name(), "in " + pair.Name()}
				if s.hides = []string{pair.Name()}; pair.Name() == "include" {
					s.hides[0] = "*"
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// misspelt is the spot of an attribute of type t that is written with a slip; none if it is
// none, or too short.
func (s service) misspelt(pair syntax.Pair, t *schema.Type, in *syntax.Node, rng *rand.Rand, touches string) []spot {
	if t.Attr(pair.Name()) == nil || len(pair.Name()) < 4 || pair.Span().Text() != pair.Name() || !s.text.ownLine(pair) {
		return nil
	}
	wrong := slip(pair.Name(), rng)
	if t.Attr(wrong) != nil || in.Get(wrong) != nil {
		return nil
	}
	return []spot{s.spot(edit{int(pair.Span().Start), int(pair.Span().End), "«" + wrong + "»"}, touches)}
}

// slip is a word as it comes out of hasty fingers.
func slip(word string, rng *rand.Rand) string {
	at := 1 + rng.IntN(len(word)-2)
	switch rng.IntN(3) {
	case 0: // a letter left out
		return word[:at] + word[at+1:]
	case 1: // a letter twice
		return word[:at] + word[at:at+1] + word[at:]
	}
	return word[:at] + word[at+1:at+2] + word[at:at+1] + word[at+2:]
}

// withoutImage takes the image away from services that have nothing else to run.
func withoutImage(p *project, _ *kind, _ *rand.Rand) (out []spot) {
	for _, s := range p.services() {
		merged := p.model.Get("services").Get(s.name)
		i := s.pair.Value.Find("image")
		if i < 0 || s.pair.Value.Len() < 2 || merged.Get("image").How == syntax.Overrode || p.hasAny(s, []string{"build", "extends", "provider", "<<"}) {
			continue
		}
		pair := s.pair.Value.Pairs()[i]
		if line, ok := s.text.wholeLine(pair); ok && len(p.texts) == 1 {
			sp := s.spot(edit{line.start, line.end, ""}, "image")
			sp.edits = append(sp.edits, edit{int(s.pair.Span().Start), int(s.pair.Span().End), "«" + s.pair.Span().Text() + "»"})
			sp.touches = append(sp.touches, s.name+".build", s.name+".extends")
			out = append(out, sp)
		}
	}
	return out
}

// keyTwice writes an attribute of services again below.
func keyTwice(p *project, _ *kind, _ *rand.Rand) (out []spot) {
	p.eachLine(func(s service, i int, pair syntax.Pair) {
		for _, later := range s.pair.Value.Pairs()[i+1:] {
			if start, blank := s.text.line(int(later.Span().Start)); strings.Trim(blank, " ") == "" {
				out = append(out, s.spot(edit{start, start, blank + "«" + pair.Name() + "»: " + pair.Value.Span().Text() + "\n"}, pair.Name(), later.Name()))
			}
		}
	})
	return out
}

// deeper, shallower and tab change the indentation of a line of services that is not the first.
func deeper(p *project, _ *kind, _ *rand.Rand) []spot {
	return p.reindented(func(blank string) string { return blank + " " })
}

func shallower(p *project, _ *kind, _ *rand.Rand) []spot {
	return p.reindented(func(blank string) string { return blank[1:] })
}

func tab(p *project, _ *kind, _ *rand.Rand) []spot {
	return p.reindented(func(string) string { return "\t" })
}

func (p *project) reindented(change func(blank string) string) (out []spot) {
	p.eachLine(func(s service, i int, pair syntax.Pair) {
		start, blank := s.text.line(int(pair.Span().Start))
		_, outer := s.text.line(int(s.pair.Span().Start))
		if i == 0 || len(blank)-len(outer) < 2 {
			return
		}
		before := s.pair.Value.Pairs()[i-1]
		if before.Value.IsNull() {
			return // to which it would belong
		}
		e := edit{start, int(pair.Span().End), "«" + change(blank) + "»" + pair.Name()}
		out = append(out, s.spot(e, pair.Name(), before.Name()))
	})
	return out
}

// eachLine calls f for the attributes of services that are one line: the i-th of their service.
func (p *project) eachLine(f func(s service, i int, pair syntax.Pair)) {
	for _, s := range p.services() {
		for i, pair := range s.pair.Value.Pairs() {
			if _, ok := s.text.wholeLine(pair); ok && pair.Key() == nil && pair.Name() == pair.Span().Text() && !strings.HasPrefix(pair.Name(), "<<") {
				f(s, i, pair)
			}
		}
	}
}

// attributes are the names at the start of the lines of a text.
func attributes(text string) (out []string) {
	for line := range strings.Lines(strings.NewReplacer("«", "", "»", "").Replace(text)) {
		if strings.Trim(line[:1], " -<>=\n") != "" || strings.HasPrefix(line, "<<:") {
			name := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(":： \u00a0\n", r) })[0]
			out = append(out, name)
		}
	}
	return out
}

// listItem is a text as an item of a list.
func listItem(text string) string {
	first, rest, _ := strings.Cut(text, "\n")
	return "- " + first + "\n" + indented(rest, 2)
}

var conflict = regexp.MustCompile(`^«?(<{7}|={7}|>{7})`)

func indented(text string, by int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !conflict.MatchString(line) { // which is never indented
			b.WriteString(strings.Repeat(" ", by))
		}
		b.WriteString(line)
	}
	return b.String()
}
