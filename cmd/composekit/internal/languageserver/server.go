// Package languageserver owns the Language Server Protocol: answers of package language, and the
// findings of a load, for editors that speak it.
package languageserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/host/remote"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
	"github.com/composekit/composekit/validate"
)

// Options are the settings of a server.
type Options struct {
	Version string
	Environ []string // variables, as KEY=VALUE
	// Reference is where to read about a kind of finding; it may be nil.
	Reference func(*diag.Def) string
}

// ErrUnannounced: the editor said exit without having said shutdown, which the protocol calls a failure.
var ErrUnannounced = errors.New("the editor said exit before shutdown")

// Serve answers an editor until the stream ends, the editor says exit, or ctx is done. An error is also what ends a stream that nobody can
// read on.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	s := &server{Options: o, texts: map[string]string{}, uris: map[string]string{}}
	m := newMessages(stream)
	conn := jsonrpc2.NewConn(ctx, m, jsonrpc2.HandlerWithError(s.handle))
	<-conn.DisconnectNotify()
	switch {
	case s.exited && s.phase != ended:
		return ErrUnannounced
	case s.exited || ctx.Err() != nil:
		return ctx.Err()
	}
	return m.broken
}

// server is one connection. It handles one message after the other.
type server struct {
	Options
	packs  []string          // of rules to apply besides those that always are
	texts  map[string]string // of the files that are open, by path
	uris   map[string]string // what the editor calls the files that it has opened, by path
	edited struct {          // where the last edit ended, if nothing else has come since
		path   string
		offset int
	}
	cache     loader.Cache
	client    clientCapabilities
	folders   []string        // that the editor shows
	projects  []*project      // of the open files
	around    []*project      // of other files in the folders, since the last search; nil if nobody has searched since they were loaded
	beside    []*project      // of the directories of other files with names that were asked for, since the projects were loaded
	published map[string]bool // paths of files that the editor has findings of

	phase  phase
	exited bool // the editor has said exit
}

// phase is how far a connection is: each begins with initialize, and answers nothing after shutdown.
type phase int

const (
	waiting phase = iota
	serving
	ended
)

// The protocol's own codes: for what is asked before initialize, and for what is asked rightly and cannot be.
const (
	codeNotInitialized = -32002
	codeRequestFailed  = -32803
)

// outOfTurn says why a method may not be called at this point; nil if it may.
func (s *server) outOfTurn(method string) *jsonrpc2.Error {
	switch {
	case s.phase == waiting && method != "initialize":
		return &jsonrpc2.Error{Code: codeNotInitialized, Message: method + " came before initialize"}
	case s.phase == serving && method == "initialize":
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "initialize came a second time"}
	case s.phase == ended:
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: method + " came after shutdown"}
	}
	return nil
}

// project is what a load made of open files and those around them.
type project struct {
	*loader.Result
	named    []string // the files that it was loaded from
	findings diag.List
	asked    *language.View
}

// view is what questions are answered from. It is made for the first of them: many texts come and go
// between two.
func (p *project) view() *language.View {
	if p.asked == nil {
		p.asked = language.New(p.Result)
	}
	return p.asked
}

// tells reports whether a project tells all that is to be said of a file: it does not where others extend services of the file,
// and nothing else of it is part of the project.
func (p *project) tells(path string) bool {
	f := p.File(path)
	return f != nil && (p.Whole(f) || len(p.Envs(f)) == 0)
}

// nameOf is the name by which people know a file: from the project's directory, if it is in there.
func (p *project) nameOf(f *source.File) string {
	if rel, err := filepath.Rel(p.Project.WorkingDir, f.Name()); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return f.Name()
}

