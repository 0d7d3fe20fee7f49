package languageserver

import (
	"encoding/json"
	"slices"

	"github.com/composekit/composekit/language"
)

// What the server uses of the Language Server Protocol 3.17.

type position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // from 0, in units of UTF-16
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string    `json:"uri"`
	Range textRange `json:"range"`
}

type textDocument struct {
	URI  string `json:"uri"`
	Text string `json:"text,omitempty"` // when it is opened
}

type initializeParams struct {
	RootURI string `json:"rootUri"` // of editors that know one folder only
	Folders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
	Options struct {
		Rules []string `json:"rules"` // packs of rules to apply besides those that always are
	} `json:"initializationOptions"`
	Capabilities clientCapabilities `json:"capabilities"`
}

// clientCapabilities are what an editor can do, as far as it makes a difference.
type clientCapabilities struct {
	Workspace struct {
		DidChangeWatchedFiles struct {
			DynamicRegistration bool `json:"dynamicRegistration"` // it tells of changed files if it is asked to
		} `json:"didChangeWatchedFiles"`
	} `json:"workspace"`
	TextDocument struct {
		Hover struct {
			ContentFormat []string `json:"contentFormat"` // the preferred one first
		} `json:"hover"`
		Completion struct {
			CompletionItem struct {
				DocumentationFormat []string `json:"documentationFormat"`
				// InsertReplaceSupport is set if its user chooses whether what is proposed replaces the rest of a word.
				InsertReplaceSupport bool `json:"insertReplaceSupport"`
			} `json:"completionItem"`
		} `json:"completion"`
		DocumentSymbol struct {
			HierarchicalDocumentSymbolSupport bool `json:"hierarchicalDocumentSymbolSupport"`
		} `json:"documentSymbol"`
	} `json:"textDocument"`
}

type registrations struct {
	Registrations []registration `json:"registrations"`
}

type registration struct {
	ID              string       `json:"id"`
	Method          string       `json:"method"`
	RegisterOptions watchOptions `json:"registerOptions"`
}

type watchOptions struct {
	Watchers []watcher `json:"watchers"`
}

type watcher struct {
	GlobPattern string `json:"globPattern"`
}

type initializeResult struct {
	Capabilities capabilities `json:"capabilities"`
	ServerInfo   serverInfo   `json:"serverInfo"`
}

type serverInfo struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type capabilities struct {
	TextDocumentSync           syncOptions       `json:"textDocumentSync"`
	HoverProvider              bool              `json:"hoverProvider"`
	DefinitionProvider         bool              `json:"definitionProvider"`
	ReferencesProvider         bool              `json:"referencesProvider"`
	DocumentHighlightProvider  bool              `json:"documentHighlightProvider"`
	DocumentSymbolProvider     bool              `json:"documentSymbolProvider"`
	WorkspaceSymbolProvider    bool              `json:"workspaceSymbolProvider"`
	DocumentLinkProvider       linkOptions       `json:"documentLinkProvider"`
	FoldingRangeProvider       bool              `json:"foldingRangeProvider"`
	SelectionRangeProvider     bool              `json:"selectionRangeProvider"`
	DocumentFormattingProvider bool              `json:"documentFormattingProvider"`
	InlayHintProvider          bool              `json:"inlayHintProvider"`
	SemanticTokensProvider     tokenOptions      `json:"semanticTokensProvider"`
	CodeActionProvider         actionOptions     `json:"codeActionProvider"`
	RenameProvider             renameOptions     `json:"renameProvider"`
	CompletionProvider         completionOptions `json:"completionProvider"`
}

type syncOptions struct {
	OpenClose bool `json:"openClose"`
	Change    int  `json:"change"` // 2: parts of the text
	Save      bool `json:"save"`
}

type renameOptions struct {
	PrepareProvider bool `json:"prepareProvider"`
}

type linkOptions struct{}

type actionOptions struct {
	CodeActionKinds []string `json:"codeActionKinds"`
}

type completionOptions struct {
	TriggerCharacters []string `json:"triggerCharacters"`
}

type openParams struct {
	TextDocument textDocument `json:"textDocument"`
}

type changeParams struct {
	TextDocument   textDocument `json:"textDocument"`
	ContentChanges []struct {
		Range *textRange `json:"range"` // nil is all of the text
		Text  string     `json:"text"`
	} `json:"contentChanges"`
}

// placeParams are those of all questions about a place.
type placeParams struct {
	TextDocument textDocument `json:"textDocument"`
	Position     position     `json:"position"`
	Range        textRange    `json:"range"`     // of code actions, hints and tokens
	Positions    []position   `json:"positions"` // of selections
	NewName      string       `json:"newName"`   // of renaming
	Options      struct {
		TabSize int `json:"tabSize"`
	} `json:"options"` // of formatting
	Context struct {
		IncludeDeclaration bool     `json:"includeDeclaration"` // of references
		Only               []string `json:"only"`               // kinds of code actions
	} `json:"context"`
}

