package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/internal/bench/theirs"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// relative compares a load of 1,000 services with what others do with the same bytes: a reader
// of YAML, and a reader of JSON into structs; and with our own reader.
func (b *bench) relative() error {
	text := realistic(1_000)
	data := []byte(text)
	l := loader.Loader{
		FS:  source.Map(map[string]string{"/p/compose.yaml": text}, source.Unix),
		Env: source.Vars{"DB_PASSWORD": "secret"}, Rules: validate.Default(),
	}
	result, err := l.Load(context.Background(), "/p/compose.yaml")
	if err != nil {
		return err
	}
	encoded, err := model.EncodeJSON(result.Project)
	if err != nil {
		return err
	}
	dir, err := services(1_000).write(b.dir)
	if err != nil {
		return err
	}
	reference, err := theirs.Load(dir.flags)
	if err != nil {
		return err
	}
	costs := b.best("relative",
		func() error { _, err := l.Load(context.Background(), "/p/compose.yaml"); return err },
		func() error { syntax.Parse(source.NewFile("/p/compose.yaml", text), syntax.Limits{}); return nil },
		func() error { var n yaml.Node; return yaml.Unmarshal(data, &n) },
		func() error { var p project; return json.Unmarshal(encoded, &p) },
		func() error { _, err := model.EncodeYAML(result.Project); return err },
		func() error { _, err := reference.MarshalYAML(); return err },
	)
	for _, c := range costs {
		if c.err != nil {
			return c.err
		}
	}
	load, parse := costs[0].time, costs[1].time
	against := func(what string, i int, most float64) {
		b.atMost(most, "×", what, float64(load)/float64(costs[i].time), rounded(load)+" against "+rounded(costs[i].time))
	}
	against("load, of what yaml/v4 takes to make nodes", 2, 0.3)
	against("load, of what encoding/json takes to make structs", 3, 0.7)
	b.atMost(1.2, "×", "what follows the parse, of the parse", float64(load-parse)/float64(parse), rounded(load-parse)+" against "+rounded(parse))
	b.atLeast(30, "encoding 1,000 services as YAML", costs[5].time, costs[4].time)
	return nil
}

// project are structs for all that a realistic project has, for encoding/json.
type project struct {
	Name     string
	Services map[string]struct {
		Image, Restart string
		Command        []string
		Build          struct {
			Context, Dockerfile string
			Args                map[string]*string
		}
		DependsOn map[string]struct {
			Condition string
			Required  bool
		} `json:"depends_on"`
		Environment map[string]*string
		Ports       []struct {
			Mode, Published, Protocol string
			HostIP                    string `json:"host_ip"`
			Target                    uint32
		}
		Volumes []struct {
			Type, Source, Target string
			ReadOnly             bool `json:"read_only"`
			Bind                 struct {
				CreateHostPath bool `json:"create_host_path"`
			}
		}
		Networks    map[string]*struct{}
		Labels      map[string]string
		Healthcheck struct {
			Test                           []string
			Interval, Timeout, StartPeriod string
			Retries                        uint64
		}
		Deploy struct {
			Resources struct {
				Limits struct {
					CPUs   float64
					Memory string
				}
			}
		}
		Logging struct {
			Driver  string
			Options map[string]string
		}
		Ulimits map[string]struct{ Soft, Hard int }
		Tmpfs   []string
	}
	Networks map[string]struct {
		Name     string
		Internal bool
	}
	Volumes map[string]struct{ Name string }
}

// reload measures a load after an edit in one of the files of a project of 1,000 lines, with a cache.
func (b *bench) reload() error {
	const parts, each = 4, 9 // services of a file
	files := map[string]string{}
	var names []string
	lines := 0
	for i := range parts {
		name := fmt.Sprintf("/p/%d.yaml", i)
		files[name] = realisticFrom(1+i*100, each)
		lines += strings.Count(files[name], "\n")
		names = append(names, name)
	}
	before := source.Map(files, source.Unix)
	edited := source.Overlay(source.Map(map[string]string{names[1]: files[names[1]] + "# edited\n"}, source.Unix), before)
	l := loader.Loader{FS: before, Env: source.Vars{"DB_PASSWORD": "secret"}, Cache: new(loader.Cache)}
	next := edited
	costs := b.best("reload", func() error {
		l.FS, next = next, l.FS
		result, err := l.Load(context.Background(), names...)
		if err != nil {
			return err
		}
		return result.Diagnostics.Err()
	})
	if costs[0].err != nil {
		return costs[0].err
	}
	b.atMost(1, "ms", fmt.Sprintf("loading %d lines again after an edit in one of %d files", lines, parts), float64(costs[0].time)/1e6, rounded(costs[0].time))
	return nil
}
