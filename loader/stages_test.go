package loader_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
)

// Leaving out a stage gives what the reference gives without it.
func TestStagesAgreeWithReference(t *testing.T) {
	root := material.Shared(t, "corpus")
	index, err := os.ReadFile(filepath.Join(root, "INDEX.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	logrus.SetOutput(io.Discard)
	defer logrus.SetOutput(os.Stderr)
	stages := []struct {
		name    string
		without loader.Stages
		option  cli.ProjectOptionsFn
	}{
		{"normalization", loader.Normalization, cli.WithNormalization(false)},
		{"path resolution", loader.PathResolution, cli.WithResolvedPaths(false)},
		{"consistency", loader.Consistency, cli.WithConsistency(false)},
		{"env resolution", loader.EnvResolution, cli.WithoutEnvironmentResolution},
	}
	const every = 8 // the reference is slow
	for i, stage := range stages {
		var counts tally
		for row, line := range material.Sample(strings.Split(strings.TrimSpace(string(index)), "\n")) {
			field := strings.Split(line, "\t")
			if row%every != i || row == 0 || field[2] == "-" || field[3] != "-" {
				continue
			}
			counts.all++
			dir := filepath.Join(root, field[1])
			options := host.Options{Files: strings.Split(field[2], "|"), WorkDir: dir, Environ: []string{"HOME=" + home, "USERPROFILE=" + home, "PWD=" + dir}}
			got, err := without(options, stage.without)
			setHome(t)
			want, wantErr := referenceWithout(options, stage.option)
			switch {
			case (err != nil) != (wantErr != nil):
				counts.differ(fmt.Sprintf("error %v, want %v", err, wantErr), field[0])
			case got != want:
				counts.differ(firstDifference(got, want), field[0])
			default:
				counts.agree++
			}
		}
		counts.log(t, "without "+stage.name)
		if counts.percent() < 98 {
			t.Errorf("without %s only %.2f %% agree", stage.name, counts.percent())
		}
	}
}

func without(o host.Options, stages loader.Stages) (string, error) {
	l, err := o.Loader()
	if err != nil {
		return "", err
	}
	l.Without = stages
	result, err := l.Load(context.Background())
	if err != nil {
		return "", err
	}
	if err := result.Diagnostics.Err(); err != nil {
		return "", err
	}
	text, err := model.EncodeYAML(result.Project)
	return string(text), err
}

func referenceWithout(o host.Options, option cli.ProjectOptionsFn) (string, error) {
	var files []string
	for _, name := range o.Files {
		files = append(files, filepath.Join(o.WorkDir, name))
	}
	options, err := cli.NewProjectOptions(files, cli.WithEnv(o.Environ), cli.WithEnvFiles(), cli.WithDotEnv, cli.WithDefaultProfiles(), option)
	if err != nil {
		return "", err
	}
	p, err := options.LoadProject(context.Background())
	if err != nil {
		return "", err
	}
	text, err := p.MarshalYAML()
	return string(text), err
}
