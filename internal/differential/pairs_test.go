package differential

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	yamlv4 "go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/internal/material"
)

// anyValues are values of all kinds, of which an attribute takes some.
const anyValues = `[null, "", text, 1, 1e3, 18446744073709551615, true, 2001-01-01, [], {}, [text], [1], [18446744073709551615], ["=text"], ["a text"], {key: null}, {key: 1}, {key: 18446744073709551615}, {"": text}]`

// someOfPairs is the share of all pairs that a run compares which is not exhaustive; a prime, so
// that it is not always the same values that meet.
const someOfPairs = 199

// twoValues are the values that an attribute has in two files.
type twoValues struct {
	place       string
	first, then *yamlv4.Node
	meet        meeting
}

// meeting is how the second file of two comes by what is in the first.
type meeting uint8

const (
	overrides meeting = iota
	extends           // its service extends that of the first
	besides           // its service extends another one of the first file, and the second value is not used
	includes
)

// TestPairsOfValues compares what becomes of an attribute that two files give a value: values of
// all kinds and those of its cases, in files that override or include each other and in services
// that extend each other. Where a kind of value gets lost shows only when another one meets it.
func TestPairsOfValues(t *testing.T) {
	var around surroundings
	attrFile(t, "context.yaml", &around)
	var all yamlv4.Node
	if err := yamlv4.Unmarshal([]byte(anyValues), &all); err != nil {
		t.Fatal(err)
	}
	var pairs []twoValues
	for _, a := range readAttributes(t) {
		values := slices.Clone(all.Content[0].Content)
		for _, name := range slices.Sorted(maps.Keys(a.cases)) {
			if form(name) != "fault" {
				values = append(values, documents(name, a.cases[name])...)
			}
		}
		for _, first := range values {
			for _, then := range values {
				pairs = append(pairs, twoValues{a.path, first, then, overrides}, twoValues{a.path, first, then, includes})
				if strings.HasPrefix(a.path, service+".") {
					pairs = append(pairs, twoValues{a.path, first, then, extends})
				}
				if then == values[0] {
					pairs = append(pairs, twoValues{a.path, first, then, besides})
				}
			}
		}
	}
	counted := tally{what: "pairs of values"}
	step := someOfPairs
	if material.Exhaustive() {
		step = 1
	}
	dir := t.TempDir()
	parallel(len(pairs)/step, func(i int) {
		below := filepath.Join(dir, fmt.Sprint(i))
		a := around.meeting(t, pairs[i*step])
		counted.look(a.sample(t, fmt.Sprintf("pair %d: %s", i*step, pairs[i*step].place), filepath.Join(below, "project")))
		os.RemoveAll(below)
	})
	counted.report(t)
}

// additions are what the second file says to come by the first.
var additions = map[meeting]string{
	extends:  "services: {web: {extends: {file: compose1.yaml, service: web}}}",
	includes: "include: [compose1.yaml]",
}

// meeting is a project of two files with a value each.
func (c *surroundings) meeting(t testing.TB, p twoValues) archive {
	a := c.archive(t, p.place, []*yamlv4.Node{p.first, p.then})
	switch p.meet {
	case overrides:
		return a
	case besides:
		text, _ := a.get("compose1.yaml")
		a.set("compose1.yaml", overlaid(text, "services: {other: {image: other}}"))
		a.set("compose2.yaml", "services: {web: {extends: {file: compose1.yaml, service: other}}}\n")
	default:
		text, _ := a.get("compose2.yaml")
		a.set("compose2.yaml", overlaid(text, additions[p.meet]))
	}
	a.set("flags", "-f compose2.yaml\n")
	return a
}

// overlaid is YAML with what other YAML says laid over it.
func overlaid(under, over string) string {
	var u, o yamlv4.Node
	var out []byte
	err := yamlv4.Unmarshal([]byte(under), &u)
	if err == nil {
		err = yamlv4.Unmarshal([]byte(over), &o)
	}
	if err == nil {
		out, err = yamlv4.Marshal(overlay(u.Content[0], o.Content[0]))
	}
	if err != nil {
		panic(err) // of the test's own texts
	}
	return string(out)
}
