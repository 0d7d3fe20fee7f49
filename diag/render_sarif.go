package diag

import (
	"io"
	"net/url"
	"strings"

	"github.com/composekit/composekit/source"
)

// SARIFOptions say what a SARIF log tells of the program that made it.
type SARIFOptions struct {
	// Tool and Version name the program. Without a Tool it is composekit.
	Tool, Version string
	// InformationURI is the address of a page about it.
	InformationURI string
	// Help explains a kind of finding, and tells the address of a page about it. Nil, and empty
	// texts, do not.
	Help func(*Def) (text, uri string)
	// Name gives the name that a file is shown under: a path, seen from the top of the
	// repository or absolute. Nil is File.Name.
	Name func(*source.File) string
}

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri,omitempty"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string            `json:"id"`
	ShortDescription *sarifText        `json:"shortDescription,omitempty"`
	Help             *sarifText        `json:"help,omitempty"`
	HelpURI          string            `json:"helpUri,omitempty"`
	Configuration    map[string]string `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes     []sarifFix      `json:"fixes,omitempty"`
}

type sarifLocation struct {
	ID       *int           `json:"id,omitempty"`
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	Message  *sarifText     `json:"message,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

// RenderSARIF writes findings as a log in the Static Analysis Results Interchange Format 2.1.0
// with one run: kinds of finding are rules, labels are related locations, fixes are
// replacements. Columns count UTF-16 code units. A finding without a place is at the beginning of the file
// that it is about, its fact "file": code scanning of GitHub takes no log with a result that is nowhere. The error, if any, is w's.
func RenderSARIF(w io.Writer, list List, opt SARIFOptions) error {
	if opt.Tool == "" {
		opt.Tool = "composekit"
	}
	s := sarif{opt: opt, index: map[string]int{}}
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: make([]sarifResult, 0, len(list))}
	for i := range list {
		run.Results = append(run.Results, s.result(&list[i]))
	}
	run.Tool.Driver = sarifDriver{Name: opt.Tool, Version: opt.Version, InformationURI: opt.InformationURI, Rules: append([]sarifRule{}, s.rules...)}
	return encode(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// sarif collects the rules of a log.
type sarif struct {
	opt   SARIFOptions
	rules []sarifRule
	index map[string]int // of rules, by code
}

func (s *sarif) rule(d *Diagnostic) int {
	code := d.Code()
	if i, known := s.index[code]; known {
		return i
	}
	rule := sarifRule{ID: code, Configuration: map[string]string{"level": d.Severity().String()}}
	if d.Def != nil && d.Def.Title != "" {
		rule.ShortDescription = &sarifText{d.Def.Title}
	}
	if s.opt.Help != nil && d.Def != nil {
		text, uri := s.opt.Help(d.Def)
		if rule.HelpURI = uri; text != "" {
			rule.Help = &sarifText{text}
		}
	}
	s.index[code] = len(s.rules)
	s.rules = append(s.rules, rule)
	return len(s.rules) - 1
}

func (s *sarif) result(d *Diagnostic) sarifResult {
	text := d.Message
	if d.Help != "" {
		text += ". Help: " + d.Help
	}
	out := sarifResult{RuleID: d.Code(), RuleIndex: s.rule(d), Level: d.Severity().String(), Message: sarifText{text}}
	if at := s.location(d.place()); at != nil || d.Path != "" {
		place := sarifLocation{Physical: at}
		if d.Path != "" {
			place.Logical = []sarifLogical{{d.Path}}
		}
		out.Locations = []sarifLocation{place}
	}
	for i, l := range d.Labels {
		if at := s.location(l.Span); at != nil {
			out.Related = append(out.Related, sarifLocation{ID: &i, Physical: at, Message: &sarifText{l.Text}})
		}
	}
	for _, f := range d.Fixes {
		if changes := s.changes(f.Edits); len(changes) > 0 {
			out.Fixes = append(out.Fixes, sarifFix{sarifText{f.Title}, changes})
		}
	}
	return out
}

// changes are edits by file.
func (s *sarif) changes(edits []Edit) []sarifChange {
	var out []sarifChange
	index := map[*source.File]int{}
	for _, e := range edits {
		if !e.Span.Valid() {
			continue
		}
		i, known := index[e.Span.File]
		if !known {
			i = len(out)
			index[e.Span.File] = i
			out = append(out, sarifChange{Artifact: s.artifact(e.Span.File)})
		}
		r := sarifReplacement{Deleted: region(e.Span)}
		if e.New != "" {
			r.Inserted = &sarifText{e.New}
		}
		out[i].Replacements = append(out[i].Replacements, r)
	}
	return out
}

func (s *sarif) location(at source.Span) *sarifPhysical {
	if !at.Valid() {
		return nil
	}
	return &sarifPhysical{s.artifact(at.File), region(at)}
}

// artifact is a file's path as a URI: relative, or absolute with the scheme file.
func (s *sarif) artifact(f *source.File) sarifArtifact {
	name := f.Name()
	if s.opt.Name != nil {
		name = s.opt.Name(f)
	}
	if source.IsWindowsAbs(name) {
		name = strings.ReplaceAll(name, `\`, "/")
		if !strings.HasPrefix(name, "/") {
			name = "/" + name
		}
	}
	uri := url.URL{Path: name}
	if strings.HasPrefix(name, "/") {
		uri.Scheme = "file"
	}
	return sarifArtifact{uri.String()}
}

// region is the place of a span; its end is just after the last character.
func region(s source.Span) sarifRegion {
	start, end := s.Pos(source.UTF16), s.EndPos(source.UTF16)
	return sarifRegion{start.Line, start.Column, end.Line, end.Column}
}
