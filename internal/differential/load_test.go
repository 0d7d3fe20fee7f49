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

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material/commandline"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
)

// outcome is what a side makes of a project.
type outcome struct {
	// refusal is why the project is refused; nil if it is accepted.
	refusal error
	// findings are those behind our refusal; aliases says that a file may have some, bases what
	// services extend.
	findings diag.List
	aliases  bool
	bases    map[string][]string

	model      *model.Project // ours alone
	project    *types.Project
	yaml, json string // or why there is none
}

// ours is what composekit makes of a command line.
func ours(options host.Options) (out outcome) {
	defer func() {
		if x := recover(); x != nil {
			out.refusal = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
			out.findings = diag.List{{Def: &diag.Def{Code: "panic"}, Message: out.refusal.Error()}}
		}
	}()
	l, err := options.Loader()
	if err != nil {
		return outcome{refusal: err}
	}
	result, err := l.Load(context.Background())
	if err != nil {
		return outcome{refusal: err}
	}
	list := result.Diagnostics
	if list.HasErrors() {
		out.findings = list.Errors()
		out.bases = map[string][]string{}
		for _, f := range result.Files {
			basesIn(f, l.Env, out.bases)
			out.aliases = out.aliases || strings.Contains(f.Text(), "*")
		}
		out.refusal = list.Err()
		return out
	}
	return ourProject(result.Project)
}

// ourProject is the outcome that composekit accepts a project.
func ourProject(p *model.Project) (out outcome) {
	out.model = p
	out.yaml = printed(model.EncodeYAML(p))
	out.json = printed(model.EncodeJSON(p))
	var err error
	if out.project, err = composego.ToComposeGo(p); err != nil {
		out.yaml += "# " + err.Error() + "\n"
	}
	return out
}

// reference is what compose-go makes of a command line, set up as docker compose sets it up.
func reference(o host.Options) (out outcome) {
	defer func() {
		if x := recover(); x != nil {
			out = outcome{refusal: fmt.Errorf("panic: %v", x)}
		}
	}()
	dir := o.ProjectDirectory
	if dir == "" && len(o.Files) == 0 {
		dir = o.WorkDir
	}
	if dir != "" {
		dir = absolute(o.WorkDir, dir)[0]
	}
	defer asProcess(o)()
	files, envFiles := absolute(o.WorkDir, o.Files...), absolute(o.WorkDir, commandline.EnvFiles(o)...)
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
	sortKeys(p)
	return theirProject(p)
}

// sortKeys orders the SSH keys of builds, which the reference has in the order of a Go map.
func sortKeys(p *types.Project) {
	for _, services := range []types.Services{p.Services, p.DisabledServices} {
		for _, s := range services {
			sortKeysOf(s.Build)
		}
	}
	for _, jobs := range []types.Jobs{p.Jobs, p.DisabledJobs} {
		for _, job := range jobs {
			sortKeysOf(job.Build)
		}
	}
}

func sortKeysOf(b *types.BuildConfig) {
	if b != nil {
		slices.SortFunc(b.SSH, func(x, y types.SSHKey) int { return strings.Compare(x.ID, y.ID) })
	}
}

// theirProject is the outcome that compose-go accepts a project.
func theirProject(p *types.Project) outcome {
	return outcome{project: p, yaml: printed(p.MarshalYAML()), json: printed(p.MarshalJSON())}
}

// process is held while the process is changed for the reference's sake.
var process sync.Mutex

// disableEnvFile is the one variable that the reference asks the process for.
const disableEnvFile = "COMPOSE_DISABLE_ENV_FILE"

// asProcess makes the process what the reference needs it to be where it does not go by its
// options: the directory where it looks for the files of COMPOSE_FILE, and one variable. What it
// returns undoes that.
func asProcess(o host.Options) (undo func()) {
	value, set := "", false
	for _, variable := range o.Environ {
		if rest, found := strings.CutPrefix(variable, disableEnvFile+"="); found {
			value, set = rest, true
		}
	}
	if len(o.Files) > 0 && !set {
		return func() {}
	}
	process.Lock()
	before, err := os.Getwd()
	if err == nil {
		err = os.Chdir(o.WorkDir)
	}
	if err == nil && set {
		err = os.Setenv(disableEnvFile, value)
	}
	if err != nil {
		panic(err)
	}
	return func() {
		defer process.Unlock()
		os.Unsetenv(disableEnvFile)
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

// codes are the kinds of finding behind our refusal.
func (o outcome) codes() (out []string) {
	for _, d := range o.findings {
		out = append(out, d.Code())
	}
	slices.Sort(out)
	return slices.Compact(out)
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
