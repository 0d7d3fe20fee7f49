package plan_test

import (
	"encoding/json"
	"testing"

	"github.com/composekit/composekit/driver/plan"
)

// FuzzPlan: whatever the text, it is a plan or an error, and a plan is read back from what it is
// written as.
func FuzzPlan(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"project":"a","verb":"up","base":"b","steps":[]}`,
		`{"steps":[{"id":"web-1/create","op":{"kind":"container.create","name":"web-1"},"undo":{"kind":"container.remove","container":{"name":"web-1"}}}]}`,
		`{"steps":[{"id":"a","after":["b"],"wait":{},"when":[{"image":"c","missing":true}]}],"risks":[{}],"rollouts":[{}]}`,
		`{"steps":[{"op":null,"undo":{"kind":"x"}}]}`, `{"steps":[{"op":{"kind":"image.build"},"x":1}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p plan.Plan
		if json.Unmarshal(data, &p) != nil {
			return
		}
		once, err := json.Marshal(&p)
		if err != nil {
			t.Fatal(err)
		}
		var back plan.Plan
		if err := json.Unmarshal(once, &back); err != nil {
			t.Fatalf("%s cannot be read: %v", once, err)
		}
		if twice, err := json.Marshal(&back); err != nil || string(twice) != string(once) {
			t.Errorf("%v: %s is read as %s", err, once, twice)
		}
	})
}
