package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/listing"
	"github.com/composekit/composekit/driver"
)

func setupImages(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	format := f.String("format", "table", "form of the output: table or json")
	quiet := f.BoolP("quiet", "q", false, "list IDs alone")
	return func(ctx context.Context, args []string) error {
		d, p, err := a.named(ctx)
		if err != nil {
			return err
		}
		uses, err := imageUses(ctx, d, p.name, args)
		if err != nil {
			return err
		}
		if *quiet {
			var ids []string
			for _, u := range uses {
				id := u.Container.ImageID
				if u.Image != nil {
					id = u.Image.ID
				}
				if id = id[strings.IndexByte(id, ':')+1:]; !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
			return printLines(a.Out, ids)
		}
		return listing.Images(a.Out, *format, uses, a.Now())
	}
}

// imageUses are the containers of a project with their images, by container.
func imageUses(ctx context.Context, d driver.Driver, project string, services []string) ([]listing.ImageUse, error) {
	state, err := d.Observe(ctx, driver.Selector{Project: project})
	if err != nil {
		return nil, err
	}
	var refs []string
	var uses []listing.ImageUse
	for _, c := range state.Containers {
		if len(services) > 0 && !slices.Contains(services, c.Service()) {
			continue
		}
		uses = append(uses, listing.ImageUse{Container: c})
		refs = append(refs, c.Image)
	}
	if len(uses) == 0 {
		return nil, nil
	}
	slices.Sort(refs)
	state, err = d.Observe(ctx, driver.Selector{Images: slices.Compact(refs)})
	if err != nil {
		return nil, err
	}
	for i, u := range uses {
		if image, ok := state.Images[u.Container.Image]; ok {
			uses[i].Image = &image
		}
	}
	return uses, nil
}
