package confighash_test

import (
	"testing"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
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
	docs, list := syntax.Parse(source.NewFile("compose.yaml", hashed), syntax.Limits{})
	p, found := model.Decode(docs[0].Root)
	if err := append(list, found...).Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, got, want string }{
		{"db", confighash.Service(p.Services["db"]), "c26198081c6c2f408bd8655dce6abdef288171161d32c08fbf7c29e3487a032d"},
		{"web", confighash.Service(p.Services["web"]), "a865a3d03ca77d8a7095090cb501d52211f086b1f944295b9c96c8b5ffbf7359"},
		{"network", confighash.Network(p.Networks["default"]), "a269f79b885737ba9d363e096b178f9ff899b76b38ce24bb5ba4aaf48d7a9cab"},
		{"volume", confighash.Volume(p.Volumes["data"]), "3bc4623c1b89b8c38ed5766bf5190ce58547bf3b97ad78014292f8b328cb786e"},
	} {
		if c.got != c.want {
			t.Errorf("hash of %s is %s, not %s", c.name, c.got, c.want)
		}
	}
	if p.Services["web"].Deploy.Replicas == nil || p.Services["web"].Build == nil {
		t.Error("taking the hash has changed the service")
	}
}
