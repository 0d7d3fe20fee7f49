package diag

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longest is how many bytes of a name, a value or whatever else somebody wrote a message shows. It may
// be as long as a file, and a thousand findings may be about it.
const longest = 500

// Shorten is text as messages show it: of a very long one the beginning and the end.
func Shorten(text string) string {
	if len(text) <= longest {
		return text
	}
	head, tail := longest*2/3, len(text)-longest/3
	for !utf8.RuneStart(text[head]) && head > longest/2 {
		head--
	}
	for !utf8.RuneStart(text[tail]) && tail < len(text)-1 {
		tail++
	}
	return text[:head] + leftOut + text[tail:]
}

// sprintf is fmt.Sprintf with arguments that are shortened. A format without arguments is the text.
func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	shared := true // with the caller
	for i, arg := range args {
		text, ok := arg.(string)
		if err, is := arg.(error); is {
			text, ok = err.Error(), true
		}
		if !ok || len(text) <= longest {
			continue
		}
		if shared {
			args, shared = slices.Clone(args), false
		}
		args[i] = Shorten(text)
	}
	return fmt.Sprintf(format, args...)
}

// Chain is names in a row, as an argument of a message: "a -> b -> c". Of very many the middle is
// left out, because nobody reads it.
type Chain []string

// String is the names, each as Shorten has it.
func (c Chain) String() string {
	const ends = 20 // names kept on each side
	var b strings.Builder
	for i, name := range c {
		left := len(c) - 2*ends
		switch {
		case i > ends && i < len(c)-ends:
			continue
		case i == ends && left > 0:
			name = "(" + strconv.Itoa(left) + " more)"
		}
		if i > 0 {
			b.WriteString(" -> ")
		}
		b.WriteString(Shorten(name))
	}
	return b.String()
}
