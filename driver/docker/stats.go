package docker

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
)

// Top lists the processes of a container.
func (d *Driver) Top(ctx context.Context, c driver.Ref, args ...string) (driver.Table, error) {
	out, err := d.api.TopContainer(ctx, c.Target(), args)
	return driver.Table{Columns: out.Titles, Rows: out.Processes}, d.fail(err)
}

// Stats yields a sample about every second.
func (d *Driver) Stats(ctx context.Context, c driver.Ref) iter.Seq2[driver.Sample, error] {
	return func(yield func(driver.Sample, error) bool) {
		stats, err := d.api.StatsContainer(ctx, c.Target())
		if err != nil {
			yield(driver.Sample{}, d.fail(err))
			return
		}
		defer stats.Close()
		for in := json.NewDecoder(stats); ; {
			var s engine.Stats
			if err := in.Decode(&s); err != nil {
				if !errors.Is(err, io.EOF) && ctx.Err() == nil {
					yield(driver.Sample{}, d.fail(err))
				}
				return
			}
			if !yield(sampleOf(&s), nil) {
				return
			}
		}
	}
}

// sampleOf works out of two counts of processor time what share the container had between them.
// Memory is without what the kernel keeps of files and gives back when it is needed.
func sampleOf(s *engine.Stats) driver.Sample {
	out := driver.Sample{
		Time: s.Read, Memory: int64(s.MemoryStats.Usage), MemoryLimit: int64(s.MemoryStats.Limit),
		Pids: int64(s.PidsStats.Current),
	}
	used := float64(s.CPUStats.CPUUsage.TotalUsage) - float64(s.PreCPUStats.CPUUsage.TotalUsage)
	system := float64(s.CPUStats.SystemUsage) - float64(s.PreCPUStats.SystemUsage)
	processors := float64(s.CPUStats.OnlineCPUs)
	if processors == 0 {
		processors = float64(len(s.CPUStats.CPUUsage.PercpuUsage))
	}
	if used > 0 && system > 0 && s.PreCPUStats.SystemUsage > 0 {
		out.CPUPercent = used / system * processors * 100
	}
	for _, name := range []string{"total_inactive_file", "inactive_file"} { // cgroup versions 1 and 2
		if files, ok := s.MemoryStats.Stats[name]; ok && files < s.MemoryStats.Usage {
			out.Memory -= int64(files)
			break
		}
	}
	for _, n := range s.Networks {
		out.NetworkIn += int64(n.RxBytes)
		out.NetworkOut += int64(n.TxBytes)
	}
	for _, entry := range s.BlkioStats.IoServiceBytesRecursive {
		switch strings.ToLower(entry.Op) {
		case "read":
			out.BlockIn += int64(entry.Value)
		case "write":
			out.BlockOut += int64(entry.Value)
		}
	}
	return out
}
