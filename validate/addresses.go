package validate

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
		if s.NetworkMode != "" || len(s.Environment) == 0 || p.brokenAt(s, "environment") {
			continue
		}
		a.found = a.found[:0]
		for name, value := range s.Environment {
			if value == nil {
				continue
			}
			for to := range addressesIn(name, *value, s.Environment) {
				if to.isLocal() || p.Project.Services[to.host] != nil {
					to.variable = name
					a.found = append(a.found, to)
				}
			}
		}
		// It is not to be left to chance which findings come first, or at all.
		slices.SortStableFunc(a.found, func(one, other address) int { return strings.Compare(one.variable, other.variable) })
		for _, to := range a.found {
			a.check(s, to)
		}
		if p.Full(OwnLocalhost) {
			return
		}
	}
}

// longestAddress is how many bytes of a value are looked at: there is more to longer ones than addresses.
const longestAddress = 1024

// address is one in the value of a variable.
type address struct {
	variable string
	host     string
	port     int    // 0 if none is known
	text     string // the host, and the port behind it if that stands there
	web      bool   // for browsers or players, maybe, which run on the host
}

// addressesIn are the addresses in a variable: of URLs, HOST:PORT, and the value of a variable that is called a host, for which another one
// may have the port.
func addressesIn(name, value string, others model.MappingWithEquals) iter.Seq[address] {
	return func(yield func(address) bool) {
		if len(value) > longestAddress {
			return
		}
		if !strings.Contains(value, "://") {
			if _, _, ported := cutPort(value); ported {
				hostsIn(value, "", yield)
			} else if suffix := hostSuffix(name); suffix != "" && mayBeHost(value) {
				to := address{host: value, text: value}
				if port := others[strings.TrimSuffix(name, suffix)+"PORT"]; port != nil {
					to.port, _ = strconv.Atoi(*port)
				}
				if to.port == 0 {
					to.port = usualPort(name)
				}
				yield(to)
			}
			return
		}
		for more := true; more; {
			scheme, after, found := strings.Cut(value, "://")
			if !found {
				return
			}
			scheme = scheme[strings.LastIndexFunc(scheme, func(c rune) bool { return (c < 'a' || c > 'z') && c != '+' })+1:]
			authority := after
			if i := strings.IndexAny(after, "/?#;\"' "); i >= 0 {
				authority = after[:i]
			}
			value = after[len(authority):]
			more = hostsIn(authority[strings.LastIndexByte(authority, '@')+1:], scheme, yield)
		}
	}
}

