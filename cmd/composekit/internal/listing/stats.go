package listing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/go-units"

	"github.com/composekit/composekit/driver"
)

// Usage is what a container uses.
type Usage struct {
	ID, Name string
	Project  string
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

// ofContainer is a row of stats that names its project.
type ofContainer struct {
	Project, Name, CPUPerc, MemUsage, MemPerc, NetIO, BlockIO string
	PIDs                                                      int64
}

// StatsOfContainers prints what containers of several projects use, as a table or in JSON. A container without a
// sample uses nothing.
func StatsOfContainers(w io.Writer, format string, list []Usage) error {
	list = slices.SortedFunc(slices.Values(list), func(a, b Usage) int {
		return cmp.Or(strings.Compare(a.Project, b.Project), strings.Compare(a.Name, b.Name))
	})
	rows := make([]ofContainer, len(list))
	table := make([][]string, len(list))
	for i, u := range list {
		s := cmp.Or(u.Sample, &driver.Sample{})
		percent := 0.0
		if s.MemoryLimit > 0 {
			percent = float64(s.Memory) / float64(s.MemoryLimit) * 100
		}
		r := ofContainer{
			Project: u.Project, Name: u.Name, CPUPerc: fmt.Sprintf("%.2f%%", s.CPUPercent),
			MemUsage: pair(units.BytesSize, s.Memory, s.MemoryLimit), MemPerc: fmt.Sprintf("%.2f%%", percent),
			NetIO: pair(decimalSize, s.NetworkIn, s.NetworkOut), BlockIO: pair(decimalSize, s.BlockIn, s.BlockOut), PIDs: s.Pids,
		}
		rows[i] = r
		table[i] = []string{r.Project, r.Name, r.CPUPerc, r.MemUsage, r.MemPerc, r.NetIO, r.BlockIO, strconv.FormatInt(r.PIDs, 10)}
	}
	return tableOrObjects(w, format, []string{"PROJECT", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS"}, table, rows)
}

// ofProject is a row of stats with the sums of a project.
type ofProject struct {
	Project                           string
	Containers                        int
	CPUPerc, MemUsage, NetIO, BlockIO string
	PIDs                              int64
}

// StatsOfProjects prints what the containers of each project use together.
func StatsOfProjects(w io.Writer, format string, list []Usage) error {
	sums, containers := map[string]*driver.Sample{}, map[string]int{}
	for _, u := range list {
		sum := sums[u.Project]
		if sum == nil {
			sum = &driver.Sample{}
			sums[u.Project] = sum
		}
		containers[u.Project]++
		s := cmp.Or(u.Sample, &driver.Sample{})
		sum.CPUPercent += s.CPUPercent
		sum.Memory += s.Memory
		sum.NetworkIn += s.NetworkIn
		sum.NetworkOut += s.NetworkOut
		sum.BlockIn += s.BlockIn
		sum.BlockOut += s.BlockOut
		sum.Pids += s.Pids
	}
	var rows []ofProject
	var table [][]string
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		s := sums[name]
		r := ofProject{
			Project: name, Containers: containers[name], CPUPerc: fmt.Sprintf("%.2f%%", s.CPUPercent), MemUsage: units.BytesSize(float64(s.Memory)),
			NetIO: pair(decimalSize, s.NetworkIn, s.NetworkOut), BlockIO: pair(decimalSize, s.BlockIn, s.BlockOut), PIDs: s.Pids,
		}
		rows = append(rows, r)
		table = append(table, []string{r.Project, strconv.Itoa(r.Containers), r.CPUPerc, r.MemUsage, r.NetIO, r.BlockIO, strconv.FormatInt(r.PIDs, 10)})
	}
	return tableOrObjects(w, format, []string{"PROJECT", "CONTAINERS", "CPU %", "MEM USAGE", "NET I/O", "BLOCK I/O", "PIDS"}, table, rows)
}

// tableOrObjects prints rows as a table or, with "json", as an object a line.
func tableOrObjects[Row any](w io.Writer, format string, header []string, table [][]string, rows []Row) error {
	switch strings.ToLower(format) {
	case "", "table", "pretty":
		return columns(w, header, table)
	case "json":
		for _, r := range rows {
			if err := array(w, r); err != nil {
				return err
			}
		}
		return nil
	}
	return unknownFormat(format)
}
