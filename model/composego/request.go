package composego

import (
	"cmp"
	"errors"
	"reflect"

	"github.com/compose-spec/compose-go/v2/interpolation"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/host"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// request is one call of compose-go's loader, and the loader of ours that carries it out.
type request struct {
	details         types.ConfigDetails
	options         *Options
	discardEnvFiles bool

	loader *ours.Loader
	names  []string // of the Compose files
	causes []error  // what others than the files are to blame for
	unread error    // what compose-go says of a file that could not be read when a name was looked for

	asked bool // the look-up that the request made was asked something
}

func newRequest(details types.ConfigDetails, options []func(*Options)) (*request, error) {
	if len(details.ConfigFiles) == 0 {
		return nil, errors.New("no compose file specified")
	}
	r := &request{details: details}
	r.options = &Options{
		Interpolate: &interpolation.Options{
			Substitute: template.Substitute, LookupValue: r.lookup, TypeCastMapping: standardCasts(),
		},
		ResolvePaths: true,
	}
	for _, option := range options {
		option(r.options)
	}
	r.discardEnvFiles = discardsEnvFiles(r.options)
	fs, names := contents(details.ConfigFiles)
	r.names = names
	r.loader = &ours.Loader{
		FS: fs, Env: variables(details.Environment), Dir: details.WorkingDir, Home: host.Home(),
		Profiles: r.options.Profiles, Services: r.options.SelectedServices,
		Without: r.without(), Rules: validate.Default(),
		Limits: ours.Limits{Syntax: syntax.Limits{Nodes: 2 * cmp.Or(r.options.MaxNodeVisits, maxNodes), Expansion: r.options.MaxNodeVisits}},
	}
	if r.loader.Dir == "" {
		r.loader.Dir = "." // for ours, none is that of the first file
	}
	if r.customInterpolation() {
		r.loader.Interpolate = r.interpolate
	}
	if len(r.options.Listeners) > 0 {
		r.loader.Listen = r.listen
	}
	for _, l := range r.options.RemoteResourceLoaders() {
		r.loader.Resolvers = append(r.loader.Resolvers, resolver{l, r})
	}
	var err error
	if r.loader.Name, err = r.projectName(); err != nil {
		return nil, err
	}
	return r, nil
}

// maxNodes is how many nodes a file may have if the caller does not say. compose-go does not
// count the keys of mappings, as our reader does: hence it is given twice as many.
const maxNodes = 100_000

// standardCasts are the casts that compose-go's loader has by default.
func standardCasts() map[treePath]interpolation.Cast {
	return loader.ToOptions(&types.ConfigDetails{}, nil).Interpolate.TypeCastMapping
}

// discardsEnvFiles tells what WithDiscardEnvFiles has set, which compose-go keeps to itself.
func discardsEnvFiles(o *Options) bool {
	return reflect.ValueOf(o).Elem().FieldByName("discardEnvFiles").Bool()
}

// variables is an environment as compose-go sees it: on Windows the case of names makes no difference.
func variables(env types.Mapping) source.Env {
	if host.FS().Style() == source.Windows {
		return host.Environ(env.Values())
	}
	return source.Vars(env)
}

func (r *request) without() ours.Stages {
	o, out := r.options, ours.Naming
	for _, s := range []struct {
		skipped bool
		stages  ours.Stages
	}{
		{o.SkipInterpolation || o.Interpolate == nil, ours.Interpolation},
		{o.SkipInclude, ours.Include},
		{o.SkipExtends, ours.Extends},
		{o.SkipDefaultValues, ours.Defaults},
		{!o.ResolvePaths, ours.PathResolution},
		{o.SkipNormalization, ours.Normalization},
		{o.SkipConsistencyCheck, ours.Consistency},
		{o.SkipResolveEnvironment, ours.EnvResolution},
		{o.SkipResolveLabels, ours.LabelResolution},
		{o.SkipValidation, ours.Validation},
	} {
		if s.skipped {
			out |= s.stages
		}
	}
	return out
}

// lookup is the look-up that options have by default.
func (r *request) lookup(name string) (string, bool) {
	r.asked = true
	return r.details.LookupEnv(name)
}

// isOwn reports whether f is the request's lookup. Two closures of the same code may hold
// different things: hence it is asked something.
func (r *request) isOwn(f interpolation.LookupValue) bool {
	if f == nil || reflect.ValueOf(f).Pointer() != reflect.ValueOf(r.lookup).Pointer() {
		return false
	}
	r.asked = false
	f("")
	return r.asked
}

// zero is the zero value of a value's type.
func zero(value any) any {
	if value == nil {
		return nil
	}
	return reflect.New(reflect.TypeOf(value)).Elem().Interface()
}
