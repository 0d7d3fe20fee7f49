package schema_test

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// probes are values to put under every attribute: one at least on either side of each rule
// that the official schema knows.
var probes = strings.Fields(`
	null ~ true false "" a "1" 1 0 -1 1.0 1.5 1e3 100 101 100.5 -1000 -1001 1000 1001 4294967295 4294967296 0x10 010 .inf .nan
	18446744073709551615 1e400 2001-01-01
	host private all enabled z service_healthy rebuild start-first forbid one bind always every_1h30m every_ every_1h30
	-a "a\nb" "\n" "." "a."
	[] [a] [a,b] [a,a] [a,b,a] [1] [1,1.0] [1,"1"] [1.5] [null] [true] [[]] [[a]] [{}] [{},{}] [{a:1,b:2},{b:2.0,a:1}]
	[2001-01-01,2001-01-01T00:00:00Z] [2001-01-01,"2001-01-01T00:00:00Z"] [.inf]
	{} {a:} {a:null} {a:b} {a:1} {a:1.5} {a:true} {a:[]} {a:[b]} {a:[b,b]} {a:[1]} {a:{}} {a:{b:c}} {A:b} {"":b} {"\n":b} {"a\nb":[]} {"a\u0020b":c}
	{x-a:1} {x-:1} {x:1} {x-a:{b:[]}} [{x-a:1}] {name:a} {name:1} {name:a,b:c} {a:{x-b:1}} {a:{name:b}}
	{soft:1,hard:2} {a:{soft:1,hard:2}} {a:{soft:1}} {a:{soft:1,hard:2,b:3}} {A:{b:c}} {a:{condition:service_started}} {a:{condition:b}}
	{type:a} {type:bind} [{type:bind}] [{type:b}] [{source:a}] [{target:a}] [{path:a}] {path:a} [{path:a,action:sync}] [{path:a,x-b:1}]
	{service:a} {file:a} {service:a,x-b:1} {cron:a} [{cron:a}] [a,{cron:b}] {manual:true} {schedule:[]} {manual:1} {command:a} [{command:a}] [{command:null}] [{command:[1]}]
	{model:a} {a:{model:b}} {a:{model:b,context_size:1.0}} {a:{triggers:{manual:false}}} {a:{triggers:{}}} {a:{image:b}}
	[{capabilities:[]}] [{capabilities:[a,a]}] [{count:a}] [{count:1.5}] [{subnet:a}]
`)

// wrap builds the document in which a value stands at a place of the table: prefix + value + suffix.
type wrap struct{ prefix, suffix string }

func (w wrap) in(prefix, suffix string) wrap { return wrap{w.prefix + prefix, suffix + w.suffix} }

// The whole of it is some 130,000 documents. Every fourth is enough from day to day: services,
// jobs and hooks have the same attributes and get different probes.
func TestEveryAttributeGetsTheVerdictOfTheOfficialSchemaForEveryProbe(t *testing.T) {
	p := prober{t: t, stride: 4}
	switch {
	case material.Exhaustive():
		p.stride = 1
	case testing.Short():
		p.stride = 41
	}
	p.walk(schema.Compose(), wrap{}, "")
	t.Logf("%d documents, %d accepted", p.documents, p.accepted)
}

type prober struct {
	t                   *testing.T
	stride, turn        int // every stride-th probe is made, counting on from place to place
	documents, accepted int
}

// walk probes a type at a place, and all types below it.
func (p *prober) walk(t *schema.Type, w wrap, path string) {
	for _, probe := range probes {
		if p.turn++; p.turn%p.stride != 0 {
			continue
		}
		p.probe(w, spaced(probe), path)
	}
	for _, a := range t.Attrs() {
		p.walk(a.Type, w.in("{"+required(t, a.Name)+a.Name+": ", "}"), path+"."+a.Name)
	}
	if t.Values != nil && t.Values.Accept != schema.Any {
		p.walk(t.Values, w.in("{name: ", "}"), path+".*")
	}
	if t.Elem != nil {
		p.walk(t.Elem, w.in("[", "]"), path+"[]")
	}
}

// required sets the attributes that t needs besides the one that is probed.
func required(t *schema.Type, but string) string {
	values := map[string]string{
		"triggers": "{manual: true}", "type": "bind", "condition": "service_started", "action": "sync", "capabilities": "[]",
		"soft": "1", "hard": "1", "manual": "true",
	}
	names := t.Required
	if t.RequiredAny != nil {
		names = t.RequiredAny[:1]
	}
	out := ""
	for _, name := range names {
		if name != but {
			value := values[name]
			if value == "" {
				value = "a"
			}
			out += name + ": " + value + ", "
		}
	}
	return out
}

// spaced makes YAML of a probe, which has no blanks: the colon of a pair needs one.
func spaced(probe string) string {
	if !strings.ContainsAny(probe, "{") {
		return strings.ReplaceAll(probe, ",", ", ")
	}
	return strings.NewReplacer(":", ": ", ",", ", ").Replace(probe)
}

func (p *prober) probe(w wrap, value, path string) {
	text := w.prefix + value + w.suffix + "\n"
	f := source.NewFile("compose.yaml", text)
	docs, list := syntax.Parse(f, syntax.Limits{})
	if list.HasErrors() || len(docs) != 1 {
		p.t.Fatalf("%s is not YAML: %v", text, list.Err())
	}
	tree, _ := syntax.Resolve(docs[0], syntax.Limits{})
	ours, theirs := schema.Check(tree, schema.Compose()), official.Check(tree)
	p.documents++
	if !theirs.HasErrors() {
		p.accepted++
	}
	if ours.HasErrors() != theirs.HasErrors() {
		p.t.Errorf("%s: %s\n  ours:   %v\n  theirs: %v", path, text, ours.Err(), theirs.Err())
	}
	for _, d := range ours {
		if d.Message == "" || !d.Span.Valid() {
			p.t.Errorf("%s: %s\n  poor finding %v (path %q)", path, text, d, d.Path)
		}
	}
}
