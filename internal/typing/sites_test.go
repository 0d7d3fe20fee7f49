package typing

import (
	"regexp"
	"slices"
	"strings"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// site is a place of a file where something is typed anew: all that stands between start and end
// is taken away, and word typed from start on.
type site struct {
	start, end int
	word       string
	// kind is what the word is one of; empty if no one can propose it.
	kind string
	// section is what must have the name for it to be proposed; empty if it is none.
	section string
	// before is what of the word proposals do not have: the quote before it, the text before a variable.
	before string
	// after is what editors put behind the word by themselves: the quote, and the brace of a variable.
	after string
	path  string
	key   bool
	// begun is set where a word need not be proposed before a letter of it is typed: where a text of one's own is as likely.
	begun bool
	// renamed is set where the rest of the line stands already.
	renamed bool
}

// named says which section has the names that stand at a path.
var named = []struct {
	path    *regexp.Regexp
	section string
	kind    string
}{
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.depends_on(\[\d+\]|\.[^.]+)$`), "services", "service in depends_on"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.(links|volumes_from)\[\d+\]$`), "services", "service elsewhere"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.(network_mode|ipc|pid)$`), "services", "service elsewhere"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.extends(\.service)?$`), "services", "service elsewhere"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.networks(\[\d+\]|\.[^.]+)$`), "networks", "network"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.volumes\[\d+\](\.source)?$`), "volumes", "volume"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.(build\.)?secrets\[\d+\](\.source)?$`), "secrets", "secret"},
	{regexp.MustCompile(`^(services|jobs)\.[^.]+\.configs\[\d+\](\.source)?$`), "configs", "config"},
}

// usual are attributes that take any text, and mostly have one of a few values; with their items.
var usual = regexp.MustCompile(`^(services|jobs)\.[^.]+\.(network_mode|ipc|pid|cap_add\[\d+\]|cap_drop\[\d+\]|stop_signal|logging\.driver|platform|healthcheck\.test\[0\])$|` +
	`^(networks|volumes)\.[^.]+\.driver$|\.devices\[\d+\]\.(driver|capabilities\[0\])$`)

// words are what texts of a format mostly are.
var words = map[schema.Format][]string{
	schema.RestartPolicy: {"no", "always", "on-failure", "unless-stopped"},
	schema.PullPolicy:    {"always", "never", "missing", "build"},
}

// finder collects the sites of a file.
type finder struct {
	text  string
	sites []site
}

func sitesOf(p *project) []site {
	f := finder{text: p.text}
	for _, doc := range p.docs {
		if doc.Root != nil {
			f.tree(doc.Root, schema.Compose(), nil)
		}
	}
	slices.SortStableFunc(f.sites, func(a, b site) int { return a.start - b.start })
	return f.sites
}

func (f *finder) tree(n *syntax.Node, t *schema.Type, path syntax.Path) {
	path = slices.Clip(path)
	for _, pair := range n.Pairs() {
		at := append(path, syntax.Step{Name: pair.Name()})
		if n.Style == syntax.Block {
			f.key(pair, t, at)
			f.scalar(pair.Value, t.Child(pair.Name()), at)
		}
		f.tree(pair.Value, t.Child(pair.Name()), at)
		f.flow(pair.Value, at)
	}
	for i, item := range n.Items() {
		at := append(path, syntax.Step{Index: i, Item: true})
		var elem *schema.Type
		if t != nil {
			elem = t.Elem
		}
		if n.Style == syntax.Block {
			f.scalar(item, elem, at)
			f.dash(item, at)
		}
		f.tree(item, elem, at)
	}
}

// flow adds the site of a collection in brackets, which are open while it is typed.
func (f *finder) flow(n *syntax.Node, path syntax.Path) {
	if written := n.Span().Text(); n.Kind != syntax.Scalar && n.Style == syntax.Flow && !strings.ContainsAny(written, "\r\n") && n.Len() > 0 {
		f.sites = append(f.sites, site{start: int(n.Span().Start), end: f.lineEnd(n.Span().End), word: written[:len(written)-1], path: path.String()})
	}
}

// dash adds the site of a dash that its item does not follow yet.
func (f *finder) dash(item *syntax.Node, path syntax.Path) {
	before := f.text[:item.Span().Start]
	if line := strings.LastIndexByte(before, '\n') + 1; strings.Trim(before[line:], " ") == "-" {
		f.sites = append(f.sites, site{start: line + strings.IndexByte(before[line:], '-'), end: f.lineEnd(item.Span().End), word: "-", path: path.String()})
	}
}

// key adds the site of a key that begins its line or stands behind the dash of an item.
func (f *finder) key(pair syntax.Pair, t *schema.Type, path syntax.Path) {
	span := pair.Span()
	line := strings.LastIndexByte(f.text[:span.Start], '\n') + 1
	if span.Text() != pair.Name() || strings.Trim(f.text[line:span.Start], " -") != "" {
		return
	}
	s := site{start: int(span.Start), end: f.lineEnd(max(span.End, pair.Value.Span().End)), word: pair.Name(), path: path.String(), key: true}
	if a := t.Attr(pair.Name()); a != nil && a.Deprecated == "" {
		switch len(path) {
		case 1:
			s.kind = "attribute at the top"
		case 3:
			s.kind = "attribute of a " + strings.TrimSuffix(path[0].Name, "s")
		default:
			s.kind = "attribute further in"
		}
	}
	f.name(&s)
	if len(path) == 2 && slices.Contains([]string{"networks", "volumes", "secrets", "configs"}, path[0].Name) {
		s.kind, s.section = "name that is used", "uses of "+path[0].Name
	}
	f.sites = append(f.sites, s)
	if s.kind != "" { // the key is changed, and its value stands already
		again := s
		again.end, again.renamed = int(span.End), true
		f.sites = append(f.sites, again)
	}
}

// name makes a site that of a name if its path says so.
func (f *finder) name(s *site) {
	for _, n := range named {
		if n.path.MatchString(s.path) {
			s.kind, s.section = n.kind, n.section
		}
	}
}

// lineEnd is where the line ends that a value ends in.
func (f *finder) lineEnd(at int32) int {
	for at > 0 && (f.text[at-1] == '\n' || f.text[at-1] == '\r') {
		at--
	}
	if i := strings.IndexAny(f.text[at:], "\r\n"); i >= 0 {
		return int(at) + i
	}
	return len(f.text)
}

var variable = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z_0-9]*)`)

