package explain

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/composekit/composekit/source"
)

// The JSON form of stories. Names are stable; what does not apply is left out.

type jsonPlace struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonVariable struct {
	Name        string     `json:"name"`
	Value       string     `json:"value"`
	Set         bool       `json:"set"`
	Default     string     `json:"default,omitempty"`
	UsedDefault bool       `json:"usedDefault,omitempty"`
	At          *jsonPlace `json:"at,omitempty"`
	From        string     `json:"from,omitempty"`
}

type jsonStep struct {
	What      What           `json:"what"`
	At        *jsonPlace     `json:"at,omitempty"`
	Text      string         `json:"text,omitempty"`
	Name      string         `json:"name,omitempty"`
	Other     *jsonPlace     `json:"other,omitempty"`
	Variables []jsonVariable `json:"variables,omitempty"`
	Section   string         `json:"section,omitempty"`
}

type jsonStory struct {
	Path  string     `json:"path"`
	Set   bool       `json:"set"`
	Value string     `json:"value"`
	Steps []jsonStep `json:"steps"`
	// Findings are lines as compilers print them.
	Findings []string    `json:"findings,omitempty"`
	Parts    []jsonStory `json:"parts,omitempty"`
}

// RenderJSON writes stories for programs, as an array of objects of path, set, value, steps, findings and
// parts, which are stories themselves. A step has what, at, text, name, other, variables and section, as the
// fields of Step; a place has file, line and column, both counted from 1, columns in runes. The error, if any,
// is w's.
func RenderJSON(w io.Writer, stories []Story, opt Options) error {
	r := renderer{opt: opt}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	out := r.jsonStories(stories)
	if out == nil {
		out = []jsonStory{}
	}
	return enc.Encode(out)
}

// MarshalJSON writes a story as RenderJSON does, files by their own names.
func (s Story) MarshalJSON() ([]byte, error) { return json.Marshal((&renderer{}).jsonStory(&s)) }

func (r *renderer) jsonStories(stories []Story) (out []jsonStory) {
	for i := range stories {
		out = append(out, r.jsonStory(&stories[i]))
	}
	return out
}

func (r *renderer) jsonStory(s *Story) jsonStory {
	out := jsonStory{Path: s.Path, Set: s.Set, Value: s.Value, Steps: []jsonStep{}, Parts: r.jsonStories(s.Parts)}
	for _, step := range s.Steps {
		j := jsonStep{What: step.What, At: r.jsonPlace(step.Span), Text: step.Text, Name: r.named(&step), Other: r.jsonPlace(step.Other), Section: step.Section}
		for _, v := range step.Variables {
			j.Variables = append(j.Variables, jsonVariable{
				Name: v.Name, Value: v.Value, Set: v.Set, Default: v.Default, UsedDefault: v.UsedDefault,
				At: r.jsonPlace(v.Origin.Span), From: v.Origin.From,
			})
		}
		out.Steps = append(out.Steps, j)
	}
	for _, d := range s.Findings {
		line := fmt.Sprintf("%s: %s [%s]", d.Severity(), d.Message, d.Code())
		if d.Span.Valid() {
			line = r.place(d.Span) + ": " + line
		}
		out.Findings = append(out.Findings, line)
	}
	return out
}

func (r *renderer) jsonPlace(s source.Span) *jsonPlace {
	if !s.Valid() {
		return nil
	}
	p := s.Pos(source.Runes)
	return &jsonPlace{r.file(s.File), p.Line, p.Column}
}
