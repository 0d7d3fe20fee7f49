package composego

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/compose-spec/compose-go/v2/errdefs"
	"github.com/compose-spec/compose-go/v2/template"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// Files: Compose files with what they include and extend, env files and label files.

var fileWordings = map[*diag.Def]wording{
	ours.NotAMapping:       always("top-level object must be a mapping"),
	ours.EmptyFile:         always("empty compose file"),
	ours.NoFile:            always("no compose file specified"),
	ours.BindWithoutSource: always(`invalid mount config for type "bind": field Source must not be empty`),
	ours.NoProjectName:     always("project name must not be empty"),
	ours.NonStringKey: func(f fault) error {
		where := "at top level"
		if parent, ok := strings.CutSuffix(f.Path, "."+f.Fact("key")); ok {
			where = "in " + parent
		}
		return sayf("non-string key %s: %s", where, goValue(f.Fact("key")))
	},
	ours.FileNotFound:   unreadable,
	ours.FileUnreadable: unreadable,
	ours.RemoteUnavailable: func(f fault) error {
		return cmp.Or(f.load.caused(func(err error) bool { return !isTemplate(err) }), errors.New(f.Message))
	},
	ours.IncludeCycle: func(f fault) error {
		var names []string
		for _, fact := range f.Facts {
			names = append(names, fact.Value)
		}
		return sayf("include cycle detected:\n%s\n include %s", names[0], strings.Join(names[1:], "\n include "))
	},
	ours.ExtendsCycle: func(f fault) error {
		lines := "Circular reference:"
		prefix := "\n  "
		for i := 0; i+1 < len(f.Facts); i += 2 {
			lines += fmt.Sprintf("%s%s in %s", prefix, f.Facts[i].Value, f.Facts[i+1].Value)
			prefix = "\n  extends "
		}
		return sayf("%s%s%s in %s", lines, prefix, f.Facts[0].Value, f.Facts[1].Value)
	},
	ours.UnknownBase: func(f fault) error {
		service, base, file := f.Fact("service"), f.Fact("extends.service"), f.Fact("extends.file")
		switch {
		case f.Fact("section") != "":
			return sayf("cannot extend service %q in %s: no %s section", service, file, f.Fact("section"))
		case file != "":
			return sayf("cannot extend service %q in %s: service %q not found in %s", service, f.file(), base, file)
		}
		return sayf("cannot extend service %q in %s: service %q not found", service, f.file(), base)
	},
	ours.UnknownService: func(f fault) error {
		name, class := f.Fact("service"), errdefs.ErrNotFound
		if f.load.project != nil && f.load.project.DisabledServices[name] != nil {
			class = errdefs.ErrDisabled
		}
		return worded{class, "no such service: " + name}
	},
}

// file is the name of the Compose file whose turn it was.
func (f fault) file() string {
	if f.step == nil || f.step.File == nil {
		return ""
	}
	return f.step.File.Name()
}

// goValue is a key that is no string as Go prints it.
func goValue(key string) string {
	if key == "~" || key == "null" || key == "" {
		return "<nil>"
	}
	return key
}

// unreadable is the operating system's error for a file that cannot be read. It says how
// compose-go comes to read it.
func unreadable(f fault) error {
	name := f.Fact("file")
	missing := &fs.PathError{Op: "open", Path: name, Err: syscall.ENOENT}
	switch f.Fact("reason") {
	case "directory":
		err := error(&fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR})
		if f.step != nil && f.step.Stage&(ours.EnvResolution|ours.LabelResolution) != 0 {
			err = fmt.Errorf("failed to read %s: %w", name, err)
		}
		return err
	case "permission":
		return &fs.PathError{Op: "open", Path: name, Err: syscall.EACCES}
	case "absent":
	default:
		return errors.New(f.Message)
	}
	if f.step == nil {
		return missing
	}
	switch {
	case f.step.Stage == ours.EnvResolution:
		missing.Op = "stat"
		return fmt.Errorf("env file %s not found: %w", name, missing)
	case f.step.Stage == ours.LabelResolution:
		missing.Op = "stat"
		return fmt.Errorf("label file %s not found: %w", name, missing)
	case f.step.Stage == ours.Include && strings.Contains(f.Path, "env_file"):
		missing.Op = "stat"
	}
	return missing
}

var envFileWordings = map[*diag.Def]wording{
	ours.UnknownEnvFormat: func(f fault) error { return sayf("unsupported env_file format %q", f.Fact("format")) },
	dotenv.InvalidName: inEnvFile(func(f fault) error {
		if strings.TrimLeft(f.Fact("character"), " ") == "" {
			return sayf("line %d: key cannot contain a space", f.line())
		}
		return sayf("line %d: unexpected character %q in variable name %q", f.line(), f.Fact("character"), f.Fact("text"))
	}),
	dotenv.Unterminated: inEnvFile(func(f fault) error {
		file := f.Span.File // compose-go tells the line on which it gave up: the last
		return sayf("line %d: unterminated quoted value %s", file.Span(file.Len(), file.Len()).Pos(source.Bytes).Line, f.Fact("text"))
	}),
	dotenv.NoName: inEnvFile(always("zero length string")),
}

// inEnvFile adds the file's name, if it has one.
func inEnvFile(w wording) wording {
	return func(f fault) error {
		if !f.Span.Valid() || f.Span.File.Name() == "" {
			return w(f)
		}
		return fmt.Errorf("failed to read %s: %w", f.Span.File.Name(), w(f))
	}
}

func (f fault) line() int { return f.Span.Pos(source.Bytes).Line }

// ofEnvFile tells what compose-go says of a variable in an env file, nil if it is not in one.
func (f fault) ofEnvFile() error {
	if f.step == nil || f.step.Stage == ours.Interpolation || !f.Span.Valid() {
		return nil
	}
	return inEnvFile(func(f fault) error {
		if f.Def == interpolate.RequiredVariable {
			return &template.MissingRequiredError{Variable: f.Fact("variable"), Reason: f.Fact("message")}
		}
		return &template.InvalidTemplateError{Template: f.Fact("template")}
	})(f)
}