// hostsIn yields hosts, each with a port or not, with commas between them.
func hostsIn(text, scheme string, yield func(address) bool) (more bool) {
	web := scheme == "http" || scheme == "https" || scheme == "ws" || scheme == "wss" || scheme == "rtmp" || scheme == "rtsp"
	for one := range strings.SplitSeq(text, ",") {
		host, port, ported := cutPort(one)
		if !mayBeHost(host) {
			continue
		}
		if !ported {
			port = usualPort(scheme)
		}
		if !yield(address{host: host, port: port, text: one, web: web}) {
			return false
		}
	}
	return true
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

// mayBeHost reports whether a text may be the name of a host, or the address of the container itself.
func mayBeHost(text string) bool {
	named := false // not a number or an address
	for i := range len(text) {
		switch c := text[i]; {
		case c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z':
			named = true
		case c != '.' && c != '-' && (c < '0' || c > '9'):
			return false
		}
	}
	return named || text == loopback
}

const loopback = "127.0.0.1"

func (a address) isLocal() bool { return a.host == "localhost" || a.host == loopback }

// mayBeOwn reports whether the name of a variable is that of an address of the service itself, maybe: one that it listens at, or is known
// by where browsers run.
func mayBeOwn(variable string) bool {
	if len(variable) > longestAddress {
		return false
	}
	name := strings.ToUpper(variable)
	if name == "HOST" || name == "HOSTNAME" || strings.HasPrefix(name, "VITE_") || strings.HasPrefix(name, "REACT_APP_") || strings.Contains(name, "VIRTUAL_HOST") {
		return true
	}
	for word := range words(name) {
		switch word {
		case "DOMAIN", "DOMAINS", "PUBLIC", "EXTERNAL", "ADVERTISED", "ALLOWED", "ORIGIN", "ORIGINS", "CORS":
			return true
		}
		if strings.HasPrefix(word, "BIND") || strings.HasPrefix(word, "LISTEN") {
			return true
		}
	}
	return false
}

// words are the parts of a name that consist of letters and digits.
func words(name string) iter.Seq[string] {
	return strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// hostSuffix is the word by which a variable is called a host; "" if it is not.
func hostSuffix(name string) string {
	for _, word := range [...]string{"HOSTNAME", "HOST", "SERVER"} {
		if strings.HasSuffix(name, word) {
			return word
		}
	}
	return ""
}

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

// usualPort is the port of what has a word in its name: a scheme, an image or a variable; 0 if it is not known.
func usualPort(name string) int {
	if len(name) > longestAddress {
		return 0
	}
	for word := range words(strings.ToLower(name)) {
		for _, u := range usualPorts {
			if slices.Contains(u.names, word) {
				return u.port
			}
		}
	}
	return 0
}

// addresses looks at addresses, and knows services by their ports.
type addresses struct {
	*Pass
	found  []address                       // of the service that is looked at
	byPort map[int][]*model.Service        // the first ones by their own ports, and those of the host that they are published under; made on first use
	looked int                             // how many networks and services were looked at, to tell whether services reach each other; see guesses
	shared map[int]bool                    // ports of services that may be in the network of others, or of the host
	joined map[string]bool                 // network modes of services whose ports are not known
	spoken map[*model.Service]map[int]bool // numbers in attributes of services, made on first use; see speaksOf
}

// check reports what is wrong with an address in a variable of a service.
func (a *addresses) check(s Service, to address) {
	if to.isLocal() {
		a.checkLocal(s, to)
		return
	}
	target := a.Project.Services[to.host]
	if target == nil || target == s.Service || target.NetworkMode != "" || target.Provider != nil || a.mayHoldOf(to.host, "networks", "ports", "expose", "extends") {
		return
	}
	if own := publishedAs(target, to.port); own != 0 && !listens(target, to.port) && !a.speaksOf(target, to.port) {
		meant, where := to.host+":"+strconv.Itoa(own), "listens at "+strconv.Itoa(own)
		if imagePort(target) != own {
			where = "may listen at " + strconv.Itoa(own) + " only"
		}
		a.report(s, to, meant, HostsPort.At(a.place(s, to), "%s %s: %d is its port on the host, where containers do not reach it", to.host, where, to.port).
			Helped("write %s", meant))
	}
	if !a.reaches(s, target) {
		a.report(s, to, "", OutOfReach.At(a.place(s, to), "%s does not reach %s: they are in no network together", s.Name, to.host).
			Labelled(a.serviceNamed(to.host).pair.Span(), "%s is here", to.host).
			Helped("add one of them to a network of the other"))
	}
}

// checkLocal reports the address of the container itself where it does not have what another one has.
func (a *addresses) checkLocal(s Service, to address) {
	if to.web || to.port == 0 || mayBeOwn(to.variable) || listens(s.Service, to.port) || s.ExtraHosts[to.host] != nil || a.mayHold("ports", "expose", "extends") {
		return
	}
	if a.byPort == nil {
		a.index()
	}
	others := slices.DeleteFunc(slices.Clone(a.byPort[to.port]), func(t *model.Service) bool { return t == s.Service })
	if len(others) == 0 || a.shared[to.port] || a.joined["service:"+s.Name] || s.ContainerName != "" && a.joined["container:"+s.ContainerName] {
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
	d := OwnLocalhost.At(a.place(s, to), "%s is the container of %s itself", to.host, s.Name)
	if len(others) > 1 {
		a.report(s, to, "", d.Helped("write the name of the service that is meant, such as %s", other.Name))
		return
	}
	a.report(s, to, meant, d.Labelled(a.serviceNamed(other.Name).pair.Span(), "%s listens at %d", other.Name, own).Helped("write %s", meant))
}

// index finds services by their ports, in the order of their names.
func (a *addresses) index() {
	const most = 4 // of which one may be the service with the address
	a.byPort, a.shared, a.joined = map[int][]*model.Service{}, map[int]bool{}, map[string]bool{}
	add := func(port int, s *model.Service) {
		switch all := a.byPort[port]; {
		case port == 0:
		case s.NetworkMode != "":
			a.shared[port] = true
		case len(all) == 0 || len(all) < most && all[len(all)-1] != s:
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
		port := imagePort(s.Service)
		add(port, s.Service)
		if s.NetworkMode != "" && port == 0 && len(s.Ports)+len(s.Expose) == 0 {
			a.joined[s.NetworkMode] = true
		}
	}
}

// imagePort is the port at which what is known by the image of a service listens; 0 if it is not known.
func imagePort(s *model.Service) int {
	name, _, _ := nameAndTag(s.Image)
	return usualPort(name)
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

// speaksOf reports whether an attribute of a service that tells its container, or those around it, what to do has a number in it that may
// be the port.
func (a *addresses) speaksOf(s *model.Service, port int) bool {
	numbers, known := a.spoken[s]
	if !known {
		numbers = map[int]bool{}
		for _, value := range s.Environment {
			if value != nil {
				addNumbers(numbers, *value)
			}
		}
		for _, value := range s.Labels {
			addNumbers(numbers, value)
		}
		lines := [][]string{s.Entrypoint, s.Command}
		if s.Healthcheck != nil {
			lines = append(lines, s.Healthcheck.Test)
		}
		for _, line := range lines {
			for _, word := range line {
				addNumbers(numbers, word)
			}
		}
		if a.spoken == nil {
			a.spoken = map[*model.Service]map[int]bool{}
		}
		a.spoken[s] = numbers
	}
	return numbers[port]
}

// addNumbers adds the numbers in a text that ports may have.
func addNumbers(to map[int]bool, text string) {
	for digits := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.ParseUint(digits, 10, 16); err == nil {
			to[int(n)] = true
		}
	}
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
	if len(s.Networks)+len(target.Networks) > 2 {
		a.looked += len(s.Networks) * len(target.Networks)
	}
	if a.looked > guesses {
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
	if a.looked += len(a.Project.Services); a.looked > guesses {
		return true
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
func (a *addresses) place(s Service, to address) source.Span {
	at := s.Span("environment", to.variable)
	if text := at.Text(); strings.Count(text, to.text) == 1 {
		i := strings.Index(text, to.text)
		return at.Sub(i, i+len(to.text))
	}
	return at
}

// report reports a finding about an address, and offers to write another one in its place.
func (a *addresses) report(s Service, to address, meant string, d diag.Diagnostic) {
	if meant != "" && d.Span.Text() == to.text {
		d = d.Fixed("write "+meant, diag.Edit{Span: d.Span, New: meant})
	}
	if !a.Full(d.Def) {
		a.Report(d.About(syntax.Below(s.Path()+".environment", to.variable)).With("service", s.Name).With("variable", to.variable))
	}
}
