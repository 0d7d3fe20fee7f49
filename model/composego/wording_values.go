package composego

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// Values that do not fit the fields of a project. compose-go tells all of them at once, with the
// path of the field.

var valueWordings = map[*diag.Def]wording{
	model.InvalidDuration: func(f fault) error {
		_, err := time.ParseDuration(f.Fact("value"))
		return err
	},
	model.InvalidSize: func(f fault) error { return sayf("invalid size: '%s'", f.Fact("value")) },
	model.InvalidFileMode: func(f fault) error {
		_, err := strconv.ParseInt(f.Fact("value"), 8, 64)
		return err
	},
	model.InvalidNumber: func(f fault) error {
		if _, t := field(f.path()); t.Kind() == reflect.Float32 {
			return castError("float", f.Fact("value"))
		}
		return castError("int", f.Fact("value"))
	},
	model.InvalidBoolean: func(f fault) error { return castError("bool", f.Fact("value")) },
	model.InvalidDeviceCount: func(f fault) error {
		return sayf("invalid value %q, the only value allowed is 'all' or a number", f.Fact("value"))
	},
	model.InvalidCommand: always("invalid command line string"),
	model.InvalidHost: func(f fault) error {
		if len(f.Facts) > 0 && f.Facts[0].Name == "host" {
			return sayf("bad host name '%s'", f.Facts[0].Value)
		}
		return sayf("invalid additional host, missing IP: %s", f.Fact("value"))
	},
	model.TrailingSpace: func(f fault) error {
		name, _, _ := strings.Cut(f.Fact("value"), "=")
		return sayf("environment variable %s is declared with a trailing space", name)
	},
	model.UnexpectedKind: func(f fault) error { return errors.New(f.Message) },
}

// allValues is all that is wrong with the values of a project.
func allValues(load *refused, step *ours.Refusal) error {
	text := "decoding failed due to the following error(s):\n"
	for _, d := range step.Errors {
		f := fault{d, load, step}
		if w := valueWordings[d.Def]; w != nil {
			if err := w(f); err != nil {
				name, _ := field(f.path())
				text += fmt.Sprintf("\n'%s' %v", name, err)
			}
		}
	}
	return errors.New(text)
}

// field is a path as compose-go's decoder has it, and the type of the value there: keys of maps
// and indexes are in brackets, and what decodes itself has no parts.
func field(path syntax.Path) (string, reflect.Type) {
	var b strings.Builder
	t := reflect.TypeFor[types.Project]()
	for _, s := range path {
		switch t.Kind() {
		case reflect.Struct:
			name, inner := fieldOf(t, s.Name)
			if inner == nil {
				return b.String(), t
			}
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(name)
			t = inner
		case reflect.Map:
			fmt.Fprintf(&b, "[%s]", s.Name)
			t = t.Elem()
		default:
			fmt.Fprintf(&b, "[%d]", s.Index)
			t = t.Elem()
		}
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if isWhole(t) {
			break
		}
	}
	return b.String(), t
}

// isWhole reports whether values of a type are decoded in one piece.
func isWhole(t reflect.Type) bool {
	if _, decodesItself := reflect.PointerTo(t).MethodByName("DecodeMapstructure"); decodesItself {
		return true
	}
	return t.Kind() != reflect.Struct && t.Kind() != reflect.Map && t.Kind() != reflect.Slice
}

// fieldOf is the field of a struct that an attribute becomes: its name and type. The name is
// that of the attribute where a tag says so.
func fieldOf(t reflect.Type, attribute string) (string, reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if name, inner := fieldOf(f.Type, attribute); inner != nil {
				return name, inner
			}
			continue
		}
		tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name := cmp.Or(tag, f.Name); strings.EqualFold(name, attribute) {
			return name, f.Type
		}
	}
	return "", nil
}
