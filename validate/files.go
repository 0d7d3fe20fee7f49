package validate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// MissingPath is a file or directory that a project needs and that is not there.
var MissingPath = &diag.Def{Code: "missing-path", Severity: diag.Warning, Title: "a file or directory that is not there"}

// Files returns the rules about files and directories that a project needs to be built and to start: whether they are there. They
// ask fsys, and are not among those that a Loader applies unless it is told to, since what is needed may be made before the project
// starts, and since asking takes time. Relative paths must have been made absolute: others are passed over. The slice is the
// caller's to change.
func Files(fsys source.FS) []*Rule {
	return []*Rule{{
		Name: "missing-paths",
		Doc:  "What a build reads, and what containers are given of the project's directory, must be there when the project starts.",
		Codes: []*diag.Def{
			MissingPath,
		},
		Check: func(p *Pass) {
			if fsys != nil {
				(&files{p, fsys, map[string]source.Kind{}}).check()
			}
		},
	}}
}

// files looks for what a project names.
type files struct {
	*Pass
	fsys  source.FS
	known map[string]source.Kind
}

// find is what there is by a name; it is unknown of relative ones.
func (f *files) find(name string) source.Kind {
	if !f.fsys.Style().IsAbs(name) {
		return source.Unknown
	}
	kind, asked := f.known[name]
	if !asked {
		kind = source.Find(f.fsys, name)
		f.known[name] = kind
	}
	return kind
}

// ours reports whether a path leads into the project's directory: of other parts of a machine nobody knows which machine it will be.
func (f *files) ours(path string) bool { return f.fsys.Style().Inside(f.Project.WorkingDir, path) }

func (f *files) check() {
	secrets, configs := map[string]bool{}, map[string]bool{}
	for s := range f.Services() {
		if s.Build != nil && !f.brokenAt(s, "build") {
			f.build(s)
		}
		for _, ref := range s.Secrets {
			secrets[ref.Source] = true
		}
		for _, ref := range s.Configs {
			configs[ref.Source] = true
		}
		if !f.brokenAt(s, "volumes") {
			f.mounts(s)
		}
		if !f.brokenAt(s, "security_opt") {
			f.profiles(s)
		}
	}
	for _, name := range f.Project.SecretNames() {
		if secret := f.Project.Secrets[name]; secrets[name] && !secret.External {
			f.content("secrets", name, secret.File)
		}
	}
	for _, name := range f.Project.ConfigNames() {
		if config := f.Project.Configs[name]; configs[name] && !config.External {
			f.content("configs", name, config.File)
		}
	}
}

// report says of an attribute of a service, or of what it is in, what is not as it must be.
func (f *files) report(at source.Span, path, help, format string, args ...any) {
	if !f.Full(MissingPath) {
		f.Report(MissingPath.At(at, format, args...).About(path).Helped("%s", help))
	}
}

const makeIt = "make it, or write where it is: a relative path starts in the directory of the project"

func (f *files) build(s Service) {
	b := s.Build
	if model.IsRemoteContext(b.Context) {
		return
	}
	at := firstSpan(spanOf(s.Node("build", "context")), s.Span("build"))
	switch f.find(b.Context) {
	case source.Nothing:
		f.report(at, s.Path()+".build.context", makeIt, "the directory to build %s from does not exist: %s", s.Name, b.Context)
		return
	case source.Regular:
		f.report(at, s.Path()+".build.context", "write the directory that it is in, and its name as dockerfile", "%s, to build %s from, is a file and no directory", b.Context, s.Name)
		return
	case source.Unknown:
		return
	}
	if b.DockerfileInline != "" {
		return
	}
	const usual = "Dockerfile"
	name := cmp.Or(b.Dockerfile, usual)
	if strings.Contains(name, "://") {
		return
	}
	if !f.fsys.Style().IsAbs(name) {
		name = f.fsys.Style().Join(b.Context, name)
	}
	there := f.find(name) != source.Nothing
	if name == f.fsys.Style().Join(b.Context, usual) { // builders take it in small letters, too
		there = there || f.find(f.fsys.Style().Join(b.Context, strings.ToLower(usual))) != source.Nothing
	}
	if !there {
		f.report(firstSpan(spanOf(s.Node("build", "dockerfile")), at), s.Path()+".build.dockerfile", "make it, or name another one as dockerfile: its path starts in the directory to build from",
			"the Dockerfile of %s does not exist: %s", s.Name, name)
	}
}

func (f *files) mounts(s Service) {
	for i := range s.Volumes {
		m := &s.Volumes[i]
		if m.Type != "bind" || !f.ours(m.Source) || f.find(m.Source) != source.Nothing {
			continue
		}
		item := []syntax.Step{{Name: "volumes"}, {Index: i, Item: true}}
		at := firstSpan(spanOf(s.pair.Value.At(append(item, syntax.Step{Name: "source"}))), s.pair.Span())
		path := s.Path() + "." + syntax.Path(item).String()
		switch {
		case m.Bind != nil && !bool(m.Bind.CreateHostPath):
			f.report(at, path, makeIt, "what is to be mounted does not exist, and is not made: %s", m.Source)
		case extension(m.Source) != "" && extension(m.Source) == extension(m.Target):
			f.report(at, path, makeIt, "the file to be mounted does not exist, and a directory is made in its place: %s", m.Source)
		}
	}
}

// profiles looks for the files of seccomp profiles, whose paths start in the project's directory.
func (f *files) profiles(s Service) {
	for i, option := range s.SecurityOpt {
		profile, ok := strings.CutPrefix(option, "seccomp=")
		if !ok {
			profile, ok = strings.CutPrefix(option, "seccomp:")
		}
		if !ok || profile == "" || slices.Contains(seccompProfiles, profile) || profile[0] == '{' {
			continue
		}
		if style := f.fsys.Style(); !style.IsAbs(profile) {
			profile = style.Join(f.Project.WorkingDir, profile)
		}
		if f.find(profile) == source.Nothing {
			item := syntax.Path{{Name: "security_opt"}, {Index: i, Item: true}}
			f.report(firstSpan(spanOf(s.pair.Value.At(item)), s.pair.Span()), s.Path()+"."+item.String(), makeIt, "the seccomp profile of %s does not exist: %s", s.Name, profile)
		}
	}
}

// extension is how a name ends that is most likely one of a file; "" if it does not.
func extension(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || i+1 == len(name) || name[i:] == ".d" {
		return ""
	}
	return name[i:]
}

func (f *files) content(section, name, file string) {
	if file == "" || !f.ours(file) || f.Broken != nil && f.Broken(syntax.Below(section, name), "") || f.find(file) != source.Nothing {
		return
	}
	entry := pairOf(f.Tree.Get(section), name)
	f.report(firstSpan(spanOf(entry.Value.Get("file")), entry.Span()), syntax.Below(section, name, "file"), makeIt, "the file of %s does not exist: %s", name, file)
}
