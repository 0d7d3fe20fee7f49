package language

import (
	"strings"

	"github.com/composekit/composekit/schema"
)

// byRow is a table by the rows of the schema's table that its paths lead to.
func byRow[T any](table map[string]T) map[*schema.Attr]T {
	out := map[*schema.Attr]T{}
	for path, value := range table {
		for _, attr := range rowsAt(path) {
			out[attr] = value
		}
	}
	return out
}

// rowsAt are the rows at a path of attributes, joined by dots: from the root of a file if it begins with a slash,
// else from a service, from a job and from a hook that runs a container of its own, which do not have all of them. Names of
// the user's and the steps into lists are left out: "volumes.source" is the source of an item, "/secrets.file" the file of a secret.
func rowsAt(path string) []*schema.Attr {
	services := schema.Compose().Child("services")
	starts := []*schema.Type{services, schema.Compose().Child("jobs"), services.Values.Child("pre_start")}
	path, top := strings.CutPrefix(path, "/")
	if top {
		starts = []*schema.Type{schema.Compose()}
	}
	var out []*schema.Attr
	for _, t := range starts {
		var attr *schema.Attr
		for key := range strings.SplitSeq(path, ".") {
			for t != nil && t.Attr(key) == nil {
				if t.Elem != nil {
					t = t.Elem
				} else {
					t = t.Values
				}
			}
			if attr = t.Attr(key); attr == nil {
				break
			}
			t = attr.Type
		}
		if attr != nil {
			out = append(out, attr)
		}
	}
	return out
}
