package catalogue

import (
	"fmt"
	"path"
	"strings"
)

// Markdown is the entry as Markdown, below a heading of the third level that is its code, as docs/diagnostics.md has it.
func (e *Entry) Markdown() string {
	var b strings.Builder
	title := strings.ToUpper(e.Def.Title[:1]) + e.Def.Title[1:]
	fmt.Fprintf(&b, "### %s\n\n%s (%s). %s\n", e.Def.Code, title, e.Def.Severity, e.Explanation)
	if e.Rule != nil {
		fmt.Fprintf(&b, "See <%s>.\n", e.Rule.Reference)
	}
	if e.Elsewhere != "" {
		fmt.Fprintf(&b, "\nThere is no example: %s.\n", e.Elsewhere)
	}
	e.Wrong.write(&b, "Wrong", fenced)
	e.Right.write(&b, "Right", fenced)
	return b.String()
}

// Text is the entry as plain text of several lines, for people at a terminal.
func (e *Entry) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s\n\n%s\n", e.Def.Code, e.Def.Severity, e.Def.Title, e.Explanation)
	if e.Rule != nil {
		fmt.Fprintf(&b, "\nSee %s\n", e.Rule.Reference)
	}
	if e.Elsewhere != "" {
		fmt.Fprintf(&b, "\nThere is no example: %s.\n", e.Elsewhere)
	}
	e.Wrong.write(&b, "Wrong", indented)
	e.Right.write(&b, "Right", indented)
	return b.String()
}

// fenced and indented are the content of a file as a block of code.

func fenced(name, content string) string {
	return fmt.Sprintf("```%s\n%s```\n", language(name), content)
}

func indented(_, content string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(content, "\n"), "\n", "\n    ") + "\n"
}

// write writes an example as blocks of code, one for each file. Only a file with another name
// than compose.yaml is named.
func (x *Example) write(b *strings.Builder, verdict string, block func(name, content string) string) {
	with := ""
	for _, o := range x.Options {
		switch name, value, _ := strings.Cut(o, " "); name {
		case "-p", "--profile":
			with += fmt.Sprintf(", with `%s`", o)
		case "environ":
			with += fmt.Sprintf(", with `%s` in the environment", value)
		case "run":
			with += fmt.Sprintf(", when `%s` is run by hand", value)
		case "service":
			with += fmt.Sprintf(", when the service `%s` is asked for", value)
		}
	}
	for i, f := range x.Files {
		if i == 0 {
			fmt.Fprintf(b, "\n%s%s:\n", verdict, with)
		}
		if f.Name != "compose.yaml" {
			fmt.Fprintf(b, "\n`%s`:\n", f.Name)
		}
		b.WriteString("\n" + block(f.Name, f.Text))
	}
}

func language(name string) string {
	switch path.Ext(name) {
	case ".yaml", ".yml":
		return "yaml"
	}
	return "text"
}
