package syntax

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

type suiteCase struct {
	Name string
	YAML string
	Tree string
	Fail bool
	Skip bool
}

// suiteCases reads one file of the YAML test suite; fields left out are those of the case before.
func suiteCases(t testing.TB, file string) []suiteCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var raw []map[string]any
	if err := yaml.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var cases []suiteCase
	last := suiteCase{}
	for _, m := range raw {
		c := last
		c.Fail = false
		if v, ok := m["yaml"].(string); ok {
			c.YAML = v
		}
		if v, ok := m["tree"].(string); ok {
			c.Tree = v
		}
		c.Fail, _ = m["fail"].(bool)
		if v, ok := m["skip"].(bool); ok {
			c.Skip = v
		}
		last = c
		c.YAML = suiteText(c.YAML)
		cases = append(cases, c)
	}
	return cases
}

var suiteMarks = strings.NewReplacer("␣", " ", "↵", "", "∎\n", "", "⇔", "\uFEFF", "←", "\r")

func suiteText(s string) string {
	s = suiteMarks.Replace(s)
	for strings.Contains(s, "—") || strings.Contains(s, "»") {
		i := strings.Index(s, "»")
		s = strings.TrimRight(s[:i], "—") + "\t" + s[i+len("»"):]
	}
	return s
}

// events writes documents as the test suite does.
func events(docs []*Document) string {
	var b strings.Builder
	b.WriteString("+STR\n")
	for _, d := range docs {
		if d.Root == nil && !d.Start.Valid() {
			continue
		}
		b.WriteString("+DOC")
		if d.Start.Valid() {
			b.WriteString(" ---")
		}
		b.WriteByte('\n')
		if d.Root == nil {
			b.WriteString("=VAL :\n")
		} else {
			nodeEvents(&b, d.Root)
		}
		b.WriteString("-DOC")
		if d.End.Valid() {
			b.WriteString(" ...")
		}
		b.WriteByte('\n')
	}
	b.WriteString("-STR\n")
	return b.String()
}

func propEvents(n *Node) string {
	s := ""
	if n.Anchor() != "" {
		s += " &" + n.Anchor()
	}
	if n.TagURI() != "" {
		s += " <" + n.TagURI() + ">"
	}
	return s
}

var eventEscapes = strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\r", "\\r", "\t", "\\t", "\b", "\\b")

func scalarEvent(b *strings.Builder, props, mark, value string) {
	fmt.Fprintf(b, "=VAL%s %s%s\n", props, mark, eventEscapes.Replace(value))
}

func nodeEvents(b *strings.Builder, n *Node) {
	switch n.Kind {
	case Alias:
		fmt.Fprintf(b, "=ALI *%s\n", n.Value())
	case Scalar:
		mark := map[Style]string{Plain: ":", SingleQuoted: "'", DoubleQuoted: `"`, Literal: "|", Folded: ">"}[n.Style]
		scalarEvent(b, propEvents(n), mark, n.Value())
	case Sequence:
		open := "+SEQ"
		if n.Style == Flow {
			open += " []"
		}
		b.WriteString(open + propEvents(n) + "\n")
		for _, item := range n.Items() {
			nodeEvents(b, item)
		}
		b.WriteString("-SEQ\n")
	case Mapping:
		open := "+MAP"
		if n.Style == Flow {
			open += " {}"
		}
		b.WriteString(open + propEvents(n) + "\n")
		for _, p := range n.Pairs() {
			keyEvents(b, p)
			nodeEvents(b, p.Value)
		}
		b.WriteString("-MAP\n")
	}
}

func keyEvents(b *strings.Builder, p Pair) {
	if p.Key() != nil {
		nodeEvents(b, p.Key())
		return
	}
	mark := ":"
	switch t := p.Span().Text(); {
	case strings.HasPrefix(t, `"`):
		mark = `"`
	case strings.HasPrefix(t, "'"), strings.HasPrefix(t, "|"), strings.HasPrefix(t, ">"):
		mark = t[:1]
	}
	scalarEvent(b, "", mark, p.Name())
}

func trimTree(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimLeft(line, " "))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// TestSuite reads every case of the YAML test suite: what is valid gives the tree it should,
// what is not is rejected.
func TestSuite(t *testing.T) {
	dir := material.Shared(t, "yaml-test-suite", "src")
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	valid, invalid := 0, 0
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".yaml")
		for i, c := range suiteCases(t, file) {
			if c.Skip {
				continue
			}
			if c.Fail {
				invalid++
			} else {
				valid++
			}
			t.Run(fmt.Sprintf("%s-%d", id, i), func(t *testing.T) {
				docs, found := Parse(source.NewFile(id, c.YAML), Limits{})
				checkTrees(t, docs)
				if c.Fail {
					if docker := len(found) > 0 && asDocker[t.Name()[len("TestSuite/"):]]; !found.HasErrors() && !docker {
						t.Errorf("invalid, but accepted:\n%s\ngot\n%s", c.YAML, events(docs))
					}
					return
				}
				for _, d := range found.Errors() {
					if d.Def != DuplicateKey { // a matter of the tree's meaning, not of its syntax
						t.Errorf("valid, but: %s\n%s", d, c.YAML)
					}
				}
				if got, want := trimTree(events(docs)), trimTree(suiteTextTree(c.Tree)); got != want {
					t.Errorf("tree of\n%s\nis\n%s\nwant\n%s", c.YAML, got, want)
				}
			})
		}
	}
	t.Logf("%d valid and %d invalid cases", valid, invalid)
}

// asDocker are the invalid cases that docker compose reads, and we do with a warning.
var asDocker = map[string]bool{
	"9C9N-0": true, "DK95-1": true, "QB6E-0": true, "Y79Y-3": true, // lines in brackets or quotes that are not indented
}

func suiteTextTree(s string) string { return suiteMarks.Replace(s) }