// handle answers one message.
func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	if r.Method == "exit" {
		s.exited = true
		return nil, conn.Close()
	}
	if refusal := s.outOfTurn(r.Method); refusal != nil {
		if r.Notif {
			return nil, nil
		}
		return nil, refusal
	}
	switch r.Method {
	case "initialize":
		p, err := decode[initializeParams](r.Params)
		if err != nil {
			return nil, invalid(err)
		}
		s.packs, s.folders, s.client = p.Options.Rules, foldersOf(p), p.Capabilities
		s.phase = serving
		return s.capabilities(), nil
	case "initialized":
		if !s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
			return nil, nil // so it has told already, or never will
		}
		// Its answer makes no difference, and waiting for it here would be for ever.
		_, err := conn.DispatchCall(ctx, "client/registerCapability", watching())
		return nil, err
	case "shutdown":
		s.phase = ended
		return nil, nil
	case "textDocument/didOpen", "textDocument/didClose", "textDocument/didSave":
		p, err := decode[openParams](r.Params)
		if err != nil {
			return nil, invalid(err)
		}
		s.edited.path = ""
		switch path := pathOf(p.TextDocument.URI); r.Method {
		case "textDocument/didOpen":
			s.texts[path], s.uris[path] = p.TextDocument.Text, p.TextDocument.URI
		case "textDocument/didClose":
			delete(s.texts, path)
		}
		return nil, s.reload(ctx, conn)
	case "textDocument/didChange":
		p, err := decode[changeParams](r.Params)
		if err != nil {
			return nil, invalid(err)
		}
		s.change(p)
		return nil, s.reload(ctx, conn)
	case "workspace/didChangeWatchedFiles":
		return nil, s.reload(ctx, conn)
	case "workspace/symbol":
		p, err := decode[searchParams](r.Params)
		if err != nil {
			return nil, invalid(err)
		}
		return s.search(ctx, p.Query)
	}
	question, ok := questions[r.Method]
	if !ok {
		if r.Notif {
			return nil, nil // which may be ignored
		}
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: r.Method + " is not supported"}
	}
	p, err := decode[placeParams](r.Params)
	if err != nil {
		return nil, invalid(err)
	}
	for project, f := range having(s.projects, pathOf(p.TextDocument.URI)) {
		answer, err := question(ctx, s, project, f, p)
		if err != nil {
			return nil, &jsonrpc2.Error{Code: codeRequestFailed, Message: err.Error()}
		}
		return answer, nil
	}
	return nil, nil
}

// having are those of some projects that have read a file, each with its own of that name: it may be included in several. Those that tell
// all of it come first.
func having(projects []*project, path string) iter.Seq2[*project, *source.File] {
	return func(yield func(*project, *source.File) bool) {
		for _, all := range []bool{true, false} {
			for _, p := range projects {
				if f := p.File(path); f != nil && p.tells(path) == all && !yield(p, f) {
					return
				}
			}
		}
	}
}

// foldersOf are the folders that an editor shows, by their paths.
func foldersOf(p initializeParams) (paths []string) {
	for _, folder := range p.Folders {
		paths = append(paths, pathOf(folder.URI))
	}
	if len(paths) == 0 && p.RootURI != "" {
		paths = append(paths, pathOf(p.RootURI))
	}
	return paths
}

func invalid(err error) error {
	return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
}

func (s *server) capabilities() initializeResult {
	return initializeResult{
		Capabilities: capabilities{
			TextDocumentSync: syncOptions{OpenClose: true, Change: 2, Save: true},
			HoverProvider:    true, DefinitionProvider: true, ReferencesProvider: true, DocumentHighlightProvider: true,
			DocumentSymbolProvider: true, WorkspaceSymbolProvider: true, FoldingRangeProvider: true, SelectionRangeProvider: true, InlayHintProvider: true, DocumentFormattingProvider: true,
			SemanticTokensProvider: tokenOptions{tokenLegend{language.TokenTypes(), tokenModifiers}, true, true},
			CodeActionProvider:     actionOptions{CodeActionKinds: []string{quickFix, rewrite, fixAll}}, RenameProvider: renameOptions{PrepareProvider: true},
			CompletionProvider: completionOptions{TriggerCharacters: []string{" ", ":", "$", "{", "/", ".", "*", "!"}},
		},
		ServerInfo: serverInfo{Name: "composekit", Version: s.Version},
	}
}

// change carries out the edits of a file, each on what the ones before it left.
func (s *server) change(p changeParams) {
	path := pathOf(p.TextDocument.URI)
	for _, c := range p.ContentChanges {
		text := c.Text
		if c.Range != nil {
			f := source.NewFile(path, s.texts[path])
			from, to := offsetOf(f, c.Range.Start), offsetOf(f, c.Range.End)
			text = f.Text()[:from] + c.Text + f.Text()[max(from, to):]
			s.edited.path, s.edited.offset = path, from+len(c.Text)
		}
		s.texts[path] = text
	}
}

