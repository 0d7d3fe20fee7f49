package languageserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/cmd/composekit/internal/sensitive"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/explain"
	"github.com/composekit/composekit/language"
	"github.com/composekit/composekit/source"
)

// questions are what an editor may ask about a file of a project, by method. An answer of nil is
// that there is nothing to say.
var questions = map[string]func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error){
	"textDocument/hover": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		h, ok := p.view().Hover(f, offsetOf(f, q.Position))
		if !ok {
			return nil, nil
		}
		return hover{markupOf(h, s.client.TextDocument.Hover.ContentFormat, p.nameOf), rangeOf(h.Span)}, nil
	},
	"textDocument/definition": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []location{}
		for _, span := range p.view().Definitions(f, offsetOf(f, q.Position)) {
			out = append(out, s.locationOf(span))
		}
		return out, nil
	},
	"textDocument/references": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		places, err := s.named(ctx, f, offsetOf(f, q.Position))
		if err != nil {
			return nil, err
		}
		out := []location{}
		for _, at := range places {
			for _, n := range at.view().References(at.file, at.offset) {
				if at := s.locationOf(n.Span); (q.Context.IncludeDeclaration || !n.Defines) && !slices.Contains(out, at) {
					out = append(out, at)
				}
			}
		}
		return out, nil
	},
	"textDocument/documentHighlight": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []highlight{}
		for _, n := range p.view().References(f, offsetOf(f, q.Position)) {
			if n.Span.File == f {
				out = append(out, highlight{rangeOf(n.Span), map[bool]int{false: 2, true: 3}[n.Defines]})
			}
		}
		return out, nil
	},
	"textDocument/prepareRename": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		offset := offsetOf(f, q.Position)
		n, ok := p.view().NameAt(f, offset)
		if !ok {
			return nil, nil
		}
		if _, err := p.view().Rename(f, offset, n.Name); err != nil {
			return nil, err
		}
		return rangeOf(n.Span), nil
	},
	"textDocument/rename": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		places, err := s.named(ctx, f, offsetOf(f, q.Position))
		if err != nil {
			return nil, err
		}
		var edits []diag.Edit
		var unnamed error
		for _, at := range places {
			more, err := at.view().Rename(at.file, at.offset, q.NewName)
			switch {
			case errors.Is(err, language.ErrNoName): // in this project
				unnamed = err
			case err != nil:
				return nil, err // what one of them must not do, none does
			}
			edits = append(edits, more...)
		}
		if len(edits) == 0 {
			return nil, unnamed
		}
		return s.workspaceEditOf(edits), nil
	},
	"textDocument/documentSymbol": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		all := symbols(p.view().Outline(f), symbolModule)
		if !s.client.TextDocument.DocumentSymbol.HierarchicalDocumentSymbolSupport {
			return flat([]symbolInformation{}, s.uriOf(f.Name()), "", all), nil
		}
		return all, nil
	},
	"textDocument/completion": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := completionList{Items: []completionItem{}}
		files, offset := 0, offsetOf(f, q.Position)
		for i, c := range p.view().CompleteFiles(f, offset, entriesOf) {
			item := completionItem{
				Label: c.Label, Kind: itemValue, SortText: fmt.Sprintf("%04d", i), TextEdit: textEdit{rangeOf(c.Whole), c.Edit.New},
			}
			if s.client.TextDocument.Completion.CompletionItem.InsertReplaceSupport {
				item.TextEdit = insertReplaceEdit{c.Edit.New, rangeOf(c.Edit.Span), rangeOf(c.Whole)}
			}
			switch {
			case c.Attr != nil:
				item.Kind = itemProperty
				if c.Attr.Type != nil {
					item.Detail = c.Attr.Type.Name
				}
				doc := markupOf(language.Hover{Attr: c.Attr}, s.client.TextDocument.Completion.CompletionItem.DocumentationFormat, nil)
				item.Documentation = &doc
			case c.Kind == language.File:
				files++
				item.Kind = map[bool]int{false: itemFile, true: itemFolder}[strings.HasSuffix(c.Label, "/")]
				// Of a path that gets quotes, editors compare all of it with what is typed.
				typed := f.Text()[c.Edit.Span.Start:offset]
				item.FilterText = typed[:strings.LastIndexAny(typed, `/\`)+1] + c.Label
			case c.Kind != "":
				item.Kind, item.Detail = itemReference, string(c.Kind)
			}
			out.Items = append(out.Items, item)
		}
		out.IsIncomplete = files >= language.MostFiles
		return out, nil
	},
	"textDocument/semanticTokens/full": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		return semanticTokens{tokenData(p.view().Tokens(f, f.Span(0, f.Len())))}, nil
	},
	"textDocument/semanticTokens/range": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		within := f.Span(offsetOf(f, q.Range.Start), offsetOf(f, q.Range.End))
		return semanticTokens{tokenData(p.view().Tokens(f, within))}, nil
	},
	"textDocument/formatting": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []textEdit{}
		for _, e := range p.view().Format(f, min(cmp.Or(max(q.Options.TabSize, 0), 2), 8)) {
			out = append(out, textEdit{rangeOf(e.Span), e.New})
		}
		return out, nil
	},
	"textDocument/inlayHint": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []inlayHint{}
		for _, h := range p.view().Hints(f, f.Span(offsetOf(f, q.Range.Start), offsetOf(f, q.Range.End))) {
			if looksSecret(h) {
				continue
			}
			hint := inlayHint{Position: rangeOf(h.Span).End, Label: "= " + h.Value, PaddingLeft: true}
			for i, v := range h.Variables {
				if i > 0 {
					hint.Tooltip += "\n"
				}
				hint.Tooltip += v.Words(explain.Options{Name: p.nameOf})
			}
			out = append(out, hint)
		}
		return out, nil
	},
	"textDocument/documentLink": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []documentLink{}
		for _, l := range p.view().Links(f) {
			switch {
			case l.File == "":
				out = append(out, documentLink{rangeOf(l.Span), l.Page})
			case !isUnsaved(f.Name()): // of those nobody knows what will be beside them
				out = append(out, documentLink{rangeOf(l.Span), s.uriOf(l.File)})
			}
		}
		return out, nil
	},
	"textDocument/foldingRange": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []foldingRange{}
		for _, fold := range p.view().Folds(f) {
			r := rangeOf(fold.Span)
			out = append(out, foldingRange{r.Start.Line, r.End.Line, map[bool]string{true: "comment"}[fold.Comment]})
		}
		return out, nil
	},
	"textDocument/selectionRange": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []selection{}
		for _, at := range q.Positions {
			spans := p.view().Selections(f, offsetOf(f, at))
			if len(spans) == 0 { // there must be one for each position
				spans = append(spans, f.Span(offsetOf(f, at), offsetOf(f, at)))
			}
			var whole *selection
			for _, span := range slices.Backward(spans) {
				whole = &selection{rangeOf(span), whole}
			}
			out = append(out, *whole)
		}
		return out, nil
	},
	"textDocument/codeAction": func(ctx context.Context, s *server, p *project, f *source.File, q placeParams) (any, error) {
		out := []codeAction{}
		if asksFor(q.Context.Only, fixAll) {
			if all := p.allFixes(f); len(all) > 0 {
				out = append(out, codeAction{Title: "carry out all safe fixes of this file", Kind: fixAll, Edit: s.workspaceEditOf(all)})
			}
		}
		if asksFor(q.Context.Only, rewrite) {
			for _, r := range p.view().Rewrites(f, offsetOf(f, q.Range.Start)) {
				out = append(out, codeAction{Title: r.Title, Kind: rewrite, Edit: s.workspaceEditOf(r.Edits)})
			}
		}
		if !asksFor(q.Context.Only, quickFix) {
			return out, nil
		}
		for p, f := range having(s.projects, f.Name()) {
			at := f.Span(offsetOf(f, q.Range.Start), offsetOf(f, q.Range.End))
			for _, d := range p.findings {
				if d.Span.File != f || d.Span.End < at.Start || at.End < d.Span.Start {
					continue
				}
				for _, fix := range d.Fixes {
					action := codeAction{
						Title: fix.Title, Kind: quickFix, Diagnostics: []diagnostic{s.diagnostic(d)},
						IsPreferred: fix.Safe, Edit: s.workspaceEditOf(fix.Edits),
					}
					if !slices.ContainsFunc(out, action.does) { // for another project
						out = append(out, action)
					}
				}
			}
		}
		slices.SortStableFunc(out, func(a, b codeAction) int { return a.order() - b.order() })
		return out, nil
	},
}

// place is an offset of a file as a project has it.
type place struct {
	*project
	file   *source.File
	offset int
}

// named are the places to ask about what is named at an offset of a file, one in each project that has it: those of the open files, and
// those of the directories of all files that have the name in one of these. A file that one project includes has others beside it in its
// own.
func (s *server) named(ctx context.Context, f *source.File, offset int) (places []place, err error) {
	asked := map[*project]bool{}
	queued := map[string]bool{f.Name(): true}
	queue := []source.Span{f.Span(offset, offset)}
	for i := 0; i < len(queue); i++ {
		path, offset := queue[i].File.Name(), int(queue[i].Start)
		all, err := s.loadDirectory(ctx, slices.Concat(s.projects, s.beside), path)
		if err != nil {
			return nil, err
		}
		s.beside = all[len(s.projects):]
		for p, f := range having(all, path) {
			if asked[p] {
				continue
			}
			names := p.view().References(f, offset)
			if len(names) == 0 && i > 0 {
				continue
			}
			asked[p] = true
			places = append(places, place{p, f, offset})
			for _, n := range names {
				if name := n.Span.File.Name(); !queued[name] {
					queued[name] = true
					queue = append(queue, n.Span)
				}
			}
		}
	}
	return places, nil
}

// looksSecret reports whether a hint would show what looks like a secret, though its name does not say so.
func looksSecret(h language.Hint) bool {
	return sensitive.Kind("", h.Value) != "" || slices.ContainsFunc(h.Variables, func(v explain.Variable) bool {
		return sensitive.Kind(v.Name, v.Value) != ""
	})
}

// The kinds of code actions.
const (
	quickFix = "quickfix"
	fixAll   = "source.fixAll"
	rewrite  = "refactor.rewrite"
)

// asksFor reports whether an editor that asks for some kinds of code actions alone asks for this one. All kinds
// are asked for by none, but for the one that changes all of a file: that is to be asked for by name.
func asksFor(only []string, kind string) bool {
	return len(only) == 0 && kind != fixAll || slices.ContainsFunc(only, func(asked string) bool {
		return kind == asked || strings.HasPrefix(kind, asked+".")
	})
}

// allFixes are the edits of all safe fixes that change this file alone, as far as they do not get in each other's way.
func (p *project) allFixes(f *source.File) []diag.Edit {
	list := p.findings.SafelyFixable()
	elsewhere := func(e diag.Edit) bool { return e.Span.File != f }
	for i := range list {
		list[i].Fixes = slices.DeleteFunc(list[i].Fixes, func(x diag.Fix) bool { return slices.ContainsFunc(x.Edits, elsewhere) })
	}
	changes := diag.Changes(list)
	if len(changes) == 0 {
		return nil
	}
	return changes[0].Edits // no other file has any
}

// markupOf is a hover in the first of the formats that an editor shows, as plain text or else as Markdown. Name says how files are shown;
// it may be nil.
func markupOf(h language.Hover, formats []string, name func(*source.File) string) markup {
	o := explain.Options{Name: name}
	for _, format := range formats {
		switch format {
		case "markdown":
			return markup{format, h.Markdown(o)}
		case "plaintext":
			return markup{format, h.Text(o)}
		}
	}
	return markup{"markdown", h.Markdown(o)}
}

func (s *server) workspaceEditOf(edits []diag.Edit) workspaceEdit {
	out := workspaceEdit{map[string][]textEdit{}}
	for _, e := range edits {
		uri, edit := s.uriOf(e.Span.File.Name()), textEdit{rangeOf(e.Span), e.New}
		if e.Span.Start == e.Span.End || !slices.Contains(out.Changes[uri], edit) { // projects may share a file
			out.Changes[uri] = append(out.Changes[uri], edit)
		}
	}
	return out
}

// symbols are the entries of an outline; kind is that of entries that name nothing.
func symbols(entries []language.Entry, kind int) []documentSymbol {
	out := []documentSymbol{}
	for _, e := range entries {
		s := documentSymbol{e.Name, kind, rangeOf(e.Span), rangeOf(e.Key), symbols(e.Entries, symbolProperty)}
		if e.Kind != "" {
			s.Kind = symbolClass
		}
		if s.Name == "" {
			s.Name = e.Key.Text() // a key that is a collection; names must not be empty
		}
		out = append(out, s)
	}
	return out
}

// flat adds an outline to a list, in which each entry names the one that it is in.
func flat(list []symbolInformation, uri, within string, entries []documentSymbol) []symbolInformation {
	for _, e := range entries {
		list = append(list, symbolInformation{e.Name, e.Kind, location{uri, e.Range}, within})
		list = flat(list, uri, e.Name, e.Children)
	}
	return list
}

// search is what the projects of the open files, and of other Compose files in the editor's folders, have under a name that is like the
// query, each place once.
func (s *server) search(ctx context.Context, query string) ([]symbolInformation, error) {
	if s.around == nil {
		var paths []string
		for _, folder := range s.folders {
			paths = append(paths, composeFilesIn(folder)...)
		}
		all, err := s.loadAll(ctx, slices.Clip(s.projects), paths)
		if err != nil {
			return nil, err
		}
		s.around = append([]*project{}, all[len(s.projects):]...)
	}
	out, known := []symbolInformation{}, map[location]bool{}
	for _, p := range slices.Concat(s.projects, s.around) {
		for _, n := range p.view().Search(query) {
			at := s.locationOf(n.Span)
			if known[at] || len(out) == language.MostFound {
				continue
			}
			known[at] = true
			kind := symbolClass
			switch n.Kind {
			case language.Variable:
				kind = symbolVariable
			case language.Anchor:
				kind = symbolKey
			}
			out = append(out, symbolInformation{n.Name, kind, at, string(n.Kind)})
		}
	}
	return out, nil
}
