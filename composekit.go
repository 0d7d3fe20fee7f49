package composekit

import (
	"context"

	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// Load loads Compose files into one project; later files override earlier ones. Relative paths
// start in the directory of the first, after which the project is named unless a file names it: give
// an absolute name of the file, or the paths of the project are relative ones, and "compose.yaml" alone
// has no name. Files are read from fsys and variables looked up in env; either may be nil, for none. For
// the project that docker compose would find on this machine see host.Options; for profiles, a project
// name, limits and more see loader.Loader.
//
// Warnings are in the result's Diagnostics. The error is that of ctx, or a *diag.Errors with
// all findings if the project is not valid; the result then holds as much as could be made of it.
func Load(ctx context.Context, fsys source.FS, env source.Env, files ...string) (*loader.Result, error) {
	l := loader.Loader{FS: fsys, Env: env}
	result, err := l.Load(ctx, files...)
	if err != nil {
		return nil, err
	}
	return result, result.Diagnostics.Err()
}

// Explain tells why a value of a loaded project is what it is: where it was written, with which
// variables, and what overrode it. Path is such as "services.web.ports[0]". The story can be
// printed with explain.Render, or as JSON. Also a project with errors can be explained, as far as
// its files could be read.
func Explain(result *loader.Result, path string) (explain.Story, error) {
	return explain.Value(result, path)
}

// YAML is the project as docker compose config prints it, but with every dollar sign as it is, and with
// the names of env files, which are left out by model.Project.WithoutEnvFiles.
func YAML(p *model.Project) ([]byte, error) { return model.EncodeYAML(p) }
