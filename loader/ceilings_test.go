package loader_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/interpolate"
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
	over := overriding(services)

	for _, stage := range []struct {
		name string
		most float64 // allocations for each service
		run  func()
	}{
		{"parse", 0.2, func() { syntax.Parse(file, syntax.Limits{}) }},
		{"resolve", 0.02, func() { syntax.Resolve(docs[0], syntax.Limits{}) }},
		{"interpolate", 0.4, func() { interpolate.Tree(new(syntax.Builder), resolved, root, interpolate.Options{Env: env}) }},
		{"interpolate again", 0, func() { interpolate.Tree(new(syntax.Builder), interpolated, root, interpolate.Options{Env: env}) }},
		{"resets", 0, func() { merge.CollectResets(new(syntax.Builder), interpolated) }},
		{"unique", 0, func() { merge.Unique(context(), interpolated, root) }},
		{"check", 0, func() { schema.Check(interpolated, root) }},
		{"canonical", 2.5, func() { merge.Canonical(context(), interpolated, root) }},
		{"canonical again", 0, func() { merge.Canonical(context(), canonical, root) }},
		{"merge", 4.6, func() { merge.Merge(new(syntax.Builder), canonical, over, root) }},
		{"defaults", 0.02, func() { merge.Defaults(context(), canonical, root) }},
		{"defaults again", 0, func() { merge.Defaults(context(), defaulted, root) }},
		{"decode", 11, func() { model.Decode(result.Tree) }},
		{"validate", 0.25, func() {
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

// overriding is a document that says something about each of n services.
func overriding(n int) *syntax.Node {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d: {image: other, environment: {A: \"2\"}, labels: [d=e]}\n", i)
	}
	docs, _ := syntax.Parse(source.NewFile("/p/override.yaml", b.String()), syntax.Limits{})
	return docs[0].Root
}

// What a whole load takes for each service does not grow with their number, nor much for one.
func TestLoadStaysBelowItsCeilings(t *testing.T) {
	material.CountsMemory(t)
	for _, c := range []struct {
		services           int
		mostCount, mostKiB float64 // for each service
	}{
		{1, 100, 24.5},
		{100, 14.5, 15.8},
		{1000, 13, 15},
	} {
		l := manyLoader(c.services)
		load := func() {
			if _, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil {
				t.Error(err)
			}
		}
		load()
		const rounds = 5
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range rounds {
			load()
		}
		runtime.ReadMemStats(&after)
		of := rounds * float64(c.services)
		count, kib := float64(after.Mallocs-before.Mallocs)/of, float64(after.TotalAlloc-before.TotalAlloc)/of/1024
		if count > c.mostCount || kib > c.mostKiB {
			t.Errorf("%d services: %.1f allocations and %.1f KiB for each, of at most %.1f and %.1f", c.services, count, kib, c.mostCount, c.mostKiB)
		}
		t.Logf("%5d services: %6.1f allocations and %5.1f KiB for each", c.services, count, kib)
	}
}
