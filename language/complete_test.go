package language_test

import (
	"context"
	"strings"
	"testing"

	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// proposals are what is proposed in lines of a service of a project that has, of its own, a service db, a network back, a volume
// data, a secret key and a config conf.
var proposals = map[string]struct{ text, want string }{
	"a name of a volume":            {"volumes: [‸]", "data"},
	"a path":                        {"volumes:\n- ./‸", "compose.yaml src/"},
	"a path from the root":          {"volumes:\n- /‸", "p/"},
	"a path from home":              {"volumes:\n- ~/‸", ""},
	"behind the name of a volume":   {"volumes:\n- data:‸", ""},
	"options of a volume":           {"volumes:\n- data:/x:‸", "ro rw z Z nocopy rshared shared rslave slave rprivate private"},
	"the source of a volume":        {"volumes:\n- type: volume\n  source: ‸", "data"},
	"the source of what":            {"volumes:\n- source: ‸\n  target: /x", "data"},
	"the source of a bind mount":    {"volumes:\n- type: bind\n  source: ‸", ""},
	"what is extended":              {"extends:\n  service: ‸", "db"},
	"where what is extended is":     {"extends:\n  file: ‸", "compose.yaml src/"},
	"a link":                        {"links:\n- ‸", "db"},
	"the name of a link":            {"links:\n- db:‸", ""},
	"volumes of a service":          {"volumes_from:\n- ‸", "db"},
	"how volumes of a service are":  {"volumes_from:\n- db:‸", "ro rw"},
	"volumes of a container":        {"volumes_from:\n- container:‸", ""},
	"how they are of a container":   {"volumes_from:\n- container:x:r‸", "ro rw"},
	"behind a dependency":           {"depends_on:\n- db:‸", ""},
	"behind a network":              {"networks:\n- back ‸", ""},
	"a secret":                      {"secrets:\n- k‸", "key"},
	"behind a secret":               {"secrets:\n- s:‸", ""},
	"the source of a secret":        {"secrets:\n- source: ‸", "key"},
	"the target of a secret":        {"secrets:\n- target: ‸", ""},
	"a config of credentials":       {"credential_spec: {config: ‸}", "conf"},
	"a network mode":                {"network_mode: ‸", "none host bridge service: container:"},
	"a network mode of a service":   {"network_mode: service:‸", "db"},
	"behind a mode and white space": {"network_mode: service: ‸", ""},
	"a constraint":                  {"deploy:\n  placement:\n    constraints:\n    - node.role‸", "node.role==manager node.role==worker"},
	"a constraint after its sign":   {"deploy:\n  placement:\n    constraints:\n    - node.role==‸", "node.role==manager node.role==worker"},
	"a constraint with white space": {"deploy:\n  placement:\n    constraints:\n    - node.role == ‸", ""},
	"a variable":                    {"environment:\n  DEBUG: ‸", ""},
	"a variable in a list":          {"environment:\n- DEBUG=‸", ""},
	"a label":                       {"labels:\n  a: ‸", ""},
	"a label that has begun":        {"labels:\n  a: t‸", "true"},
	"an option of a provider":       {"provider:\n  type: x\n  options:\n    a: ‸", ""},
	"a context":                     {"build:\n  additional_contexts:\n    a: ‸", "service: docker-image:// oci-layout:// src/"},
	"a context in a list":           {"build:\n  additional_contexts:\n  - ‸", ""},
	"a context of a service":        {"build:\n  additional_contexts:\n    a: service:‸", "db"},
	"what is true or false":         {"privileged: ‸", "true false"},
	"a mode of deployment":          {"deploy:\n  mode: ‸", "replicated global replicated-job global-job"},
	"when to restart":               {"deploy:\n  restart_policy: {condition: ‸}", "none on-failure any"},
	"when an update fails":          {"deploy:\n  update_config: {failure_action: ‸}", "continue rollback pause"},
	"when a rollback fails":         {"deploy:\n  rollback_config: {failure_action: ‸}", "continue pause"},
	"the protocol of a port":        {"ports:\n- target: 80\n  protocol: ‸", "tcp udp sctp"},
	"the mode of a port":            {"ports:\n- target: 80\n  mode: ‸", "host ingress"},
	"how mounts are passed on":      {"volumes:\n- type: bind\n  bind:\n    propagation: r‸", "rprivate rshared rslave"},
	"the format of an env file":     {"env_file:\n- path: .env\n  format: ‸", "raw"},
	"the network of a build":        {"build:\n  network: ‸", "host none"},
	"how a build is isolated":       {"build:\n  isolation: ‸", "default process hyperv"},
	"isolation":                     {"isolation: ‸", "default process hyperv"},
	"a driver of GPUs":              {"gpus:\n- driver: ‸", "nvidia cdi"},
	"what GPUs can do":              {"gpus:\n- capabilities: [g‸]", "gpu"},
	"how many GPUs":                 {"gpus:\n- count: ‸", "all"},
	"the list itself":               {"volumes: ‸", ""},
}

func TestProposals(t *testing.T) {
	const rest = "\n  db: {image: postgres}\nnetworks: {back: }\nvolumes: {data: }\n" +
		"secrets: {key: {environment: KEY}}\nconfigs: {conf: {environment: C}}\n"
	for name, c := range proposals {
		t.Run(name, func(t *testing.T) {
			before, after, ok := strings.Cut("services:\n  web:\n    "+strings.ReplaceAll(c.text, "\n", "\n    ")+rest, cursor)
			if !ok {
				t.Fatal("no cursor")
			}
			l := loader.Loader{FS: source.Map(map[string]string{"/p/compose.yaml": before + after}, source.Unix)}
			result, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				t.Fatal(err)
			}
			f := result.File("/p/compose.yaml")
			var got []string
			for _, c := range language.New(result).CompleteFiles(f, len(before), listing("compose.yaml\nsrc/main.go\n")) {
				got = append(got, c.Label)
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
