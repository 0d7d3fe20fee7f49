package language_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// keystroke is one letter in a file of about 1,000 lines, and all that an editor does then: it loads the
// project for its findings, and asks what may stand at the cursor. The returned function does that, each time with
// another text than the time before.
func keystroke(t testing.TB) func() {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range 70 {
		fmt.Fprintf(&b, `  s%[1]d:
    image: registry.example/app/s%[1]d:${TAG:-latest}
    restart: unless-stopped
    environment:
      A: "1"
      B: ${TAG}
    ports:
      - "%[2]d:80"
    volumes:
      - ./data%[1]d:/data
      - logs:/logs
    networks: [back]
    depends_on:
      - last
`, i, 10000+i)
	}
	before, after := b.String(), "  last:\n    image: nginx\nnetworks:\n  back:\nvolumes:\n  logs:\n"
	var texts, typed [2]string
	typed = [2]string{"    heal", "    healt"}
	for i := range texts {
		texts[i] = before + typed[i] + "\n" + after
	}
	l := loader.Loader{Env: source.Vars{"TAG": "1"}, Cache: new(loader.Cache)}
	n := 0
	return func() {
		n++
		l.FS = source.Map(map[string]string{"/p/compose.yaml": texts[n%2]}, source.Unix)
		result, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil || len(result.Diagnostics) != 1 {
			t.Fatal(err, result.Diagnostics)
		}
		got := language.New(result).Complete(result.Files[0], len(before)+len(typed[n%2]))
		if len(got) != 1 || got[0].Label != "healthcheck" {
			t.Fatal(got)
		}
	}
}

// TestKeystrokeStaysBelowItsCeiling bounds how often a letter asks for memory. The figure is the same on any machine.
func TestKeystrokeStaysBelowItsCeiling(t *testing.T) {
	material.CountsMemory(t)
	const most = 1750
	if got := testing.AllocsPerRun(10, keystroke(t)); got > most {
		t.Errorf("a letter allocates %.0f times, of at most %d", got, most)
	} else {
		t.Logf("a letter allocates %.0f times", got)
	}
}

func BenchmarkKeystroke(b *testing.B) {
	letter := keystroke(b)
	b.ReportAllocs()
	for b.Loop() {
		letter()
	}
}
