package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
)

// TestEventsInLocalTime: events have the time of day that it was where they are printed, in JSON with the zone.
func TestEventsInLocalTime(t *testing.T) {
	e := driver.Event{Time: time.Date(2026, 5, 1, 23, 30, 0, 5000, time.UTC), Type: driver.TypeContainer, Action: driver.ActionStart, ID: "4711", Name: "web"}
	for asJSON, want := range map[bool]string{
		false: "2026-05-02 01:30:00.000005 container start 4711 (name=web)\n\n",
		true:  `{"action":"start","attributes":{"name":"web"},"id":"4711","service":"web","time":"2026-05-02T01:30:00.000005+02:00","type":"container"}` + "\n",
	} {
		var out strings.Builder
		a := &app{Machine: Machine{Streams: Streams{Out: &out}, Now: func() time.Time { return e.Time.In(time.FixedZone("", 2*60*60)) }}}
		if err := a.printEvent(e, "web", asJSON); err != nil || out.String() != want {
			t.Errorf("JSON %t: %q, %v, want %q", asJSON, out.String(), err, want)
		}
	}
}

// TestPointInTime: times are read as docker reads them; "" is what it takes for none.
func TestPointInTime(t *testing.T) {
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	for _, c := range []struct{ text, want string }{
		{"10m", "2026-05-04T02:52:01Z"},
		{"-10m", "2026-05-04T03:12:01Z"},
		{"0s", "2026-05-04T03:02:01Z"},
		{"0", "1970-01-01T00:00:00Z"},
		{"1700000000", "2023-11-14T22:13:20Z"},
		{"1700000000.5", "2023-11-14T22:13:20.5Z"},
		{"1700000000.000000001", "2023-11-14T22:13:20.000000001Z"},
		{"2024-01-02Z", "2024-01-02T00:00:00Z"},
		{"2024-01-02+02:00", "2024-01-01T22:00:00Z"},
		{"2024-01-02T15Z", "2024-01-02T15:00:00Z"},
		{"2024-01-02T15:04Z", "2024-01-02T15:04:00Z"},
		{"2024-01-02T15:04:05.25+02:00", "2024-01-02T13:04:05.25Z"},
		{"2024-01-02", time.Date(2024, 1, 2, 0, 0, 0, 0, time.Local).UTC().Format(time.RFC3339)},
		{"2024-13-45", ""},
		{"12abc", ""},
		{"-1.5", ""},
		{"1e3", ""},
		{"NaN", ""},
		{"Inf", ""},
		{" 5", ""},
		{".5", ""},
		{"5.0000000001", ""},
		{"99999999999999999999", ""},
		{"yesterday", ""},
	} {
		got := ""
		if at, err := pointInTime(c.text, now); err == nil {
			got = at.UTC().Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%q is read as %q, want %q", c.text, got, c.want)
		}
	}
}
