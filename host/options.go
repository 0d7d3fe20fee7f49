package host

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/projectvars"
	"github.com/composekit/composekit/internal/stack"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/interpolate/dotenv"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// Options are what a person says on docker compose's command line; the zero value is a command
// without flags in the current directory.
type Options struct {
	Files            []string  // -f; "-" is the standard input. Default: COMPOSE_FILE, else discovery
	ProjectDirectory string    // --project-directory. Default: that of the first file
	ProjectName      string    // -p
	Profiles         []string  // --profile. Default: COMPOSE_PROFILES
	EnvFiles         []string  // --env-file. Default: COMPOSE_ENV_FILES, else .env
	Stdin            io.Reader // what "-" reads; nil is no standard input
	WorkDir          string    // the current directory. Default: that of the process
	// Environ are the variables, as KEY=VALUE. Default (nil): those of the process.
	Environ []string
	// FS has the files; paths are in its style. Default (nil): FS(). An editor lays what is not saved over that with
	// source.Overlay.
	FS source.FS
	// Resolvers load remote files.
	Resolvers []loader.Resolver
}

// The names that a Compose file has by default, in order of preference, and those of a file
// that overrides it. 03-compose-file.md
var (
	DefaultFiles     = [...]string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}
	DefaultOverrides = [...]string{"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"}
)

// The kinds of finding of Options.Loader, besides those of package loader and those about the lines of
// env files.
var (
	// SeveralFiles are several files that each could be the Compose file.
	SeveralFiles = &diag.Def{Code: "several-compose-files", Severity: diag.Warning, Title: "several files with default names"}
	// InvalidVariable is a variable of docker compose with a value that it cannot have.
	InvalidVariable = &diag.Def{Code: "invalid-compose-variable", Title: "a variable of Compose with a value that it cannot have"}
	// IgnoredVariable is a variable that an env file seems to set for docker compose itself, and that it does not look at.
	IgnoredVariable = &diag.Def{Code: "ignored-compose-variable", Severity: diag.Warning, Title: "a variable for Compose itself that has no effect"}
	// EnvFileSkipped is a default .env file that could not be read.
	EnvFileSkipped = &diag.Def{Code: "env-file-skipped", Severity: diag.Warning, Title: "a default env file that was passed over"}
)

// Loader finds the files and variables as docker compose does, and returns a loader set up
// with them. No files at all are no error yet: loading none is. What else is to be set, such as
// Services, Rules or Limits, the caller sets on the loader before it loads.
//
// What was found to be wrong on the way, an env file, a COMPOSE_FILE that names no file, more default
// files than one, is in the loader's Found, and so in the result of its Load. The error is for a host
// without a current directory, if anything starts there, or a standard input that cannot be read.
func (o Options) Loader() (*loader.Loader, error) {
	stack.Grow()
	p := o.begin()
	if o.ProjectDirectory != "" {
		p.dir = p.abs(o.ProjectDirectory)
	}
	for _, name := range o.Files {
		p.files = append(p.files, p.mainFile(name))
	}

	p.readEnvFiles()
	if len(p.files) == 0 { // variables may name files, and those a directory with more variables
		if !p.filesOfVariable() {
			p.discover()
		}
		p.readEnvFiles()
	}

	stdin, err := p.stdin()
	if err != nil {
		return nil, err
	}
	l := &loader.Loader{
		FS: stdin, Files: p.files, Env: p.env, EnvFiles: p.envs, Dir: p.projectDir(), NameDir: p.nameDir(), Name: o.ProjectName, Profiles: p.profiles(),
		Home: p.home(), Resolvers: o.Resolvers,
	}
	if p.nowhere != nil {
		return nil, p.nowhere
	}
	l.Found = p.list // all of them, after the last look
	return l, nil
}

