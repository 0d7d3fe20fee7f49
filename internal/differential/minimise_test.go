package differential

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// minimised is what is left of the text of a sample when everything is taken out of it that its
// difference does not need: files, flags, variables, and lines with what is indented below them.
// After the deadline it is left as it is.
func minimised(t *testing.T, s sample, look string, deadline time.Time) string {
	if s.text == "" {
		return ""
	}
	dir, tries := t.TempDir(), 0
	differs := func(a *txtar.Archive) bool {
		if tries++; tries > 500 || time.Now().After(deadline) {
			return false
		}
		found := compareSample(archive{a}.sample(t, "", filepath.Join(dir, strconv.Itoa(tries), "project")))
		return len(found.differences) > 0 && shape(found.differences[0]) == look
	}
	a := txtar.Parse([]byte(s.text))
	for shrunk := true; shrunk; {
		shrunk = false
		for i := 0; i < len(a.Files); i++ {
			smaller := &txtar.Archive{Files: append(append([]txtar.File{}, a.Files[:i]...), a.Files[i+1:]...)}
			if differs(smaller) {
				a, shrunk = smaller, true
				i--
			}
		}
		for i := range a.Files {
			lines := strings.SplitAfter(string(a.Files[i].Data), "\n")
			for at := 0; at < len(lines); {
				end := blockEnd(lines, at)
				fewer := append(append([]string{}, lines[:at]...), lines[end:]...)
				smaller := &txtar.Archive{Files: append([]txtar.File{}, a.Files...)}
				smaller.Files[i].Data = []byte(strings.Join(fewer, ""))
				if lines[at] != "" && differs(smaller) {
					a, lines, shrunk = smaller, fewer, true
					continue
				}
				at++
			}
		}
	}
	return string(txtar.Format(a))
}

// blockEnd is the index of the first line after that at i that is not indented below it.
func blockEnd(lines []string, i int) int {
	end := i + 1
	for end < len(lines) && len(indentOf(lines[end])) > len(indentOf(lines[i])) {
		end++
	}
	return end
}

// indentOf are the spaces that a line begins with.
func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }
