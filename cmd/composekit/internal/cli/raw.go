package cli

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/yamlwrite"
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
		return json.MarshalIndent(jsonValue(tree), "", "  ")
	}
	return nil, fmt.Errorf("unsupported format %q", format)
}

// jsonValue is a tree as values that encoding/json writes.
func jsonValue(n *syntax.Node) any {
	switch {
	case n.IsNull():
		return nil
	case n.Kind == syntax.Mapping:
		out := make(map[string]any, n.Len())
		for _, p := range n.Pairs() {
			out[p.Name] = jsonValue(p.Value)
		}
		return out
	case n.Kind == syntax.Sequence:
		out := make([]any, 0, n.Len())
		for _, item := range n.Items() {
			out = append(out, jsonValue(item))
		}
		return out
	}
	switch n.Type {
	case syntax.Bool:
		return strings.EqualFold(n.Value, "true")
	case syntax.Int:
		if i, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			return i
		}
	case syntax.Float:
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}
