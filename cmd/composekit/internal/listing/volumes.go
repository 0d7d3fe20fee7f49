package listing

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/composekit/composekit/driver"
)

// volume is a row of volumes. Of those that a cluster manages docker tells more.
type volume struct {
	Availability string
	Driver       string
	Group        string
	Labels       string
	Links        string
	Mountpoint   string
	Name         string
	Scope        string
	Size         string
	Status       string

	labels driver.Labels
}

// Label is the value of one label.
func (v *volume) Label(name string) string { return v.labels[name] }

// MarshalJSON escapes what HTML would misread, as docker does for whole rows only.
func (v *volume) MarshalJSON() ([]byte, error) {
	type plain volume
	return json.Marshal((*plain)(v))
}

var volumeHeaders = headers{
	"ID": "ID", "Name": "VOLUME NAME", "Group": "GROUP", "Driver": "DRIVER", "Scope": "SCOPE", "Availability": "AVAILABILITY",
	"Mountpoint": "MOUNTPOINT", "Labels": "LABELS", "Links": "LINKS", "Size": "SIZE", "Status": "STATUS",
}

// Volumes prints what volumes does.
func Volumes(w io.Writer, format string, list []driver.Volume) error {
	const none = "N/A" // what docker prints for what it was not told
	rows := make([]volume, len(list))
	for i, v := range list {
		var labels []string
		for _, k := range slices.Sorted(maps.Keys(v.Labels)) {
			labels = append(labels, k+"="+v.Labels[k])
		}
		rows[i] = volume{
			Availability: none, Group: none, Links: none, Size: none, Status: none,
			Driver: v.Driver, Labels: strings.Join(labels, ","), Mountpoint: v.Mountpoint, Name: v.Name, Scope: "local", labels: v.Labels,
		}
	}
	if format == "raw" {
		format = `name: {{.Name}}\ndriver: {{.Driver}}\n`
	}
	return write(w, format, `{{.Driver}}\t{{.Name}}`, volumeHeaders, rows)
}