// scalar adds the sites of a value of one line: the value, and the first variable in it.
func (f *finder) scalar(n *syntax.Node, t *schema.Type, path syntax.Path) {
	written := n.Span().Text()
	if n.Kind != syntax.Scalar || written == "" || strings.ContainsAny(written, "\r\n") || n.Style == syntax.Literal || n.Style == syntax.Folded ||
		n.Anchor() != "" || n.Tag() != "" {
		return
	}
	s := site{start: int(n.Span().Start), end: f.lineEnd(n.Span().End), word: written, path: path.String()}
	if n.Style != syntax.Plain {
		s.before, s.after = written[:1], written[:1]
	}
	base := s
	s.word = strings.TrimSuffix(s.word, s.after)
	if t != nil {
		switch value := n.Value(); {
		case slices.Contains(t.Enum, value), slices.Contains(words[t.Format], value):
			s.kind = "one of a few words"
		case t.Accept&schema.Bool != 0 && (value == "true" || value == "false"):
			s.kind, s.begun = "boolean", t.Accept&schema.String != 0
		}
	}
	if usual.MatchString(s.path) && !strings.ContainsAny(written, ":$") {
		s.kind = "usual value"
	}
	f.name(&s)
	if s.section != "" {
		name := strings.TrimPrefix(n.Value(), "service:")
		if strings.HasSuffix(s.path, "_mode") || strings.HasSuffix(s.path, ".ipc") || strings.HasSuffix(s.path, ".pid") {
			if name == n.Value() {
				s.section = ""
				if s.kind = ""; usual.MatchString(s.path) && !strings.ContainsAny(name, ":$") {
					s.kind = "usual value"
				}
			} else {
				s.before += "service:"
			}
		}
		if i := strings.IndexByte(name, ':'); i >= 0 {
			name = name[:i]
		}
		if s.section != "" {
			s.word = s.before + name
			if !strings.HasPrefix(written, s.word) || strings.ContainsAny(name, "$/") {
				s.kind, s.section, s.word = "", "", base.word
			}
		}
	}
	f.sites = append(f.sites, s)
	if m := variable.FindStringSubmatchIndex(written); m != nil && n.IsString() && !strings.Contains(written[:m[0]], "$") {
		v := base
		v.before, v.word, v.kind, v.section = written[:m[2]], written[:m[3]], "variable", "variables"
		if written[m[0]+1] == '{' {
			v.after = "}" + v.after
		}
		f.sites = append(f.sites, v)
	}
}
