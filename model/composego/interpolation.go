package composego

import (
	"os"
	"reflect"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/tree"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

type treePath = tree.Path

// customInterpolation reports whether the caller replaced a part of the interpolation.
func (r *request) customInterpolation() bool {
	o := r.options.Interpolate
	return o != nil && !(isStandardSubstitute(o.Substitute) && r.isOwn(o.LookupValue) && hasStandardCasts(o))
}

// isStandardSubstitute reports whether f is compose-go's, or nothing, which stands for it.
func isStandardSubstitute(f func(string, template.Mapping) (string, error)) bool {
	return f == nil || reflect.ValueOf(f).Pointer() == reflect.ValueOf(template.Substitute).Pointer()
}

// hasStandardCasts reports whether the casts are the ones that compose-go's loader gave out.
func hasStandardCasts(o *interpolation.Options) bool {
	return reflect.ValueOf(o.TypeCastMapping).Pointer() == reflect.ValueOf(standardCasts()).Pointer()
}

// mapping looks variables up as the caller asked for. Included files have variables of their
// own, which compose-go looks up itself.
func (r *request) mapping(env source.Env, included bool) template.Mapping {
	lookup := r.options.Interpolate.LookupValue
	switch {
	case included || r.isOwn(lookup):
		return env.Lookup
	case lookup == nil:
		return os.LookupEnv
	}
	return template.Mapping(lookup)
}

func (r *request) substitute(text string, lookup template.Mapping) (string, error) {
	if f := r.options.Interpolate.Substitute; f != nil {
		return f(text, lookup)
	}
	return template.Substitute(text, lookup)
}

// interpolate implements ours.Interpolator by the caller's functions.
func (r *request) interpolate(b *syntax.Builder, d ours.Document) (*syntax.Node, diag.List) {
	w := substitution{request: r, build: b, lookup: r.mapping(d.Env, d.Included)}
	standard := hasStandardCasts(r.options.Interpolate)
	if !standard {
		w.casts = r.options.Interpolate.TypeCastMapping
	}
	out := w.node(d.Tree, tree.NewPath())
	if !standard || w.list.HasErrors() {
		return out, w.list
	}
	out, list := interpolate.Cast(b, out, d.Type)
	return out, append(w.list, list...)
}

// substitution is one document under way.
type substitution struct {
	*request
	build  *syntax.Builder
	lookup template.Mapping
	casts  map[treePath]interpolation.Cast
	list   diag.List
}

func (w *substitution) node(n *syntax.Node, path tree.Path) *syntax.Node {
	if n.Tag() == "!reset" {
		return n // going to be removed
	}
	switch {
	case n.Kind == syntax.Mapping:
		pairs := make([]syntax.Pair, n.Len())
		for i, p := range n.Pairs() {
			pairs[i] = p
			pairs[i].Value = w.node(p.Value, path.Next(p.Name()))
		}
		return w.build.Retag(w.build.Mapping(pairs, n, syntax.Interpolated), n)
	case n.Kind == syntax.Sequence:
		items := make([]*syntax.Node, n.Len())
		for i, item := range n.Items() {
			items[i] = w.node(item, path.Next(tree.PathMatchList))
		}
		return w.build.Retag(w.build.Sequence(items, n, syntax.Interpolated), n)
	case n.IsString():
		return w.scalar(n, path)
	}
	return n
}

func (w *substitution) scalar(n *syntax.Node, path tree.Path) *syntax.Node {
	text, err := w.substitute(n.Value(), w.lookup)
	if err != nil {
		w.causes = append(w.causes, err)
		w.list.Add(interpolate.InvalidInterpolation.At(n.Span(), "the variables cannot be replaced: %v", err).About(path.String()))
		return n
	}
	out := n
	if text != n.Value() {
		out = w.build.Retag(w.build.Scalar(text, syntax.String, n, syntax.Interpolated), n)
	}
	for pattern, cast := range w.casts {
		if path.Matches(pattern) {
			return w.cast(out, path, cast)
		}
	}
	return out
}

func (w *substitution) cast(n *syntax.Node, path tree.Path, cast interpolation.Cast) *syntax.Node {
	value, err := cast(n.Value())
	made := model.Extensions{}
	if err == nil {
		err = made.Set("", value)
	}
	if err != nil {
		w.list.Add(interpolate.CastFailed.At(n.Span(), "%q cannot be turned into what is asked for: %v", n.Value(), err).About(path.String()))
		return n
	}
	out := w.build.Derive(made[""], n, syntax.Cast)
	return w.build.At(out, n.Span())
}
