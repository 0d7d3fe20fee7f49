package plan

import (
	"bytes"
	"encoding/json"

	"github.com/composekit/composekit/driver"
)

// stepText is a Step with its operations as JSON has them.
type stepText struct {
	plainStep
	Op   json.RawMessage `json:"op,omitempty"`
	Undo json.RawMessage `json:"undo,omitempty"`
}

type plainStep Step

// MarshalJSON writes a step with its operations as driver.MarshalOp does.
func (s Step) MarshalJSON() ([]byte, error) {
	text := stepText{plainStep: plainStep(s)}
	var err error
	if s.Op != nil {
		if text.Op, err = driver.MarshalOp(s.Op); err != nil {
			return nil, err
		}
	}
	if s.Undo != nil {
		if text.Undo, err = driver.MarshalOp(s.Undo); err != nil {
			return nil, err
		}
	}
	return json.Marshal(text)
}

// UnmarshalJSON reads what MarshalJSON wrote. What it does not know is an error, for a plan must
// not be carried out in part.
func (s *Step) UnmarshalJSON(data []byte) error {
	var text stepText
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&text); err != nil {
		return err
	}
	*s = Step(text.plainStep)
	var err error
	if len(text.Op) > 0 {
		if s.Op, err = driver.UnmarshalOp(text.Op); err != nil {
			return err
		}
	}
	if len(text.Undo) > 0 {
		s.Undo, err = driver.UnmarshalOp(text.Undo)
	}
	return err
}
