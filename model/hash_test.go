package model_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/model"
)

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
