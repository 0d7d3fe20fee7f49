package language_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// TestHostileFiles asks every question about a place in files of up to 1 MB (a tenth of it with -short) that are made to be slow,
// and wants an answer in a time that grows as they do. With -v it prints how long each takes.
func TestHostileFiles(t *testing.T) {
	services := func(n int, format string) string {
		return "services:\n" + numbered(n, format)
	}
	listed := func(string) []string { return []string{"a", "b: c"} }
	last := "  last:\n    image: $A\n    depends_on:\n      - s0"
	for name, text := range map[string]func(n int) string{
		"services":         func(n int) string { return services(n/24, "  s%[1]d: {image: a}\n") + last },
		"variables":        func(n int) string { return services(n/32, "  s%[1]d: {image: $V%[1]d}\n") + last + "\n    command: $" },
		"uses of a name":   func(n int) string { return services(n/40, "  s%d: {image: a, depends_on: [s0]}\n") + last },
		"the probe's word": func(n int) string { return "x-a: composekitcursor" + strings.Repeat("x", n) + "\nservices:\n" + last },
		"variables of a text": func(n int) string {
			return "x-a: \"\\t" + strings.Repeat("$A ${B:-c} ", n/11) + "\"\nservices:\n" + last
		},
		"a long path": func(n int) string {
			return "services:\n  a: {image: a, env_file: " + strings.Repeat("a/", n/2)
		},
		"one line": func(n int) string { return "x-a: [" + strings.Repeat("s0, ", n/4) + "]\nservices:\n" + last },
		"many names": func(n int) string {
			return "services:\n  a:\n    image: a\n    depends_on:" + numbered(n/14, "\n      - s%d")
		},
		"names in defaults": func(n int) string {
			volumes := numbered(n/48, "\n      - ${A:-s%d}:/a")
			return "services:\n  a:\n    image: a\n    volumes:" + volumes + "\n    depends_on: [" + numbered(n/36, "'${B:-s%d}',") + "last"
		},
		"names by alias": func(n int) string {
			return "x-a: &a ${A:-data}:/a\nservices:\n  a:\n    image: a\n    volumes: [" + strings.Repeat("*a, ", n/16) + "data"
		},
		"names in braces": func(n int) string {
			return "services:\n  a:\n    image: a\n    networks: {" + numbered(n/8, "s%d, ") + "last"
		},
		"a large environment": func(n int) string {
			return "services:\n  a:\n    image: a\n    environment:" + numbered(n/20, "\n    # a\n    - s%[1]d=$B")
		},
		"deep": func(n int) string {
			return "services:\n  a:\n    image: a\n    x-a: " + strings.Repeat("{a: [", min(n/6, 450)) + strings.Repeat("1, ", n/3) + strings.Repeat("]}", min(n/6, 450)) + "\n    ports: [1, 80"
		},
		"one long name": func(n int) string { return "services:\n" + last + strings.Repeat("s", n) },
	} {
		t.Run(name, func(t *testing.T) {
			took := func(size int) time.Duration {
				l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text(size)}, source.Unix)}
				result, err := l.Load(context.Background(), "/p/compose.yaml")
				if err != nil {
					t.Fatal(err)
				}
				v, f := language.New(result), result.Files[0]
				at := f.Len()
				least := time.Hour
				for range 3 {
					start := material.ProcessorTime()
					v.Complete(f, at)
					v.CompleteFiles(f, at, listed)
					v.Hover(f, at)
					v.Definitions(f, at)
					v.References(f, at)
					_, _ = v.Rename(f, at, "b")
					v.Outline(f)
					v.Search("a")
					v.Links(f)
					v.Format(f, 4)
					v.Tokens(f, f.Span(0, f.Len()))
					v.Hints(f, f.Span(0, f.Len()))
					v.Folds(f)
					v.Selections(f, at)
					v.Rewrites(f, at)
					least = min(least, material.ProcessorTime()-start)
				}
				return least
			}
			size := 1_000_000
			if testing.Short() {
				size /= 10
			}
			// The square would be a hundred times as much, however often it is tried. Others may use the machine.
			var small, large time.Duration
			for range 5 {
				small, large = took(size/10), took(size)
				t.Logf("%.1f ms, %.1f ms", small.Seconds()*1e3, large.Seconds()*1e3)
				if large <= 50*small || large <= 200*time.Millisecond {
					return
				}
			}
			t.Errorf("ten times the text takes %v, and not %v", large, small)
		})
	}
}

// numbered is a text n times, each with its number.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestEveryNameIsOffered wants all names of a large file as candidates, each once.
func TestEveryNameIsOffered(t *testing.T) {
	var b strings.Builder
	b.WriteString("x-a: composekitcursorxx\nservices:\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "  s%d: {image: a}\n", i)
	}
	b.WriteString("  last:\n    depends_on:\n      - s")
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": b.String()}, source.Unix)}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	offered := map[string]int{}
	for _, c := range language.New(result).Complete(result.Files[0], result.Files[0].Len()) {
		offered[c.Label]++
	}
	if len(offered) != 3000 || offered["s2999"] != 1 || offered["last"] != 0 {
		t.Errorf("%d names", len(offered))
	}
}
