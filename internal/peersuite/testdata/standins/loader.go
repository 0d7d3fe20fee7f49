package loader

import (
	"context"

	"github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v4"

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
	if err := ours.AsError(result.Diagnostics); err != nil {
		return nil, err
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

// defaultMaxNodeVisits is the limit of a document's nodes.
const defaultMaxNodeVisits = 100_000

// detectUnsupportedAttributes is a load that reports what the check finds.
func detectUnsupportedAttributes(dict map[string]any, check *UnsupportedAttributesCheck) (found []UnsupportedAttribute) {
	details := types.ConfigDetails{ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Config: dict}}}
	_, err := ours.LoadModelWithContext(context.Background(), details, func(o *Options) {
		o.SetProjectName("test", true)
		o.SkipDefaultValues, o.SkipNormalization, o.ResolvePaths = true, true, false
		c := *check
		c.Report = func(attributes []UnsupportedAttribute) { found = attributes }
		o.UnsupportedAttributesCheck = &c
	})
	if err != nil {
		panic(err)
	}
	return found
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
		return ours.AsError(list)
	}
	pass := validate.Pass{Project: p}
	pass.Tree, pass.Diagnostics.List = syntax.Resolve(docs[0], syntax.Limits{})
	for _, rule := range validate.Default() {
		if !rule.Structure {
			rule.Check(&pass)
		}
	}
	return ours.AsError(pass.Diagnostics.List)
}
