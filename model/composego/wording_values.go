package composego

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
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
	model.InvalidNumber:  func(f fault) error { return castError("int", f.Fact("value")) },
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
				text += fmt.Sprintf("\n'%s' %v", field(f.path()), err)
			}
		}
	}
	return errors.New(text)
}

// field is a path as compose-go's decoder has it: names that users choose, and indexes, are in
// brackets; and what is read as a whole has no parts.
func field(path syntax.Path) string {
	var b strings.Builder
	t := schema.Compose()
	for _, s := range path {
		switch {
		case s.Item && t != nil && t.Elem != nil && t.Elem.Accept&schema.Map != 0:
			fmt.Fprintf(&b, "[%d]", s.Index)
			t = t.Elem
		case s.Item || t == nil || len(t.Attrs) == 0 && t.Values != nil && t.Values.Accept&schema.Map == 0:
			return b.String()
		case len(t.Attrs) == 0:
			fmt.Fprintf(&b, "[%s]", s.Name)
			t = t.Child(s.Name)
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Name)
			t = t.Child(s.Name)
		}
	}
	return b.String()
}
