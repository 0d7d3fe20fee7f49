package plan

import (
	"fmt"
	"strings"

	"github.com/composekit/composekit/model"
)

// Content is the content of a secret or config of a project that is not a file: what the project says, or the value of
// the variable that it names. Source is what a plan has in its place (driver.File, driver.BuildSecret): secrets.KEY or
// configs.KEY. The error is that there is no such thing, or that the variable is not set. APISocketSource is no part of
// the project, and not known here. 08-configs.md, 09-secrets.md
func Content(p *model.Project, source string) ([]byte, error) {
	kind, key, _ := strings.Cut(source, ".")
	var content, variable string
	found := false
	if p != nil && kind == "secrets" && p.Secrets[key] != nil {
		content, variable, found = p.Secrets[key].Content, p.Secrets[key].Environment, true
	}
	if p != nil && kind == "configs" && p.Configs[key] != nil {
		content, variable, found = p.Configs[key].Content, p.Configs[key].Environment, true
	}
	if !found {
		return nil, fmt.Errorf("the project has no %s", source)
	}
	if content != "" || variable == "" {
		return []byte(content), nil
	}
	value, set := p.Environment[variable]
	if !set {
		return nil, fmt.Errorf("%s: the variable %s is not set", source, variable)
	}
	return []byte(value), nil
}
