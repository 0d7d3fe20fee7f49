package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// PortKept is a port of a container that another file, or a service that extends, publishes once more.
var PortKept = &diag.Def{Code: "port-kept", Severity: diag.Warning, Title: "a port that stays published when another file publishes it anew"}

// KeptPorts looks for ports of a container that a file publishes under other ports of the host than those before it.
var KeptPorts = &Rule{
	Name:  "kept-ports",
	Doc:   "Who publishes a port of a container anew in another file mostly means to replace the one before, but ports are added.",
	Codes: []*diag.Def{PortKept},
	Check: checkKeptPorts,
}

func checkKeptPorts(p *Pass) {
	for _, s := range p.inTree() {
		if s.Service != nil && len(s.Ports) > 1 && !p.Full(PortKept) && isMerged(s.Node("ports")) && p.publishes(s.Service) {
			p.keptPorts(s)
		}
	}
}

// isMerged reports whether a list was merged of several.
func isMerged(n *syntax.Node) bool {
	for ; n != nil; n = n.Prev {
		if n.Base() != nil {
			return true
		}
	}
	return false
}

// writtenLists are the lists that one was merged of, as files give them, the overridden ones first.
func writtenLists(n *syntax.Node) (lists []*syntax.Node) {
	for ; n != nil; n = n.Base() {
		for n.Base() == nil && n.Prev != nil {
			n = n.Prev
		}
		lists = append(lists, n.Origin())
	}
	slices.Reverse(lists)
	return lists
}

// listOf is which of the lists an item of theirs comes from, -1 if that is not known.
func listOf(lists []*syntax.Node, item *syntax.Node) int {
	at := spanOf(item)
	return slices.IndexFunc(lists, func(list *syntax.Node) bool { return list.Span().Contains(at) })
}

// replacePorts is the help for who does not mean ports to be added to those before.
const replacePorts = "write ports: !override to replace those before"

// keptPorts looks at the ports of a service, which come from several lists. Of a list it reports the first one.
func (p *Pass) keptPorts(s Service) {
	type port struct {
		target   uint32
		protocol string
	}
	type place struct{ item, list int }
	first := map[port]place{}
	ports := s.Node("ports")
	lists := writtenLists(ports)
	told := make([]bool, len(lists))
	for i := range s.Ports {
		x := &s.Ports[i]
		here := place{i, listOf(lists, item(ports, i))}
		if x.Published == "" || here.list < 0 {
			continue
		}
		id := port{x.Target, strings.ToLower(x.Protocol)}
		before, again := first[id]
		if !again {
			first[id] = here
			continue
		}
		if before.list == here.list || s.Ports[before.item].Published == x.Published || told[here.list] {
			continue
		}
		told[here.list] = true
		at := p.portSpan(publication{service: s.Service, item: int32(i)})
		d := PortKept.At(at, "the port %d of %s is published as %s and, as before, as %s", id.target, s.Name, x.Published, s.Ports[before.item].Published).
			Labelled(p.portSpan(publication{service: s.Service, item: int32(before.item)}), "ports are added to these").
			Helped(replacePorts).About(syntax.Below("services", s.Name) + ".ports[" + strconv.Itoa(i) + "]")
		if edit, ok := overriding(lists[here.list]); ok {
			d = d.Fixed("replace the ports before", edit)
		}
		p.Report(d)
	}
}

// overriding is the edit that has a list take the place of those before it.
func overriding(list *syntax.Node) (diag.Edit, bool) {
	at := list.Span()
	before := strings.TrimRight(at.File.Text()[:at.Start], " \n\r")
	return diag.Edit{Span: source.Span{File: at.File, Start: int32(len(before)), End: int32(len(before))}, New: " !override"}, strings.HasSuffix(before, ":")
}
