package validate

import (
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
)

// The kinds of finding of WatchPaths and WatchTargets.
var (
	BlankWatchPath = &diag.Def{Code: "blank-watch-path", Title: "nothing to watch"}
	NoWatchTarget  = &diag.Def{Code: "no-watch-target", Title: "nowhere to copy watched files to"}
)

// WatchPaths demands that a rule of develop.watch has a path.
var WatchPaths = &Rule{
	Name:      "watch-paths",
	Doc:       "The path of a watch rule may not be empty.",
	Codes:     []*diag.Def{BlankWatchPath},
	Structure: true,
	Check:     checkWatchPaths,
}

func checkWatchPaths(p *Pass) {
	for _, s := range p.inTree() {
		if s.Service != nil && s.Develop == nil {
			continue
		}
		for i, rule := range s.Node("develop", "watch").Items() {
			if path := rule.Get("path"); path.IsString() && path.Value() == "" {
				p.Report(BlankWatchPath.At(path.Span(), "the path to watch is empty").
					About(s.Path() + ".develop.watch[" + strconv.Itoa(i) + "].path"))
			}
		}
	}
}

// WatchTargets demands a target where watched files are copied.
var WatchTargets = &Rule{
	Name:  "watch-targets",
	Doc:   "A watch rule that copies files must say where to.",
	Codes: []*diag.Def{NoWatchTarget},
	Check: checkWatchTargets,
}

func checkWatchTargets(p *Pass) {
	for s := range p.Services() {
		if s.Develop == nil || p.brokenAt(s, "develop") {
			continue
		}
		for i, w := range s.Develop.Watch {
			if w.Target != "" || w.Action == model.WatchRebuild || w.Action == model.WatchRestart {
				continue
			}
			rule := item(s.Node("develop", "watch"), i)
			p.Report(NoWatchTarget.At(firstSpan(spanOf(rule.Get("action")), spanOf(rule), s.pair.Span()), "the action %s needs a target", w.Action).
				Helped("add target: the path in the container").About(s.Path()+".develop.watch").With("service", s.Name))
		}
	}
}
