package loader

import (
	"context"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Normalize is a load that does hardly anything else.
func Normalize(dict map[string]any, env types.Mapping) (map[string]any, error) {
	details := types.ConfigDetails{
		WorkingDir: ".", Environment: env,
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Config: dict}},
	}
	return ours.LoadModelWithContext(context.Background(), details, func(o *ours.Options) {
		o.SkipValidation, o.SkipInterpolation, o.SkipExtends, o.SkipInclude = true, true, true, true
		o.SkipDefaultValues, o.ResolvePaths = true, false
		o.SkipResolveEnvironment = true
		name, _ := dict["name"].(string)
		o.SetProjectName(name, true)
	})
}

// checkConsistency holds a project to the rules.
func checkConsistency(project *types.Project) error {
	p, err := ours.FromComposeGo(project)
	if err != nil {
		return err
	}
	text, err := project.MarshalYAML()
	if err != nil {
		return err
	}
	docs, list := syntax.Parse(source.NewFile("compose.yaml", string(text)), syntax.Limits{})
	if list.HasErrors() {
		return &diag.Errors{List: list}
	}
	pass := validate.Pass{Project: p}
	pass.Tree, pass.Diagnostics = syntax.Resolve(docs[0], syntax.Limits{})
	for _, rule := range validate.Default() {
		rule.Check(&pass)
	}
	if pass.Diagnostics.HasErrors() {
		return &diag.Errors{List: pass.Diagnostics}
	}
	return nil
}
