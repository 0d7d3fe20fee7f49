package format

import (
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// ParseVolume is a volume in short syntax as the table and the model have it.
func ParseVolume(spec string) (types.ServiceVolumeConfig, error) {
	x := model.Extensions{}
	if err := x.Set("x-model", map[string]any{
		"services": map[string]any{"web": map[string]any{"volumes": []any{spec}}},
	}); err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	var list diag.List
	c := &schema.Context{Build: new(syntax.Builder), Diags: &list}
	tree := merge.Canonical(c, merge.Unique(c, x["x-model"], schema.Compose()), schema.Compose())
	tree = merge.Defaults(c, tree, schema.Compose())
	if err := composego.AsError(list); err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	decoded, list := model.Decode(tree)
	if err := composego.AsError(list); err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	project, err := composego.ToComposeGo(decoded)
	if err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	return project.Services["web"].Volumes[0], nil
}

// isFilePath tells a path of the host from the name of a volume.
func isFilePath(source string) bool {
	v, err := ParseVolume(source + ":/target")
	return err == nil && v.Type == types.VolumeTypeBind
}
