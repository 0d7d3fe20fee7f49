package listing

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"

	"github.com/composekit/composekit/driver"
)

// LabelEngine is the label whose value the column ENGINE of ps has.
const LabelEngine = driver.LabelPrefix + "engine"

// container is a row of ps. Its fields are what templates can name, sorted as JSON has them.
type container struct {
	Command      string
	CreatedAt    string
	Engine       string
	ExitCode     int
	Health       string
	ID           string
	Image        string
	Labels       string
	LocalVolumes string
	Mounts       string
	Name         string
	Names        string
	Networks     string
	Ports        string
	Project      string
	Publishers   []publisher
	RunningFor   string
	Service      string
	Size         string
	State        string
	Status       string

	labels driver.Labels
}

// publisher is a port of a container.
type publisher struct {
	URL           string
	TargetPort    int
	PublishedPort int
	Protocol      string
}

func (p publisher) String() string {
	return fmt.Sprintf("%d/%s -> %s", p.TargetPort, p.Protocol, net.JoinHostPort(p.URL, strconv.Itoa(p.PublishedPort)))
}

// Label is the value of one label.
func (c *container) Label(name string) string { return c.labels[name] }

// MarshalJSON escapes what HTML would misread, as docker does for whole rows only.
func (c *container) MarshalJSON() ([]byte, error) {
	type plain container
	return json.Marshal((*plain)(c))
}

var containerHeaders = headers{
	"ID": "CONTAINER ID", "Name": "NAME", "Project": "PROJECT", "Service": "SERVICE", "Image": "IMAGE",
	"Command": "COMMAND", "CreatedAt": "CREATED AT", "RunningFor": "CREATED", "Ports": "PORTS", "State": "STATE",
	"Status": "STATUS", "Size": "SIZE", "Labels": "LABELS", "Engine": "ENGINE",
	// docker compose has no header for these.
	"Names": "NAMES", "Mounts": "MOUNTS", "LocalVolumes": "LOCAL VOLUMES", "Networks": "NETWORKS", "ExitCode": "EXIT CODE",
	"Health": "HEALTH", "Publishers": "PUBLISHERS",
}

// rawContainer is the template that "raw" stands for, which is a line for each field, as docker has it.
const rawContainer = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`

// Containers prints what ps does.
func Containers(w io.Writer, format string, list []driver.Container, noTrunc bool, now time.Time) error {
	table := `{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}`
	rows := make([]container, len(list))
	for i := range list {
		rows[i] = containerRow(&list[i], noTrunc, now)
		if rows[i].Engine != "" && !strings.HasSuffix(table, `{{.Engine}}`) {
			table += `\t{{.Engine}}`
		}
	}
	if format == "raw" {
		format = rawContainer
	}
	return write(w, format, table, containerHeaders, rows)
}

func containerRow(c *driver.Container, noTrunc bool, now time.Time) container {
	row := container{
		Command: c.Command, CreatedAt: c.Created.Local().Truncate(time.Second).String(),
		Engine: c.Labels[LabelEngine], Health: string(c.Health), ID: c.ID, Image: c.Image, Name: c.Name, Names: c.Name,
		Project: c.Labels[driver.LabelProject], Service: c.Service(), State: string(c.Status), Status: c.StatusText,
		RunningFor: Age(now.Sub(c.Created)), Ports: Ports(c.Ports), Publishers: []publisher{}, labels: c.Labels,
	}
	if c.Status == driver.StatusExited || c.Status == driver.StatusDead {
		row.ExitCode = c.ExitCode
	}
	if c.Status != driver.StatusRunning {
		row.Health = ""
	}
	if row.Status == "" {
		row.Status = string(c.Status)
	}
	if !noTrunc {
		row.Command = ellipsis(row.Command, 20)
		row.ID = ShortID(row.ID)
	}
	row.Command = strconv.Quote(row.Command)
	var labels []string
	for _, k := range slices.Sorted(maps.Keys(c.Labels)) {
		labels = append(labels, k+"="+c.Labels[k])
	}
	row.Labels = strings.Join(labels, ",")
	local := 0
	var mounts []string
	for _, m := range c.Mounts {
		name := m.Name
		if name == "" {
			name = m.Source
		} else if m.Type == "volume" {
			local++
		}
		if !noTrunc {
			name = ellipsis(name, 15)
		}
		mounts = append(mounts, name)
	}
	row.Mounts, row.LocalVolumes = strings.Join(mounts, ","), strconv.Itoa(local)
	var networks []string
	for _, n := range c.Networks {
		networks = append(networks, n.Name)
	}
	row.Networks = strings.Join(networks, ",")
	for _, p := range byTarget(c.Ports) {
		row.Publishers = append(row.Publishers, publisher{p.HostIP, int(p.Target), int(p.Published), p.Protocol})
	}
	row.Size = units.HumanSizeWithPrecision(float64(c.SizeRw), 3)
	if c.SizeRootFs > 0 {
		row.Size += " (virtual " + units.HumanSizeWithPrecision(float64(c.SizeRootFs), 3) + ")"
	}
	return row
}

// Age is how long ago something was, for people.
func Age(d time.Duration) string { return units.HumanDuration(d) + " ago" }

func byTarget(ports []driver.PortPoint) []driver.PortPoint {
	ports = slices.Clone(ports)
	slices.SortStableFunc(ports, func(a, b driver.PortPoint) int { return int(a.Target) - int(b.Target) })
	return ports
}

// Ports are the ports of a container in one line, neighbours put together: those that are published under
// another number last.
func Ports(ports []driver.PortPoint) string {
	type group struct {
		ip, protocol string
		first, last  uint16
	}
	show := func(g group) string {
		text := strconv.Itoa(int(g.first))
		if g.first != g.last {
			text += "-" + strconv.Itoa(int(g.last))
		}
		if g.ip != "" {
			text = net.JoinHostPort(g.ip, text) + "->" + text
		}
		return text + "/" + g.protocol
	}
	ports = slices.Clone(ports)
	slices.SortFunc(ports, comparePorts)
	var closed, moved []string
	var open []group
	for _, p := range ports {
		if p.HostIP != "" && p.Published != p.Target {
			moved = append(moved, fmt.Sprintf("%s->%d/%s", HostPort(p), p.Target, p.Protocol))
			continue
		}
		i := slices.IndexFunc(open, func(g group) bool { return g.ip == p.HostIP && g.protocol == p.Protocol })
		switch {
		case i < 0:
			open = append(open, group{p.HostIP, p.Protocol, p.Target, p.Target})
		case p.Target == open[i].last+1:
			open[i].last = p.Target
		default:
			closed = append(closed, show(open[i]))
			open[i].first, open[i].last = p.Target, p.Target
		}
	}
	for _, g := range open {
		closed = append(closed, show(g))
	}
	return strings.Join(append(closed, moved...), ", ")
}

// HostPort is the address on the host under which a port is published.
func HostPort(p driver.PortPoint) string {
	return net.JoinHostPort(p.HostIP, strconv.Itoa(int(p.Published)))
}

func comparePorts(a, b driver.PortPoint) int {
	addr := func(p driver.PortPoint) netip.Addr {
		ip, _ := netip.ParseAddr(p.HostIP) // an address that is none comes first
		return ip
	}
	switch {
	case a.Target != b.Target:
		return int(a.Target) - int(b.Target)
	case a.HostIP != b.HostIP:
		return addr(a).Compare(addr(b))
	case a.Published != b.Published:
		return int(a.Published) - int(b.Published)
	}
	return strings.Compare(a.Protocol, b.Protocol)
}
