package driver_test

import (
	"reflect"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestWithContainer wants every operation that has a field Container to be known to WithContainer.
func TestWithContainer(t *testing.T) {
	for _, kind := range driver.Kinds() {
		op, err := driver.UnmarshalOp([]byte(`{"kind":"` + string(kind) + `"}`))
		if err != nil {
			t.Fatal(err)
		}
		field := reflect.ValueOf(op).Elem().FieldByName("Container")
		now := driver.WithContainer(op, func(driver.Ref) driver.Ref { return driver.Ref{ID: "1", Name: "a"} })
		got, ok := driver.ContainerOf(now)
		if ok != field.IsValid() || ok && got != (driver.Ref{ID: "1", Name: "a"}) {
			t.Errorf("%s: the container is %+v, %v", kind, got, ok)
		}
		if ok && field.Interface() != (driver.Ref{}) {
			t.Errorf("%s: the operation itself was changed", kind)
		}
		if driver.KindOf(now) != kind {
			t.Errorf("%s became %s", kind, driver.KindOf(now))
		}
	}
}

// FuzzUnmarshalOp: whatever the text, it is an operation or an error; an operation has a kind and a
// subject, and is read back from what it is written as.
func FuzzUnmarshalOp(f *testing.F) {
	for _, kind := range driver.Kinds() {
		f.Add([]byte(`{"kind":"` + string(kind) + `"}`))
	}
	f.Add([]byte(`{"kind":"image.build","spec":{"tags":[]}}`))
	f.Add([]byte(`{"kind":"container.stop","container":{"name":"a"},"container":{"id":"b"},"x":1}`))
	f.Add([]byte(`{"kind":"container.create","name":"\ud800","spec":null} {}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		op, err := driver.UnmarshalOp(data)
		if (op == nil) == (err == nil) {
			t.Fatalf("got %v and %v", op, err)
		}
		if err != nil {
			return
		}
		once, err := driver.MarshalOp(op)
		if err != nil {
			t.Fatal(err)
		}
		again, err := driver.UnmarshalOp(once)
		if err != nil {
			t.Fatalf("%s cannot be read: %v", once, err)
		}
		if twice, err := driver.MarshalOp(again); err != nil || string(twice) != string(once) {
			t.Errorf("%v: %s is read as %s", err, once, twice)
		}
		if driver.KindOf(again) != driver.KindOf(op) || driver.SubjectOf(again) != driver.SubjectOf(op) {
			t.Errorf("%s is another operation when it is read back", once)
		}
		a, is := driver.ContainerOf(op)
		if b, still := driver.ContainerOf(again); is != still || a != b {
			t.Errorf("%s is about %v, and about %v when it is read back", once, a, b)
		}
	})
}
