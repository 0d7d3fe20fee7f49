package validate

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// PortTaken is a port of the host that something else publishes.
var PortTaken = &diag.Def{Code: "port-published-twice", Severity: diag.Warning, Title: "a port of the host published twice"}

// PublishedPorts looks for services that want the same port of the host.
var PublishedPorts = &Rule{
	Name:  "published-ports",
	Doc:   "Of containers that publish the same port of the same address only the first can start.",
	Codes: []*diag.Def{PortTaken},
	Check: checkPublishedPorts,
}

func checkPublishedPorts(p *Pass) {
	p.publishedByMany()
	if p.Full(PortTaken) {
		return
	}
	taken, found := map[place]rivals{}, overlaps{}
	for all := range p.groups {
		clear(taken)
		p.claim(taken, all, &found)
	}
	for i := range found.all {
		if p.Full(PortTaken) {
			return
		}
		p.reportTaken(found.all[i])
	}
}

// someNumbers are numbers of ports that are told of together.
type someNumbers struct {
	first, last string // in the order of the numbers
	count       int
}

// with are the numbers and a higher one, which may be a range if there are no others.
func (x someNumbers) with(published string) someNumbers {
	if x.count == 0 {
		x.first = published
	}
	x.last = published
	x.count++
	return x
}

// String names the ports and says what they are.
func (x someNumbers) String() string {
	switch first, last, ok := model.PortRange(x.first + "-" + x.last); {
	case x.count == 1 && strings.Contains(x.first, "-"):
		return "one of the ports " + x.first
	case x.count == 1:
		return "the port " + x.first
	case ok && int(last)-int(first)+1 == x.count:
		return "the ports " + x.first + "-" + x.last
	}
	return strconv.Itoa(x.count) + " of the ports " + x.first + "-" + x.last
}

// are is the verb for the ports.
func (x someNumbers) are() string {
	if x.count == 1 {
		return "is"
	}
	return "are"
}

// publishedByMany looks for services of several containers that are all to publish the same port, or a range that is too small.
func (p *Pass) publishedByMany() {
	for _, s := range p.inTree() {
		if s.Service == nil || s.Replicas() < 2 || !p.publishes(s.Service) {
			continue
		}
		for i := 0; i < len(s.Ports) && !p.Full(PortTaken); {
			i = p.publishedByAll(s, i)
		}
	}
}

// publishedByAll looks at a port of a service of several containers, and at those after it that are one item with it as that is written.
// It gives back which port comes next.
func (p *Pass) publishedByAll(s Service, i int) (next int) {
	count := s.Replicas()
	if n := portsIn(s.Ports[i].Published); n == 0 || n >= count {
		return i + 1
	}
	place := func(i int) source.Span {
		return p.portSpan(publication{service: s.Service, port: &s.Ports[i], item: int32(i)})
	}
	at, ports := place(i), someNumbers{}.with(s.Ports[i].Published)
	for next = i + 1; next < len(s.Ports) && portsIn(s.Ports[next].Published) == 1 && place(next) == at; next++ {
		ports = ports.with(s.Ports[next].Published)
	}
	by := s.Span("deploy", "replicas")
	if s.Scale != nil {
		by = s.Span("scale")
	}
	p.Report(PortTaken.At(at, "%d containers cannot each publish %s of the host", count, ports).
		Labelled(by, "there are to be %d", count).
		Helped("publish a range of as many ports, or leave the port of the host out: then the engine chooses one").
		About(s.Path() + ".ports[" + strconv.Itoa(i) + "]"))
	return next
}

// portsIn is how many ports there are in a published port or range, 0 if the engine chooses, or if that is not known.
func portsIn(published string) int {
	first, last, ok := model.PortRange(published)
	if !ok || first == 0 {
		return 0
	}
	return int(last) - int(first) + 1
}

