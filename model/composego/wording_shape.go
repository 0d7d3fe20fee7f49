package composego

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	ours "github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/schema/official"
	"github.com/composekit/composekit/syntax"
)

// The shape of a model: what compose-go's JSON schema says of it.

var shapeWordings = map[*diag.Def]wording{
	schema.MissingAttribute: func(f fault) error {
		if path := f.path(); len(path) == 3 && path[2].Name == "extends" {
			return sayf("extends.%s.service is required", path[1].Name)
		}
		return errors.New(f.Message)
	},
	schema.WrongKind: func(f fault) error {
		if f.Path == "include" && f.step != nil {
			return sayf("`include` must be a list, got %s", model.Plain(f.step.Tree.Get("include")))
		}
		return errors.New(f.Message)
	},
}

// shape is what compose-go says of a model that has not the shape that the schema asks for.
func shape(load *refused, step *ours.Refusal) error {
	if err := cmp.Or(misshapenForExtends(load, step), withoutIdentity(step.Tree, schema.Compose(), nil)); err != nil {
		return err
	}
	faults := official.Faults(step.Tree)
	if len(faults) == 0 {
		return say(fault{step.Errors[0], load, step})
	}
	first := slices.MinFunc(faults, bySpecificity)
	text := strings.Join(first.Path, ".") + " " + shapeText(first)
	if step.File == nil {
		return errors.New(text)
	}
	return fmt.Errorf("validating %s: %s", step.File.Name(), text)
}

// misshapenForExtends is what the stage before says of services that are none, if it takes place.
func misshapenForExtends(load *refused, step *ours.Refusal) error {
	if load.request == nil || load.loader.Without&ours.Extends != 0 {
		return nil
	}
	for _, d := range step.Errors {
		f := fault{d, load, step}
		switch path := f.path(); {
		case len(path) != 3 || path[2].Name != "extends":
		case d.Def == schema.MissingAttribute:
			return say(f)
		case d.Def == schema.WrongKind: // it is taken for the name of nothing
			return sayf("cannot extend service %q in %s: service %q not found", path[1].Name, f.file(), "")
		}
	}
	for _, section := range [...]string{"services", "jobs"} {
		all := step.Tree.Get(section)
		if all != nil && all.Kind != syntax.Mapping {
			return fmt.Errorf("%s must be a mapping", section)
		}
		for _, p := range all.Pairs() {
			if !p.Value.IsNull() && p.Value.Kind != syntax.Mapping {
				return fmt.Errorf("services.%s must be a mapping", p.Name())
			}
		}
	}
	return nil
}

// withoutIdentity is what is said of items that are no strings, in a list whose items are
// told apart by their text: that is looked at before the schema.
func withoutIdentity(n *syntax.Node, t *schema.Type, path syntax.Path) error {
	for _, p := range n.Pairs() {
		if err := withoutIdentity(p.Value, t.Child(p.Name()), append(path, syntax.Step{Name: p.Name()})); err != nil {
			return err
		}
	}
	for i, item := range n.Items() {
		at := append(path, syntax.Step{Index: i, Item: true})
		if t == nil || t.Elem == nil || t.Key == nil || t.Elem.Accept&schema.Map != 0 {
			continue
		}
		switch {
		case item.IsString() || item.Kind == syntax.Scalar && t.Elem.Accept&schema.Int != 0 && item.Type == syntax.Int:
		case t.Elem.Accept&schema.Int != 0:
			return sayf("%s: unsupported expose value %s", dotted(at, thatItem), model.Plain(item))
		default:
			return sayf("%s: unexpected type %T", dotted(at, thatItem), model.Plain(item))
		}
	}
	return nil
}

// bySpecificity puts first what lies deepest in the model, as compose-go does. An attribute
// that is not known lies one deeper than the mapping that has it.
func bySpecificity(a, b official.Fault) int {
	return cmp.Or(cmp.Compare(depth(b), depth(a)), cmp.Compare(lateness(a), lateness(b)))
}

func depth(f official.Fault) int {
	if f.Keyword == "additionalProperties" {
		return len(f.Path) + 1
	}
	return len(f.Path)
}

// lateness puts unknown attributes behind known ones of the same mapping, and last those that no
// part of the schema has dealt with: that is said of all attributes that have another fault, too.
func lateness(f official.Fault) int {
	return slices.Index([]string{"additionalProperties", "unevaluatedProperties"}, f.Keyword)
}

func shapeText(f official.Fault) string {
	switch f.Keyword {
	case "type":
		return "must be a " + kindsOf(f.Want)
	case "minimum":
		return fmt.Sprintf("must be greater than or equal to %v", f.Want)
	case "maximum":
		return fmt.Sprintf("must be less than or equal to %v", f.Want)
	case "required":
		if len(f.Names) == 1 {
			return "missing property " + quotedName(f.Names[0])
		}
		return "missing properties " + quotedNames(f.Names)
	case "additionalProperties":
		return "additional properties " + quotedNames(slices.Sorted(slices.Values(f.Names))) + " not allowed"
	case "unevaluatedProperties":
		return "false schema"
	case "pattern":
		return fmt.Sprintf("%s does not match pattern %s", quotedName(fmt.Sprint(f.Value)), quotedName(fmt.Sprint(f.Want)))
	case "enum":
		return "value must be one of " + quotedNames(textsOf(f.Want))
	case "uniqueItems":
		return fmt.Sprintf("items at %d and %d are equal", f.Items[0], f.Items[1])
	}
	return fmt.Sprintf("'%s' failed", f.Keyword)
}

// kindsOf are the kinds that the keyword type asks for: "string", "boolean, null or string".
func kindsOf(want any) string {
	all := textsOf(want)
	for i := range all {
		if all[i] == "object" {
			all[i] = "mapping"
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	slices.Sort(all)
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}

// textsOf are a string, or the strings of a list.
func textsOf(value any) (out []string) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func quotedName(name string) string {
	text := strings.ReplaceAll(fmt.Sprintf("%q", name), `\"`, `"`)
	return "'" + strings.ReplaceAll(text[1:len(text)-1], "'", `\'`) + "'"
}

func quotedNames(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quotedName(name)
	}
	return strings.Join(quoted, ", ")
}
