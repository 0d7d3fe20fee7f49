package composego

import (
	"context"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// The functions of this file are compose-go's own, for callers that work on its trees and
// projects after loading. composekit has no part in them.

// Transform fills what target points at from plain values, as compose-go does.
func Transform(from, target any) error { return loader.Transform(from, target) }

// ModelToProject makes a project of what LoadModelWithContext gives, which it changes. The
// options are those of ToOptions.
func ModelToProject(dict map[string]any, options *Options, details types.ConfigDetails) (*types.Project, error) {
	return loader.ModelToProject(dict, options, details)
}

// Normalize fills in what a model implies.
func Normalize(dict map[string]any, env types.Mapping) (map[string]any, error) {
	return loader.Normalize(dict, env)
}

// OmitEmpty drops empty values that say nothing from a model.
func OmitEmpty(dict map[string]any) map[string]any { return loader.OmitEmpty(dict) }

// ResolveEnvironment gives the variables of a model that have no value that of the environment.
func ResolveEnvironment(dict map[string]any, environment types.Mapping) {
	loader.ResolveEnvironment(dict, environment)
}

// ResolveRelativePaths makes the paths of a project absolute.
func ResolveRelativePaths(project *types.Project) error { return loader.ResolveRelativePaths(project) }

// ApplyInclude loads what a model includes, with compose-go's loader.
func ApplyInclude(ctx context.Context, workingDir string, environment types.Mapping, dict map[string]any, options *Options, included []string, processor PostProcessor) error {
	return loader.ApplyInclude(ctx, workingDir, environment, dict, options, included, processor)
}
