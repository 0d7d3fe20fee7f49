package model

import "reflect"

// Clone is a copy of the project for a program that changes it: they share no maps, slices or structs. Values of
// extensions, which are immutable, they do share.
func (p *Project) Clone() *Project { return cloneOf(p) }

// Clone is a copy of the service, as Project.Clone makes it.
func (s *Service) Clone() *Service { return cloneOf(s) }

func cloneOf[T any](v *T) *T {
	if v == nil {
		return nil
	}
	c := *v
	unshare(reflect.ValueOf(&c).Elem())
	return &c
}

var ofExtensions = reflect.TypeFor[Extensions]().Elem()

// unshare gives a value that is a copy contents of its own.
func unshare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != ofExtensions {
			c := reflect.New(v.Type().Elem())
			c.Elem().Set(v.Elem())
			unshare(c.Elem())
			v.Set(c)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			unshare(v.Field(i))
		}
	case reflect.Slice:
		if !v.IsNil() {
			c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(c, v)
			v.Set(c)
			if !isFlat(v.Type().Elem()) {
				for i := range v.Len() {
					unshare(v.Index(i))
				}
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			c := reflect.MakeMapWithSize(v.Type(), v.Len())
			value := reflect.New(v.Type().Elem()).Elem()
			for each := v.MapRange(); each.Next(); {
				value.Set(each.Value())
				unshare(value)
				c.SetMapIndex(each.Key(), value)
			}
			v.Set(c)
		}
	}
}

// isFlat reports whether values of a type hold nothing that they could share.
func isFlat(t reflect.Type) bool { return t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String }
