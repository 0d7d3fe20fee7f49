package composego

import (
	"context"
	"errors"
	"maps"

	"github.com/compose-spec/compose-go/v2/consts"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// LoadConfigFiles returns the details for LoadWithContext of files, of which remote ones are
// fetched. It reads no file itself. Errors match errdefs.ErrNotFound if there is no file.
func LoadConfigFiles(ctx context.Context, configFiles []string, workingDir string, options ...func(*Options)) (*types.ConfigDetails, error) {
	return loader.LoadConfigFiles(ctx, configFiles, workingDir, options...)
}

// LoadWithContext loads Compose files with composekit and gives the project that compose-go's
// function of the same name would. The files, their contents and the variables come from
// details; other files are read from this machine.
//
// All of Options are honoured. These mean something slightly different:
//   - A ResourceLoader's files are read where Load says that they are, and relative paths in
//     them start in the directory of the file. One whose Dir says otherwise is an error.
//   - MaxNodeVisits bounds the nodes of a file, and those that its aliases stand for; where there
//     are fewer keys than values, up to twice as many are taken.
//   - ConvertWindowsPaths has no effect but on Windows, as with compose-go.
//   - Listeners hear of one document's include and extends in order.
//
// The caller's map of variables is not changed. Extensions of ulimits and of pools of addresses
// are kept, which compose-go loses; names that begin with x- where users choose the names, as in
// labels, stay what they are. The format raw of env files is always known. ConfigFile.Config may have
// slices, maps and scalars of any type, such as []string, many of which compose-go loses or refuses.
//
// The project's name must be a valid one in all cases, or with SkipValidation none. Warnings go to logrus, as compose-go's do.
//
// If the files are wrong the error is an *Error. Its text is compose-go's for the first thing that
// is wrong, and it matches the same with errors.Is: errdefs.ErrInvalid, errdefs.ErrNotFound,
// errdefs.ErrDisabled, fs.ErrNotExist. It has all findings, with their places, as Diagnostics and
// as a *diag.Errors. Of several faults compose-go often tells one at random; here it is always the same.
// What is wrong with YAML itself has compose-go's beginning and composekit's words.
func LoadWithContext(ctx context.Context, details types.ConfigDetails, options ...func(*Options)) (*types.Project, error) {
	r, err := newRequest(details, options)
	if err != nil {
		return nil, err
	}
	if err := r.checkAttributes(ctx); err != nil {
		return nil, err
	}
	result, err := r.load(ctx, r.loader)
	if err != nil {
		return nil, err
	}
	return r.project(result.Project)
}

// LoadModelWithContext loads Compose files and gives the whole model as plain values: all
// files as one, in long syntax, before it becomes a project. Options that concern projects
// rather than files, such as Profiles, have no effect, as with compose-go. The content that secrets
// and configs have from variables is in it, where ModelToProject looks for it. Errors are as those
// of LoadWithContext.
func LoadModelWithContext(ctx context.Context, details types.ConfigDetails, options ...func(*Options)) (map[string]any, error) {
	r, err := newRequest(details, options)
	if err != nil {
		return nil, err
	}
	if err := r.checkAttributes(ctx); err != nil {
		return nil, err
	}
	l := *r.loader
	l.Without |= beyondModel
	l.Services = nil
	result, err := r.load(ctx, &l)
	if err != nil {
		return nil, err
	}
	tree, _ := model.Plain(result.Tree).(map[string]any)
	for name, s := range result.Project.Secrets {
		r.tell(tree, "secrets", name, s.Environment, types.SecretConfigXValue, s.Content)
	}
	for name, c := range result.Project.Configs {
		r.tell(tree, "configs", name, c.Environment, "content", c.Content)
	}
	return tree, nil
}

// tell puts the content that a secret or config has from a variable into a model, by the key where ModelToProject looks
// for it. Our trees leave it out.
func (r *request) tell(tree map[string]any, section, name, variable, key, content string) {
	all, _ := tree[section].(map[string]any)
	one, _ := all[name].(map[string]any)
	if _, set := r.details.Environment[variable]; one != nil && variable != "" && (set || content != "") {
		one[key] = content
	}
}

// beyondModel are the stages that work on projects.
const beyondModel = ours.Consistency | ours.EnvResolution | ours.LabelResolution

func (r *request) load(ctx context.Context, l *ours.Loader) (*ours.Result, error) {
	result, err := l.Load(ctx, r.names...)
	if err != nil {
		return nil, err
	}
	for _, d := range result.Diagnostics {
		if d.Severity() == diag.Warning {
			logrus.Warn(warning(fault{Diagnostic: d}))
		}
	}
	if result.Diagnostics.HasErrors() {
		return nil, r.failure(result)
	}
	if l.Name == "" && !r.options.SkipValidation {
		return nil, errNoName
	}
	return result, nil
}

// project is a project that was loaded as compose-go's loader gives it.
func (r *request) project(p *model.Project) (*types.Project, error) {
	var wrong []error
	c := outward{}
	if len(r.options.KnownExtensions) > 0 {
		c.typed = func(name string, value any) any {
			typed, err := r.typed(name, value)
			if err != nil {
				wrong = append(wrong, err)
			}
			return typed
		}
	}
	out := new(types.Project)
	c.toProject(p, out)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	out.Name = r.loader.Name
	out.WorkingDir = r.details.WorkingDir
	out.ComposeFiles = nil // the caller knows; compose-go's package cli sets them
	out.Environment = r.environment()
	out.Profiles = r.options.Profiles
	if len(r.options.SelectedServices) > 0 {
		out.Profiles = append([]string{}, p.Profiles...)
	}
	r.fill(out)
	if r.options.ConvertWindowsPaths && r.loader.FS.Style() == source.Windows {
		convertWindowsPaths(out)
	}
	if r.options.PruneUnnecessaryResources {
		out = out.WithoutUnnecessaryResources()
	}
	return out, nil
}

// typed is the value of an extension as the type that is registered for it.
func (r *request) typed(name string, value any) (any, error) {
	registered, ok := r.options.KnownExtensions[name]
	if !ok {
		return value, nil
	}
	typed := zero(registered)
	if err := loader.Transform(value, &typed); err != nil {
		return nil, err
	}
	return typed, nil
}

func (r *request) environment() types.Mapping {
	env := maps.Clone(r.details.Environment)
	if env == nil {
		env = types.Mapping{}
	}
	env[consts.ComposeProjectName] = r.loader.Name
	return env
}

// fill makes empty what compose-go's stages leave empty, and ours nil.
func (r *request) fill(p *types.Project) {
	if p.Services == nil {
		p.Services = types.Services{}
	}
	if p.DisabledServices == nil {
		p.DisabledServices = types.Services{}
	}
	if p.Jobs != nil || p.DisabledJobs != nil {
		if p.Jobs == nil {
			p.Jobs = types.Jobs{}
		}
		if p.DisabledJobs == nil {
			p.DisabledJobs = types.Jobs{}
		}
	}
	if r.options.SkipResolveEnvironment {
		return
	}
	for name, s := range p.Services {
		r.fillContainer(&s.ContainerSpec)
		for i := range s.PreStart {
			if hook := &s.PreStart[i].ContainerSpec; len(hook.Environment)+len(hook.EnvFiles) > 0 {
				r.fillContainer(hook)
			}
		}
		p.Services[name] = s
	}
}

func (r *request) fillContainer(c *types.ContainerSpec) {
	if c.Environment == nil {
		c.Environment = types.MappingWithEquals{}
	}
	if r.discardEnvFiles {
		c.EnvFiles = nil
	}
}
