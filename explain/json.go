package explain

import (
	"encoding/json"

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
	Findings []string `json:"findings,omitempty"`
	Parts    []Story  `json:"parts,omitempty"`
}

// MarshalJSON writes a story as an object of path, set, value, steps, findings and parts, which are
// stories themselves. A step has what, at, text, name, other, variables and section, as the
// fields of Step; a place has file, line and column, both counted from 1, columns in runes.
func (s Story) MarshalJSON() ([]byte, error) {
	out := jsonStory{Path: s.Path, Set: s.Set, Value: s.Value, Steps: []jsonStep{}, Parts: s.Parts}
	for _, step := range s.Steps {
		j := jsonStep{What: step.What, At: placeOf(step.Span), Text: step.Text, Name: step.Name, Other: placeOf(step.Other), Section: step.Section}
		for _, v := range step.Variables {
			j.Variables = append(j.Variables, jsonVariable{
				Name: v.Name, Value: v.Value, Set: v.Set, Default: v.Default, UsedDefault: v.UsedDefault,
				At: placeOf(v.Origin.Span), From: v.Origin.From,
			})
		}
		out.Steps = append(out.Steps, j)
	}
	for _, d := range s.Findings {
		out.Findings = append(out.Findings, d.String())
	}
	return json.Marshal(out)
}

func placeOf(s source.Span) *jsonPlace {
	if !s.Valid() {
		return nil
	}
	p := s.Pos(source.Runes)
	return &jsonPlace{s.File.Name(), p.Line, p.Column}
}
