package cli

import (
	"slices"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// hashLines are lines "NAME HASH" of services, by name; nil names are all services.
func hashLines(p *model.Project, names []string) ([]string, error) {
	if names == nil {
		names = sortedKeys(p.Services)
	}
	var out []string
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		service, err := p.Service(name)
		if err != nil {
			return nil, err
		}
		out = append(out, name+" "+confighash.Service(service))
	}
	return out, nil
}
