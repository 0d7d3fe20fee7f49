package validate

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// The kinds of finding of Addresses.
var (
	OwnLocalhost = &diag.Def{Code: "own-localhost", Severity: diag.Warning, Title: "a container's own address for what another one runs"}
	HostsPort    = &diag.Def{Code: "port-of-host", Severity: diag.Warning, Title: "a port of the host where that of a container counts"}
	OutOfReach   = &diag.Def{Code: "out-of-reach", Severity: diag.Warning, Title: "a service in none of the networks of one that names it"}
)

// Addresses looks at the addresses of other services in variables of containers.
var Addresses = &Rule{
	Name:  "addresses",
	Doc:   "Services reach each other by their names, at the ports of the containers, in a network that both are in.",
	Codes: []*diag.Def{OwnLocalhost, HostsPort, OutOfReach},
	Check: checkAddresses,
}

func checkAddresses(p *Pass) {
	if len(p.Project.Services) < 2 {
		return
	}
	a := addresses{Pass: p}
	for s := range p.Services() {
		if s.NetworkMode != "" || !hasAddress(s.Environment) || p.brokenAt(s, "environment") {
			continue
		}
		inOrder(s.Environment, s.Node(), "environment", func(name string, value *string) {
			if value == nil {
				return
			}
			for _, to := range addressesIn(name, *value, s.Environment) {
				a.check(s, name, to)
			}
		})
		if p.Full(OwnLocalhost) {
			return
		}
	}
}

// hasAddress reports whether some variable may have an address.
func hasAddress(variables model.MappingWithEquals) bool {
	for name, value := range variables {
		if value != nil && (isHostName(name) || strings.IndexByte(*value, ':') >= 0) && len(*value) <= longestAddress {
			return true
		}
	}
	return false
}

// longestAddress is how many bytes of a value are looked at: there is more to longer ones than addresses.
const longestAddress = 1024

// address is one in the value of a variable.
type address struct {
	host string
	port int    // 0 if none is known
	text string // the host, and the port behind it if that stands there
	web  bool   // for browsers, maybe, which run on the host
}

// addressesIn are the addresses in a variable: of URLs, HOST:PORT, and the value of a variable that is called a host, for which another one
// may have the port.
func addressesIn(name, value string, others model.MappingWithEquals) (all []address) {
	if len(value) > longestAddress {
		return nil
	}
	if !strings.Contains(value, "://") {
		switch _, _, ported := cutPort(value); {
		case ported:
			return hostsIn(value, "")
		case isHostName(name) && mayBeHost(value):
			to := address{host: value, text: value}
			if port := others[strings.TrimSuffix(name, hostSuffix(name))+"PORT"]; port != nil {
				to.port, _ = strconv.Atoi(*port)
			}
			if to.port == 0 {
				to.port = usualPort(name)
			}
			return []address{to}
		}
		return nil
	}
	for rest := value; ; {
		scheme, after, found := strings.Cut(rest, "://")
		if !found {
			return all
		}
		scheme = scheme[strings.LastIndexFunc(scheme, func(c rune) bool { return (c < 'a' || c > 'z') && c != '+' })+1:]
		authority := after
		if i := strings.IndexAny(after, "/?#;\"' "); i >= 0 {
			authority = after[:i]
		}
		rest = after[len(authority):]
		all = append(all, hostsIn(authority[strings.LastIndexByte(authority, '@')+1:], scheme)...)
	}
}

// hostsIn are hosts, each with a port or not, with commas between them.
func hostsIn(text, scheme string) (all []address) {
	for _, one := range strings.Split(text, ",") {
		host, port, ported := cutPort(one)
		if !mayBeHost(host) {
			continue
		}
		to := address{host: host, port: port, text: one, web: slices.Contains([]string{"http", "https", "ws", "wss"}, scheme)}
		if !ported {
			to.port = usualPort(scheme)
		}
		all = append(all, to)
	}
	return all
}

// cutPort takes the port off the last of some hosts; ported reports whether there is one.
func cutPort(text string) (host string, port int, ported bool) {
	i := strings.LastIndexByte(text, ':')
	if i <= 0 || !mayBeHost(text[strings.LastIndexByte(text[:i], ',')+1:i]) {
		return text, 0, false
	}
	n, err := strconv.ParseUint(text[i+1:], 10, 16)
	if err != nil || n == 0 {
		return text, 0, false
	}
	return text[:i], int(n), true
}

