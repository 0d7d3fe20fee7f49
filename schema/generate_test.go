package schema

import (
	"bytes"
	"fmt"
	"go/format"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/golden"
)

func TestTableIsWrittenDown(t *testing.T) {
	w := tableWriter{names: map[*Type]string{}, taken: map[string]bool{}, same: map[string]string{}}
	w.typ("compose", buildCompose())
	text := fmt.Sprintf("// Code generated from the rows of this package. DO NOT EDIT.\n\npackage schema\n%s", w.out.Bytes())
	want, err := format.Source([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	golden.File(t, "table_gen.go", want, "go generate ./schema")
}

// tableWriter writes a variable for each type of the table.
type tableWriter struct {
	out   bytes.Buffer
	names map[*Type]string
	taken map[string]bool
	same  map[string]string // names by what is written of a type: types that are the same are written once
}

// typ writes a type, those below it before, and returns its name: that of the first path that leads to it.
func (w *tableWriter) typ(path string, t *Type) string {
	if name, written := w.names[t]; written {
		return name
	}
	var text strings.Builder
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		switch field := v.Type().Field(i).Name; {
		case v.Field(i).IsZero():
		case field == "attrs":
			fmt.Fprintf(&text, "attrs: []Attr{\n%s}, ", w.attrs(path, t.attrs))
		default:
			fmt.Fprintf(&text, "%s: %s, ", field, w.value(path+"_"+field, v.Field(i)))
		}
	}
	name, written := w.same[text.String()]
	if !written {
		name = path
		for n := 2; w.taken[name]; n++ {
			name = path + strconv.Itoa(n)
		}
		w.taken[name], w.same[text.String()] = true, name
		fmt.Fprintf(&w.out, "\nvar %s = Type{%s}\n", name, text.String())
	}
	w.names[t] = name
	return name
}

func (w *tableWriter) attrs(path string, attrs []Attr) string {
	var text strings.Builder
	for _, a := range attrs {
		fmt.Fprintf(&text, "{%q, &%s, %q, %q, %q, %q},\n", a.Name, w.typ(path+"_"+a.Name, a.Type), a.Default, a.Deprecated, a.Section, a.Doc)
	}
	return text.String()
}

// value writes the value of a field.
func (w *tableWriter) value(path string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Uint8, reflect.Uint16:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Func:
		name := runtime.FuncForPC(v.Pointer()).Name()
		return name[strings.LastIndexByte(name, '.')+1:]
	case reflect.Slice, reflect.Array:
		return strings.TrimPrefix(fmt.Sprintf("%#v", v), "schema.")
	}
	switch pointer := v.Interface().(type) {
	case *Type:
		return "&" + w.typ(path, pointer)
	case *float64:
		for name, bound := range bounds {
			if pointer == bound {
				return "&" + name
			}
		}
	}
	panic(path + " has a value that this test cannot write")
}

var bounds = map[string]*float64{"zero": &zero, "hundred": &hundred, "minusGrand": &minusGrand, "grand": &grand, "maxUint32": &maxUint32}