// NamedEnvFiles are the absolute names of the env files that --env-file names, or else COMPOSE_ENV_FILES; none are those of
// a project with the default one. The error is that of Loader.
func (o Options) NamedEnvFiles() ([]string, error) {
	p := o.begin()
	if names, given, _ := p.envFiles(); given {
		return names, p.nowhere
	}
	return nil, nil
}

// begin is a preparation that has the environment, and nothing else yet.
func (o Options) begin() preparation {
	env := o.Environ
	if env == nil {
		env = os.Environ()
	}
	p := preparation{Options: o, fs: o.FS}
	if p.fs == nil {
		p.fs = disk{}
	}
	p.style = p.fs.Style()
	p.os = environ(env, p.style == source.Windows)
	p.env = p.os
	return p
}

// preparation is a call of Options.Loader under way.
type preparation struct {
	Options
	fs    source.FS
	style source.PathStyle
	os    source.Env // the variables of the process
	env   source.Env // those and the ones of env files
	dir   string     // the project directory, if one was given
	read  []string   // the env files that were looked for, and the variables that were found wrong

	files []string
	envs  []*source.File
	list  diag.List

	here    string // the current directory, once it was asked for
	nowhere error  // there is none
}

// workDir is the current directory. The system is asked for it only if something starts there.
func (p *preparation) workDir() string {
	switch {
	case p.here != "" || p.nowhere != nil:
	case p.WorkDir == "":
		p.here, p.nowhere = os.Getwd()
	case p.style.IsAbs(p.WorkDir):
		p.here = p.style.Clean(p.WorkDir)
	default:
		p.here, p.nowhere = filepath.Abs(p.WorkDir)
	}
	return p.here
}

func (p *preparation) abs(name string) string {
	if p.style.IsAbs(name) {
		return p.style.Clean(name)
	}
	return p.style.Join(p.workDir(), name)
}

// mainFile is the name of a Compose file, absolute unless it is the standard input or remote.
func (p *preparation) mainFile(name string) string {
	if name == stdinName || p.remote(name) {
		return name
	}
	return p.abs(name)
}

func (p *preparation) remote(name string) bool {
	for _, r := range p.Resolvers {
		if r.Accept(name) {
			return true
		}
	}
	return false
}

// projectDir is the project directory, "" if it is that of a remote file.
func (p *preparation) projectDir() string {
	if p.dir == "" && slices.ContainsFunc(p.files, p.remote) {
		return ""
	}
	return p.nameDir()
}

// nameDir is the directory that gives the project its name and its default env file: the one given, else that
// of the first file if this is on this machine, else the current one.
func (p *preparation) nameDir() string {
	if p.dir != "" {
		return p.dir
	}
	for _, name := range p.files {
		switch {
		case p.remote(name):
			return p.workDir()
		case name != stdinName:
			return p.style.Dir(name)
		}
	}
	return p.workDir()
}

// readEnvFiles adds the variables of the env files that have not been read yet.
func (p *preparation) readEnvFiles() {
	names, given, variable := p.envFiles()
	var files []*source.File
	before := len(p.read) // what is named twice is read twice
	for _, name := range names {
		if slices.Contains(p.read[:before], name) {
			continue
		}
		text, err := source.ReadText(p.fs, name)
		switch {
		case err == nil:
			files = append(files, source.NewFile(name, text))
		case !given && (os.IsNotExist(err) || errors.Is(err, source.ErrDirectory)):
		case !given && os.IsPermission(err): // of errors.Is, the first call in a process takes long
			p.list.Add(EnvFileSkipped.At(source.Span{}, "%s cannot be read and is passed over: permission denied", name).With("file", name))
		default:
			p.list.Add(p.namedBy(variable, loader.Unreadable(name, source.Span{}, err)))
		}
		p.read = append(p.read, name)
	}
	if len(files) == 0 {
		return
	}
	p.envs = append(p.envs, files...)
	set, list := dotenv.Files(files, p.env, interpolate.Limits{})
	p.list.Add(list...)
	p.list.Add(withoutEffect(set)...)
	if !given && p.withoutEnvFile(set) {
		set = ofComposeItself(set)
	}
	if len(set.All) > 0 {
		p.env = source.Layers{p.env, set}
	}
}

