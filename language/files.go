package language

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Lister lists what is in a directory: names, those of directories with a slash at the end, in any order. It may
// leave out what is beyond a number of its own, and has none of a directory that cannot be read. A directory that is
// the user's home or below it may begin with a tilde.
type Lister func(dir string) []string

// MostFiles is how many files of a directory are proposed at most. Where there are as many, there may be more.
const MostFiles = 500

// paths says what of a value is a path, and of what.
type paths uint8

const (
	filePaths  paths = iota + 1 // from the directory of the file
	builtPaths                  // from the context of the build
	dirPaths                    // a directory
	mountPaths                  // the source of a volume, if it does not look like a name
)

// pathsOf is what the value at the end of a way is a path of; 0 if it is none.
func pathsOf(way []spot) paths {
	last := way[len(way)-1]
	attr := last.row
	if last.pair == nil && len(way) > 1 {
		attr = way[len(way)-2].row
	}
	if len(way) > 1 && last.step.Name == "source" && way[len(way)-2].typ != nil && way[len(way)-2].typ.Path == schema.MountPath {
		return mountPaths
	}
	if t := last.typ; t != nil {
		switch t.Path {
		case schema.HostPath, schema.EitherPath, schema.WatchPath, schema.ExtendsPath:
			return filePaths
		case schema.ContextPath:
			return dirPaths
		case schema.MountPath:
			return mountPaths
		}
	}
	switch linked()[attr] {
	case toFile:
		return filePaths
	case toFiles:
		if last.pair == nil {
			return filePaths
		}
	case toDockerfile:
		return builtPaths
	case toDirectory:
		if last.pair != nil {
			return dirPaths
		}
	}
	return 0
}

// files adds what is in the directory that the path at the end of a way leads to, as far as it is typed: up to
// the word that stands for the cursor.
func (c *completion) files(v *View, way []spot, word string, list Lister) {
	last := way[len(way)-1]
	n := last.node
	of := pathsOf(way)
	typed, rest, ok := strings.Cut(n.Value(), word)
	if list == nil || of == 0 || !ok || n.Kind != syntax.Scalar || n.Style == syntax.Literal || n.Style == syntax.Folded ||
		strings.ContainsAny(n.Span().Text(), "\r\n") || strings.ContainsAny(typed, "$") || strings.Contains(typed, "://") {
		return
	}
	style, base := styleOf(c.file), v.dirOf(c.file)
	short := of == mountPaths && last.pair == nil // what follows a colon is in the container
	if of == mountPaths && (typed == "" || !strings.Contains("./~", typed[:1]) && source.WindowsVolume(typed) == "") ||
		short && strings.Contains(typed[len(source.WindowsVolume(typed)):], ":") {
		return
	}
	if kind := last.parent.Get("type"); of == mountPaths && !short && kind.IsString() && kind.Value() != "bind" {
		return
	}
	if of == builtPaths {
		context, ok := contextOf(last.parent)
		if !ok {
			return
		}
		if base = context; !style.IsAbs(context) {
			base = style.Join(v.dirOf(c.file), context)
		}
	}
	separators := "/"
	if style == source.Windows {
		separators = `/\`
	}
	from := strings.LastIndexAny(typed, separators) + 1
	dir, name := typed[:from], typed[from:]
	if from == 0 && strings.HasPrefix(typed, "~") {
		return
	}
	place := syntax.Locate(n, from, len(typed)+1) // in the text with the word
	if int(place.End) != int(c.span.End)+1 {
		return
	}
	at := c.file.Span(int(place.Start), int(c.span.End))
	switch {
	case dir == "":
		dir = base
	case !style.IsAbs(dir) && !strings.HasPrefix(dir, "~"):
		dir = style.Join(base, dir)
	}
	behind := c.file.Text()[at.End:]
	names := list(dir)
	slices.Sort(names)
	added := 0
	for _, found := range names {
		isDir := strings.HasSuffix(found, "/")
		if added == MostFiles || of == dirPaths && !isDir || short && strings.Contains(found, ":") || !proposable(found) ||
			strings.HasPrefix(found, ".") && !strings.HasPrefix(name, ".") || !strings.HasPrefix(strings.ToLower(found), strings.ToLower(name)) {
			continue
		}
		edit, whole := diag.Edit{Span: at, New: strings.ReplaceAll(found, "$", "$$")}, at
		part := rest[:restOfPart(rest, separators, isDir)]
		if !strings.HasPrefix(behind, part) {
			part = "" // it is written otherwise
		}
		whole.End += int32(len(part))
		switch n.Style {
		case syntax.DoubleQuoted:
			quoted := strconv.Quote(edit.New)
			edit.New = quoted[1 : len(quoted)-1]
		case syntax.SingleQuoted:
			edit.New = strings.ReplaceAll(edit.New, "'", "''")
		default:
			path := typed[:from] + edit.New + rest
			if replaced := typed[:from] + edit.New + rest[len(part):]; !plain(path, edit.New) || !plain(replaced, edit.New) {
				if !introduced(n) {
					continue // in quotes it may be read otherwise
				}
				edit = diag.Edit{Span: c.file.Span(int(n.Span().Start), int(n.Span().End)-len(word)), New: strconv.Quote(path)}
				whole = edit.Span
			}
		}
		c.list = append(c.list, Candidate{Label: found, Edit: edit, Whole: whole, Kind: File})
		added++
	}
}

// restOfPart is how many bytes of a path belong to the part of it that the cursor is in, before which it stands: with what
// separates it from the next one, if it is to be a directory. What follows a colon is no path of the host.
func restOfPart(path, separators string, isDir bool) int {
	i := strings.IndexAny(path, separators+":")
	switch {
	case i < 0:
		return len(path)
	case isDir && path[i] != ':':
		return i + 1
	}
	return i
}

// introduced reports whether what stands in a line before a value says that one begins there, rather than that the reader
// makes the best of a broken line.
func introduced(n *syntax.Node) bool {
	line := n.Span().Before()
	before := strings.TrimRight(line, " \t")
	switch {
	case strings.Trim(before, "- ") == "":
		return true
	case strings.HasSuffix(before, ":"):
		return before != line // a colon without white space after it is part of a text
	}
	return strings.ContainsAny(before[len(before)-1:], "[{,")
}

// proposable reports whether a name of a file can be written at the end of a line.
func proposable(name string) bool {
	return name != "" && strings.TrimSpace(name) == name && utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}

// plain reports whether a text with a name in it can surely be written without quotes.
func plain(text, name string) bool {
	safe := func(r rune) bool {
		return isWordRune(r) || strings.ContainsRune(" /+@=%$~", r) || r > unicode.MaxASCII && unicode.IsLetter(r)
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return !safe(r) }) && !strings.Contains(" -+@=%", text[:1]) &&
		strings.TrimSpace(text) == text && syntax.PlainType(text) == syntax.String
}
