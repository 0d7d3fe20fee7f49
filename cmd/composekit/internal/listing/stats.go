package listing

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/docker/go-units"

	"github.com/composekit/composekit/driver"
)

// Usage is what a container uses.
type Usage struct {
	ID, Name string
	// Sample is nil until there is one.
	Sample *driver.Sample
}

// usage is a row of stats.
type usage struct {
	BlockIO   string
	CPUPerc   string
	Container string
	ID        string
	MemPerc   string
	MemUsage  string
	Name      string
	NetIO     string
	PIDs      string
}

// MarshalJSON escapes what HTML would misread, as docker does for whole rows only.
func (u *usage) MarshalJSON() ([]byte, error) {
	type plain usage
	return json.Marshal((*plain)(u))
}

var usageHeaders = headers{
	"Container": "CONTAINER", "Name": "NAME", "ID": "CONTAINER ID", "CPUPerc": "CPU %", "MemUsage": "MEM USAGE / LIMIT",
	"MemPerc": "MEM %", "NetIO": "NET I/O", "BlockIO": "BLOCK I/O", "PIDs": "PIDS",
}

// Stats prints what containers use.
func Stats(w io.Writer, format string, list []Usage, noTrunc bool) error {
	rows := make([]usage, len(list))
	for i, u := range list {
		rows[i] = usage{
			BlockIO: "-- / --", CPUPerc: "--", Container: u.ID, ID: u.ID, MemPerc: "--", MemUsage: "-- / --", Name: u.Name, NetIO: "-- / --", PIDs: "--",
		}
		if !noTrunc {
			rows[i].ID = ShortID(u.ID)
		}
		if s := u.Sample; s != nil {
			percent := 0.0
			if s.MemoryLimit > 0 {
				percent = float64(s.Memory) / float64(s.MemoryLimit) * 100
			}
			rows[i].CPUPerc = fmt.Sprintf("%.2f%%", s.CPUPercent)
			rows[i].MemPerc = fmt.Sprintf("%.2f%%", percent)
			rows[i].MemUsage = pair(units.BytesSize, s.Memory, s.MemoryLimit)
			rows[i].NetIO = pair(decimalSize, s.NetworkIn, s.NetworkOut)
			rows[i].BlockIO = pair(decimalSize, s.BlockIn, s.BlockOut)
			rows[i].PIDs = fmt.Sprint(s.Pids)
		}
	}
	table := `{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}`
	return write(w, format, table, usageHeaders, rows)
}

func decimalSize(n float64) string { return units.HumanSizeWithPrecision(n, 3) }

func pair(show func(float64) string, a, b int64) string {
	return show(float64(a)) + " / " + show(float64(b))
}
