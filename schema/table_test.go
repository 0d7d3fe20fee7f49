package schema

import (
	"regexp"
	"strings"
	"testing"
)

// eachType visits every type of the table once, with a path that leads to it.
func eachType(t *Type, visit func(path string, t *Type)) {
	seen := map[*Type]bool{}
	var walk func(path string, t *Type)
	walk = func(path string, t *Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		visit(path, t)
		for i := range t.Attrs() {
			walk(strings.TrimPrefix(path+"."+t.Attrs()[i].Name, "."), t.Attrs()[i].Type)
		}
		walk(path+".*", t.Values)
		walk(path+"[]", t.Elem)
	}
	walk("", t)
}

var sections = regexp.MustCompile(`^[0-9a-z_-]+\.md#[a-z0-9_-]+$`)

func TestEveryAttributeIsDocumented(t *testing.T) {
	eachType(Compose(), func(path string, typ *Type) {
		for _, a := range typ.Attrs() {
			if !sections.MatchString(a.Section) {
				t.Errorf("%s.%s: %q is no page and anchor of the specification", path, a.Name, a.Section)
			}
			if a.Doc == "" || !strings.HasSuffix(a.Doc, ".") || len(a.Doc) > 140 {
				t.Errorf("%s.%s: %q is not one short sentence", path, a.Name, a.Doc)
			}
			if a.Type == nil {
				t.Fatalf("%s.%s has no type", path, a.Name)
			}
		}
	})
}

// Defaults that the specification states, by the end of the path.
func TestDefaultsThatTheSpecificationStates(t *testing.T) {
	for path, want := range map[string]string{
		"services.*.attach":                                        "true",
		"services.*.blkio_config.weight":                           "500",
		"services.*.build.context":                                 ".",
		"services.*.build.dockerfile":                              "Dockerfile",
		"services.*.configs[].mode":                                "0444",
		"services.*.configs[].target":                              "/<source>",
		"services.*.secrets[].mode":                                "0444",
		"services.*.secrets[].target":                              "/run/secrets/<source>",
		"services.*.depends_on.*.condition":                        "service_started",
		"services.*.depends_on.*.required":                         "true",
		"services.*.deploy.mode":                                   "replicated",
		"services.*.deploy.restart_policy.condition":               "any",
		"services.*.deploy.rollback_config.order":                  "stop-first",
		"services.*.deploy.update_config.delay":                    "0s",
		"services.*.deploy.update_config.failure_action":           "pause",
		"services.*.env_file[].required":                           "true",
		"services.*.healthcheck.interval":                          "30s",
		"services.*.ports[].host_ip":                               "0.0.0.0",
		"services.*.ports[].mode":                                  "ingress",
		"services.*.ports[].protocol":                              "tcp",
		"services.*.pull_policy":                                   "missing",
		"services.*.restart":                                       "no",
		"services.*.stop_grace_period":                             "10s",
		"services.*.stop_signal":                                   "the image's, or SIGTERM",
		"services.*.volumes[].bind.create_host_path":               "true",
		"services.*.deploy.resources.reservations.devices[].count": "all",
		"services.*.pre_start[].working_dir":                       "the service's, or the image's working directory",
		"services.*.pre_start[].networks":                          "the service's, or the network default",
		"services.*.pre_start[].image":                             "the service's",
		"services.*.pre_start[].volumes":                           "",
		"services.*.pre_start[].per_replica":                       "false",
		"services.*.post_start[].user":                             "the container's user",
		"jobs.*.triggers.schedule[].timezone":                      "UTC",
		"jobs.*.triggers.schedule[].concurrency":                   "forbid",
		"jobs.*.triggers.schedule[].missed_fires":                  "one",
		"services.*.deploy.rollback_config.parallelism":            "1",
		"services.*.deploy.update_config.parallelism":              "1",
		"services.*.models.*.model_var":                            "the model's name in upper case, with _ for - and _MODEL at the end",
		"services.*.models.*.endpoint_var":                         "the model's name in upper case, with _ for - and _URL at the end",
	} {
		if a := attrAt(Compose(), path); a == nil || a.Default != want {
			t.Errorf("%s: %+v, want default %q", path, a, want)
		}
	}
}

// A secret of a build is no file of a container: the Dockerfile says where it is put.
func TestSecretsOfBuildsAreAskedFor(t *testing.T) {
	for path, want := range map[string]string{
		"services.*.build.secrets[].target": "ID by which the Dockerfile asks for it",
		"services.*.build.secrets[].uid":    "docker compose does not pass it on",
		"services.*.build.secrets[].gid":    "docker compose does not pass it on",
		"services.*.build.secrets[].mode":   "docker compose does not pass it on",
		"services.*.secrets[].target":       "in the container",
		"services.*.configs[].mode":         "in the container",
	} {
		if a := attrAt(Compose(), path); a == nil || !strings.Contains(a.Doc, want) {
			t.Errorf("%s: %+v, want %q", path, a, want)
		}
	}
}

// attrAt finds an attribute by its path.
func attrAt(t *Type, path string) (a *Attr) {
	for _, step := range strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".") {
		switch step {
		case "*":
			t = t.Values
		case "[]":
			t = t.Elem
		default:
			if a = t.Attr(step); a == nil {
				return nil
			}
			t = a.Type
		}
	}
	return a
}

func TestEveryAttributeIsFoundAndNothingElse(t *testing.T) {
	eachType(Compose(), func(path string, typ *Type) {
		seen := map[string]bool{}
		for i := range typ.Attrs() {
			a := &typ.Attrs()[i]
			if seen[a.Name] {
				t.Errorf("%s.%s stands in the table twice", path, a.Name)
			}
			seen[a.Name] = true
			if typ.Attr(a.Name) != a || typ.Child(a.Name) != a.Type {
				t.Errorf("%s.%s is not found", path, a.Name)
			}
			for _, other := range []string{"", a.Name + "x", a.Name[1:], "x-" + a.Name, strings.ToUpper(a.Name)} {
				if got := typ.Attr(other); got != nil && got.Name != other {
					t.Errorf("%s: %q finds %s", path, other, got.Name)
				}
			}
		}
	})
}

func TestATypeThatWasNotSealedIsSearched(t *testing.T) {
	typ := &Type{attrs: []Attr{{Name: "a", Type: text}, {Name: "b", Type: text}}}
	if typ.Attr("b") != &typ.Attrs()[1] || typ.Attr("c") != nil || typ.Child("a") != text {
		t.Error("attributes are not found")
	}
	if (*Type)(nil).Attr("a") != nil || (*Type)(nil).Child("a") != nil || len((*Type)(nil).Attrs()) > 0 {
		t.Error("no type has attributes")
	}
}
