package format

import (
	"context"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/model/composego"
)

// ParseVolume is a volume in short syntax as the loader reads it.
func ParseVolume(spec string) (types.ServiceVolumeConfig, error) {
	project, err := composego.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir: ".",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Config: map[string]any{
			"name":     "test",
			"services": map[string]any{"web": map[string]any{"image": "test", "volumes": []any{spec}}},
		}}},
	}, func(o *composego.Options) {
		o.SkipInterpolation, o.SkipNormalization, o.SkipConsistencyCheck, o.ResolvePaths = true, true, true, false
	})
	if err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	return project.Services["web"].Volumes[0], nil
}
