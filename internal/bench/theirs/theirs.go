// Package theirs owns how the benchmark loads a project with the reference, compose-go: in its own
// process, and in that of a program that has nothing else.
package theirs

import (
	"context"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/host"
)

// Load loads a project, from flags to structs, as docker compose does.
func Load(o host.Options) (*types.Project, error) {
	files := make([]string, len(o.Files))
	for i, f := range o.Files {
		files[i] = filepath.Join(o.WorkDir, f)
	}
	dir := o.ProjectDirectory
	if dir != "" {
		dir = filepath.Join(o.WorkDir, dir)
	}
	env := make([]string, len(o.EnvFiles))
	for i, f := range o.EnvFiles {
		env[i] = filepath.Join(o.WorkDir, f)
	}
	options, err := cli.NewProjectOptions(files,
		cli.WithWorkingDirectory(dir),
		cli.WithEnv(o.Environ),
		cli.WithEnvFiles(env...),
		cli.WithDotEnv,
		cli.WithConfigFileEnv,
		cli.WithDefaultConfigPath,
		cli.WithDefaultProfiles(o.Profiles...),
		cli.WithName(o.ProjectName),
	)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}
