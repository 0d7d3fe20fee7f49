package diag_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
)

// TestLongTexts wants messages, labels, help and titles of fixes to show the two ends of a name or value that is as
// long as a file, and all of one that people could have written.
func TestLongTexts(t *testing.T) {
	def := &diag.Def{Code: "x"}
	at := source.NewFile("compose.yaml", "a").Span(0, 1)
	made := func(text string) diag.Diagnostic {
		return def.At(at, "%s, %q and %v", text, text, errors.New(text)).
			Labelled(at, "%s", text).Helped("%s", text).Fixed("replace " + text).SafelyFixed("remove " + text)
	}
	usual := strings.Repeat("é", 240)
	if d := made(usual); d.Message != usual+`, "`+usual+`" and `+usual || d.Labels[0].Text != usual || d.Help != usual || d.Fixes[0].Title != "replace "+usual {
		t.Errorf("a name of 480 bytes: %+v", d)
	}
	for _, c := range []string{"n", "漢", "\xff", "\u0301"} {
		d := made("first" + strings.Repeat(c, 100_000) + "last")
		texts := []string{d.Message, d.Labels[0].Text, d.Help, d.Fixes[0].Title, d.Fixes[1].Title}
		for _, text := range texts {
			if len(text) > 4000 || !strings.Contains(text, "first") || !strings.Contains(text, "…") || !strings.Contains(text, "last") {
				t.Errorf("%d bytes: %.80s", len(text), text)
			}
			if c != "\xff" && !utf8.ValidString(text) {
				t.Errorf("cut in a character: %q", text)
			}
		}
	}
	if args := []any{strings.Repeat("a", 1000)}; def.At(at, "%s", args...).Message == args[0] || len(args[0].(string)) != 1000 {
		t.Error("the arguments of the caller were changed")
	}
}

func TestChain(t *testing.T) {
	names := strings.Fields(strings.Repeat("a ", 40))
	if got, want := diag.Chain(names).String(), strings.Repeat("a -> ", 39)+"a"; got != want {
		t.Errorf("40 names: %s", got)
	}
	names[1] = strings.Repeat("long", 1000)
	got := diag.Chain(append(names, "b", "c")).String()
	if !strings.Contains(got, "a -> (2 more) -> a") || !strings.HasSuffix(got, "a -> b -> c") || len(got) > 1000 {
		t.Errorf("42 names: %s", got)
	}
	if message := (&diag.Def{}).At(source.Span{}, "%s", diag.Chain(names)).Message; !strings.Contains(message, "…ong") && len(message) < 600 {
		t.Errorf("in a message: %s", message)
	}
}
