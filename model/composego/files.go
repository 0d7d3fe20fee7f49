package composego

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/source"
)

// files are the files of this machine, and the contents that the caller gave, by name.
type files struct {
	source.FS
	contents map[string][]byte
}

// ReadFile implements source.FS.
func (f files) ReadFile(name string) ([]byte, error) {
	if text, ok := f.contents[name]; ok {
		return text, nil
	}
	return f.FS.ReadFile(name)
}

// ResolveLink implements source.Linker.
func (f files) ResolveLink(name string) (string, error) {
	return source.ResolveLink(f.FS, name)
}

// IsLink implements source.Linker.
func (f files) IsLink(name string) bool { return source.IsLink(f.FS, name) }

// contents are the files that the caller names, and their names. Of several of one name with
// contents of their own, the later ones are numbered.
func contents(list []types.ConfigFile) (files, []string) {
	f := files{FS: host.FS(), contents: map[string][]byte{}}
	names := make([]string, len(list))
	for i, file := range list {
		text := file.Content
		if file.Config != nil {
			text = appendValue(nil, file.Config)
		}
		names[i] = file.Filename
		if text == nil {
			continue
		}
		for n := 2; f.contents[names[i]] != nil; n++ {
			names[i] = fmt.Sprintf("%s (%d)", file.Filename, n)
		}
		f.contents[names[i]] = text
	}
	return f, names
}

// appendValue writes a plain value as YAML: in flow style, strings in quotes. Slices, maps and scalars may be of any type.
func appendValue(b []byte, value any) []byte {
	if t, ok := value.(time.Time); ok {
		return t.AppendFormat(b, time.RFC3339Nano)
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return append(b, "null"...)
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, "null"...)
		}
		return appendValue(b, v.Elem().Interface())
	case reflect.Map:
		return appendMapping(b, v)
	case reflect.Slice, reflect.Array:
		b = append(b, '[')
		for i := range v.Len() {
			b = append(appendValue(b, v.Index(i).Interface()), ',')
		}
		return append(b, ']')
	}
	return appendScalar(b, v)
}

func appendMapping(b []byte, v reflect.Value) []byte {
	texts := make(map[string]any, v.Len())
	for _, key := range v.MapKeys() {
		texts[string(appendValue(nil, key.Interface()))] = v.MapIndex(key).Interface()
	}
	b = append(b, '{')
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		b = append(append(b, key...), ": "...)
		b = append(appendValue(b, texts[key]), ',')
	}
	return append(b, '}')
}

// appendScalar writes what is neither a list nor a mapping. What has a text of its own, such as a time.Duration, is that text.
func appendScalar(b []byte, v reflect.Value) []byte {
	_, hasText := v.Interface().(fmt.Stringer)
	switch {
	case hasText:
	case v.Kind() == reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case v.CanInt():
		return strconv.AppendInt(b, v.Int(), 10)
	case v.CanUint():
		return strconv.AppendUint(b, v.Uint(), 10)
	case v.CanFloat():
		return appendFloat(b, v.Float())
	}
	return appendText(b, fmt.Sprint(v.Interface()))
}

func appendFloat(b []byte, v float64) []byte {
	switch {
	case math.IsNaN(v):
		return append(b, ".nan"...)
	case math.IsInf(v, 1):
		return append(b, ".inf"...)
	case math.IsInf(v, -1):
		return append(b, "-.inf"...)
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return append(b, text...)
}

// appendText writes a string in quotes: YAML has all the escapes that Go has.
func appendText(b []byte, s string) []byte {
	return strconv.AppendQuote(b, strings.ToValidUTF8(s, "\uFFFD"))
}
