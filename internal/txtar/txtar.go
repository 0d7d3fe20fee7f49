// Package txtar owns the text form of test cases: a comment and named files in one file, as
// Go's own tools write them. It knows nothing of what is in the files.
//
//	What the case is about.
//	-- compose.yaml --
//	services: {}
//	-- want --
//	name: x
package txtar

import "strings"

// Archive is a comment and files in order.
type Archive struct {
	Comment string
	Files   []File
}

// File is one named text.
type File struct{ Name, Text string }

// Parse reads an archive. Any text is one: without marker lines it is all comment.
func Parse(text string) *Archive {
	a := &Archive{}
	into := &a.Comment
	for line := range strings.Lines(text) {
		if name, ok := marker(line); ok {
			a.Files = append(a.Files, File{Name: name})
			into = &a.Files[len(a.Files)-1].Text
			continue
		}
		*into += line
	}
	return a
}

// marker is the name in a line "-- name --".
func marker(line string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "-- ")
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(name, " --")
	name = strings.TrimSpace(name)
	return name, ok && name != ""
}

// String is the archive as text, which Parse reads back; a text that lacks its last line
// break gets one.
func (a *Archive) String() string {
	var b strings.Builder
	write := func(s string) {
		b.WriteString(s)
		if s != "" && !strings.HasSuffix(s, "\n") {
			b.WriteByte('\n')
		}
	}
	write(a.Comment)
	for _, f := range a.Files {
		b.WriteString("-- " + f.Name + " --\n")
		write(f.Text)
	}
	return b.String()
}

// Get is the text of the file of that name and whether there is one.
func (a *Archive) Get(name string) (string, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return f.Text, true
		}
	}
	return "", false
}

// Set puts text under a name, at the end if the name is new.
func (a *Archive) Set(name, text string) {
	for i := range a.Files {
		if a.Files[i].Name == name {
			a.Files[i].Text = text
			return
		}
	}
	a.Files = append(a.Files, File{name, text})
}
