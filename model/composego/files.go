package composego

import (
	"fmt"
	"maps"
	"math"
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

// appendValue writes a plain value as YAML: in flow style, strings in quotes.
func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case map[string]any:
		return appendMapping(b, slices.Sorted(maps.Keys(v)), func(key string) any { return v[key] }, appendText)
	case map[any]any:
		texts := make(map[string]any, len(v))
		for key, value := range v {
			texts[string(appendValue(nil, key))] = value
		}
		keys := slices.Sorted(maps.Keys(texts))
		return appendMapping(b, keys, func(key string) any { return texts[key] }, func(b []byte, key string) []byte { return append(b, key...) })
	case []any:
		b = append(b, '[')
		for _, item := range v {
			b = append(appendValue(b, item), ',')
		}
		return append(b, ']')
	}
	return appendScalar(b, value)
}

func appendMapping(b []byte, keys []string, value func(key string) any, appendKey func([]byte, string) []byte) []byte {
	b = append(b, '{')
	for _, key := range keys {
		b = append(appendKey(b, key), ": "...)
		b = append(appendValue(b, value(key)), ',')
	}
	return append(b, '}')
}

func appendScalar(b []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendText(b, v)
	case float32:
		return appendScalar(b, float64(v))
	case float64:
		return appendFloat(b, v)
	case time.Time:
		return v.AppendFormat(b, time.RFC3339Nano)
	case bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return fmt.Append(b, v)
	}
	return appendText(b, fmt.Sprint(value))
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
