package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
)

func setupEvents(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	asJSON := f.Bool("json", false, "print events as JSON objects, one a line")
	since := f.String("since", "", "print what has happened since a time, or an age such as 10m, too")
	until := f.String("until", "", "end at a time")
	return func(ctx context.Context, args []string) error {
		project, name, err := a.projectOrName(ctx, nil)
		if err != nil {
			return err
		}
		if err := checkServices(project, args); err != nil {
			return err
		}
		sel := driver.Selector{Project: name}
		if *until != "" {
			sel.Since = time.Unix(0, 0) // all that the engine remembers
		}
		if *since != "" {
			if sel.Since, err = pointInTime(*since, a.Now()); err != nil {
				return fmt.Errorf("--since: %w", err)
			}
		}
		if *until != "" {
			if sel.Until, err = pointInTime(*until, a.Now()); err != nil {
				return fmt.Errorf("--until: %w", err)
			}
		}
		d, err := a.engine(ctx)
		if err != nil {
			return err
		}
		for event, err := range d.Watch(ctx, sel) {
			if err != nil {
				return err
			}
			service := event.Labels[driver.LabelService]
			if event.Type != driver.TypeContainer || event.Labels[driver.LabelOneOff] == "True" ||
				len(args) > 0 && !slices.Contains(args, service) {
				continue
			}
			if err := a.printEvent(event, service, *asJSON); err != nil {
				return err
			}
		}
		return nil
	}
}

// printEvent prints an event, with the time that it was here, and without what only docker compose needs to know.
func (a *app) printEvent(e driver.Event, service string, asJSON bool) error {
	attributes := map[string]string{}
	for _, from := range []map[string]string{e.Labels, e.Attributes} {
		for k, v := range from {
			if !strings.HasPrefix(k, driver.LabelPrefix) {
				attributes[k] = v
			}
		}
	}
	if _, ok := attributes["name"]; !ok {
		attributes["name"] = e.Name
	}
	if e.Action == driver.ActionDie {
		attributes["exitCode"] = fmt.Sprint(e.ExitCode)
	}
	at := e.Time.In(a.Now().Location())
	action := string(e.Action)
	if e.Action == driver.ActionHealth {
		action += ": " + string(e.Health)
	}
	if asJSON {
		line, err := json.Marshal(map[string]any{
			"time": at, "type": "container", "service": service, "id": e.ID, "action": action, "attributes": attributes,
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.Out, string(line))
		return err
	}
	var list []string
	for _, k := range slices.Sorted(maps.Keys(attributes)) {
		list = append(list, k+"="+attributes[k])
	}
	_, err := fmt.Fprintf(a.Out, "%s container %s %s (%s)\n\n", at.Format("2006-01-02 15:04:05.000000"), action, e.ID, strings.Join(list, ", "))
	return err
}

// pointInTime reads a time as docker takes them: a date, with a time of day and a zone if need be, seconds since 1970,
// or an age.
func pointInTime(text string, now time.Time) (time.Time, error) {
	if age, err := time.ParseDuration(text); err == nil && text != "0" {
		return now.Add(-age), nil
	}
	for _, day := range []string{"2006-01-02", "2006-01-02T15", "2006-01-02T15:04", "2006-01-02T15:04:05"} { // which takes parts of a second
		for _, zone := range []string{"", "Z07:00"} {
			if t, err := time.ParseInLocation(day+zone, text, time.Local); err == nil {
				return t, nil
			}
		}
	}
	whole, part, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseUint(whole, 10, 62)
	nanoseconds, partErr := strconv.ParseUint(part+strings.Repeat("0", max(9-len(part), 0)), 10, 62)
	if err == nil && partErr == nil && len(part) <= 9 {
		return time.Unix(int64(seconds), int64(nanoseconds)), nil
	}
	return time.Time{}, fmt.Errorf("%q is no time such as 2006-01-02T15:04:05Z, and no age such as 10m", text)
}
