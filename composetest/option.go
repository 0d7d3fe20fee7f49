package composetest

import (
	"maps"

	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// Option is a setting of a fixture. Of options that say the same thing, the last counts.
type Option interface{ apply(*settings) }

// settings are what a fixture's options say.
type settings struct {
	env          Env
	composeNames []string
	envNames     []string
	style        source.PathStyle
	root         string
	goldenDir    string
	change       []func(*loader.Loader)
}

type option func(*settings)

func (o option) apply(s *settings) { o(s) }

// Env is the environment of a fixture's project: variables by name. Those of the project's .env
// file, or of [EnvFiles], come after it. Default: no variables. Several Env are taken together.
type Env map[string]string

func (e Env) apply(s *settings) {
	if s.env == nil {
		s.env = Env{}
	}
	maps.Copy(s.env, e)
}

// EnvFiles names files of variables to use instead of .env, from the project directory, as --env-file does; of several that
// set a variable the last counts. Default: those of the variable COMPOSE_ENV_FILES of [Env], else .env, which need not exist.
func EnvFiles(names ...string) Option {
	return option(func(s *settings) { s.envNames = names })
}

// Profiles activates profiles; "*" is all. Default: those of the variable COMPOSE_PROFILES. 15-profiles.md
func Profiles(names ...string) Option {
	return Loader(func(l *loader.Loader) { l.Profiles = names })
}

// Services selects services and what they depend on. Default: all.
func Services(names ...string) Option {
	return Loader(func(l *loader.Loader) { l.Services = names })
}

// ProjectName gives the project a name. Default: that of the variable COMPOSE_PROJECT_NAME, else that of the files, else the last element of the
// project directory, which is project.
func ProjectName(name string) Option {
	return Loader(func(l *loader.Loader) { l.Name = name })
}

// ComposeFiles names the Compose files, in the order in which they override each other, from the
// project directory. Default: those of the variable COMPOSE_FILE, else compose.yaml or another default name, and its override file.
func ComposeFiles(names ...string) Option {
	return option(func(s *settings) { s.composeNames = names })
}

// PathStyle says what paths look like to the project. Default: source.Unix, with the project in
// /project; for source.Windows it is in C:\project. It does not depend on the machine that runs
// the test.
func PathStyle(style source.PathStyle) Option {
	return option(func(s *settings) { s.style = style })
}

// Root says which folder is the root of what the project of [Dir] can see. Default: the parent of
// the project's folder, which itself is /project. With a root further up, for projects that
// refer to files there, the project lies where it is below the root: of
//
//	composetest.Dir(t, "testdata/shops/north", composetest.Root("testdata"))
//
// the project directory is /shops/north.
func Root(dir string) Option {
	return option(func(s *settings) { s.root = dir })
}

// GoldenDir says which folder the goldens are kept in. Default: of [Dir] the project's folder, of
// [Archive] the archive, of [Files] the map, and for goldens that it lacks the folder in testdata
// that is called like the test.
func GoldenDir(dir string) Option {
	return option(func(s *settings) { s.goldenDir = dir })
}

// Loader changes the loader that a fixture is loaded with, in ways that no other option has:
// rules, resolvers, stages to leave out.
func Loader(change func(*loader.Loader)) Option {
	return option(func(s *settings) { s.change = append(s.change, change) })
}