// publication is one port that a service publishes.
type publication struct {
	service *model.Service
	port    *model.Port
	item    int32
	next    int32 // that is published under the same number, as a position; 0 if none is
}

// groups are the ports of services, also of disabled ones, that are published under one number, in
// the order of the services' names: of one number after the other, from the lowest, those left out under which but
// one is. Of a range the engine takes what is free.
func (p *Pass) groups(yield func([]publication) bool) {
	type number struct{ first, last, count int32 } // of its publications in all
	services, ports := p.publishers()
	if ports < 2 {
		return
	}
	all := make([]publication, 0, ports)
	numbers := make([]number, 0, min(ports, 1<<16))
	known := make(map[string]int32, min(ports, 1<<16)) // in numbers
	for _, s := range services {
		for i := range s.Ports {
			port, at := &s.Ports[i], int32(len(all))
			if port.Published == "" || port.Published == "0" || strings.Contains(port.Published, "-") {
				continue
			}
			all = append(all, publication{service: s, port: port, item: int32(i)})
			n, again := known[port.Published]
			if !again {
				known[port.Published] = int32(len(numbers))
				numbers = append(numbers, number{at, at, 1})
				continue
			}
			all[numbers[n].last].next = at
			numbers[n].last = at
			numbers[n].count++
		}
	}
	numbers = slices.DeleteFunc(numbers, func(n number) bool { return n.count == 1 })
	slices.SortFunc(numbers, func(a, b number) int {
		one, other := all[a.first].port.Published, all[b.first].port.Published
		return cmp.Or(cmp.Compare(len(one), len(other)), strings.Compare(one, other))
	})
	var group []publication
	for _, n := range numbers {
		group = append(slices.Grow(group[:0], int(n.count)), all[n.first])
		for at := all[n.first].next; at != 0; at = all[at].next {
			group = append(group, all[at])
		}
		if !yield(group) {
			return
		}
	}
}

// publishers are the services that may publish ports of their own, in the order of their names, and how many they have.
func (p *Pass) publishers() (out []*model.Service, ports int) {
	for _, services := range [...]map[string]*model.Service{p.Project.Services, p.Project.DisabledServices} {
		for _, s := range services {
			if len(s.Ports) > 0 && p.publishes(s) {
				out = append(out, s)
				ports += len(s.Ports)
			}
		}
	}
	slices.SortFunc(out, func(a, b *model.Service) int { return strings.Compare(a.Name, b.Name) })
	return out, ports
}

// publishes reports whether the ports of a service are published for it, if it has any, as far as is known.
func (p *Pass) publishes(s *model.Service) bool {
	if kind, _ := sharedNetwork(s); kind != "" || s.NetworkMode == "host" || s.NetworkMode == "none" {
		return false
	}
	return !runsNothing(s) && (p.Broken == nil || !p.Broken(syntax.Below("services", s.Name), "ports"))
}

// runsNothing reports whether a service is scaled to no container at all.
func runsNothing(s *model.Service) bool { return s.Replicas() == 0 }

// place is where ports of one number are published: at an address of the host, or at several.
type place struct {
	protocol string
	ip       netip.Addr
	text     string // instead of ip, if it is none, or one of those below
}

// Texts of places that are more than one address, and of those of them in which some address is taken.
const (
	everywhere = ""    // all addresses
	anywhere   = "any" // an address
	anyOf4     = "4"   // an address of that family
	anyOf6     = "6"
)

// overlap is what two items of ports, as they are written, publish both.
type overlap struct {
	first, second publication // of the lowest number
	numbers       someNumbers
	at, before    source.Span // of the second and the first
}

// overlaps are found of one number after the other.
type overlaps struct {
	all   []overlap
	known map[overlapping]int32 // in all
}

// mostOverlaps is how many overlaps are told of. More of them help nobody.
const mostOverlaps = 1000

// overlapping tells one overlap from others.
type overlapping struct {
	first, second *model.Service
	at, before    source.Span
}

