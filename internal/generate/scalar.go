package generate

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/composekit/composekit/schema"
)

var words = []string{
	"alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima",
	"mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "zulu",
}

func pick[T any](g *generator, from ...T) T { return pickWith(g.r, from...) }

func pickWith[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (g *generator) word() string { return pick(g, words...) }

// serial is a number that no other value of the project has.
func (g *generator) serial() int {
	g.count++
	return g.count
}

func (g *generator) unique() string { return g.word() + strconv.Itoa(g.serial()) }

// textOf makes a string of the type's format.
func (g *generator) textOf(t *schema.Type) string {
	if t.Enum != nil {
		return pick(g, t.Enum...)
	}
	if t.Cast != schema.NoCast {
		return g.castable(t)
	}
	if s, ok := g.formatted(t.Format); ok {
		return s
	}
	if t.Path != schema.NoPath {
		return pick(g, "./", "../", "/srv/", "") + g.unique()
	}
	return g.unique()
}

// castable makes a string that is turned into a number or boolean.
func (g *generator) castable(t *schema.Type) string {
	switch t.Cast {
	case schema.ToBool:
		return pick(g, "true", "false", "TRUE", "yes", "off")
	case schema.ToUmask:
		return pick(g, "022", "0o77", "18")
	case schema.ToFloat, schema.ToFloat32:
		if t.Accept&schema.Float != 0 {
			return pick(g, "0.5", "1", "2.25")
		}
	}
	return strconv.Itoa(1 + g.r.IntN(50))
}

func (g *generator) formatted(f schema.Format) (string, bool) {
	switch f {
	case schema.Duration:
		return pick(g, "10s", "1m30s", "2h", "500ms", "1d", "2w", "1h0m5s", "1.5h", "0s", "100us", "1w2d3h4m5s"), true
	case schema.ByteSize:
		return pick(g, "64m", "1.5gb", "512k", "1073741824", "2g", "100b", "64M"), true
	case schema.FileMode:
		return pick(g, "0440", "0755", "600"), true
	case schema.CPUs:
		return pick(g, "0.5", "1.25", "2"), true
	case schema.DeviceCount:
		return pick(g, "all", "2"), true
	case schema.Image:
		return g.word() + pick(g, "", ":latest", ":1.2", "/"+g.word()+":3"), true
	case schema.IP:
		return fmt.Sprintf("10.%d.%d.%d", g.r.IntN(200), g.r.IntN(200), 1+g.r.IntN(200)), true
	case schema.Subnet:
		return pick(g, "10.1.0.0/16", "10.2.0.0/24", fmt.Sprintf("10.%d.%d.0/24", g.r.IntN(200), g.serial()%200)), true
	case schema.MAC:
		return fmt.Sprintf("02:42:ac:11:%02x:%02x", g.r.IntN(256), g.r.IntN(256)), true
	case schema.Platform:
		return pick(g, "linux/amd64", "linux/arm64/v8", "windows/amd64", "linux"), true
	case schema.ProjectName:
		return g.word(), true
	case schema.PullPolicy:
		return pick(g, "always", "never", "missing", "if_not_present", "build", "daily", "weekly", "every_12h"), true
	case schema.RestartPolicy:
		return pick(g, "no", "always", "on-failure", "on-failure:3", "unless-stopped"), true
	case schema.Cron:
		return pick(g, "0 3 * * *", "*/5 * * * 1"), true
	case schema.Command, schema.HealthTest:
		return pick(g, "run --flag", "sh -c 'echo hello'", "serve", `say "two words" it\'s`, "a  b", "$$HOME/run"), true
	case schema.PortRange, schema.ExposedPort:
		n := 1000 + g.serial()%60000
		return pick(g, strconv.Itoa(n), fmt.Sprintf("%d-%d", n, n+2)), true
	case schema.Port:
		return g.port(), true
	case schema.Volume:
		return g.volume(), true
	case schema.Device:
		name := "/dev/" + g.unique()
		return pick(g, name, name+":/dev/x"+g.unique(), name+":/dev/y"+g.unique()+":rw", name+":"+pick(g, places("/dev/")...), "vendor.com/class=name"+g.unique()), true
	}
	return "", false
}

func (g *generator) port() string {
	n := 1000 + g.serial()%60000
	return pick(g,
		strconv.Itoa(n),
		fmt.Sprintf("%d:%d", n, n),
		fmt.Sprintf("127.0.0.1:%d:80", n),
		fmt.Sprintf("%d-%d:%d-%d", n, n+2, n, n+2),
		fmt.Sprintf("%d:%d/udp", n, n),
		fmt.Sprintf("%d:80", 8000+g.r.IntN(4)),
		fmt.Sprintf("%d-%d:%d", n, n+2, n),
		fmt.Sprintf("127.0.0.1::%d", n),
		fmt.Sprintf("[::1]:%d:%d/tcp", n, n),
		fmt.Sprintf("%d/udp", n),
	)
}

func (g *generator) volume() string {
	target := g.place("/mnt/")
	source := pick(g, "./data", "/srv/data", "../up", ".", "~/data", "./a/../b")
	if len(g.names["volumes"]) > 0 && g.r.IntN(2) == 0 {
		source = pick(g, g.names["volumes"]...)
	}
	return pick(g, target, source+":"+target, source+":"+target+":ro", source+":"+target+":rw", source+":"+target+":"+pick(g, "z", "Z", "nocopy", "rshared", "ro,z", "cached", "ro,nocopy"))
}

// places are paths that several values have.
func places(below string) []string { return []string{below + "a", below + "b", below + "c"} }

// place is a path of a container that others may have too.
func (g *generator) place(below string) string {
	if g.r.IntN(2) == 0 {
		return below + g.unique()
	}
	return pick(g, places(below)...)
}

// numberOf makes a number within the type's bounds.
func (g *generator) numberOf(t *schema.Type, whole bool) *value {
	least, most := 1, 500
	if t.Min != nil {
		least = int(*t.Min)
	}
	if t.Max != nil {
		most = int(min(*t.Max, 1<<20))
	}
	n := least + g.r.IntN(most-least+1)
	if whole || n >= most || t.Cast != schema.ToFloat && t.Cast != schema.ToFloat32 && t.Format != schema.CPUs {
		return integer(n)
	}
	return bare(strconv.Itoa(n) + pick(g, ".5", ".25", ".0"))
}
