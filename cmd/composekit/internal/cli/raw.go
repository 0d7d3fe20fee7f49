package cli

import (
	"encoding/json"

	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// rawText is a tree as config --no-interpolate prints it: what was read, keys sorted.
func rawText(tree *syntax.Node, format string) ([]byte, error) {
	switch format {
	case "yaml":
		var w yamlwrite.Writer
		yamlwrite.Tree(&w, tree)
		return w.Bytes(), nil
	case "json":
		return json.MarshalIndent(model.Plain(tree), "", "  ")
	}
	return nil, unsupportedFormat(format, "yaml", "json")
}
