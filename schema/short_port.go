package schema

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/typo"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// longPorts reads the entries "[[host_ip:]published:]target[/protocol]" of a list of ports. An
// entry with a range of targets becomes one port for each. A lenient context keeps the whole
// list if it cannot read an entry.
func longPorts(c *Context, n *syntax.Node) *syntax.Node {
	if n.Kind != syntax.Sequence || isLongPorts(n) {
		return n
	}
	out := c.Build.Items(n.Len())
	added := n.AddedTo()
	for _, item := range n.Items() {
		if item.Kind != syntax.Scalar || item.IsNull() {
			out = append(out, item)
			continue
		}
		p, ok := readPort(c, item)
		switch {
		case !ok && c.Lenient:
			return n
		case !ok:
			out = append(out, item)
		case p.count() > 1 && !c.affords(item, p.count()):
			c.Report(BadPort.At(item.Span(), "the ranges of the project stand for more than %d ports", c.mostPorts()).
				Helped("publish fewer ports, or ask for a higher limit"))
			return c.Build.Sequence(out, n, syntax.LongForm)
		case added:
			all, _ := c.longPorts.Of(c.Build, item, struct{}{}, func() (*syntax.Node, bool) {
				return c.Build.Sequence(p.long(c, c.Build.Items(p.count())), item, syntax.LongForm), false
			})
			out = append(out, all.Items()...)
		default:
			out = p.long(c, out)
		}
	}
	if slices.Equal(out, n.Items()) { // none is a port
		return n
	}
	return c.Build.Sequence(out, n, syntax.LongForm)
}

// mostPorts is what Context.Ports allows.
func (c *Context) mostPorts() int {
	const all = 1 << 16 // of one address
	return cmp.Or(max(c.Ports, 0), all)
}

// affords reports whether the ranges that the context has seen, with one of n ports at an item, are
// within bounds. A list is read more than once on its way; each place in a file counts once.
func (c *Context) affords(item *syntax.Node, n int) bool {
	if _, seen := c.ranges[item.Span()]; seen {
		return true
	}
	if c.Ports >= 0 && c.ports+n > c.mostPorts() {
		return false
	}
	if c.ranges == nil {
		c.ranges = map[source.Span]struct{}{}
	}
	c.ranges[item.Span()] = struct{}{}
	c.ports += n
	return true
}

func isLongPorts(n *syntax.Node) bool {
	for _, item := range n.Items() {
		if item.Kind != syntax.Mapping {
			return false
		}
	}
	return true
}

// port is what a short form says.
type port struct {
	k                                cut
	ip, published, target, protocol  section // places in the text
	host                             string  // the address without brackets
	first, last, hostFirst, hostLast int
}

func (p *port) count() int { return p.last - p.first + 1 }

// readPort reads the short form of a port, and reports all that is wrong with it.
func readPort(c *Context, n *syntax.Node) (port, bool) {
	if c.Lenient && n.Type != syntax.String {
		c.Lenient = false // a number has no variables that were not interpolated
		defer func() { c.Lenient = true }()
	}
	p := port{k: cutOf(n)}
	text := n.Value()
	switch n.Type {
	case syntax.String:
	case syntax.Int:
		if text = n.Text(); text != n.Value() {
			// A number in another notation is read by its value and has one place.
			n = c.Build.Scalar(text, syntax.String, n, syntax.LongForm)
			p.k = cut{n: n}
		}
	default:
		c.malformed(func() diag.Diagnostic {
			return BadPort.At(n.Span(), "%q is not a port", n.Value()).Helped(portHelp)
		})
		return p, false
	}
	ok := p.read(c, text)
	return p, ok
}

// read takes a text apart and reports all that is wrong with it.
func (p *port) read(c *Context, text string) bool {
	p.split(text)
	if strings.ContainsAny(text, whiteSpace+";>") || hasOddProtocol(text) {
		return p.foreign(c, text)
	}
	ok := p.readAddress(c, text)
	ok = p.readRanges(c, text) && ok
	return p.readProtocol(c, text) && ok
}

const portHelp = `a port is a number from 1 to 65535 or a range such as "8000-8010"; write an entry as "target", "published:target" or "host_ip:published:target", with /udp or /sctp at its end if need be`

func (p *port) split(text string) {
	p.target = section{strings.LastIndexByte(text, ':') + 1, len(text)}
	if p.target.from > 0 {
		end := p.target.from - 1
		p.published = section{strings.LastIndexByte(text[:end], ':') + 1, end}
		if p.published.from > 0 {
			p.ip = section{0, p.published.from - 1}
		}
	}
	p.protocol = section{len(text), len(text)}
	if i := strings.IndexByte(p.target.of(text), '/'); i >= 0 {
		slash := p.target.from + i
		p.protocol = section{slash + 1, len(text)}
		p.target.to = slash
	}
}

// bad reports what is wrong with a part of a port, which is a value of the long form's attribute.
func (p *port) bad(c *Context, s section, attribute, value, format string, args ...any) bool {
	c.malformed(func() diag.Diagnostic {
		return BadPort.At(p.k.at(s.from, s.to), format, args...).Helped(portHelp).With(attribute, value)
	})
	return false
}

