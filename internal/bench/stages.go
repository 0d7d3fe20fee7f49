package main

import (
	"context"
	"fmt"
	"io"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// pipeline is one load taken apart: the stages that packages offer on their own. What each
// one makes is what the next one takes.
type pipeline struct {
	file    *source.File
	env     source.Env
	build   syntax.Builder
	context schema.Context
	list    diag.List

	doc     *syntax.Document
	tree    *syntax.Node
	result  *loader.Result // of a whole load: the last stages start from its tree
	project *model.Project
}

// fresh is the pipeline with memory of its own for the next stage.
func (p *pipeline) fresh() *pipeline {
	p.build, p.list = syntax.Builder{}, nil
	p.context = schema.Context{Build: &p.build, Diags: &p.list}
	return p
}

type stage struct {
	name string
	run  func(p *pipeline)
	// inLoad says whether it is part of a load.
	inLoad bool
}

func stages() []stage {
	root := schema.Compose()
	return []stage{
		{"parse", func(p *pipeline) {
			docs, _ := syntax.Parse(p.file, syntax.Limits{})
			p.doc = docs[0]
		}, true},
		{"resolve aliases", func(p *pipeline) { p.tree, _ = syntax.Resolve(p.doc, syntax.Limits{}) }, true},
		{"interpolate", func(p *pipeline) {
			p.tree, _ = interpolate.Tree(&p.build, p.tree, root, interpolate.Options{Env: p.env})
		}, true},
		{"resets and aliases", func(p *pipeline) {
			p.tree, _, _ = merge.CollectResets(&p.build, p.tree)
			p.tree, _ = merge.PromoteAliases(&p.build, p.tree)
		}, true},
		{"unique", func(p *pipeline) { p.tree = merge.Unique(&p.context, p.tree, root) }, true},
		{"check", func(p *pipeline) { p.list = schema.Check(p.tree, root) }, true},
		{"canonical", func(p *pipeline) { p.tree = merge.Canonical(&p.context, p.tree, root) }, true},
		{"defaults", func(p *pipeline) { p.tree = merge.Defaults(&p.context, p.tree, root) }, true},
		{"decode", func(p *pipeline) { p.project, _ = model.Decode(p.result.Tree) }, true},
		{"validate", func(p *pipeline) {
			pass := validate.Pass{Project: p.result.Project, Tree: p.result.Tree}
			for _, rule := range validate.Default() {
				rule.Check(&pass)
			}
		}, true},
		{"encode as YAML", func(p *pipeline) { _, _ = model.EncodeYAML(p.result.Project) }, false},
		{"encode as JSON", func(p *pipeline) { _, _ = model.EncodeJSON(p.result.Project) }, false},
	}
}

// shares prints what each stage takes of a load of a realistic project.
func (b *bench) shares(w io.Writer, services int) error {
	text := realistic(services)
	env := source.Vars{"DB_PASSWORD": "secret"}
	l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix), Env: env}
	var result *loader.Result
	whole := func() (err error) {
		result, err = l.Load(context.Background(), "/p/compose.yaml")
		if err == nil {
			err = result.Diagnostics.Err()
		}
		return err
	}
	if err := whole(); err != nil {
		return err
	}
	all := stages()
	rivals := []func() error{whole}
	p := pipeline{file: source.NewFile("/p/compose.yaml", text), env: env, result: result}
	for _, s := range all {
		given := p // what the stages before have made: each run begins with it
		s.run(p.fresh())
		rivals = append(rivals, func() error {
			again := given
			s.run(again.fresh())
			return nil
		})
	}
	costs := b.best(fmt.Sprint("stages, ", services), rivals...)
	if costs[0].err != nil {
		return costs[0].err
	}
	fmt.Fprintf(w, "A load of %d services, %d bytes, takes %s.\n\n", services, len(text), rounded(costs[0].time))
	fmt.Fprintln(w, "| Stage | Time | Of the load | Allocations a service | Bytes a service |\n|---|---:|---:|---:|---:|")
	row := func(name string, c cost) {
		fmt.Fprintf(w, "| %s | %s | %.0f %% | %.1f | %d |\n", name, rounded(c.time), 100*float64(c.time)/float64(costs[0].time),
			float64(c.allocs)/float64(services), c.bytes/uint64(services))
	}
	rest := costs[0]
	for i, s := range all {
		if s.inLoad {
			rest.time = max(rest.time-costs[i+1].time, 0)
			rest.allocs -= min(rest.allocs, costs[i+1].allocs)
			rest.bytes -= min(rest.bytes, costs[i+1].bytes)
		}
		row(s.name, costs[i+1])
	}
	row("the rest: paths, normalisation, and what the collector does more for a whole load", rest)
	return nil
}
