package composego

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/schema"
)

// Merging, what identifies items, and short forms.

var mergeWordings = map[*diag.Def]wording{
	merge.CannotOverride: func(f fault) error {
		path := f.path()
		at := dotted(path, thatItem)
		kind, item := goTypes[f.Fact("kind")], goTypes[f.Fact("item")]
		switch last := path[len(path)-1].Name; {
		case item != "" && last == "config":
			return sayf("%s: cannot convert %s into a mapping", at, item)
		case item != "":
			return sayf("%s: cannot use %s as a mapping key", at, item)
		case last == "logging":
			return sayf("%s: cannot merge logging: expected a mapping, got %s", at, kind)
		case last == "config":
			return sayf("%s: unexpected type %s", at, kind)
		case len(path) == 3 && slices.Contains([]string{"depends_on", "networks", "models"}, last):
			return sayf("%s: cannot convert %s into a mapping", at, kind)
		case len(path) == 1 && (last == "services" || last == "jobs"):
			return sayf("%s must be a mapping", at)
		}
		return sayf("cannot override %s", at)
	},
	schema.MissingTarget: func(f fault) error {
		what := "mount target"
		if f.Fact("kind") == "ports" {
			what = "target port"
		}
		return sayf("service %s %s is missing a %s", f.Fact("kind"), dotted(f.path(), thatItem), what)
	},
	schema.BadExpose: func(f fault) error {
		value, err := strconv.ParseFloat(f.Fact("value"), 64)
		if err != nil {
			return errors.New(f.Message)
		}
		return sayf("%s: unsupported expose value %%!s(float64=%v)", dotted(f.path(), thatItem), value)
	},
}

// goTypes are the Go types that values of YAML become.
var goTypes = map[string]string{
	"mapping": "map[string]interface {}", "sequence": "[]interface {}", "null": "<nil>", "date": "time.Time",
	"string": "string", "bool": "bool", "int": "int", "float": "float64",
}

var shortFormWordings = map[*diag.Def]wording{
	schema.BadPort: badPort,
	schema.BadVolume: func(f fault) error {
		switch f.Fact("fault") {
		case "empty":
			return errors.New("invalid empty volume spec")
		case "empty part":
			return fmt.Errorf("invalid spec: %s: empty section between colons", f.Fact("value"))
		}
		return fmt.Errorf("invalid spec: %s: too many colons", f.Fact("value"))
	},
	schema.BadDevice: func(f fault) error {
		return sayf("confusing device mapping, please use long syntax: %s", f.Fact("value"))
	},
	schema.BadSSH: func(f fault) error { return sayf("invalid ssh key %q", f.Fact("value")) },
	schema.BadKeyValue: func(f fault) error {
		path := f.path()
		return sayf("%s: invalid value %s, expected key=value", dotted(path[:len(path)-1], anyItem), f.Fact("value"))
	},
	schema.ExternalConflict: func(f fault) error {
		return sayf("%s: name and external.name conflict; only use name", f.resource())
	},
}

func badPort(f fault) error {
	target, published := f.Fact("target"), f.Fact("published")
	switch {
	case f.Fact("port") != "":
		return sayf("No port specified: %s<empty>", f.Fact("port"))
	case f.Fact("host_ip") != "":
		return sayf("Invalid ip address: %s", f.Fact("host_ip"))
	case f.Fact("protocol") != "":
		return sayf("Invalid proto: %s", f.Fact("protocol"))
	case target != "" && published != "":
		return sayf("Invalid ranges specified for container and host Ports: %s and %s", target, published)
	case published != "":
		return sayf("Invalid hostPort: %s", published)
	case target == "0":
		return sayf("service ports %s is missing a target port", dotted(f.path(), thatItem))
	case target != "":
		return sayf("Invalid containerPort: %s", target)
	}
	return errors.New(f.Message)
}
