package composego

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/host"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// resolver is a ResourceLoader as a Resolver.
type resolver struct {
	ResourceLoader
	request *request
}

// Accept implements ours.Resolver. What the caller names in ConfigDetails is local already.
func (x resolver) Accept(ref string) bool {
	return !slices.Contains(x.request.names, ref) && x.ResourceLoader.Accept(ref)
}

// Load implements ours.Resolver.
func (x resolver) Load(ctx context.Context, ref string) (string, error) {
	local, err := x.ResourceLoader.Load(ctx, ref)
	if err == nil && !x.startsBeside(local, ref) && !x.startsBeside(local, local) {
		err = fmt.Errorf("ResourceLoader.Dir cannot be honoured: paths start in the directory of %s, not in %s", local, x.Dir(ref))
	}
	if err != nil {
		x.request.causes = append(x.request.causes, err)
	}
	return local, err
}

// startsBeside reports whether Dir of ref is the directory of the local file, or unknown.
func (x resolver) startsBeside(local, ref string) bool {
	dir, style, base := x.Dir(ref), host.FS().Style(), x.request.loader.Dir
	if dir == "" {
		return true
	}
	if !style.IsAbs(dir) {
		dir = style.Join(base, dir)
	}
	beside := style.Dir(local)
	if !style.IsAbs(beside) {
		beside = style.Join(base, beside)
	}
	return style.Clean(dir) == style.Clean(beside)
}

// listen passes an event on to the listeners in compose-go's form.
func (r *request) listen(e ours.Event) {
	metadata := map[string]any{}
	switch {
	case e.Attribute == "include":
		metadata["path"] = pathsOf(e.Value)
		metadata["workingdir"] = r.details.WorkingDir
	case e.Value.IsString():
		metadata["service"] = e.Value.Value()
	default:
		if m, ok := model.Plain(e.Value).(map[string]any); ok {
			metadata = m
		}
	}
	r.options.ProcessEvent(e.Attribute, metadata)
}

// pathsOf are the paths of an entry of include.
func pathsOf(n *syntax.Node) types.StringList {
	if n.Kind == syntax.Mapping {
		n = n.Get("path")
	}
	if n.IsString() {
		return types.StringList{n.Value()}
	}
	var out types.StringList
	for _, item := range n.Items() {
		out = append(out, item.Value())
	}
	return out
}

// convertWindowsPaths turns C:\a into /c/a in the sources of mounts.
func convertWindowsPaths(p *types.Project) {
	for _, s := range p.AllServices() {
		for i := range s.Volumes {
			from := &s.Volumes[i].Source
			if drive := source.WindowsVolume(*from); len(drive) == 2 {
				*from = "/" + strings.ToLower(drive[:1]) + strings.ReplaceAll((*from)[2:], `\`, "/")
			}
		}
	}
}
