package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/validate"
)

// load is one project to be loaded by both sides.
type load struct {
	id    string
	flags host.Options
}

func corpusLoads(match string) ([]load, error) {
	shared := os.Getenv("COMPOSEKIT_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	root, err := filepath.Abs(filepath.Join(shared, "corpus"))
	if err != nil {
		return nil, err
	}
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		return nil, fmt.Errorf("the corpus is not there (COMPOSEKIT_SHARED names its parent folder): %w", err)
	}
	var loads []load
	for i, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		field := strings.Split(line, "\t")
		if i == 0 || !strings.Contains(field[0], match) {
			continue
		}
		dir := filepath.Join(root, field[1])
		o := host.Options{
			WorkDir: dir,
			Environ: []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/home/corpus", "PWD=" + dir},
		}
		if field[2] != "-" {
			o.Files = strings.Split(field[2], "|")
		}
		if err := flags(&o, field[3]); err != nil {
			return nil, fmt.Errorf("%s: %w", field[0], err)
		}
		loads = append(loads, load{id: field[0], flags: o})
	}
	return loads, nil
}

// flags reads the arguments of a row of the index.
func flags(o *host.Options, args string) error {
	if args == "-" {
		return nil
	}
	words := strings.Fields(args)
	for len(words) > 1 {
		switch value := words[1]; words[0] {
		case "--profile":
			o.Profiles = append(o.Profiles, value)
		case "--env-file":
			o.EnvFiles = append(o.EnvFiles, value)
		case "--project-directory":
			o.ProjectDirectory = value
		case "-p", "--project-name":
			o.ProjectName = value
		default:
			return fmt.Errorf("unknown flag %s", words[0])
		}
		words = words[2:]
	}
	if len(words) > 0 {
		return fmt.Errorf("flag without value: %s", words[0])
	}
	return nil
}

// composekit loads the project with ours, from flags to structs, and holds it to the rules of
// docker compose, as composekit config does: the reference has no warnings of ours.
func (l load) composekit() error {
	loader, files, list, err := l.flags.Loader()
	if err != nil {
		return err
	}
	loader.Rules = validate.Default()
	result, err := loader.Load(context.Background(), files...)
	if err != nil {
		return err
	}
	if err := list.Err(); err != nil {
		return err
	}
	return result.Diagnostics.Err()
}

// composeGo loads the project with the reference, from flags to structs, as docker compose does.
func (l load) composeGo() error {
	o := l.flags
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
		return err
	}
	_, err = options.LoadProject(context.Background())
	return err
}
