// Package modelgen owns the code that package model generates from its own structs: the
// switches by which Decode fills them and the lists of fields that encoding writes. It reads
// Go source text and writes Go source text; it knows nothing of files.
//
// A struct tag says all there is to know of a field:
//
//	yaml:"image"            the attribute; written unless it is zero
//	yaml:"required,always"  written even if it is zero
//	yaml:"-"                no attribute
//	yaml:",extensions"      takes the x-* attributes
//	json:"command,always"   in JSON written even if it is zero
//	json:"Path"             has another name in JSON
package modelgen

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// structure is one struct of the model.
type structure struct {
	name   string
	fields []field
}

type field struct {
	name     string // in Go
	typ      string // as written in Go
	key      string // in YAML; "" if embedded or the extensions
	jsonKey  string
	always   bool // written in YAML and JSON even if zero
	inJSON   bool // written in JSON even if zero
	embedded bool
	rest     bool // takes the extensions
}

// model is all structs of the package, in order.
type model struct {
	structs []structure
	byName  map[string]*structure
}

// read collects the structs of source files by name, in the order of the files' names.
func read(sources map[string]string) (*model, error) {
	m := &model{byName: map[string]*structure{}}
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
				for _, spec := range gen.Specs {
					if err := m.add(spec.(*ast.TypeSpec)); err != nil {
						return nil, fmt.Errorf("%s: %w", name, err)
					}
				}
			}
		}
	}
	for i := range m.structs {
		m.byName[m.structs[i].name] = &m.structs[i]
	}
	return m, nil
}

// add takes a struct that has at least one field with a yaml tag, or an embedded one.
func (m *model) add(spec *ast.TypeSpec) error {
	st, ok := spec.Type.(*ast.StructType)
	if !ok || !spec.Name.IsExported() {
		return nil
	}
	s := structure{name: spec.Name.Name}
	tagged := false
	for _, f := range st.Fields.List {
		fields, err := readField(f)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		s.fields = append(s.fields, fields...)
		tagged = tagged || f.Tag != nil && strings.Contains(f.Tag.Value, "yaml:")
	}
	if tagged {
		m.structs = append(m.structs, s)
	}
	return nil
}

func readField(f *ast.Field) ([]field, error) {
	typ := types.ExprString(f.Type)
	if len(f.Names) == 0 {
		return []field{{name: typ, typ: typ, embedded: true}}, nil
	}
	var tag reflect.StructTag
	if f.Tag != nil {
		text, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			return nil, err
		}
		tag = reflect.StructTag(text)
	}
	var out []field
	for _, name := range f.Names {
		yaml := strings.Split(tag.Get("yaml"), ",")
		if yaml[0] == "-" || tag.Get("yaml") == "" {
			continue
		}
		d := field{name: name.Name, typ: typ, key: yaml[0], jsonKey: yaml[0]}
		d.rest = slices.Contains(yaml[1:], "extensions")
		d.always = slices.Contains(yaml[1:], "always")
		json := strings.Split(tag.Get("json"), ",")
		if json[0] != "" {
			d.jsonKey = json[0]
		}
		d.inJSON = slices.Contains(json[1:], "always")
		out = append(out, d)
	}
	return out, nil
}

// Generate makes the generated files of package model from its other files, both by name.
func Generate(sources map[string]string) (map[string]string, error) {
	m, err := read(sources)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for name, write := range map[string]func(*model) (string, error){
		"decode_gen.go": decoding,
		"encode_gen.go": encoding,
	} {
		if out[name], err = write(m); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// named reports whether a struct has a field for the key that it stands under.
func named(s *structure) bool { return s.name == "Service" || s.name == "Job" }
