package plan_test

import (
	"testing"

	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/model"
)

func TestContent(t *testing.T) {
	shop := &model.Project{
		Environment: model.Mapping{"TOKEN": "from the variable", "EMPTY": ""},
		Secrets: map[string]*model.Secret{
			"token": {Environment: "TOKEN"},
			"known": {Environment: "TOKEN", Content: "filled in"},
			"empty": {Environment: "EMPTY"},
			"lost":  {Environment: "UNSET"},
		},
		Configs: map[string]*model.Config{"motd": {Content: "hello"}, "token": {Environment: "TOKEN"}, "none": {}},
	}
	for _, c := range []struct {
		project            *model.Project
		source, want, fail string
	}{
		{shop, "secrets.token", "from the variable", ""},
		{shop, "secrets.known", "filled in", ""},
		{shop, "secrets.empty", "", ""},
		{shop, "secrets.lost", "", "secrets.lost: the variable UNSET is not set"},
		{shop, "secrets.motd", "", "the project has no secrets.motd"},
		{shop, "configs.motd", "hello", ""},
		{shop, "configs.token", "from the variable", ""},
		{shop, "configs.none", "", ""},
		{shop, "volumes.data", "", "the project has no volumes.data"},
		{shop, plan.APISocketSource, "", "the project has no " + plan.APISocketSource},
		{nil, "configs.motd", "", "the project has no configs.motd"},
	} {
		got, err := plan.Content(c.project, c.source)
		if string(got) != c.want || (err == nil) != (c.fail == "") || err != nil && err.Error() != c.fail {
			t.Errorf("%s is %q, %v; want %q, %q", c.source, got, err, c.want, c.fail)
		}
	}
}
