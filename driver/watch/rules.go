package watch

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/composekit/composekit/internal/dockerignore"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// Rules are what the develop sections of a project's services say. They may be used concurrently.
type Rules struct {
	rules []rule
	style source.PathStyle
}

// rule is an entry of develop.watch.
type rule struct {
	model.Watch
	service string
	number  int
	// included is nil where everything is.
	included *patterns
	ignored  *patterns
	// unbuilt is what is left out of the image.
	unbuilt *patterns
	// blueprint are the files that say what is built and run. They are no source to be copied at the beginning.
	blueprint []string
}

// Problem is why a rule cannot be followed.
type Problem struct {
	// Service and Rule, its number in develop.watch from 0, are what the problem is about. A problem of the project has
	// no service.
	Service string
	Rule    int
	// Attribute of the rule that is to be looked at.
	Attribute string
	// Text says what is wrong, Help what to do.
	Text, Help string
	// Fatal: there is no use in watching. Otherwise the rule is left out.
	Fatal bool
}

// New reads the rules of all services of a project, whose paths are absolute, and the .dockerignore files of those that
// are built. Compose files are those that the project was read from. Problems are for people: rules that are left out, or,
// if one is Fatal, a reason not to watch at all. The error is that a .dockerignore file cannot be read, or that a pattern
// cannot.
func New(p *model.Project, fsys source.FS, composeFiles []string) (*Rules, []Problem, error) {
	r := &Rules{style: fsys.Style()}
	var problems []Problem
	configured := false
	for _, name := range slices.Sorted(maps.Keys(p.Services)) {
		s := p.Services[name]
		if !Configured(s) {
			continue
		}
		configured = true
		var unbuilt *patterns
		blueprint := composeFiles
		if s.Build != nil {
			dockerfile := cmp.Or(s.Build.Dockerfile, "Dockerfile")
			if !r.style.IsAbs(dockerfile) {
				dockerfile = r.style.Join(s.Build.Context, dockerfile)
			}
			var err error
			if unbuilt, err = leftOut(s.Build.Context, dockerfile, fsys); err != nil {
				return nil, nil, fmt.Errorf("service %s: %w", name, err)
			}
			blueprint = append(slices.Clip(blueprint), dockerfile)
		}
		for i, w := range s.Develop.Watch {
			if problem, ok := r.unfit(s, &w); ok {
				problem.Service, problem.Rule = name, i
				problems = append(problems, problem)
				continue
			}
			one, err := r.compile(w, unbuilt)
			if err != nil {
				return nil, nil, fmt.Errorf("service %s: develop.watch[%d]: %w", name, i, err)
			}
			one.service, one.number, one.blueprint = name, i, blueprint
			r.rules = append(r.rules, one)
		}
	}
	switch {
	case !configured:
		problems = append(problems, Problem{
			Text:  "none of the selected services is configured for watch, consider setting a 'develop' section",
			Help:  "say in develop.watch of a service which path is to be watched, and with which action: sync, restart, rebuild, sync+restart or sync+exec",
			Fatal: true,
		})
	case len(r.rules) == 0 && !slices.ContainsFunc(problems, func(p Problem) bool { return p.Fatal }):
		problems = append(problems, Problem{Text: "there is nothing left to watch", Fatal: true})
	}
	return r, problems, nil
}

// leftOut is what the .dockerignore file of a build names. One that leaves everything out says what an image is made
// of, and not what is copied besides, so that counts for nothing here.
func leftOut(context, dockerfile string, fsys source.FS) (*patterns, error) {
	fromContext, _ := fsys.Style().Rel(context, dockerfile) // none: there is no way to another volume
	list, err := dockerignore.Patterns(fsys, context, fromContext)
	if err != nil {
		return nil, fmt.Errorf("build.context: %w", err)
	}
	if slices.Contains(list, "*") {
		list = slices.DeleteFunc(list, func(p string) bool { return !strings.HasPrefix(p, "!") })
	}
	return compile(fsys.Style(), context, list)
}

// Configured reports whether a service has rules (develop.watch).
func Configured(s *model.Service) bool { return s.Develop != nil && len(s.Develop.Watch) > 0 }

// unfit tells what keeps a rule from being followed.
func (r *Rules) unfit(s *model.Service, w *model.Watch) (Problem, bool) {
	if w.Action == model.WatchRebuild && s.Build == nil {
		return Problem{
			Attribute: "action", Fatal: true,
			Text: fmt.Sprintf("can't watch service %q with action rebuild without a build context", s.Name),
			Help: "add a build section, or choose another action: restart, or sync with a target",
		}, true
	}
	if !copies(w) {
		return Problem{}, false
	}
	for _, v := range s.Volumes {
		if _, ok := inside(r.style, v.Source, w.Path); v.Type == "bind" && ok {
			return Problem{
				Attribute: "path",
				Text:      fmt.Sprintf("path \"%s\" is also declared by a bind mount volume, this path won't be monitored", w.Path),
				Help:      fmt.Sprintf("%s is mounted at %s, where changes are seen without being copied: leave out one of the two", v.Source, v.Target),
			}, true
		}
	}
	return Problem{}, false
}