type searchParams struct {
	Query string `json:"query"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Range              textRange        `json:"range"`
	Severity           int              `json:"severity"` // 1: error, 2: warning
	Code               string           `json:"code"`
	CodeDescription    *codeDescription `json:"codeDescription,omitempty"`
	Source             string           `json:"source"`
	Message            string           `json:"message"`
	RelatedInformation []related        `json:"relatedInformation,omitempty"`
}

type codeDescription struct {
	Href string `json:"href"`
}

type related struct {
	Location location `json:"location"`
	Message  string   `json:"message"`
}

type hover struct {
	Contents markup    `json:"contents"`
	Range    textRange `json:"range"`
}

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type completionList struct {
	IsIncomplete bool             `json:"isIncomplete"` // ask again when more is typed
	Items        []completionItem `json:"items"`
}

type completionItem struct {
	Label         string  `json:"label"`
	Kind          int     `json:"kind"`
	SortText      string  `json:"sortText"`
	FilterText    string  `json:"filterText,omitempty"`
	Detail        string  `json:"detail,omitempty"`
	Documentation *markup `json:"documentation,omitempty"`
	// A textEdit, or for editors that let the user choose an insertReplaceEdit.
	TextEdit any `json:"textEdit"`
}

type insertReplaceEdit struct {
	NewText string    `json:"newText"`
	Insert  textRange `json:"insert"`
	Replace textRange `json:"replace"`
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics,omitempty"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        workspaceEdit `json:"edit"`
}

// order is where an action stands in the list: what is safe to do about a finding first, what nobody has to do last.
func (a codeAction) order() int {
	switch {
	case a.IsPreferred:
		return 0
	case a.Kind == rewrite:
		return 2
	}
	return 1
}

// does reports whether another action does the same about the same finding.
func (a codeAction) does(other codeAction) bool {
	return a.Kind == other.Kind && a.Title == other.Title && slices.EqualFunc(a.Diagnostics, other.Diagnostics, diagnostic.says)
}

type documentSymbol struct {
	Name           string           `json:"name"`
	Kind           int              `json:"kind"`
	Range          textRange        `json:"range"`
	SelectionRange textRange        `json:"selectionRange"`
	Children       []documentSymbol `json:"children,omitempty"`
}

// symbolInformation is what a search through all files finds, and what there is in a file for editors that know no outlines.
type symbolInformation struct {
	Name          string   `json:"name"`
	Kind          int      `json:"kind"`
	Location      location `json:"location"`
	ContainerName string   `json:"containerName,omitempty"`
}

type documentLink struct {
	Range  textRange `json:"range"`
	Target string    `json:"target"`
}

type tokenOptions struct {
	Legend tokenLegend `json:"legend"`
	Full   bool        `json:"full"`
	Range  bool        `json:"range"`
}

type tokenLegend struct {
	TokenTypes     []language.TokenType `json:"tokenTypes"`
	TokenModifiers []string             `json:"tokenModifiers"`
}

// semanticTokens are five numbers a token: lines from the one before, characters from it if it is in the same
// line, length, type, set of modifiers.
type semanticTokens struct {
	Data []int `json:"data"`
}

type inlayHint struct {
	Position    position `json:"position"`
	Label       string   `json:"label"`
	Tooltip     string   `json:"tooltip"`
	PaddingLeft bool     `json:"paddingLeft"`
}

type foldingRange struct {
	StartLine int    `json:"startLine"`
	EndLine   int    `json:"endLine"`
	Kind      string `json:"kind,omitempty"`
}

// selection is a range and the next larger one.
type selection struct {
	Range  textRange  `json:"range"`
	Parent *selection `json:"parent,omitempty"`
}

type highlight struct {
	Range textRange `json:"range"`
	Kind  int       `json:"kind"` // 2: read, 3: written
}

// The kinds of completion items and symbols that are used.
const (
	itemProperty  = 10
	itemValue     = 12
	itemFile      = 17
	itemReference = 18
	itemFolder    = 19

	symbolModule   = 2
	symbolClass    = 5
	symbolProperty = 7
	symbolVariable = 13
	symbolKey      = 20
)

// decode reads parameters; missing ones are zero.
func decode[T any](raw *json.RawMessage) (T, error) {
	var out T
	if raw == nil {
		return out, nil
	}
	err := json.Unmarshal(*raw, &out)
	return out, err
}
