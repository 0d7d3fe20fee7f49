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
