package schema

import (
	"slices"
	"testing"
)

// What a type is said to hold is what a walk over all types below it finds.
func TestHolds(t *testing.T) {
	reach := map[*Type]Parts{}
	var walk func(t *Type, seen map[*Type]bool) Parts
	walk = func(t *Type, seen map[*Type]bool) Parts {
		if t == nil || seen[t] {
			return 0
		}
		seen[t] = true
		parts := t.ownParts()
		t.below(func(child *Type) { parts |= walk(child, seen) })
		return parts
	}
	var each func(typ *Type)
	each = func(typ *Type) {
		if typ == nil || reach[typ] != 0 {
			return
		}
		reach[typ] = walk(typ, map[*Type]bool{})
		if typ.parts != reach[typ] {
			t.Errorf("%s holds %b, want %b", typ.Name, typ.parts, reach[typ])
		}
		typ.below(each)
	}
	each(Compose())
	if len(reach) < 50 {
		t.Errorf("only %d types were looked at", len(reach))
	}
	for typ := range reach {
		names := append(slices.Collect(typ.Names()), "", "x-unknown", "unknown")
		for _, part := range []Parts{HasLong, HasFill, HasKey, HasPath, HasCast} {
			for _, name := range names {
				want := typ.Child(name)
				if !want.Holds(part) {
					want = nil
				}
				if got := typ.ChildHolding(part, name); got != want {
					t.Errorf("the child %q of %s that holds %b is %v, want %v", name, typ.Name, part, got, want)
				}
			}
		}
	}
	service := Compose().Child("services").Child("web")
	if !service.Holds(HasPath) || service.Child("healthcheck").Holds(HasLong|HasFill|HasKey|HasPath) || (*Type)(nil).Holds(HasKey) {
		t.Error("services have paths, health checks have nothing for the stages, and no type holds nothing")
	}
	if unknown := new(Type); !unknown.Holds(HasFill) {
		t.Error("a type outside the table may hold anything")
	}
}
