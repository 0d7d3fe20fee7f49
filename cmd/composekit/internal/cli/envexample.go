package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/loader"
)

// envExamples are the names that people give to files which show what .env could be.
var envExamples = [...]string{
	".env.example", "env.example", ".env.sample", "env.sample", ".env.template", "env.template", ".env.dist", "env-example", "example.env", "sample.env",
}

// envExample says that a project has no .env, but a file that shows what it could be, which sets variables that are not
// set; "" if there is nothing to say.
func (a *app) envExample(result *loader.Result) string {
	unset := map[string]bool{}
	for _, d := range result.Diagnostics {
		if d.Def == interpolate.UnsetVariable || d.Def == interpolate.RequiredVariable {
			unset[variableAt(d)] = true
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
		for line := range strings.Lines(string(text)) {
			key, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
			if key = strings.TrimSpace(key); unset[key] {
				set++
				delete(unset, key)
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

// variableAt is the name of the variable that a finding is about: what is written there is $NAME or ${NAME…}.
func variableAt(d diag.Diagnostic) string {
	name := strings.TrimLeft(d.Span.Text(), "${")
	end := strings.IndexFunc(name, func(c rune) bool {
		return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
	if end >= 0 {
		name = name[:end]
	}
	return name
}
