package override

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// Merge is package merge over plain values.
func Merge(base, over map[string]any) (map[string]any, error) {
	b := new(syntax.Builder)
	merged, list := merge.Merge(b, node(base), node(over), schema.Compose())
	return result(merged, list)
}

// EnforceUnicity is one item for each identity.
func EnforceUnicity(value map[string]any) (map[string]any, error) {
	var list diag.List
	c := &schema.Context{Build: new(syntax.Builder), Diags: &list}
	return result(merge.Unique(c, node(value), schema.Compose()), list)
}

func node(value map[string]any) *syntax.Node {
	x := model.Extensions{}
	if err := x.Set("x-value", value); err != nil {
		panic(err)
	}
	return x["x-value"]
}

func result(n *syntax.Node, list diag.List) (map[string]any, error) {
	if err := composego.AsError(list); err != nil {
		return nil, err
	}
	return model.Plain(n).(map[string]any), nil
}
