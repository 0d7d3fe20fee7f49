package differential

import (
	"context"
	gojson "encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
	goyaml "go.yaml.in/yaml/v4"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/material/commandline"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/source"
)

// outcome is what a side makes of a project.
type outcome struct {
	// refusal is why the project is refused; nil if it is accepted.
	refusal error
	// findings are those behind our refusal, retold are those and what they say better; aliases says that a file may have
	// some, bases what services extend.
	findings, retold diag.List
	aliases          bool
	bases            map[string][]string
	// warned are the codes of our warnings about a project that we accept.
	warned []string

	model      *model.Project // ours alone
	project    *types.Project
	tree       any    // of a project without interpolation
	yaml, json string // or why there is none
}

// ours is what composekit makes of a sample.
func ours(s sample) (out outcome) {
	defer func() {
		if x := recover(); x != nil {
			out.refusal = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
			out.findings = diag.List{{Def: &diag.Def{Code: "panic"}, Message: out.refusal.Error()}}
		}
	}()
	l, err := s.options.Loader()
	if err != nil {
		return outcome{refusal: err}
	}
	l.Without = s.without
	raw := s.without&loader.Interpolation != 0
	if raw {
		l.Without |= loader.Consistency | loader.EnvResolution | loader.LabelResolution
		name, _ := l.Env.Lookup("COMPOSE_PROJECT_NAME")
		l.Env = source.Vars{"COMPOSE_PROJECT_NAME": name} // other variables stay as they are written
	}
	result, err := l.Load(context.Background())
	if err != nil {
		return outcome{refusal: err}
	}
	list := result.Diagnostics
	if list.HasErrors() {
		out.findings = list.Errors()
		out.retold = slices.Clone(out.findings)
		for _, refusal := range result.Refusals {
			out.retold = append(out.retold, refusal.Errors...)
		}
		out.bases = map[string][]string{}
		for _, f := range result.Files {
			basesIn(f, l.Env, out.bases)
			out.aliases = out.aliases || strings.Contains(f.Text(), "*")
		}
		out.refusal = list.Err()
		return out
	}
	for _, d := range list {
		out.warned = append(out.warned, d.Code())
	}
	if raw {
		var used []string
		for _, v := range interpolate.Variables(result.Tree) {
			used = append(used, variable(v.Name, v.Required, v.Default, v.Alternate))
		}
		tree := asModel(model.Plain(result.Tree), used)
		tree.warned = out.warned
		return tree
	}
	project := ourProject(result.Project)
	project.warned = out.warned
	return project
}

// asModel is the outcome that one side accepts a project of which there is no more than a model, and variables.
func asModel(tree any, variables []string) outcome {
	slices.Sort(variables)
	return outcome{
		tree: tree,
		yaml: printed(goyaml.Marshal(tree)) + strings.Join(variables, ""),
		json: printed(gojson.MarshalIndent(tree, "", "  ")),
	}
}

// variable is how an outcome has a variable. Of several defaults the reference has any.
func variable(name string, required bool, otherwise, alternate string) string {
	return fmt.Sprintf("# %s: required %t, default %t, alternate %t\n", name, required, otherwise != "", alternate != "")
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

// switches are the options of compose-go that leave out a stage.
var switches = map[loader.Stages]cli.ProjectOptionsFn{
	loader.Interpolation:  cli.WithInterpolation(false),
	loader.Normalization:  cli.WithNormalization(false),
	loader.PathResolution: cli.WithResolvedPaths(false),
	loader.Consistency:    cli.WithConsistency(false),
	loader.EnvResolution:  cli.WithoutEnvironmentResolution,
}

// reference is what compose-go makes of a sample, set up as docker compose sets it up.
func reference(s sample) (out outcome) {
	o := s.options
	defer func() {
		if x := recover(); x != nil {
			out = outcome{refusal: fmt.Errorf("panic: %v", x)}
		}
	}()
	dir := o.ProjectDirectory
	if dir != "" {
		dir = absolute(o.WorkDir, dir)[0]
	}
	move, undo := asProcess(s)
	defer undo()
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
	move()
	for stage, off := range switches {
		if s.without&stage != 0 {
			if err := off(options); err != nil {
				return outcome{refusal: err}
			}
		}
	}
	if s.without&loader.Interpolation != 0 {
		tree, err := options.LoadModel(context.Background())
		if err != nil {
			return outcome{refusal: err}
		}
		levelModel(tree, projectDirectory(o), s.source())
		return theirModel(tree)
	}
	p, err := options.LoadProject(context.Background())
	if err != nil {
		return outcome{refusal: err}
	}
	sortKeys(p)
	return theirProject(p)
}

// theirModel is asModel of the reference's tree.
func theirModel(tree map[string]any) outcome {
	var used []string
	for _, v := range template.ExtractVariables(tree, nil) {
		if v.Name == "" {
			continue // of a text that is no template
		}
		used = append(used, variable(v.Name, v.Required, v.DefaultValue, v.PresenceValue))
	}
	return asModel(tree, used)
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
// options: the directory where it looks for the files of COMPOSE_FILE, and one variable. Move changes the directory to that
// of the project if paths are left as they are, where it looks for all other files then. Undo undoes all.
func asProcess(s sample) (move, undo func()) {
	o := s.options
	value, set := "", false
	for _, variable := range o.Environ {
		if rest, found := strings.CutPrefix(variable, disableEnvFile+"="); found {
			value, set = rest, true
		}
	}
	relative := s.without&loader.PathResolution != 0
	if !relative && len(o.Files) > 0 && !set {
		return func() {}, func() {}
	}
	process.Lock()
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	before, err := os.Getwd()
	must(err)
	must(os.Chdir(o.WorkDir))
	if set {
		must(os.Setenv(disableEnvFile, value))
	}
	move = func() {
		if relative {
			must(os.MkdirAll(projectDirectory(o), 0o755)) // a directory that is not there has no files, either
			must(os.Chdir(projectDirectory(o)))
		}
	}
	return move, func() {
		defer process.Unlock()
		os.Unsetenv(disableEnvFile)
		must(os.Chdir(before))
	}
}

// projectDirectory is where the paths of a project start whose files flags name.
func projectDirectory(o host.Options) string {
	switch {
	case o.ProjectDirectory != "":
		return absolute(o.WorkDir, o.ProjectDirectory)[0]
	case len(o.Files) > 0:
		return filepath.Dir(absolute(o.WorkDir, o.Files[0])[0])
	}
	return o.WorkDir
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
