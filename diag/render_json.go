package diag

import (
	"encoding/json"
	"io"

	"github.com/composekit/composekit/source"
)

// The JSON form of findings. Names are stable.

type jsonReport struct {
	Findings []jsonFinding `json:"findings"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Notes    int           `json:"notes"`
}

type jsonFinding struct {
	Code     string      `json:"code"`
	Severity string      `json:"severity"`
	Message  string      `json:"message"`
	Help     string      `json:"help,omitempty"`
	Path     string      `json:"path,omitempty"`
	Span     *jsonSpan   `json:"span,omitempty"`
	Labels   []jsonLabel `json:"labels,omitempty"`
	Fixes    []jsonFix   `json:"fixes,omitempty"`
}

type jsonSpan struct {
	File  string       `json:"file"`
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonPosition struct {
	Line   int   `json:"line"`
	Column int   `json:"column"`
	Offset int32 `json:"offset"`
}

type jsonLabel struct {
	Text string    `json:"text"`
	Span *jsonSpan `json:"span"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Span *jsonSpan `json:"span"`
	New  string    `json:"new"`
}

// RenderJSON writes findings as one JSON object:
//
//	{"findings": [{
//	   "code": "unknown-attribute", "severity": "error", "message": "…", "help": "…",
//	   "path": "services.web.imge",
//	   "span": {"file": "compose.yaml",
//	            "start": {"line": 3, "column": 5, "offset": 21}, "end": {…}},
//	   "labels": [{"text": "…", "span": {…}}],
//	   "fixes": [{"title": "…", "safe": false, "edits": [{"span": {…}, "new": "image"}]}]}],
//	 "errors": 1, "warnings": 0, "notes": 0}
//
// Lines and columns count from 1, columns in runes; offsets are bytes from 0; end is just after
// the last character. Severity is error, warning or note. Of a finding, help, path, span, labels
// and fixes are left out if there are none. A fix that is not safe is a guess. Of the options Name counts. The error, if any, is w's.
func RenderJSON(w io.Writer, list List, opt RenderOptions) error {
	report := jsonReport{Findings: make([]jsonFinding, 0, len(list))}
	for _, d := range list {
		switch d.Severity() {
		case Error:
			report.Errors++
		case Warning:
			report.Warnings++
		default:
			report.Notes++
		}
		report.Findings = append(report.Findings, opt.finding(d))
	}
	return encode(w, report)
}

// MarshalJSON encodes a finding as it stands in what RenderJSON writes.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	return json.Marshal(new(RenderOptions).finding(d))
}

func (opt *RenderOptions) finding(d Diagnostic) jsonFinding {
	f := jsonFinding{Code: d.Code(), Severity: d.Severity().String(), Message: d.Message, Help: d.Help, Path: d.Path, Span: opt.json(d.Span)}
	for _, l := range d.Labels {
		f.Labels = append(f.Labels, jsonLabel{l.Text, opt.json(l.Span)})
	}
	for _, x := range d.Fixes {
		fix := jsonFix{Title: x.Title, Safe: x.Safe, Edits: []jsonEdit{}}
		for _, e := range x.Edits {
			fix.Edits = append(fix.Edits, jsonEdit{opt.json(e.Span), e.New})
		}
		f.Fixes = append(f.Fixes, fix)
	}
	return f
}

// encode writes a value as indented JSON.
func encode(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

func (opt *RenderOptions) json(s source.Span) *jsonSpan {
	if !s.Valid() {
		return nil
	}
	start, end := s.Pos(source.Runes), s.EndPos(source.Runes)
	return &jsonSpan{opt.name(s.File), jsonPosition{start.Line, start.Column, s.Start}, jsonPosition{end.Line, end.Column, s.End}}
}

// name is the name that a file is shown under.
func (opt *RenderOptions) name(f *source.File) string {
	if opt.Name != nil {
		return opt.Name(f)
	}
	return f.Name()
}
