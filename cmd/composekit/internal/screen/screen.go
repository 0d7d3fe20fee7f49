// Package screen owns what a terminal shows of what is written to it, for tests.
package screen

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Of is what a terminal shows that was sent a text: its rows, without what is left of them free at the end. Colours do
// not show, and rows do not wrap. A sequence that it does not know shows as it is.
func Of(text string) []string {
	rows := [][]rune{nil}
	row, column := 0, 0
	for text != "" {
		if n, final := sequence(text); n > 0 {
			times, _ := strconv.Atoi(text[2 : n-1])
			switch final {
			case 'A':
				row = max(row-max(times, 1), 0)
			case 'K': // to the end of the row, or all of it
				if times == 2 {
					rows[row] = nil
				} else {
					rows[row] = rows[row][:min(column, len(rows[row]))]
				}
			case 'm', 'h', 'l': // colours, and whether the cursor is to be seen
			default:
				n = 0
			}
			if text = text[n:]; n > 0 {
				continue
			}
		}
		c, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch c {
		case '\n':
			row, column = row+1, 0
			if row == len(rows) {
				rows = append(rows, nil)
			}
		case '\r':
			column = 0
		default:
			for len(rows[row]) <= column {
				rows[row] = append(rows[row], ' ')
			}
			rows[row][column] = c
			column++
		}
	}
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimRight(string(r), " "))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// sequence is the length of the control sequence that text begins with, 0 if it is none, and its final letter.
func sequence(text string) (n int, final byte) {
	if !strings.HasPrefix(text, "\x1b[") {
		return 0, 0
	}
	for i := 2; i < len(text); i++ {
		if c := text[i]; c >= '@' && c <= '~' {
			return i + 1, c
		}
	}
	return 0, 0
}