// reload loads the projects of all open files, and tells the editor what is wrong with them.
func (s *server) reload(ctx context.Context, conn *jsonrpc2.Conn) error {
	var err error
	s.around, s.beside = nil, nil
	if s.projects, err = s.loadAll(ctx, nil, slices.Sorted(maps.Keys(s.texts))); err != nil {
		return err
	}
	findings := map[string][]diagnostic{}
	for path := range s.published {
		findings[path] = []diagnostic{} // unless there are new ones
	}
	s.published = map[string]bool{}
	for _, p := range s.projects {
		for _, d := range p.findings {
			if path := d.Span.File.Name(); path != "" && (d.Def == schema.UnknownAttribute || d.Def == syntax.DuplicateKey || !s.filling(d.Span)) {
				found := s.diagnostic(d)
				if !slices.ContainsFunc(findings[path], found.says) { // for another project
					findings[path] = append(findings[path], found)
				}
				s.published[path] = true
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(findings)) {
		if err := conn.Notify(ctx, "textDocument/publishDiagnostics", publishParams{s.uriOf(path), findings[path]}); err != nil {
			return err
		}
	}
	return nil
}

// loadAll adds the projects of files to others, each file once: first those of their directories, which may tell that another file is
// a part of them.
func (s *server) loadAll(ctx context.Context, projects []*project, paths []string) ([]*project, error) {
	for _, load := range []func(context.Context, []*project, string) ([]*project, error){s.loadDirectory, s.loadAlone} {
		for _, path := range paths {
			if slices.ContainsFunc(projects, func(p *project) bool { return p.tells(path) }) {
				continue
			}
			var err error
			if projects, err = load(ctx, projects, path); err != nil {
				return nil, err
			}
		}
	}
	return projects, nil
}

// filling reports whether what is found at a place is about a key whose value is about to be typed: nothing but
// white space stands between its colon and the end of the last edit. That a value is missing there everybody sees; that there is
// no such key, or one already, is to be said at once.
func (s *server) filling(at source.Span) bool {
	text := at.File.Text()
	if at.File.Name() != s.edited.path || s.edited.offset < int(at.End) || s.edited.offset > len(text) {
		return false
	}
	value, ok := strings.CutPrefix(text[at.End:s.edited.offset], ":")
	return ok && strings.TrimSpace(value) == ""
}

// loadDirectory adds the project of the directory of a file, if it has the file or may have got its variables from it.
func (s *server) loadDirectory(ctx context.Context, projects []*project, path string) ([]*project, error) {
	l, err := s.loader(path, nil)
	if err != nil || len(l.Files) == 0 || slices.ContainsFunc(projects, func(p *project) bool { return slices.Equal(p.named, l.Files) }) {
		return projects, err
	}
	p, err := s.load(ctx, l, path)
	if err != nil || p.File(path) == nil && !isEnvFile(path) {
		return projects, err
	}
	return append(projects, p), nil
}

// loadAlone adds the project that a file is by itself, or over the Compose file beside it. An env file alone is none.
func (s *server) loadAlone(ctx context.Context, projects []*project, path string) ([]*project, error) {
	if isEnvFile(path) {
		return projects, nil
	}
	l, err := s.loader(path, []string{path})
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(projects, func(p *project) bool { return p.File(path) != nil }) {
		l.Rules = ofParts(l.Rules)
	}
	alone, err := s.load(ctx, l, path)
	if err != nil {
		return nil, err
	}
	p, err := s.loadOver(ctx, alone, path)
	if err != nil {
		return nil, err
	}
	return append(projects, p), nil
}

// loadOver loads a file that is not of its directory's project, such as compose.prod.yaml, over the first file of that, as
// people do with -f. The project is the one that the file is alone, if it is not named as one for that, if it has all it needs, or if
// what it lacks is not there either.
func (s *server) loadOver(ctx context.Context, alone *project, path string) (*project, error) {
	unfinished := alone.errorsIn(path)
	empty := len(alone.Project.Services)+len(alone.Project.DisabledServices) == 0
	name := filepath.Base(path)
	byDefault := slices.Contains(host.DefaultFiles[:], name) || slices.Contains(host.DefaultOverrides[:], name)
	if unfinished == 0 && !empty || !isComposeFile(name) || byDefault {
		return alone, nil
	}
	l, err := s.loader(path, nil)
	if err != nil {
		return nil, err
	}
	if len(l.Files) == 0 || filepath.Dir(l.Files[0]) != filepath.Dir(path) {
		return alone, nil
	}
	if l, err = s.loader(path, []string{l.Files[0], path}); err != nil {
		return nil, err
	}
	over, err := s.load(ctx, l, path)
	if err != nil {
		return nil, err
	}
	if left := over.errorsIn(path); left > unfinished || left == unfinished && !empty {
		return alone, nil
	}
	// What is wrong with the first file its own project says: others may be meant to come between the two.
	over.findings = slices.DeleteFunc(over.findings, func(d diag.Diagnostic) bool { return d.Span.File.Name() != path })
	return over, nil
}

// errorsIn is how many errors there are in a file.
func (p *project) errorsIn(path string) (n int) {
	for _, d := range p.findings {
		if d.Severity() == diag.Error && d.Span.File.Name() == path {
			n++
		}
	}
	return n
}

// loader is what loads Compose files for a file, those of its directory if none are given. The texts of files that are open go before
// those on disk.
func (s *server) loader(path string, files []string) (*loader.Loader, error) {
	texts := source.Overlay(source.Map(s.texts, host.FS().Style()), host.FS())
	options := host.Options{
		WorkDir: filepath.Dir(path), Environ: s.Environ, Files: files, FS: texts, Resolvers: []loader.Resolver{elsewhere{}},
	}
	l, err := options.Loader()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l.Rules, l.Cache = validate.Standard(), &s.cache
	for _, name := range s.packs {
		l.Rules = append(slices.Clip(l.Rules), validate.Pack(name, l.FS)...)
	}
	return l, nil
}

// load loads the project of a file. What is wrong with it as a whole is told at the beginning of that file.
func (s *server) load(ctx context.Context, l *loader.Loader, path string) (*project, error) {
	result, err := l.Load(ctx)
	if err != nil {
		return nil, err
	}
	f := result.File(path)
	var findings diag.List
	for _, d := range result.Diagnostics {
		if !d.Span.Valid() && f != nil {
			d.Span = f.Span(0, 0)
		}
		if d.Span.Valid() && !(d.Def == loader.FileNotFound && isUnsaved(path)) { // nobody knows what will be beside it
			findings = append(findings, d)
		}
	}
	return &project{Result: result, named: l.Files, findings: findings}, nil
}

// ofParts are those of some rules that hold for a file by itself whose services others extend: what it lacks, these may have.
func ofParts(rules []*validate.Rule) []*validate.Rule {
	others := []*validate.Rule{
		validate.ImageOrBuild, validate.References, validate.Dependencies, validate.Networking, validate.WatchTargets, validate.UnusedResources,
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r *validate.Rule) bool { return slices.Contains(others, r) })
}

// isEnvFile reports whether a file is one of variables by its name: .env, .env.local, db.env.
func isEnvFile(path string) bool {
	base := filepath.Base(path)
	return filepath.Ext(base) == ".env" || strings.HasPrefix(base, ".env.")
}

// elsewhere knows files that are elsewhere, and fetches none: what is being typed is not to be asked for on every key.
type elsewhere struct{}

// Accept implements loader.Resolver.
func (elsewhere) Accept(ref string) bool {
	return new(remote.Git).Accept(ref) || new(docker.Artifacts).Accept(ref)
}

// Load implements loader.Resolver.
func (elsewhere) Load(context.Context, string) (string, error) {
	return "", errors.New("files that are elsewhere are not fetched while this one is edited")
}

// severityOf is the protocol's number: error, warning, information.
func severityOf(d diag.Diagnostic) int {
	switch {
	case d.Def == loader.RemoteUnavailable, d.Severity() == diag.Note:
		return 3
	case d.Severity() == diag.Error:
		return 1
	}
	return 2
}

// diagnostic is a finding as editors have it.
func (s *server) diagnostic(d diag.Diagnostic) diagnostic {
	out := diagnostic{Range: rangeOf(d.Span), Severity: severityOf(d), Code: d.Code(), Source: "composekit", Message: d.Message}
	if d.Help != "" {
		out.Message += "\n" + d.Help
	}
	if s.Reference != nil {
		if uri := s.Reference(d.Def); uri != "" {
			out.CodeDescription = &codeDescription{uri}
		}
	}
	for _, l := range d.Labels {
		if l.Span.Valid() {
			out.RelatedInformation = append(out.RelatedInformation, related{s.locationOf(l.Span), l.Text})
		}
	}
	return out
}

// says reports whether another finding says the same of the same place.
func (d diagnostic) says(other diagnostic) bool {
	return d.Range == other.Range && d.Code == other.Code && d.Message == other.Message
}

// offsetOf is the byte at a position of the protocol.
func offsetOf(f *source.File, p position) int {
	return f.Offset(source.Position{Line: p.Line + 1, Column: p.Character + 1}, source.UTF16)
}

func positionOf(p source.Position) position { return position{p.Line - 1, p.Column - 1} }

func rangeOf(s source.Span) textRange {
	return textRange{positionOf(s.Pos(source.UTF16)), positionOf(s.EndPos(source.UTF16))}
}
