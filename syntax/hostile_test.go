package syntax

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
)

// TestHostile reads a megabyte (an eighth of it with -short) of what makes readers recurse without end or look ahead again
// and again. Each text is read in time and memory that grow with its length, and errors end it. With -v it prints how many
// times as long as what people write the slowest take.
func TestHostile(t *testing.T) {
	size, depth := 1<<20, 1400
	if testing.Short() {
		size, depth = 1<<17, 500
	}
	fill := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size] }
	deepening := func(s string, lines int) string {
		var b strings.Builder
		for i := range lines {
			b.WriteString(strings.Repeat(" ", i))
			b.WriteString(s)
			b.WriteByte('\n')
		}
		return b.String()
	}
	// More than 1 GB of stack ends the process, and these texts are short.
	defer debug.SetMaxStack(debug.SetMaxStack(32 << 20))
	texts := map[string]string{
		"anchored colons":  fill("&a : "),
		"anchored dashes":  "[" + fill("- &a "),
		"brackets":         fill("["),
		"braces":           fill("{"),
		"mixed":            fill("[{"),
		"pairs":            fill("[a: "),
		"closing":          fill("]"),
		"closing lines":    fill("]\n"),
		"dashes":           fill("- "),
		"questions":        fill("? "),
		"colons":           fill(": "),
		"keys":             fill("a: "),
		"double quotes":    fill(`"`),
		"single quotes":    fill("'"),
		"quote lines":      fill("\"a\n"),
		"quote keys":       fill("a: \"b\n"),
		"indented quotes":  "x:\n" + fill(" - \"b\n"),
		"flow quotes":      "[" + fill("'b\n\"c\n"),
		"odd quotes":       fill(" '''x\n"),
		"unclosed lines":   fill("a: [b\n"),
		"unclosed nested":  fill("a: [[[[b\n"),
		"words":            fill("word\n"),
		"half keys":        fill("a: b\nword\n"),
		"deeper":           fill("a: b\n  c: d\n"),
		"zigzag":           fill("a:\n    b: c\n  d: e\n   f: g\n"),
		"stray dashes":     "x:\n" + fill("  a: b\n  - c: d\n"),
		"missing dashes":   "x:\n" + fill("  - a\n  b\n"),
		"missing dash key": "x:\n" + fill("  - a\n  b: c\n"),
		"tabs":             fill("\t"),
		"tab keys":         fill("\ta: b\n"),
		"tab depth":        fill("a:\n\tb:\n\t\tc: d\n"),
		"anchors":          fill("&a "),
		"tags":             fill("! "),
		"aliases":          fill("*a "),
		"alias lines":      fill("- *a\n"),
		"newlines":         fill("\n"),
		"carriage returns": fill("\r"),
		"comments":         fill("#\n"),
		"documents":        fill("---\n"),
		"ends":             fill("...\n"),
		"directives":       fill("%TAG\n"),
		"block scalars":    fill("|\n"),
		"block entries":    fill("a: |\n b\n"),
		"bad blocks":       "a: |\n" + fill("   b\n  c\n"),
		"conflicts":        "a:\n" + fill("<<<<<<< x\n  b: c\n"),
		"nul":              fill("\x00"),
		"bytes":            fill("\xff"),
		"long key":         fill("a") + ": b",
		"long line":        "a: " + fill("b "),
		"commas":           "[" + fill(","),
		"flow colons":      "{" + fill(":"),
		"variables":        "[" + fill("${a"),
		"deep blocks":      deepening("a:", depth),
		"deep dashes":      deepening("-", depth),
		"same keys":        fill("a: b\n"),
		"escapes":          `"` + fill(`\q`),
		"flow lines":       "a: [" + fill("\nb"),
		"blanks in folded": "a: >\n" + fill(" \n  b\n"),
	}
	// As long as what people write: reading that grew with the square of the length would take many thousand times as long.
	const times = 300
	_, _, ordinary := timed(source.NewFile("ordinary", fill("key: value # of it\nlist:\n- 'one'\n- {a: b}\n")))
	taken := map[string]uint64{}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			f := source.NewFile(name, text)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			docs, found, took := timed(f)
			if len(found) > 1010 {
				t.Errorf("%d findings", len(found))
			}
			for _, d := range docs {
				Resolve(d, Limits{})
			}
			runtime.ReadMemStats(&after)
			taken[name] = after.TotalAlloc - before.TotalAlloc
			for tries := 0; took > times*ordinary && tries < 3; tries++ { // the machine may have been busy
				_, _, again := timed(f)
				took = min(took, again)
			}
			if took > times*ordinary {
				t.Errorf("took %v, and what people write %v", took, ordinary)
			}
			if took > 5*ordinary {
				t.Logf("%d times as long, %d findings", took/ordinary, len(found))
			}
		})
	}
	t.Run("memory", func(t *testing.T) {
		material.CountsMemory(t)
		const each = 32 // for a byte of the text, of which few make up an entry and its value, which take a hundred
		for name, bytes := range taken {
			if bytes > each*uint64(size) {
				t.Errorf("%s: %d bytes are allocated", name, bytes)
			}
		}
	})
}

// timed parses a file, and measures how long that takes.
func timed(f *source.File) ([]*Document, diag.List, time.Duration) {
	start := material.ProcessorTime()
	docs, found := Parse(f, Limits{})
	return docs, found, material.ProcessorTime() - start
}