// mayBeHost reports whether a text may be the name of a host, or its address.
func mayBeHost(text string) bool {
	return text != "" && strings.Trim(text, inNames+".-") == "" && (text == loopback || strings.Trim(text, "0123456789.") != "")
}

const loopback = "127.0.0.1"

func (a address) isLocal() bool { return a.host == "localhost" || a.host == loopback }

// hostSuffix is the word by which a variable is called a host; "" if it is not.
func hostSuffix(name string) string {
	for _, word := range [...]string{"HOSTNAME", "HOST", "SERVER"} {
		if strings.HasSuffix(name, word) {
			return word
		}
	}
	return ""
}

func isHostName(name string) bool { return hostSuffix(name) != "" }

// usualPorts are the ports of what is known by its image, by the scheme of its URLs, or by how variables for it are called.
var usualPorts = [...]struct {
	port  int
	names []string
}{
	{5432, []string{"postgres", "postgresql", "postgis", "timescaledb", "pg", "pghost"}},
	{3306, []string{"mysql", "mariadb", "percona"}},
	{6379, []string{"redis", "rediss", "valkey", "keydb"}},
	{27017, []string{"mongo", "mongodb"}},
	{5672, []string{"rabbitmq", "amqp", "rabbit"}},
	{11211, []string{"memcached", "memcache"}},
	{9092, []string{"kafka"}},
	{4222, []string{"nats"}},
}

// usualPort is the port of what is called so: a scheme, an image, or the beginning of the name of a variable; 0 if it is not known.
func usualPort(name string) int {
	word, _, _ := strings.Cut(strings.ToLower(name), "_")
	for _, u := range usualPorts {
		if slices.Contains(u.names, word) {
			return u.port
		}
	}
	return 0
}

// addresses looks at addresses, and knows services by their ports.
type addresses struct {
	*Pass
	byPort map[int][]*model.Service // by their own ports, and those of the host that they are published under; made on first use
}

// check reports what is wrong with an address in a variable of a service.
func (a *addresses) check(s Service, variable string, to address) {
	if to.isLocal() {
		a.checkLocal(s, variable, to)
		return
	}
	target := a.Project.Services[to.host]
	if target == nil || target == s.Service || target.NetworkMode != "" || target.Provider != nil || a.mayHoldOf(to.host, "networks", "ports", "expose", "extends") {
		return
	}
	if own := publishedAs(target, to.port); own != 0 && !listens(target, to.port) && !a.Full(HostsPort) {
		meant := to.host + ":" + strconv.Itoa(own)
		a.report(s, variable, to, meant, HostsPort.At(a.place(s, variable, to), "%s listens at %d: %d is its port on the host, where containers do not reach it", to.host, own, to.port).
			Helped("write %s", meant))
	}
	if !a.reaches(s, target) && !a.Full(OutOfReach) {
		a.report(s, variable, to, "", OutOfReach.At(a.place(s, variable, to), "%s does not reach %s: they are in no network together", s.Name, to.host).
			Labelled(a.serviceNamed(to.host).pair.Span(), "%s is here", to.host).
			Helped("add one of them to a network of the other"))
	}
}

// checkLocal reports the address of the container itself where it does not have what another one has.
func (a *addresses) checkLocal(s Service, variable string, to address) {
	if to.web || to.port == 0 || listens(s.Service, to.port) || s.ExtraHosts[to.host] != nil || a.mayHold("ports", "expose", "extends") || a.Full(OwnLocalhost) {
		return
	}
	if a.byPort == nil {
		a.index()
	}
	others := slices.DeleteFunc(slices.Clone(a.byPort[to.port]), func(t *model.Service) bool { return t == s.Service })
	if len(others) == 0 || slices.ContainsFunc(others, func(t *model.Service) bool { return t.NetworkMode != "" }) {
		return
	}
	other := others[0]
	own := to.port
	if published := publishedAs(other, to.port); published != 0 && !listens(other, to.port) {
		own = published
	}
	meant := other.Name
	if strings.HasSuffix(to.text, ":"+strconv.Itoa(to.port)) {
		meant += ":" + strconv.Itoa(own)
	}
	d := OwnLocalhost.At(a.place(s, variable, to), "%s is the container of %s itself", to.host, s.Name)
	if len(others) > 1 {
		a.report(s, variable, to, "", d.Helped("write the name of the service that is meant, such as %s", other.Name))
		return
	}
	a.report(s, variable, to, meant, d.Labelled(a.serviceNamed(other.Name).pair.Span(), "%s listens at %d", other.Name, own).Helped("write %s", meant))
}

