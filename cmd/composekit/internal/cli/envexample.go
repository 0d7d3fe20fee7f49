package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// envExamples are the names that people give to files which show what .env could be.
var envExamples = [...]string{
	".env.example", "env.example", ".env.sample", "env.sample", ".env.template", "env.template", ".env.dist", "env-example", "example.env", "sample.env",
}

// envExample says that a project has no .env, or that an env file of a container is not there, but a file that shows what it could
// be; "" if there is nothing to say.
func (a *app) envExample(result *loader.Result) string {
	if tip := a.unsetExample(result); tip != "" {
		return tip
	}
	return a.missingExample(result)
}

// missingExample says that an env file of a container is not there, but a file beside it that shows what it could be; "" if there is
// nothing to say.
func (a *app) missingExample(result *loader.Result) string {
	for _, d := range result.Diagnostics {
		if d.Def != loader.FileNotFound || !strings.Contains(d.Path, ".env_file") || d.Fact("file") == "" {
			continue
		}
		path := d.Fact("file")
		names := []string{path + ".example", path + ".sample", path + ".template", path + ".dist"}
		if filepath.Base(path) == ".env" {
			names = nil
			for _, name := range envExamples {
				names = append(names, filepath.Join(filepath.Dir(path), name))
			}
		}
		for _, name := range names {
			if _, err := os.Stat(name); err == nil {
				return fmt.Sprintf("there is no %s, but %s beside it: copy it, and change there what must be changed",
					a.shortName(path), filepath.Base(name))
			}
		}
	}
	return ""
}

// unsetExample says that a project has no .env, but a file that shows what it could be, which sets variables that are not
// set; "" if there is nothing to say.
func (a *app) unsetExample(result *loader.Result) string {
	unset := map[string]bool{}
	for _, d := range result.Diagnostics {
		if d.Def == interpolate.UnsetVariable || d.Def == interpolate.RequiredVariable || d.Def == loader.UnsetContent {
			unset[d.Fact("variable")] = true
		}
		for _, fact := range d.Facts {
			if fact.Name == "unset" { // an error for want of it
				unset[fact.Value] = true
			}
		}
	}
	if len(unset) == 0 || len(a.global.envFiles) > 0 || result.Project == nil {
		return ""
	}
	dir := result.Project.WorkingDir
	if _, err := os.Stat(filepath.Join(dir, ".env")); !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	for _, name := range envExamples {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			continue // it need not be there
		}
		set := 0
		vars, _ := dotenv.Parse(source.NewFile(name, string(text)), dotenv.Options{})
		for _, v := range vars {
			if unset[v.Name] {
				set++
				delete(unset, v.Name)
			}
		}
		if set == 0 {
			continue
		}
		what := "a variable that is not set"
		if set > 1 {
			what = fmt.Sprintf("%d variables that are not set", set)
		}
		return fmt.Sprintf("there is no %s, and %s beside it has %s: copy it to .env, and change there what must be changed",
			a.shortName(filepath.Join(dir, ".env")), name, what)
	}
	return ""
}