// hasOddProtocol reports whether a text has a protocol elsewhere than behind a slash at its end, or more than one.
func hasOddProtocol(text string) bool {
	return strings.Count(text, "/") > 1 && !strings.Contains(text, "//") || isProtocol(text[strings.LastIndexByte(text, ':')+1:])
}

func isProtocol(text string) bool { return text == "tcp" || text == "udp" || text == "sctp" }

// foreign reports a text with something that no part of a port has where it stands, white space, a sign or a protocol: it is one fault, whatever parts it makes. The fact is
// the part at which docker compose would stop.
func (p *port) foreign(c *Context, text string) bool {
	_, _, target := readRange(p.target.of(text))
	_, _, published := readRange(p.published.of(text))
	attribute, part := "protocol", p.protocol
	switch {
	case !isAddress(p.ip.of(text)):
		attribute, part = "host_ip", p.ip
	case !target:
		attribute, part = "target", p.target
	case !published && p.published.from < p.published.to:
		attribute, part = "published", p.published
	}
	c.malformed(func() diag.Diagnostic {
		help := portHelp
		if strings.ContainsAny(text, whiteSpace) {
			help = "a port has no white space; write each one as an item of its own"
		}
		return Meant(BadPort.At(p.k.at(0, len(text)), "%q is not a port", text).Helped("%s", help), p.k.n, meantPort(text)).With(attribute, part.of(text))
	})
	return false
}

const whiteSpace = " \t\n"

// portSigns are what people write for the colon, such as the arrow of docker ps.
var portSigns = strings.NewReplacer("->", ":", "=>", ":", ";", ":")

// meantPort is the port that a text which is none was probably meant to be, with colons for signs and without white space around them, and the
// protocol at its end: 80:8080 for "80 -> 8080", 53:53/udp for 53:53:udp. It is "" if that is none either.
func meantPort(text string) string {
	const longest = 100
	if len(text) > longest {
		return ""
	}
	parts := strings.Split(portSigns.Replace(text), ":")
	protocol := ""
	for i := range parts {
		number, of, _ := strings.Cut(strings.TrimSpace(parts[i]), "/")
		if i > 0 && i == len(parts)-1 && isProtocol(number) {
			number, of = "", number
		}
		if of != "" && protocol != "" && of != protocol {
			return ""
		}
		parts[i], protocol = number, cmp.Or(of, protocol)
	}
	to := strings.TrimSuffix(strings.Join(parts, ":"), ":")
	if protocol != "" {
		to += "/" + protocol
	}
	var p port
	if !p.read(&Context{}, to) { // which reports nothing
		return ""
	}
	return to
}

// isAddress reports whether what stands for an address is one, or nothing.
func isAddress(ip string) bool {
	host, ok := unbracket(ip)
	if ok && host == "" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return ok && err == nil && a.Zone() == ""
}

func (p *port) readAddress(c *Context, text string) bool {
	ip := p.ip.of(text)
	p.host, _ = unbracket(ip)
	if isAddress(ip) {
		return true
	}
	help := "write an address such as 127.0.0.1 or [::1], or leave it out to publish on all"
	if strings.ContainsAny(ip, "[]:") {
		help = "write an IPv6 address in brackets: [::1]:8080:80"
	}
	c.malformed(func() diag.Diagnostic {
		d := BadPort.At(p.k.at(p.ip.from, p.ip.to), "%q is not an IP address", ip).Helped("%s", help).With("host_ip", ip)
		if ip == "localhost" {
			return Meant(d, p.k.n, "127.0.0.1"+strings.TrimPrefix(text, ip))
		}
		return d
	})
	return false
}

// unbracket takes the brackets off an IPv6 address.
func unbracket(ip string) (string, bool) {
	if strings.HasPrefix(ip, "[") {
		inner, found := strings.CutSuffix(ip[1:], "]")
		return inner, found && !strings.ContainsAny(inner, "[]")
	}
	return ip, !strings.ContainsAny(ip, "[]")
}

func (p *port) readRanges(c *Context, text string) bool {
	ok := true
	target, published := p.target.of(text), p.published.of(text)
	switch {
	case target == "":
		ok = p.bad(c, section{p.target.from, min(p.target.to+1, len(text))}, "port", text, "the port has no target")
	default:
		if p.first, p.last, ok = readRange(target); !ok {
			p.bad(c, p.target, "target", target, "%q is not a port", target)
		} else if p.first == 0 {
			ok = p.bad(c, p.target, "target", target, "a container has no port 0")
		}
	}
	if published == "" {
		return ok
	}
	good := false
	if p.hostFirst, p.hostLast, good = readRange(published); !good {
		if ok && p.ip.to == 0 && isAddress(published) {
			c.malformed(func() diag.Diagnostic { return p.onlyAddress(published, target) })
			return false
		}
		return p.bad(c, p.published, "published", published, "%q is not a port", published)
	}
	if ok && p.first != p.last && p.last-p.first != p.hostLast-p.hostFirst {
		c.malformed(func() diag.Diagnostic {
			return BadPort.At(p.k.at(p.published.from, p.target.to),
				"the range %s has %d ports, and the range %s has %d", published, p.hostLast-p.hostFirst+1, target, p.count()).
				Helped("publish a range on one of equal length").With("target", target).With("published", published)
		})
		return false
	}
	return ok
}

