package plan_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
	"github.com/composekit/composekit/source"
)

// shop is a project of one service on one network.
func shop() *model.Project {
	return &model.Project{
		Name: "shop", WorkingDir: "/shop",
		Services: map[string]*model.Service{"web": {
			Name: "web", ContainerSpec: model.ContainerSpec{Image: "img", Networks: map[string]*model.ServiceNetwork{"default": nil}},
		}},
		Networks: map[string]*model.Network{"default": {Name: "shop_default"}},
	}
}

// had is the state of an engine that has the project, as the labels of a plan for an empty one
// make it.
func had(t *testing.T, p *model.Project) *driver.State {
	t.Helper()
	image := driver.Image{ID: "sha256:1", Digest: "sha256:1"}
	s := &driver.State{Images: map[string]driver.Image{"img": image}}
	c, err := plan.Lower(plan.Input{Project: p, State: s}, "web", 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Containers = []driver.Container{{
		ID: strings.Repeat("a", 64), Name: c.Name, Labels: c.Spec.Labels, Status: driver.StatusRunning, Image: "img", Spec: &c.Spec,
		Networks: []driver.Attachment{{ID: "n1", Name: "shop_default"}},
	}}
	s.Networks = []driver.Network{{ID: "n1", Name: "shop_default", Labels: plan.LowerNetwork(plan.Input{Project: p}, "default").Labels}}
	return s
}

func up(t *testing.T, p *model.Project, s *driver.State, change func(*plan.Input)) string {
	t.Helper()
	in := plan.Input{Project: p, State: s, Options: plan.Options{Verb: plan.Up}}
	if change != nil {
		change(&in)
	}
	made, err := plan.MakePlan(in)
	if err != nil {
		return "error: " + err.Error()
	}
	again, _ := plan.MakePlan(in)
	checkPlan(t, made, again)
	return made.String()
}

// wants reports lines that a plan lacks.
func wants(t *testing.T, got string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(got, line) {
			t.Errorf("the plan lacks %q:\n%s", line, got)
		}
	}
}

func TestWhatIsThereIsKept(t *testing.T) {
	wants(t, up(t, shop(), had(t, shop()), nil), "up shop: 0 steps\n")
}

// TestNetworksTwice: of several networks of one name the one that is used stays.
func TestNetworksTwice(t *testing.T) {
	s := had(t, shop())
	twin := s.Networks[0]
	twin.ID = "m0"
	s.Networks = append([]driver.Network{twin}, s.Networks...)
	got := up(t, shop(), s, nil)
	wants(t, got, "up shop: 1 step\n", "network:default/remove-m0: network.remove shop_default\n    leftover:")
	s.Containers[0].Status = driver.StatusExited
	s.Containers[0].Networks = append(s.Containers[0].Networks, driver.Attachment{ID: "m0", Name: "shop_default"})
	wants(t, up(t, shop(), s, nil), "web-1/disconnect:n1: network.disconnect shop-web-1 from shop_default\n",
		"network:default/remove-n1: network.remove shop_default <- web-1/disconnect:n1\n",
		"web-1/start: container.start shop-web-1 <- web-1/disconnect:n1\n")
}

// TestStatuses: what becomes of a container that is up to date depends on its status.
func TestStatuses(t *testing.T) {
	for status, want := range map[driver.Status]string{
		driver.StatusRunning:    "0 steps",
		driver.StatusRestarting: "0 steps",
		driver.StatusCreated:    "web-1/start: container.start shop-web-1\n    status: it is created",
		driver.StatusExited:     "web-1/start: container.start shop-web-1\n    status: it is exited",
		driver.StatusPaused:     "web-1/unpause: container.unpause shop-web-1\n",
		driver.StatusDead:       "web-1/create: container.create aaaaaaaaaaaa_shop-web-1 of img\n    status: it is dead",
		driver.StatusRemoving:   "web-1/create: container.create shop-web-1 of img <- container:shop-web-1/remove\n",
	} {
		s := had(t, shop())
		s.Containers[0].Status = status
		got := up(t, shop(), s, nil)
		if status == driver.StatusRemoving {
			got = strings.ReplaceAll(got, "<- web-1/remove", "<- container:shop-web-1/remove")
		}
		wants(t, got, want)
	}
}

