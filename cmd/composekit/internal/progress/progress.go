// Package progress owns how the work of a command is shown while it is done: line by line, as a block of a
// terminal that is painted over, as JSON, or not at all, in docker compose's words. What is worked on it learns
// from events; what a plan or an engine is it does not know.
package progress

import (
	"encoding/json"
	"fmt"
	"io"
)

// Event is a change of one thing that is worked on.
type Event struct {
	// ID is the thing, for people: "Container shop-web-1".
	ID string
	// Parent is the thing that this one is a part of, such as an image of a layer.
	Parent string
	Status Status
	// Text is what is or was done: "Creating", "Created".
	Text string
	// Details go after it.
	Details string
	// Current and Total are bytes; 0 is unknown.
	Current, Total int64
}

func (e Event) percent() int {
	if e.Total <= 0 {
		return 0
	}
	return int(min(e.Current*100/e.Total, 100))
}

// Status is how far a thing is.
type Status uint8

// The statuses.
const (
	Working Status = iota
	Done
	Warning
	Failed
)

var statusNames = [...]string{"Working", "Done", "Warning", "Error"}

// Display shows events. Its methods may be called concurrently.
type Display interface {
	// Begin says which operation the following events are of: "up".
	Begin(operation string)
	// On shows an event.
	On(Event)
	// End leaves what is shown as it is.
	End()
}

// dryRunPrefix stands in front of what is not really done.
const dryRunPrefix = " DRY-RUN MODE - "

// Quiet shows nothing.
func Quiet() Display { return quiet{} }

type quiet struct{}

func (quiet) Begin(string) {}
func (quiet) On(Event)     {}
func (quiet) End()         {}

// Plain writes a line for each event, and none for how far a part of a thing has come.
func Plain(w io.Writer, dryRun bool) Display { return &plain{w, dryRun} }

type plain struct {
	w      io.Writer
	dryRun bool
}

func (*plain) Begin(string) {}
func (*plain) End()         {}

func (p *plain) On(e Event) {
	prefix := ""
	if p.dryRun {
		prefix = dryRunPrefix
	}
	// The spaces at both ends are docker compose's: programs read these lines.
	_, _ = fmt.Fprintln(p.w, prefix, e.ID, e.Text, e.Details)
}

// JSON writes an object for each event.
func JSON(w io.Writer, dryRun bool) Display { return &jsonLines{w, dryRun} }

type jsonLines struct {
	w      io.Writer
	dryRun bool
}

func (*jsonLines) Begin(string) {}
func (*jsonLines) End()         {}

func (j *jsonLines) On(e Event) {
	line, err := json.Marshal(struct {
		DryRun  bool   `json:"dry-run,omitempty"`
		ID      string `json:"id,omitempty"`
		Parent  string `json:"parent_id,omitempty"`
		Status  string `json:"status,omitempty"`
		Text    string `json:"text,omitempty"`
		Details string `json:"details,omitempty"`
		Current int64  `json:"current,omitempty"`
		Total   int64  `json:"total,omitempty"`
		Percent int    `json:"percent,omitempty"`
	}{j.dryRun, e.ID, e.Parent, statusNames[e.Status], e.Text, e.Details, e.Current, e.Total, e.percent()})
	if err == nil {
		_, _ = j.w.Write(append(line, '\n'))
	}
}
