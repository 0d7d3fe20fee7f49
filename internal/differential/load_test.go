package differential

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
)

// outcome is what a side makes of a project.
type outcome struct {
	// refusal is why the project is refused; nil if it is accepted.
	refusal error
	// codes are the kinds of finding behind our refusal.
	codes []string

	project    *types.Project
	yaml, json string // or why there is none
}

// ours is what composekit makes of a command line.
func ours(options host.Options) (out outcome) {
	defer func() {
		if x := recover(); x != nil {
			out.refusal = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
			out.codes = []string{"panic"}
		}
	}()
	l, files, list, err := options.Loader()
	if err != nil {
		return outcome{refusal: err}
	}
	result, err := l.Load(context.Background(), files...)
	if err != nil {
		return outcome{refusal: err}
	}
	list = append(list, result.Diagnostics...)
	if list.HasErrors() {
		for _, d := range list.Errors() {
			out.codes = append(out.codes, d.Code())
		}
		slices.Sort(out.codes)
		out.codes = slices.Compact(out.codes)
		out.refusal = list.Err()
		return out
	}
	out.yaml = printed(model.EncodeYAML(result.Project))
	out.json = printed(model.EncodeJSON(result.Project))
	if out.project, err = composego.ToComposeGo(result.Project); err != nil {
		out.yaml += "# " + err.Error() + "\n"
	}
	return out
}

// theirs is what compose-go makes of a command line, set up as docker compose sets it up.
func theirs(o host.Options) (out outcome) {
	dir := o.ProjectDirectory
	if dir == "" && len(o.Files) == 0 {
		dir = o.WorkDir
	}
	if dir != "" {
		dir = absolute(o.WorkDir, dir)[0]
	}
	if len(o.Files) == 0 {
		defer in(o.WorkDir)() // where it looks for the files of COMPOSE_FILE
	}
	files, envFiles := absolute(o.WorkDir, o.Files...), absolute(o.WorkDir, o.EnvFiles...)
	options, err := cli.NewProjectOptions(files,
		cli.WithWorkingDirectory(dir), cli.WithEnv(o.Environ),
		cli.WithEnvFiles(envFiles...), cli.WithDotEnv,
		cli.WithConfigFileEnv, cli.WithDefaultConfigPath,
		cli.WithEnvFiles(envFiles...), cli.WithDotEnv,
		cli.WithDefaultProfiles(o.Profiles...), cli.WithName(o.ProjectName))
	if err != nil {
		return outcome{refusal: err}
	}
	p, err := options.LoadProject(context.Background())
	if err != nil {
		return outcome{refusal: err}
	}
	p.Environment = nil // the process's; ours leaves it to the caller
	return outcome{
		project: p,
		yaml:    printed(p.MarshalYAML()),
		json:    printed(p.MarshalJSON()),
	}
}

// inDirectory is held while the process is in a directory for the reference's sake.
var inDirectory sync.Mutex

// in makes dir the current directory, until what it returns is called. Ours does not look.
func in(dir string) (back func()) {
	inDirectory.Lock()
	before, err := os.Getwd()
	if err == nil {
		err = os.Chdir(dir)
	}
	if err != nil {
		panic(err)
	}
	return func() {
		defer inDirectory.Unlock()
		if err := os.Chdir(before); err != nil {
			panic(err)
		}
	}
}

func printed(text []byte, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return string(text)
}

func absolute(dir string, names ...string) []string {
	out := slices.Clone(names)
	for i, name := range out {
		if name != "-" && !filepath.IsAbs(name) {
			out[i] = filepath.Join(dir, name)
		}
	}
	return out
}

// message is why a project is refused, in one line.
func (o outcome) message() string {
	if o.refusal == nil {
		return ""
	}
	var joined interface{ Unwrap() []error }
	text := o.refusal.Error()
	if errors.As(o.refusal, &joined) {
		text = fmt.Sprint(joined.Unwrap())
	}
	return strings.Join(strings.Fields(text), " ")
}
