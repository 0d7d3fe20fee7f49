// Package merge owns how values from several places become one: an overriding file over the
// files before it, a service over the one that it extends, items of a list over items with the
// same identity, the long form over the short one, and defaults where nothing was said. It
// walks a tree and the attribute table together and knows nothing of files.
//
// No function changes its inputs. What a stage leaves alone is shared, and a stage that
// changes nothing returns its input. A value that came about by merging points back at all
// that it came from (see syntax.Node's Prev and Base).
//
// The order of the steps for one document, after interpolation:
//
//	clean, resets, d := CollectResets(c.Build, root)
//	clean, d = PromoteAliases(c.Build, clean)
//	model = resets.Apply(c, model, schema.Compose())
//	clean = … Extend …
//	model, d = Merge(c.Build, model, clean, schema.Compose())
//	model = Unique(c, model, schema.Compose())
//	… check kinds and attributes …
//	model = Canonical(c, model, schema.Compose())
//
// and once after all documents:
//
//	model = Defaults(c, model, schema.Compose())
package merge