// add adds a port that is published twice.
func (x *overlaps) add(p *Pass, first, second publication) {
	id := overlapping{first.service, second.service, p.portSpan(second), p.portSpan(first)}
	i, again := x.known[id]
	if !again {
		if len(x.all) == mostOverlaps {
			return
		}
		if x.known == nil {
			x.known = map[overlapping]int32{}
		}
		i = int32(len(x.all))
		x.known[id] = i
		x.all = append(x.all, overlap{first: first, second: second, at: id.at, before: id.before})
	}
	x.all[i].numbers = x.all[i].numbers.with(second.port.Published)
}

// claim finds those of several publications of one number that can only fail, because an
// earlier one has the same address, or one of them all addresses. Taken is what places are taken by.
func (p *Pass) claim(taken map[place]rivals, all []publication, found *overlaps) {
	var holds, wants []place
	for i := range all {
		holds, wants = all[i].places(holds[:0], wants[:0])
		first := noOne
		for _, w := range wants {
			if r, held := taken[w]; held {
				first = min(first, r.of(all[i].service))
			}
		}
		if first != noOne {
			found.add(p, all[first], all[i])
		}
		for _, place := range holds {
			r, held := taken[place]
			if !held {
				r = noRivals
			}
			r.add(all[i].service, int32(i))
			taken[place] = r
		}
	}
}

// places adds the places under which a publication is found by later ones, and those under which
// it finds earlier ones.
func (x *publication) places(holds, wants []place) ([]place, []place) {
	protocol := strings.ToLower(cmp.Or(x.port.Protocol, "tcp"))
	at := func(text string) place { return place{protocol: protocol, text: text} }
	if x.port.HostIP == "" {
		return append(holds, at(everywhere)), append(wants, at(everywhere), at(anywhere))
	}
	ip, err := netip.ParseAddr(strings.Trim(x.port.HostIP, "[]"))
	if err != nil {
		own := at("=" + x.port.HostIP)
		return append(holds, own, at(anywhere)), append(wants, own, at(everywhere))
	}
	family, whole := at(anyOf6), netip.IPv6Unspecified()
	if ip.Is4() {
		family, whole = at(anyOf4), netip.IPv4Unspecified()
	}
	own := place{protocol: protocol, ip: ip}
	holds = append(holds, own, family, at(anywhere))
	if ip == whole {
		return holds, append(wants, family, at(everywhere))
	}
	return holds, append(wants, own, place{protocol: protocol, ip: whole}, at(everywhere))
}

func (p *Pass) reportTaken(o overlap) {
	first, second, at := o.first, o.second, o.at
	d := PortTaken.At(at, "%s of the host %s published by %s already", o.numbers, o.numbers.are(), first.service.Name)
	if first.service == second.service {
		d = PortTaken.At(at, "%s of the host %s published twice", o.numbers, o.numbers.are())
	}
	if at == o.before { // inherited, or of one anchor
		d.Span = firstSpan(p.serviceNamed(second.service.Name).pair.Span(), at)
	}
	help := "publish one of them under another port"
	if first.service == second.service {
		ports := p.serviceNamed(second.service.Name).Node("ports")
		if lists := writtenLists(ports); listOf(lists, item(ports, int(first.item))) != listOf(lists, item(ports, int(second.item))) {
			help = replacePorts
		}
	}
	p.Report(d.Labelled(o.before, "first published here").Helped("%s", help).
		About(syntax.Below("services", second.service.Name) + ".ports[" + strconv.Itoa(int(second.item)) + "]"))
}

// portSpan is the place of the number that a port is published under, of the whole port if the
// number cannot be told apart.
func (p *Pass) portSpan(x publication) source.Span {
	service := pairOf(p.Tree.Get("services"), x.service.Name)
	n := item(service.Value.Get("ports"), int(x.item))
	return firstSpan(spanOf(n.Get("published")), spanOf(n), service.Span())
}
