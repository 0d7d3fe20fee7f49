package differential

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// coverage counts in how many projects each form of each attribute is. A form is written
// "services.*.ports.[] mapping": a scalar, a list or a mapping at a path.
type coverage struct {
	sync.Mutex
	by map[string]*uses
}

// uses are how many projects have a form.
type uses struct {
	accepted, refused int
	// Of the accepted: in how many it is in several documents at the same place, has a
	// variable in it, a tag before it, an alias or a merge key instead of it.
	merged, variable, tagged, alias int
}

// kindGroups are the forms by the kinds that an attribute may take.
var kindGroups = []struct {
	name  string
	kinds schema.Kinds
}{{"scalar", schema.Scalar}, {"list", schema.List}, {"mapping", schema.Map}}

// forms are all forms of all attributes.
func forms() map[string]bool {
	out := map[string]bool{}
	note := func(path string, t *schema.Type) {
		for _, g := range kindGroups {
			// Null alone says no more than that the attribute is not there.
			if t.Accept&g.kinds&^schema.Null != 0 || t.Accept == schema.Null {
				out[path+" "+g.name] = true
			}
		}
	}
	for path, t := range attributePaths() {
		note(path, t)
		if t.Elem != nil {
			note(path+".[]", t.Elem)
		}
	}
	return out
}

// use says how a project uses a form.
type use struct {
	merged, variable, tagged, alias bool
	depth                           int // of aliases: an anchor may hold its own alias
}

// add counts the forms in the files of a sample.
func (c *coverage) add(s sample, refused bool) {
	found := map[string]use{}
	at := map[string]int{} // the last document that has something at a concrete path
	document := 0
	for _, f := range txtar.Parse([]byte(s.text)).Files {
		if !strings.HasSuffix(f.Name, ".yaml") {
			continue
		}
		docs, _ := syntax.Parse(source.NewFile(f.Name, string(f.Data)), syntax.Limits{})
		for _, d := range docs {
			document++
			w := formWalk{found: found, at: at, document: document}
			w.down(d.Root, schema.Compose(), "", "", use{})
		}
	}
	c.Lock()
	defer c.Unlock()
	if c.by == nil {
		c.by = map[string]*uses{}
	}
	for form, u := range found {
		n := c.by[form]
		if n == nil {
			n = new(uses)
			c.by[form] = n
		}
		if refused {
			n.refused++
			continue
		}
		n.accepted++
		for _, count := range []struct {
			is bool
			n  *int
		}{{u.merged, &n.merged}, {u.variable, &n.variable}, {u.tagged, &n.tagged}, {u.alias, &n.alias}} {
			if count.is {
				*count.n++
			}
		}
	}
}

// formWalk finds the forms in a document.
type formWalk struct {
	found    map[string]use
	at       map[string]int
	document int
}

// down notes n and what is below it. The generic path has * for names, the concrete one names.
func (w *formWalk) down(n *syntax.Node, t *schema.Type, generic, concrete string, how use) {
	if n == nil || t == nil || how.depth > 5 {
		return
	}
	how.tagged = how.tagged || n.Tag() == "!reset" || n.Tag() == "!override"
	if n.Kind == syntax.Alias {
		how.alias = true
		how.depth++
		w.down(n.Target(), t, generic, concrete, how)
		return
	}
	group := "scalar"
	switch n.Kind {
	case syntax.Mapping:
		group = "mapping"
	case syntax.Sequence:
		group = "list"
	}
	now := how
	now.variable = group == "scalar" && strings.Contains(n.Value(), "$")
	if last := w.at[concrete]; last != 0 && last != w.document {
		now.merged = true
	}
	w.at[concrete] = w.document
	form := generic + " " + group
	before := w.found[form]
	w.found[form] = use{
		merged: before.merged || now.merged, variable: before.variable || now.variable,
		tagged: before.tagged || now.tagged, alias: before.alias || now.alias,
	}
	for i, item := range n.Items() {
		w.down(item, t.Elem, generic+".[]", fmt.Sprintf("%s.%d", concrete, i), how)
	}
	for _, p := range n.Pairs() {
		name := p.Name()
		if name == "<<" {
			merge := how
			merge.alias = true
			for _, from := range append(p.Value.Items(), p.Value) {
				if from.Kind != syntax.Sequence {
					w.down(from, t, generic, concrete, merge)
				}
			}
			continue
		}
		below := strings.TrimPrefix(concrete+"."+name, ".")
		if a := t.Attr(name); a != nil {
			w.down(p.Value, a.Type, strings.TrimPrefix(generic+"."+name, "."), below, how)
		} else if !strings.HasPrefix(name, "x-") {
			w.down(p.Value, t.Values, generic+".*", below, how)
		}
	}
}

// report logs how much of the language the projects cover, and which forms are never overridden.
// It fails the test, if asked to, for each form of an attribute that no accepted project has.
func (c *coverage) report(t *testing.T, demand bool) {
	t.Helper()
	want := forms()
	var names, never, unmerged []string
	for form := range want {
		names = append(names, form)
	}
	slices.Sort(names)
	counts := map[string]int{}
	for _, form := range names {
		n := c.by[form]
		if n == nil {
			n = new(uses)
		}
		for what, times := range map[string]int{
			"in accepted projects": n.accepted, "in refused ones": n.refused, "overridden": n.merged,
			"with variables": n.variable, "with tags": n.tagged, "by alias": n.alias,
		} {
			if times > 0 {
				counts[what]++
			}
		}
		switch {
		case n.accepted == 0:
			never = append(never, form)
		case n.merged == 0:
			unmerged = append(unmerged, form)
		}
	}
	t.Logf("of %d forms of attributes: %v", len(names), counts)
	complain := t.Logf
	if demand {
		complain = t.Errorf
	}
	if len(never) > 0 {
		complain("%d forms are in no accepted project:\n  %s", len(never), strings.Join(never, "\n  "))
	}
	if len(unmerged) > 0 {
		t.Logf("%d forms are overridden in no accepted project:\n  %s", len(unmerged), strings.Join(unmerged, "\n  "))
	}
}
