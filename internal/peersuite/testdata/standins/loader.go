package loader

import (
	"context"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	ours "github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Normalize is a load that does hardly anything else.
func Normalize(dict map[string]any, env types.Mapping) (map[string]any, error) {
	text, err := yaml.Marshal(dict)
	if err != nil {
		return nil, err
	}
	name, _ := dict["name"].(string)
	l := &loader.Loader{
		FS:  source.Map(map[string]string{"/compose.yaml": string(text)}, source.Unix),
		Env: source.Vars(env), Name: name, Dir: "/",
		Without: ^loader.Normalization,
	}
	result, err := l.Load(context.Background(), "/compose.yaml")
	if err != nil {
		return nil, err
	}
	if result.Diagnostics.HasErrors() {
		return nil, &diag.Errors{List: result.Diagnostics}
	}
	return model.Plain(result.Tree).(map[string]any), nil
}

// cycleTracker is nothing: the loader keeps track of cycles itself.
type cycleTracker struct{}

// loadYamlModel is the model without what normalization adds.
func loadYamlModel(ctx context.Context, details types.ConfigDetails, _ *Options, _ *cycleTracker, _ []string) (map[string]any, error) {
	dict, err := ours.LoadModelWithContext(ctx, details, func(o *Options) {
		o.SkipNormalization, o.SkipInterpolation, o.ResolvePaths = true, true, false
		o.SetProjectName("test", true)
	})
	delete(dict, "name")
	return dict, err
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
