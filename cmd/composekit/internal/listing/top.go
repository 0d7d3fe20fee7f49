package listing

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/composekit/composekit/driver"
)

// Processes are those of one container.
type Processes struct {
	Service, Number string
	Table           driver.Table
}

// Top prints the processes of containers in one table. Containers may have different columns;
// the command is the last one.
func Top(w io.Writer, list []Processes) error {
	header := []string{"SERVICE", "#"}
	var rows []map[string]string
	for _, p := range list {
		for _, values := range p.Table.Rows {
			row := map[string]string{"SERVICE": p.Service, "#": p.Number}
			for i, title := range p.Table.Columns {
				if !slices.Contains(header, title) {
					header = append(header, title)
				}
				if i < len(values) {
					row[title] = values[i]
				}
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if i := slices.Index(header, "CMD"); i >= 0 {
		header = append(slices.Delete(header, i, i+1), "CMD")
	}
	tw := tabwriter.NewWriter(w, 4, 1, 2, ' ', 0)
	fmt.Fprintln(tw, strings.Join(header, "\t"))
	for _, row := range rows {
		line := make([]string, len(header))
		for i, title := range header {
			value, ok := row[title]
			if !ok {
				value = "-"
			}
			line[i] = value
		}
		fmt.Fprintln(tw, strings.Join(line, "\t"))
	}
	return tw.Flush()
}
