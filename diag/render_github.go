package diag

import (
	"fmt"
	"io"
	"strings"

	"github.com/composekit/composekit/source"
)

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// RenderGitHub writes findings as workflow commands of GitHub Actions, one on a line, which puts
// them beside the lines that they are about. Of the options Name counts; names should be seen
// from the top of the repository. A finding without a place is at the beginning of the file that it is about, its fact
// "file". The error, if any, is w's.
func RenderGitHub(w io.Writer, list List, opt RenderOptions) error {
	var b strings.Builder
	for _, d := range list {
		command := map[Severity]string{Error: "error", Warning: "warning"}[d.Severity()]
		if command == "" {
			command = "notice"
		}
		b.WriteString("::" + command + " " + opt.github(d.place()))
		text := d.Message
		if d.Help != "" {
			text += "\n" + d.Help
		}
		fmt.Fprintf(&b, "title=%s::%s\n", githubProperty(d.Code()), githubText(text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// github is a place as properties of a command. Columns can be told only of a single line.
func (opt *RenderOptions) github(s source.Span) string {
	if !s.Valid() {
		return ""
	}
	start, end := s.Pos(source.Runes), s.EndPos(source.Runes)
	place := fmt.Sprintf("file=%s,line=%d,endLine=%d,", githubProperty(opt.name(s.File)), start.Line, end.Line)
	if start.Line == end.Line {
		place += fmt.Sprintf("col=%d,endColumn=%d,", start.Column, max(end.Column, start.Column+1))
	}
	return place
}