// envFiles are the env files: the given ones, else those of COMPOSE_ENV_FILES, else the .env of
// the project directory. Given says whether somebody asked for them, and variable is the one that did.
func (p *preparation) envFiles() (names []string, given bool, variable string) {
	names = p.EnvFiles
	if len(names) == 0 {
		variable = projectvars.EnvFiles
		names = projectvars.EnvFileNames(p.os)
	}
	if len(names) > 0 {
		out := make([]string, len(names))
		for i, name := range names {
			out[i] = p.abs(name)
		}
		return out, true, variable
	}
	if p.withoutEnvFile(p.env) {
		return nil, false, ""
	}
	return []string{p.style.Join(p.nameDir(), ".env")}, false, ""
}

// withoutEnvFile reports whether variables say that the default env file is not to be used, or say so in a way that nobody understands.
func (p *preparation) withoutEnvFile(env source.Env) bool {
	const disable = projectvars.DisableEnvFile
	env = source.Layers{p.os, env}
	value, set := env.Lookup(disable)
	if !set {
		return false
	}
	disabled, err := strconv.ParseBool(value)
	if err != nil && !slices.Contains(p.read, disable) {
		p.read = append(p.read, disable)
		p.list.Add(InvalidVariable.At(whereSet(env, disable), "%s must be true or false, not %q", disable, value))
	}
	return disabled || err != nil
}

// ofComposeItself are the variables of an env file that count even where the file itself says that it is not to be used: docker compose
// takes those that tell it what to do before all else.
func ofComposeItself(set dotenv.Set) dotenv.Set {
	set.All = slices.DeleteFunc(set.All, func(v dotenv.Var) bool { return !strings.HasPrefix(v.Name, projectvars.Prefix) })
	maps.DeleteFunc(set.Vars, func(name, _ string) bool { return !strings.HasPrefix(name, projectvars.Prefix) })
	return set
}

// mostIgnored is how many findings withoutEffect makes. More of them help nobody.
const mostIgnored = 20

// withoutEffect warns of variables of env files that are meant for docker compose itself and do not reach it: it has none of that name,
// but of one that is similar, or it looks for it before it reads env files.
func withoutEffect(set dotenv.Set) (found diag.List) {
	for _, v := range set.All {
		if !strings.HasPrefix(v.Name, projectvars.Prefix) || len(found) == mostIgnored {
			continue
		}
		switch near := projectvars.Meant(v.Name); {
		case v.Name == projectvars.EnvFiles:
			found = append(found, IgnoredVariable.At(v.NameSpan, "%s has no effect in an env file", v.Name).
				Helped("set it in the environment, or name the files with --env-file"))
		case near != "":
			d := IgnoredVariable.At(v.NameSpan, "Compose has no variable %s", v.Name).Helped("did you mean %s?", near)
			found = append(found, d.Fixed("replace "+v.Name+" by "+near, diag.Edit{Span: v.NameSpan, New: near}))
		}
	}
	return found
}

// namedBy is a finding about a file with the variable that names it, "" if none does.
func (p *preparation) namedBy(variable string, d diag.Diagnostic) diag.Diagnostic {
	if variable != "" {
		d.Span = whereSet(p.env, variable)
		d.Message += "; it is named by the variable " + variable
	}
	return d
}

// whereSet is where an env file sets a variable; nowhere if none does.
func whereSet(env source.Env, variable string) source.Span {
	from, _ := source.OriginOf(env, variable)
	return from.Span
}