func (r *Rules) compile(w model.Watch, unbuilt *patterns) (rule, error) {
	out := rule{Watch: w, unbuilt: unbuilt}
	var err error
	if out.ignored, err = compile(r.style, w.Path, w.Ignore); err != nil {
		return out, fmt.Errorf("ignore: %w", err)
	}
	if len(w.Include) > 0 {
		if out.included, err = compile(r.style, w.Path, w.Include); err != nil {
			return out, fmt.Errorf("include: %w", err)
		}
	}
	return out, nil
}

// copies reports whether files are copied into containers.
func copies(w *model.Watch) bool {
	return w.Action == model.WatchSync || w.Action == model.WatchSyncRestart || w.Action == model.WatchSyncExec
}

// Paths are the files and directories that have to be watched, whether they exist or not.
func (r *Rules) Paths() []string {
	var out []string
	for _, x := range r.rules {
		out = append(out, x.Path)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Services are those that have rules which can be followed.
func (r *Rules) Services() []string {
	var out []string
	for _, x := range r.rules {
		out = append(out, x.service)
	}
	return slices.Compact(out) // they stand together
}

// Skip reports whether nothing in a directory matters, so that it need not be watched.
func (r *Rules) Skip(dir string) bool {
	return !slices.ContainsFunc(r.rules, func(x rule) bool {
		if _, above := inside(r.style, dir, x.Path); above {
			return true
		}
		rel, ok := inside(r.style, x.Path, dir)
		return ok && !passing(rel) && !x.ignored.matchAll(dir) && (x.unbuilt == nil || !x.unbuilt.matchAll(dir))
	})
}

// Change is something that has come, gone, or been written to.
type Change struct {
	Path string
	// Dir: it is a directory, and there.
	Dir bool
}

// matches reports whether a change is one that a rule is about, and which path leads to it from the rule's.
func (x *rule) matches(style source.PathStyle, c Change) (rel string, ok bool) {
	rel, ok = inside(style, x.Path, c.Path)
	if !ok || rel == "." && c.Dir || passing(rel) ||
		x.ignored.match(c.Path) || x.unbuilt != nil && x.unbuilt.match(c.Path) {
		return "", false
	}
	return rel, x.included == nil || x.included.match(c.Path)
}

// target is where a file goes in containers. A target that ends with a slash is a directory, also for a path that is a
// file.
func (x *rule) target(style source.PathStyle, rel string) string {
	if rel == "." && strings.HasSuffix(x.Target, "/") {
		rel = style.Base(x.Path)
	}
	return path.Join(x.Target, rel)
}

// Decide makes of changes what is to be done: one task for each service that they matter to, by its name.
func (r *Rules) Decide(changes []Change) []Task {
	tasks := map[string]*Task{}
	for _, c := range changes {
		for i := range r.rules {
			x := &r.rules[i]
			rel, ok := x.matches(r.style, c)
			if !ok {
				continue
			}
			t := Task{Service: x.service}
			if copies(&x.Watch) {
				t.Files = []File{{Path: c.Path, Target: x.target(r.style, rel)}}
			}
			switch x.Action {
			case model.WatchRebuild:
				t.Rebuild = true
			case model.WatchRestart, model.WatchSyncRestart:
				t.Restart = true
			case model.WatchSyncExec:
				t.Exec = []int{x.number}
			}
			join(tasks, t)
		}
	}
	return byService(tasks)
}

// initial reports whether files are to be copied before anything has changed. Before there was initial_sync, docker
// compose had an extension for it.
func (x *rule) initial() bool {
	legacy, _ := x.Extensions.Get("x-initialSync")
	return copies(&x.Watch) && (x.InitialSync || legacy == true)
}

// Initial are the paths that services want copied before anything has changed (initial_sync).
func (r *Rules) Initial() []string {
	var out []string
	for _, x := range r.rules {
		if x.initial() {
			out = append(out, x.Path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// DecideInitial makes of what is there in the paths of Initial what is to be copied.
func (r *Rules) DecideInitial(there []Change) []Task {
	tasks := map[string]*Task{}
	for _, c := range there {
		for i := range r.rules {
			x := &r.rules[i]
			if !x.initial() || slices.Contains(x.blueprint, c.Path) {
				continue
			}
			if rel, ok := x.matches(r.style, c); ok {
				join(tasks, Task{Service: x.service, Files: []File{{Path: c.Path, Target: x.target(r.style, rel)}}})
			}
		}
	}
	return byService(tasks)
}
