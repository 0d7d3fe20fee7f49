package composego

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/tree"

	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
)

// checkAttributes carries out Options.UnsupportedAttributesCheck: on the merged model, before
// anything is added to it.
func (r *request) checkAttributes(ctx context.Context) error {
	check := r.options.UnsupportedAttributesCheck
	if check == nil || check.Report == nil {
		return nil
	}
	l := *r.loader
	l.Without |= beyondModel | ours.Normalization
	l.Services, l.Listen = nil, nil
	result, err := l.Load(ctx, r.names...)
	if err != nil {
		return err
	}
	if result.Diagnostics.HasErrors() {
		return r.failure(result)
	}
	s := screening{patterns: check.Patterns}
	if len(check.Supported) > 0 {
		s.supported = tree.NewMatcher(check.Supported...)
	}
	s.value(model.Plain(result.Tree), tree.NewPath(), s.supported)
	slices.SortStableFunc(s.found, func(a, b UnsupportedAttribute) int { return cmp.Compare(a.Path, b.Path) })
	check.Report(s.found)
	return nil
}

// screening is a search for unsupported attributes.
type screening struct {
	patterns  []UnsupportedAttributePattern
	supported *tree.Matcher // nil supports all
	found     []UnsupportedAttribute
}

func (s *screening) value(value any, path tree.Path, supported *tree.Matcher) {
	if s.inspected(value, path) {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			next := path.Next(name)
			switch {
			case strings.HasPrefix(name, "x-"):
				s.value(inner, next, nil) // extensions are supported by those who write them
			case supported != nil && !supported.Matches(next) && !supported.MayContain(next):
				s.found = append(s.found, UnsupportedAttribute{Path: next, Value: inner})
			default:
				s.value(inner, next, supported)
			}
		}
	case []any:
		for _, item := range v {
			s.value(item, path.Next(tree.PathMatchList), supported)
		}
	}
}

// inspected reports whether some pattern is about this very value, which settles it.
func (s *screening) inspected(value any, path tree.Path) bool {
	about := false
	for _, p := range s.patterns {
		if !path.Matches(p.Path) {
			continue
		}
		about = true
		if p.Detect == nil || p.Detect(value) {
			s.found = append(s.found, UnsupportedAttribute{Path: path, Value: value})
			break
		}
	}
	return about
}