// TestNamesOfOthers: a container that is none of the project's is not touched.
func TestNamesOfOthers(t *testing.T) {
	for labels, want := range map[string]string{
		"":      "error: service web: the container name shop-web-1 is taken by bbbbbbbbbbbb, which belongs to no project",
		"other": "which belongs to service web of project other",
	} {
		s := had(t, shop())
		s.Containers = []driver.Container{{ID: strings.Repeat("b", 64), Name: "shop-web-1", Status: driver.StatusRunning,
			Labels: driver.Labels{driver.LabelProject: labels, driver.LabelService: "web", driver.LabelConfigHash: "x"}}}
		wants(t, up(t, shop(), s, nil), want)
	}
}

// TestInvisibleContainers: docker compose sees no container without a hash, and we touch none.
func TestInvisibleContainers(t *testing.T) {
	s := had(t, shop())
	delete(s.Containers[0].Labels, driver.LabelConfigHash)
	s.Containers[0].Name, s.Containers[0].Labels[driver.LabelOneOff] = "mine", "False"
	wants(t, up(t, shop(), s, nil), "up shop: 2 steps", "container.create shop-web-1")
}

func TestBind(t *testing.T) {
	p := shop()
	p.Services["app"] = &model.Service{Name: "app", ContainerSpec: model.ContainerSpec{Image: "new", NetworkMode: "service:web", VolumesFrom: []string{"web:ro", "container:far"}},
		WorkloadSpec: model.WorkloadSpec{DependsOn: map[string]model.Dependency{"web": {Condition: model.ServiceStarted, Required: true}}}}
	c, err := plan.Lower(plan.Input{Project: p}, "app", 1)
	if err != nil {
		t.Fatal(err)
	}
	op := &driver.CreateContainer{Name: c.Name, Spec: c.Spec, Hashed: c.Hashed}
	if _, missing := plan.Bind(op, plan.Names{
		Container: func(string) (string, bool) { return "", false }, Image: func(string) (string, bool) { return "", false },
	}); !errors.Is(missing, driver.ErrNotFound) {
		t.Errorf("a container that does not exist gives %v", missing)
	}
	bound, err := plan.Bind(op, plan.Names{
		Container: func(name string) (string, bool) { return "id-of-" + name, true },
		Image:     func(name string) (string, bool) { return "digest-of-" + name, true },
	})
	if err != nil {
		t.Fatal(err)
	}
	got := bound.(*driver.CreateContainer)
	want := *p.Services["app"]
	want.NetworkMode, want.VolumesFrom = "container:id-of-shop-web-1", []string{"id-of-shop-web-1:ro", "far"}
	for what, pair := range map[string][2]string{
		"network mode":  {got.Spec.NetworkMode, "container:id-of-shop-web-1"},
		"volumes_from":  {strings.Join(got.Spec.VolumesFrom, " "), "id-of-shop-web-1:ro far"},
		"image":         {got.Spec.Labels[driver.LabelImage], "digest-of-new"},
		"hash":          {got.Spec.Labels[driver.LabelConfigHash], confighash.Service(&want)},
		"given as text": {got.Hashed, ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}
	if op.Hashed == "" || strings.Contains(op.Spec.NetworkMode, "id-of") {
		t.Error("binding has changed the operation of the plan")
	}
	if same, err := plan.Bind(&driver.StartContainer{}, plan.Names{}); err != nil || same == nil {
		t.Error(same, err)
	}
}

// TestBindProvider: a container with variables of providers is what it would be if the service had them itself.
func TestBindProvider(t *testing.T) {
	mine, other := "mine", "<other>"
	p := shop()
	p.Services["cloud"] = &model.Service{Name: "cloud", Provider: &model.Provider{Type: "cloud"}}
	p.Services["app"] = &model.Service{Name: "app", ContainerSpec: model.ContainerSpec{Image: "new", Environment: model.MappingWithEquals{"A": &mine, "Z": nil}},
		Develop:      &model.Develop{Watch: []model.Watch{{Path: "environment"}}},
		PostStart:    []model.Hook{{Command: []string{"x"}, Environment: model.MappingWithEquals{"A": &mine}}},
		WorkloadSpec: model.WorkloadSpec{DependsOn: map[string]model.Dependency{"cloud": {Condition: model.ServiceStarted, Required: true}}}}
	c, err := plan.Lower(plan.Input{Project: p}, "app", 1)
	if err != nil {
		t.Fatal(err)
	}
	op := &driver.CreateContainer{Name: c.Name, Spec: c.Spec, Hashed: c.Hashed}
	names := plan.Names{
		Image:     func(name string) (string, bool) { return "digest-of-" + name, true },
		Variables: func(string) (map[string]string, bool) { return nil, false },
	}
	if _, err := plan.Bind(op, names); !errors.Is(err, driver.ErrInvalid) {
		t.Errorf("a provider that was not called gives %v", err)
	}
	names.Variables = func(service string) (map[string]string, bool) {
		return map[string]string{"A": other, "CLOUD_URL": "u"}, service == "cloud"
	}
	bound, err := plan.Bind(op, names)
	if err != nil {
		t.Fatal(err)
	}
	got := bound.(*driver.CreateContainer)
	if env := strings.Join(got.Spec.Env, " "); env != "A=<other> CLOUD_URL=u Z" {
		t.Errorf("the variables are %s", env)
	}
	want := *p.Services["app"]
	url := "u"
	want.Environment = model.MappingWithEquals{"A": &other, "CLOUD_URL": &url, "Z": nil}
	if hash := got.Spec.Labels[driver.LabelConfigHash]; hash != confighash.Service(&want) {
		t.Errorf("the hash is %s", hash)
	}
	if overrides := plan.Overrides(op, names.Variables); len(overrides) != 1 || !strings.Contains(overrides[0], "the provider of cloud overrides environment variable A") {
		t.Errorf("overridden are %v", overrides)
	}
}

// TestModels: where nothing is known of models, that is said.
func TestModels(t *testing.T) {
	p := shop()
	p.Services["web"].Models = map[string]*model.ServiceModel{"llm": nil}
	p.Models = map[string]*model.Model{"llm": {Model: "ai/small"}}
	wants(t, up(t, p, had(t, shop()), nil), "error: service web uses models, of which nothing is known")
	if _, err := plan.Lower(plan.Input{Project: p}, "web", 1); err == nil || !strings.Contains(err.Error(), "uses models, of which nothing is known") {
		t.Errorf("lowering gives %v", err)
	}
}

// two is a state with a container that gets healthy and one that is.
func two(t *testing.T) *driver.State {
	s := had(t, shop())
	db := s.Containers[0]
	s.Containers[0].Health = driver.HealthStarting
	db.ID, db.Name, db.Health = "db", "shop-db-1", driver.HealthHealthy
	s.Containers = append(s.Containers, db)
	s.Networks[0].Driver = "bridge"
	return s
}

// TestBase: what has changed since a plan was made is told; what changes by itself is no change.
func TestBase(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(s *driver.State)
		want   []string
	}{
		{"nothing", func(*driver.State) {}, nil},
		{"time", func(s *driver.State) {
			s.Containers[0].StatusText, s.Containers[0].Networks[0].IPAddress = "Up 5 minutes", "172.18.0.2"
		}, nil},
		{"healthy", func(s *driver.State) { s.Containers[0].Health = driver.HealthHealthy }, nil},
		{"unhealthy", func(s *driver.State) { s.Containers[1].Health = driver.HealthUnhealthy },
			[]string{"container shop-db-1: health was healthy, is unhealthy"}},
		{"ended", func(s *driver.State) { s.Containers[0].Status, s.Containers[0].ExitCode = driver.StatusExited, 3 },
			[]string{"container shop-web-1: exit status was none, is 3", "container shop-web-1: status was running, is exited"}},
		{"replaced", func(s *driver.State) { s.Containers[0].ID, s.Containers[0].Status = "new", driver.StatusCreated },
			[]string{"container shop-web-1: it is another one of the same name"}},
		{"renamed", func(s *driver.State) { s.Containers[0].Name = "mine" },
			[]string{"container shop-web-1: it is gone", "container mine: it was not there"}},
		{"disconnected", func(s *driver.State) { s.Containers[0].Networks = nil },
			[]string{"container shop-web-1: network was shop_default, is none"}},
		{"network", func(s *driver.State) { s.Networks[0].Labels = nil; s.Networks[0].Driver = "overlay" },
			[]string{"network shop_default: driver was bridge, is overlay", "network shop_default: its labels are others"}},
		{"second network", func(s *driver.State) { s.Networks = append(s.Networks, s.Networks[0]) },
			[]string{"network shop_default: it is another one of the same name"}},
		{"volume", func(s *driver.State) { s.Volumes = append(s.Volumes, driver.Volume{Name: "shop_data"}) },
			[]string{"volume shop_data: it was not there"}},
		{"image", func(s *driver.State) { s.Images["img"] = driver.Image{ID: "pulled"} },
			[]string{"image img: it is another one of the same name"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, after := two(t), two(t)
			p, err := plan.MakePlan(plan.Input{Name: "shop", State: before, Options: plan.Options{Verb: plan.Stop}})
			if err != nil {
				t.Fatal(err)
			}
			test.change(after)
			if got := p.Base.Differences(after); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if sel := p.Base.Selector; sel.Project != "shop" {
				t.Errorf("observed was %+v", sel)
			}
		})
	}
}