// index finds services by their ports, in the order of their names.
func (a *addresses) index() {
	a.byPort = map[int][]*model.Service{}
	add := func(port int, s *model.Service) {
		if all := a.byPort[port]; port != 0 && (len(all) == 0 || all[len(all)-1] != s) {
			a.byPort[port] = append(all, s)
		}
	}
	for s := range a.Services() {
		for i := range s.Ports {
			add(int(s.Ports[i].Target), s.Service)
			published, _ := strconv.Atoi(s.Ports[i].Published)
			add(published, s.Service)
		}
		for _, text := range s.Expose {
			first, _, _ := exposed(text)
			add(int(first), s.Service)
		}
		add(imagePort(s.Service), s.Service)
	}
}

// imagePort is the port at which what is known by the image of a service listens; 0 if it is not known.
func imagePort(s *model.Service) int {
	name, _, _ := strings.Cut(path.Base(s.Image), "@")
	name, _, _ = strings.Cut(name, ":")
	return usualPort(strings.ReplaceAll(name, "-", "_"))
}

// listens reports whether a service is known to listen at a port.
func listens(s *model.Service, port int) bool {
	for i := range s.Ports {
		if int(s.Ports[i].Target) == port {
			return true
		}
	}
	for _, text := range s.Expose {
		if first, last, ok := exposed(text); ok && int(first) <= port && port <= int(last) {
			return true
		}
	}
	return imagePort(s) == port
}

// exposed are the first and the last port of an item of expose.
func exposed(text string) (first, last uint16, ok bool) {
	ports, _, _ := strings.Cut(text, "/")
	return model.PortRange(ports)
}

// publishedAs is the port of the container that a service publishes under a port of the host; 0 if there is none.
func publishedAs(s *model.Service, port int) int {
	for i := range s.Ports {
		if published, err := strconv.Atoi(s.Ports[i].Published); err == nil && published == port {
			return int(s.Ports[i].Target)
		}
	}
	return 0
}

// reaches reports whether a service reaches another by its name, for all that is known: in a network that both are in, or as others that
// are called so.
func (a *addresses) reaches(s Service, target *model.Service) bool {
	if len(s.Networks) == 0 || len(target.Networks) == 0 || len(s.Links)+len(s.ExternalLinks) > 0 || s.ExtraHosts[target.Name] != nil {
		return true
	}
	for name := range s.Networks {
		network := a.Project.Networks[name]
		for other := range target.Networks {
			if second := a.Project.Networks[other]; name == other || network == nil || second == nil || network.Name == second.Name {
				return true
			}
		}
		if network.External {
			return true // where others may be called so
		}
	}
	for _, other := range a.Project.Services {
		for name, attached := range other.Networks {
			if _, ours := s.Networks[name]; ours && (other.Hostname == target.Name || other.ContainerName == target.Name || attached != nil && slices.Contains(attached.Aliases, target.Name)) {
				return true
			}
		}
	}
	return false
}

// place is where an address stands, or the value that it is a part of.
func (a *addresses) place(s Service, variable string, to address) source.Span {
	at := s.Span("environment", variable)
	if text := at.Text(); strings.Count(text, to.text) == 1 {
		i := strings.Index(text, to.text)
		return at.Sub(i, i+len(to.text))
	}
	return at
}

// report reports a finding about an address, and offers to write another one in its place.
func (a *addresses) report(s Service, variable string, to address, meant string, d diag.Diagnostic) {
	if meant != "" && d.Span.Text() == to.text {
		d = d.Fixed("write "+meant, diag.Edit{Span: d.Span, New: meant})
	}
	a.Report(d.About(syntax.Below(s.Path()+".environment", variable)).With("service", s.Name).With("variable", variable))
}
