package dotenv

import (
	"io"
	"os"

	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/interpolate"
	ours "github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/model/composego"
	"github.com/composekit/composekit/source"
)

// LookupFn is an environment.
type LookupFn func(string) (string, bool)

// Lookup implements source.Env.
func (f LookupFn) Lookup(name string) (string, bool) {
	if f == nil {
		return "", false
	}
	return f(name)
}

func read(name, text string, lookup LookupFn) (map[string]string, error) {
	vars, list := ours.Parse(source.NewFile(name, text), ours.Options{Env: lookup})
	if err := composego.AsError(list); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, v := range vars {
		out[v.Name] = v.Value
	}
	return out, nil
}

// Parse reads a text without variables from elsewhere.
func Parse(r io.Reader) (map[string]string, error) { return ParseWithLookup(r, nil) }

// ParseWithLookup reads a text.
func ParseWithLookup(r io.Reader, lookup LookupFn) (map[string]string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return read("", string(text), lookup)
}

// UnmarshalBytesWithLookup reads a text.
func UnmarshalBytesWithLookup(text []byte, lookup LookupFn) (map[string]string, error) {
	return read("", string(text), lookup)
}

// UnmarshalWithLookup reads a text.
func UnmarshalWithLookup(text string, lookup LookupFn) (map[string]string, error) {
	return read("", text, lookup)
}

// ReadFile reads one file.
func ReadFile(name string, lookup LookupFn) (map[string]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return read("", string(text), lookup)
}

// Read reads files that know nothing of each other.
func Read(names ...string) (map[string]string, error) { return ReadWithLookup(nil, names...) }

// ReadWithLookup reads files that know nothing of each other.
func ReadWithLookup(lookup LookupFn, names ...string) (map[string]string, error) {
	if len(names) == 0 {
		names = []string{".env"}
	}
	all := map[string]string{}
	for _, name := range names {
		vars, err := ReadFile(name, lookup)
		if err != nil {
			return nil, err
		}
		for k, v := range vars {
			all[k] = v
		}
	}
	return all, nil
}

// Load gives the process the variables that it has not yet.
func Load(names ...string) error {
	vars, err := Read(names...)
	for k, v := range vars {
		if _, set := os.LookupEnv(k); !set {
			os.Setenv(k, v)
		}
	}
	return err
}

// GetEnvFromFile is the env files of a project.
func GetEnvFromFile(env map[string]string, names []string) (map[string]string, error) {
	var files []*source.File
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files = append(files, source.NewFile(name, string(text)))
	}
	set, list := ours.Files(files, source.Vars(env), interpolate.Limits{})
	if err := composego.AsError(list); err != nil {
		return nil, err
	}
	return set.Vars, nil
}

type parser struct{}

func newParser() parser { return parser{} }

func (parser) parse(text string, out map[string]string, lookup LookupFn) error {
	vars, err := read("", text, lookup)
	for k, v := range vars {
		out[k] = v
	}
	return err
}

// expandVariables is interpolation: the environment comes first, then the file.
func expandVariables(text string, file map[string]string, lookup LookupFn) (string, error) {
	r := interpolate.Expand(text, source.Layers{lookup, source.Vars(file)}, interpolate.Limits{})
	for _, f := range r.Faults {
		if f.Kind == interpolate.Missing {
			return text, &template.MissingRequiredError{Variable: f.Name, Reason: f.Text}
		}
		return text, &template.InvalidTemplateError{Template: text}
	}
	return r.Value, nil
}
