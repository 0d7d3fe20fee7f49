package loader_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Ceilings of memory, so that speed does not rot unseen: how often each stage asks for memory
// for each of a hundred services. A stage that changes nothing must ask for none. The figures
// are the same on any machine; raise one only with a reason.
func TestStagesStayBelowTheirCeilings(t *testing.T) {
	material.CountsMemory(t)
	const services = 100
	file := source.NewFile("/p/compose.yaml", many(services))
	root := schema.Compose()
	result, err := manyLoader(services).Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	env := source.Vars{"TAG": "1"}
	docs, _ := syntax.Parse(file, syntax.Limits{})
	resolved, _ := syntax.Resolve(docs[0], syntax.Limits{})
	interpolated, _ := interpolate.Tree(new(syntax.Builder), resolved, root, interpolate.Options{Env: env})
	context := func() *schema.Context { return &schema.Context{Build: new(syntax.Builder), Diags: new(diag.List)} }
	canonical := merge.Canonical(context(), interpolated, root)
	defaulted := merge.Defaults(context(), canonical, root)
	overrides, _ := syntax.Parse(source.NewFile("/p/override.yaml", overriding(services, 0)), syntax.Limits{})
	over := overrides[0].Root
	anchored, _ := syntax.Parse(source.NewFile("/p/anchored.yaml", anchoring(services)), syntax.Limits{})

	for _, stage := range []struct {
		name string
		most float64 // allocations for each service
		run  func()
	}{
		{"parse", 0.17, func() { syntax.Parse(file, syntax.Limits{}) }},
		{"resolve", 0.02, func() { syntax.Resolve(docs[0], syntax.Limits{}) }},
		{"resolve merge keys", 0.45, func() { syntax.Resolve(anchored[0], syntax.Limits{}) }},
		{"interpolate", 0.45, func() { interpolate.Tree(new(syntax.Builder), resolved, root, interpolate.Options{Env: env}) }},
		{"interpolate again", 0, func() { interpolate.Tree(new(syntax.Builder), interpolated, root, interpolate.Options{Env: env}) }},
		{"resets", 0, func() { merge.CollectResets(new(syntax.Builder), interpolated) }},
		{"unique", 0, func() { merge.Unique(context(), interpolated, root) }},
		{"check", 0, func() { schema.Check(interpolated, root) }},
		{"canonical", 0.65, func() { merge.Canonical(context(), interpolated, root) }},
		{"canonical again", 0, func() { merge.Canonical(context(), canonical, root) }},
		{"merge", 0.7, func() { merge.Merge(new(syntax.Builder), canonical, over, root) }},
		{"defaults", 0.02, func() { merge.Defaults(context(), canonical, root) }},
		{"defaults again", 0, func() { merge.Defaults(context(), defaulted, root) }},
		{"decode", 10.3, func() { model.Decode(result.Tree) }},
		{"validate", 0.05, func() {
			pass := validate.Pass{Project: result.Project, Tree: result.Tree}
			for _, rule := range validate.Default() {
				rule.Check(&pass)
			}
		}},
		{"encode", 1.2, func() { _, _ = model.EncodeYAML(result.Project) }},
	} {
		const forAll = 4 // allocations that have nothing to do with the number of services
		each := max(testing.AllocsPerRun(5, stage.run)-forAll, 0) / services
		if each > stage.most {
			t.Errorf("%s allocates %.2f times for each service, of at most %.2f", stage.name, each, stage.most)
		}
		t.Logf("%-18s %5.2f of %5.2f", stage.name, each, stage.most)
	}
}

// anchoring is a file of n services that have most of their variables from an anchor.
func anchoring(n int) string {
	var b strings.Builder
	b.WriteString("x-env: &env\n")
	for i := range 40 {
		fmt.Fprintf(&b, "  VARIABLE_%d: value\n", i)
	}
	b.WriteString("services:\n")
	for s := range n {
		fmt.Fprintf(&b, "  s%d: {image: a, environment: {<<: *env, OWN: b}}\n", s)
	}
	return b.String()
}

// extending is a file of n services of which each extends the one before it, at most 10 deep.
func extending(n int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for s := range n {
		fmt.Fprintf(&b, "  s%d:\n    image: a\n    environment: {A%d: b}\n", s, s%10)
		if s%10 > 0 {
			fmt.Fprintf(&b, "    extends: s%d\n", s-1)
		}
	}
	return b.String()
}

// overriding is the i-th file that says something about each of n services.
func overriding(n, i int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for s := range n {
		fmt.Fprintf(&b, "  s%d: {image: other%d, environment: {A: \"2\"}, labels: [d=e]}\n", s, i)
	}
	return b.String()
}

// What a whole load takes for each service does not grow with their number, nor much for one; files
// that override add what they say, and not what they leave alone.
func TestLoadStaysBelowItsCeilings(t *testing.T) {
	material.CountsMemory(t)
	for _, c := range []struct {
		name                string
		text                func(services int) string
		services, overrides int
		mostCount, mostKiB  float64 // for each service, and each time that one is overridden
	}{
		{"as people write them", many, 1, 0, 95, 19},
		{"as people write them", many, 100, 0, 11.6, 11.3},
		{"as people write them", many, 1000, 0, 10.7, 11},
		{"as people write them", many, 100, 10, 5, 3.5},
		{"of anchors", anchoring, 100, 0, 8, 9.3},
		{"that extend each other", extending, 100, 0, 8.7, 4.2},
	} {
		files := map[string]string{"/p/compose.yaml": c.text(c.services)}
		names := []string{"/p/compose.yaml"}
		for i := range c.overrides {
			names = append(names, fmt.Sprintf("/p/%d.yaml", i))
			files[names[i+1]] = overriding(c.services, i)
		}
		l := &loader.Loader{FS: source.Map(files, source.Unix), Env: source.Vars{"TAG": "1"}}
		count, bytes := allocations(func() {
			if r, err := l.Load(context.Background(), names...); err != nil || r.Diagnostics.HasErrors() {
				t.Error(err, r.Diagnostics)
			}
		})
		of := float64(c.services * (c.overrides + 1))
		count, kib := count/of, bytes/of/1024
		if count > c.mostCount || kib > c.mostKiB {
			t.Errorf("%d services %s, %d overrides: %.1f allocations and %.1f KiB for each, of at most %.1f and %.1f", c.services, c.name, c.overrides, count, kib, c.mostCount, c.mostKiB)
		}
		t.Logf("%5d services %s, %2d overrides: %6.1f allocations and %5.1f KiB for each", c.services, c.name, c.overrides, count, kib)
	}
}
