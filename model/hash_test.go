package model_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
)

// hashed is a project whose hashes were read from the labels that docker compose made.
const hashed = `
name: p1
services:
  db:
    healthcheck: {test: [CMD, /tb, ok], interval: 1s}
    image: tb:1
    networks: {default: null}
    volumes: [{type: volume, source: data, target: /data, volume: {}}]
  web:
    deploy: {replicas: 2}
    depends_on: {db: {condition: service_started, required: true}}
    build: {context: .}
    profiles: [a]
    scale: 2
    pull_policy: always
    environment: {A: "1", B: null}
    image: tb:1
    networks: {default: null}
    ports: [{mode: ingress, target: 80, protocol: tcp}]
    x-own: 1
networks:
  default: {name: p1_default}
volumes:
  data: {name: p1_data}
`

func TestHashesAreDockerComposes(t *testing.T) {
	p := decode(t, "compose.yaml", hashed)
	for _, c := range []struct{ name, got, want string }{
		{"db", model.ConfigHash(p.Services["db"]), "c26198081c6c2f408bd8655dce6abdef288171161d32c08fbf7c29e3487a032d"},
		{"web", model.ConfigHash(p.Services["web"]), "a865a3d03ca77d8a7095090cb501d52211f086b1f944295b9c96c8b5ffbf7359"},
		{"network", model.NetworkHash(p.Networks["default"]), "a269f79b885737ba9d363e096b178f9ff899b76b38ce24bb5ba4aaf48d7a9cab"},
		{"volume", model.VolumeHash(p.Volumes["data"]), "3bc4623c1b89b8c38ed5766bf5190ce58547bf3b97ad78014292f8b328cb786e"},
	} {
		if c.got != c.want {
			t.Errorf("hash of %s is %s, not %s", c.name, c.got, c.want)
		}
	}
	if p.Services["web"].Deploy.Replicas == nil || p.Services["web"].Build == nil {
		t.Error("taking the hash has changed the service")
	}
}

// TestHashCoversWhatTheReferenceWrites compares, attribute by attribute, what the hash is taken
// of with the reference's JSON of the service.
func TestHashCoversWhatTheReferenceWrites(t *testing.T) {
	for name, text := range attrCases(t) {
		ref, tree := reference(t, text)
		p := decode(t, name, tree)
		for key, s := range p.Services {
			other := ref.Services[key]
			if s.Build != nil {
				s.Build.SSH, other.Build.SSH = nil, nil // deviation: the reference makes no JSON of it
			}
			text, err := json.Marshal(other)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rootOf(t, text), rootOf(t, []byte(model.HashedJSON(s)))); diff != "" {
				t.Errorf("%s: service %s (-want +got):\n%s", name, key, diff)
			}
		}
	}
}

// rootOf is the text of each attribute of a JSON object.
func rootOf(t *testing.T, text []byte) map[string]string {
	t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	out := map[string]string{}
	for k, v := range raw {
		out[k] = string(bytes.TrimSpace(v))
	}
	return out
}