// filesOfVariable takes the files of COMPOSE_FILE, and reports whether that is set.
func (p *preparation) filesOfVariable() (set bool) {
	const variable = projectvars.Files
	separator := ":"
	if p.style == source.Windows {
		separator = ";"
	}
	names, set := projectvars.FileNames(p.env, separator)
	for i, name := range names {
		if whole := strings.Join(names[i:], separator); i+1 < len(names) && strings.HasPrefix(names[i+1], "//") && p.remote(whole) {
			p.list.Add(InvalidVariable.At(whereSet(p.env, variable), "%s names %s, in which %s ends a name", variable, whole, separator).
				Helped("say what stands between names, such as %s=,", projectvars.Separator))
			return set
		}
		if name == "" {
			p.list.Add(InvalidVariable.At(whereSet(p.env, variable), "%s has an entry that is empty", variable).
				Helped("name a file there, or remove the separator; if there is nothing else, unset the variable for the files with default names"))
			continue
		}
		file := p.mainFile(name)
		if file != stdinName && !p.remote(file) {
			if d, bad := p.notAFile(file); bad {
				p.list.Add(p.namedBy(variable, d))
				continue
			}
		}
		p.files = append(p.files, file)
	}
	return set
}

func (p *preparation) notAFile(name string) (d diag.Diagnostic, bad bool) {
	if err := p.look(name); err != nil {
		return loader.Unreadable(name, source.Span{}, err), true
	}
	return d, false
}

// errIrregular is what look says of a pipe, a device or the like.
var errIrregular = errors.New("it is not a regular file")

// look says why a name is not that of a file: source.ErrDirectory or errIrregular if there is something else. Nothing is
// read for that where the files are the machine's.
func (p *preparation) look(name string) error {
	if p.FS != nil {
		_, err := source.ReadText(p.FS, name)
		return err
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return source.ErrDirectory
	case !info.Mode().IsRegular():
		return errIrregular
	}
	return nil
}

// discover looks for default files in the project directory and the directories above it.
func (p *preparation) discover() {
	for dir := p.nameDir(); ; dir = p.style.Dir(dir) {
		if mains := p.existing(dir, DefaultFiles[:]); len(mains) > 0 {
			p.use(mains)
			if overrides := p.existing(dir, DefaultOverrides[:]); len(overrides) > 0 {
				p.use(overrides)
			}
			return
		}
		if p.style.Dir(dir) == dir {
			return
		}
	}
}

// use takes the first of some files with default names.
func (p *preparation) use(found []string) {
	if len(found) > 1 {
		p.list.Add(SeveralFiles.At(source.Span{}, "there are several files with default names, of which %s is used: %s", found[0], strings.Join(found, ", ")).
			Helped("keep one of them, or name the file to use with -f").With("file", found[0]))
	}
	p.files = append(p.files, found[0])
}

func (p *preparation) existing(dir string, names []string) []string {
	var out []string
	for _, name := range names {
		if name = p.style.Join(dir, name); p.exists(name) {
			out = append(out, name)
		}
	}
	return out
}

// exists reports whether there is something of a name, a file or not.
func (p *preparation) exists(name string) bool {
	err := p.look(name)
	return err == nil || err == errIrregular || !os.IsNotExist(err) && errors.Is(err, source.ErrDirectory)
}

func (p *preparation) profiles() []string {
	if len(p.Profiles) > 0 {
		return p.Profiles
	}
	return projectvars.ProfileNames(p.env)
}

// home is the home directory by the variables, if they are not those of the process.
func (p *preparation) home() string {
	if p.Environ == nil {
		return Home()
	}
	name := "HOME"
	if p.style == source.Windows {
		name = "USERPROFILE"
	}
	home, _ := p.os.Lookup(name)
	return home
}

func (p *preparation) stdin() (source.FS, error) {
	for _, name := range p.files {
		if name != stdinName || p.Stdin == nil {
			continue
		}
		text, err := io.ReadAll(p.Stdin)
		if err != nil {
			return nil, err
		}
		return withStdin{base: p.fs, text: append([]byte{}, text...)}, nil
	}
	return withStdin{base: p.fs}, nil
}