// TestFromState: the labels tell of services, their dependencies, networks and volumes.
func TestFromState(t *testing.T) {
	s := had(t, shop())
	s.Containers[0].Labels[driver.LabelDependsOn] = "db:service_healthy:false,old"
	s.Volumes = []driver.Volume{{Name: "v", Labels: driver.Labels{driver.LabelProject: "shop", driver.LabelVolume: "data"}}}
	p := plan.FromState("shop", s)
	web := p.Services["web"]
	if web == nil || *web.Scale != 1 || p.WorkingDir != "/shop" || p.Networks["default"].Name != "shop_default" || p.Volumes["data"].Name != "v" {
		t.Errorf("got %+v", p)
	}
	if d := web.DependsOn["db"]; d.Condition != model.ServiceHealthy || d.Restart || d.Required {
		t.Errorf("db: %+v", d)
	}
	if d := web.DependsOn["old"]; d.Condition != model.ServiceStarted || !d.Restart {
		t.Errorf("old: %+v", d)
	}
	if p := plan.FromState("shop", nil); p.Name != "shop" || len(p.Services)+len(p.Networks)+len(p.Volumes) > 0 {
		t.Errorf("of nothing: %+v", p)
	}
}

// TestVariables: a variable is the project's, before it is the environment's.
func TestVariables(t *testing.T) {
	for _, test := range []struct {
		project model.Mapping
		env     source.Vars
		want    string
	}{
		{nil, nil, ""},
		{nil, source.Vars{"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}, "linux/arm64"},
		{model.Mapping{"DOCKER_DEFAULT_PLATFORM": "linux/amd64"}, source.Vars{"DOCKER_DEFAULT_PLATFORM": "linux/arm64"}, "linux/amd64"},
	} {
		p := shop()
		p.Environment = test.project
		c, err := plan.Lower(plan.Input{Project: p, Env: test.env}, "web", 1)
		if err != nil || c.Spec.Platform != test.want {
			t.Errorf("%v, %v: the platform is %q, %v, want %q", test.project, test.env, c.Spec.Platform, err, test.want)
		}
	}
}

// TestRunLabels: run adds labels to those of the service.
func TestRunLabels(t *testing.T) {
	p := shop()
	p.Services["web"].Labels = model.Labels{"tier": "front", "team": "a"}
	in := plan.Input{Project: p, State: had(t, shop()), Options: plan.Options{Verb: plan.Run, Services: []string{"web"},
		Run: &plan.RunOptions{Slug: "0123", Labels: map[string]string{"team": "b"}}}}
	made, err := plan.MakePlan(in)
	if err != nil {
		t.Fatal(err)
	}
	labels := made.Steps[0].Op.(*driver.CreateContainer).Spec.Labels
	if labels["tier"] != "front" || labels["team"] != "b" || p.Services["web"].Labels["team"] != "a" {
		t.Errorf("the container has %v, the service %v", labels, p.Services["web"].Labels)
	}
}

// A project that was made by hand and lacks names is refused, for nothing could be made by them.
func TestProjectWithoutNames(t *testing.T) {
	for want, change := range map[string]func(*model.Project){
		"service web: its Name is not the one that the project has it by": func(p *model.Project) { p.Services["web"].Name = "" },
		"service db: its Name is not the one that the project has it by":  func(p *model.Project) { p.Services["db"] = p.Services["web"] },
		"network default: it has no Name for the engine":                  func(p *model.Project) { p.Networks["default"].Name = "" },
		"volume data: it has no Name for the engine":                      func(p *model.Project) { p.Volumes = map[string]*model.Volume{"data": {}} },
	} {
		p := shop()
		change(p)
		for _, verb := range []plan.Verb{plan.Up, plan.Down, plan.Build, plan.Pull} {
			if made, err := plan.MakePlan(plan.Input{Project: p, Options: plan.Options{Verb: verb}}); err == nil || err.Error() != want {
				t.Errorf("%s: got %v and %v, want %s", verb, made, err, want)
			}
		}
	}
}

// A one-off container has a service and a name of its own, which the caller draws.
func TestRunWithoutWhatItNeeds(t *testing.T) {
	for _, c := range []struct {
		options plan.Options
		want    string
	}{
		{plan.Options{Run: &plan.RunOptions{Slug: "0123"}}, "run needs exactly one service"},
		{plan.Options{Services: []string{"web"}}, "run needs options with a slug"},
		{plan.Options{Services: []string{"web"}, Run: &plan.RunOptions{}}, "run needs options with a slug"},
	} {
		c.options.Verb = plan.Run
		if made, err := plan.MakePlan(plan.Input{Project: shop(), Options: c.options}); err == nil || err.Error() != c.want {
			t.Errorf("got %v and %v, want %s", made, err, c.want)
		}
	}
}

// A relative path means nothing to an engine, or is the name of a volume to it.
func TestRelativePathsAreRefused(t *testing.T) {
	for _, source := range []string{"data", "./data", "../data", "C:data"} {
		p := shop()
		p.Services["web"].Volumes = []model.Mount{{Type: "bind", Source: source, Target: "/d"}}
		want := "error: service web: volumes: /d: the path " + source + " on the host is not absolute: load the project with an absolute directory"
		if got := up(t, p, nil, nil); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		p = shop()
		p.Services["web"].Secrets = []model.FileReference{{Source: "s"}}
		p.Secrets = map[string]*model.Secret{"s": {File: source}}
		want = "error: service web: secrets.s: the path " + source + " on the host is not absolute: load the project with an absolute directory"
		if got := up(t, p, nil, nil); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, source := range []string{"/data", `C:\data`, `\\.\pipe\x`} {
		p := shop()
		p.Services["web"].Volumes = []model.Mount{{Type: "bind", Source: source, Target: "/d"}}
		if got := up(t, p, nil, nil); strings.HasPrefix(got, "error") {
			t.Errorf("%s: %s", source, got)
		}
	}
}

func TestWhatTheProjectHasNotIsMadeOfNothing(t *testing.T) {
	for _, in := range []plan.Input{{Project: &model.Project{Name: "shop"}}, {}} {
		if n, v := plan.LowerNetwork(in, "none"), plan.LowerVolume(in, "none"); n.Name != "" || len(n.Labels) > 0 || v.Name != "" || len(v.Labels) > 0 {
			t.Errorf("a network %+v and a volume %+v", n, v)
		}
		if _, err := plan.Lower(in, "none", 1); err == nil {
			t.Error("a container of no service")
		}
	}
}