// onlyAddress is the finding of an address where the published port should be.
func (p *port) onlyAddress(published, target string) diag.Diagnostic {
	d := BadPort.At(p.k.at(p.published.from, p.published.to), "%q is an address, not a port", published).
		Helped("the published port stands between the address and the target: %s:%s:%s", published, target, target).With("published", published)
	if p.k.exact {
		d = d.Fixed("publish "+target+" there", diag.Edit{Span: p.k.at(p.target.from, p.target.from), New: target + ":"})
	}
	return d
}

// readRange reads a port, or a range of them.
func readRange(text string) (first, last int, ok bool) {
	from, to, isRange := strings.Cut(text, "-")
	if first, ok = readNumber(from); !ok || !isRange {
		return first, first, ok
	}
	last, ok = readNumber(to)
	return first, last, ok && first <= last
}

// readNumber reads the number of a port; docker compose takes a sign, too.
func readNumber(text string) (n int, ok bool) {
	text = strings.TrimPrefix(text, "+")
	if text == "" {
		return 0, false
	}
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		if n = n*10 + int(text[i]-'0'); n > 65535 {
			return 0, false
		}
	}
	return n, true
}

func (p *port) readProtocol(c *Context, text string) bool {
	switch proto := p.protocol.of(text); {
	case proto == "" || strings.EqualFold(proto, "tcp") || strings.EqualFold(proto, "udp") || strings.EqualFold(proto, "sctp"):
		return true
	default:
		c.malformed(func() diag.Diagnostic {
			at := p.k.at(p.protocol.from, p.protocol.to)
			d := BadPort.At(at, "%q is not a protocol of ports", proto).Helped("use tcp, udp or sctp").With("protocol", proto)
			return meantAt(d, at, proto, typo.Nearest(proto, slices.Values([]string{"tcp", "udp", "sctp"})))
		})
		return false
	}
}

// long appends the mappings that a short form stands for, in the order of the targets as text.
func (p *port) long(c *Context, out []*syntax.Node) []*syntax.Node {
	shared := p.shared(c)
	if p.count() == 1 {
		return append(out, p.one(c, 0, &shared))
	}
	out = slices.Grow(out, p.count())
	var longer func(n int)
	longer = func(n int) { // the ports whose texts begin with that of n
		if !p.begins(n) {
			return
		}
		if n >= p.first {
			out = append(out, p.one(c, n-p.first, &shared))
		}
		for digit := range 10 {
			longer(10*n + digit)
		}
	}
	for digit := 1; digit < 10; digit++ {
		longer(digit)
	}
	return out
}

// begins reports whether the text of one of the ports begins with that of n.
func (p *port) begins(n int) bool {
	for low, high := n, n; low <= p.last; low, high = 10*low, 10*high+9 {
		if high >= p.first {
			return true
		}
	}
	return false
}

// portParts are the values that all ports of an entry have in common.
type portParts struct{ mode, ip, protocol *syntax.Node }

func (p *port) shared(c *Context) (s portParts) {
	n := p.k.n
	s.mode = implied(c, n, "ingress", syntax.String)
	if p.host != "" {
		s.ip = p.k.scalar(c, p.ip.from, p.ip.to, p.host, syntax.String)
	}
	if p.protocol.from == p.protocol.to {
		s.protocol = implied(c, n, "tcp", syntax.String)
		return s
	}
	s.protocol = p.k.scalar(c, p.protocol.from, p.protocol.to, strings.ToLower(p.protocol.of(n.Value())), syntax.String)
	return s
}

func (p *port) one(c *Context, i int, s *portParts) *syntax.Node {
	n := p.k.n
	published := p.published.from < p.published.to
	pairs := append(c.Build.Pairs(3+count(s.ip != nil, published)), c.Build.PairAt(n, "mode", s.mode))
	if s.ip != nil {
		pairs = append(pairs, c.Build.PairAt(n, "host_ip", s.ip))
	}
	target := decimal(p.first+i, p.target.of(n.Value()))
	pairs = append(pairs, c.Build.PairAt(n, "target", p.k.scalar(c, p.target.from, p.target.to, target, syntax.Int)))
	if published {
		number := decimal(p.hostFirst+i, p.published.of(n.Value()))
		if p.first == p.last && p.hostFirst != p.hostLast {
			number += "-" + decimal(p.hostLast, "")
		}
		pairs = append(pairs, c.Build.PairAt(n, "published", p.k.scalar(c, p.published.from, p.published.to, number, syntax.String)))
	}
	return c.Build.Mapping(append(pairs, c.Build.PairAt(n, "protocol", s.protocol)), n, syntax.LongForm)
}

// decimal is a number as text: the text it was written as, if that is the same.
func decimal(n int, written string) string {
	if written != "" && written[0] != '0' && written[0] != '+' {
		if m, ok := readNumber(written); ok && m == n {
			return written
		}
	}
	return strconv.Itoa(n)
}
