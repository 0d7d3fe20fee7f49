package differential

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/diag/catalogue"
	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/merge"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// reasons are the reference's reasons to refuse a project, as its messages have them, each with
// the codes of ours that mean the same; "yaml-" stands for all that begin so. The first whose
// message matches counts.
var reasons = []struct{ message, codes string }{
	// files
	{`no configuration file provided`, "no-compose-file"},
	{`compose file .* is invalid: .* no such file|couldn't find env file|open .*: no such file or directory|^stat .*no such file`, "file-not-found"},
	{`(env|label) file .*not found`, "file-not-found broken-link cannot-override"}, // what is lost in a merge leaves the file
	{`lstat .*no such file or directory`, "file-not-found broken-link"},
	{`^compose file "" set by COMPOSE_FILE`, "invalid-compose-variable"},
	{`is a directory|is not a regular file|^open .*: invalid argument|is not a file|read .*: is a directory|permission denied`, "file-unreadable file-not-found"},
	{`strconv.ParseBool`, "invalid-compose-variable"},
	{`unsupported env_file format`, "unknown-env-file-format"},
	{`unterminated quoted value`, "env-file-quote"},
	{`unexpected character .* in variable name|key cannot contain a space`, "env-file-name env-file-no-name env-file-text-after-quote"},
	{`zero length string`, "env-file-no-name env-file-name"},

	// YAML
	{`top-level object must be a mapping|cannot construct .* into cli.named`, "not-a-mapping yaml-"}, // a text, and then what does not belong there
	{`cannot construct .* into string`, "wrong-kind non-string-key yaml-bad-merge"},
	{`empty compose file`, "empty-compose-file not-a-mapping unknown-attribute yaml-duplicate-key yaml-bad-merge"}, // of what is included, or reset
	{`non-string key`, "non-string-key unknown-attribute wrong-kind bad-name"},                                     // of an attribute, or in what should be no mapping
	{`mapping key "" already defined`, "yaml-duplicate-key non-string-key"},                                        // which a mapping is called
	{`mapping key .* already defined`, "yaml-duplicate-key"},
	{`exceeds maximum node visit limit`, "yaml-alias-expansion yaml-too-large"},
	{`cycle detected: node at path`, "yaml-recursive-anchor yaml-unknown-anchor"},
	{`failed to parse .*cannot use .* as a map key`, "yaml- non-string-key"},
	{`yaml: .* did not find expected key`, "yaml- unknown-attribute bad-name non-string-key"}, // a colon alone on its line
	{`did not find expected ',' or '}'`, "yaml- bad-name unknown-attribute"},                  // a key in quotes that goes over lines
	{`did not find expected node content`, "yaml- unknown-attribute non-string-key"},          // a key of a colon in braces
	{`failed to parse .*|^yaml: `, "yaml-"},

	// include and extends
	{`include cycle detected`, "include-cycle"},
	{`Circular reference`, "extends-cycle unknown-attribute wrong-kind"}, // of a service that extends one of its name in no file
	{`cannot extend service .* (not found|no services section)|cannot read `, "unknown-extended-service file-not-found wrong-kind unexpected-kind unknown-attribute"}, // file, misspelt
	{`cannot extend service .* services must be a mapping`, "unknown-extended-service wrong-kind"},
	{`^(services|jobs) must be a mapping`, "wrong-kind cannot-override"},
	{`^services\..* must be a mapping`, "bad-name wrong-kind cannot-override"},
	{`extends\..*\.service is required`, "missing-attribute wrong-kind unexpected-kind unknown-attribute"}, // a name that is misspelt
	{"`include` must be a list", "wrong-kind"},

	// variables
	{`required variable .* is missing a value`, "required-variable"},
	{`invalid interpolation format|Invalid template`, "invalid-interpolation"},
	{`ulimits\.\[\]: failed to cast`, "cast-failed wrong-kind cannot-override"},                           // an item of a list where a mapping was
	{`failed to cast to expected type: .*invalid boolean`, "cast-failed invalid-boolean cannot-override"}, // in a list of names
	{`failed to cast to expected type`, "cast-failed invalid-number wrong-kind"},
	{`invalid boolean`, "invalid-boolean"},

	// merge
	{`cannot override|cannot merge logging|as a mapping key|cannot convert .* into a mapping`, "cannot-override wrong-kind"},
	{`missing a (mount target|target port)`, "missing-target non-string-key missing-attribute wrong-kind unexpected-kind bad-port unknown-attribute"},
	{`ipam\.config: unexpected type`, "cannot-override wrong-kind"},
	{`environment path attribute .* is missing`, "missing-attribute unknown-attribute"},
	{`unsupported expose value`, "bad-expose wrong-kind unexpected-kind out-of-range"},

	// the official schema
	{`validating .*unsupported value: ([+-]Inf|NaN)`, "out-of-range unknown-attribute wrong-kind unexpected-kind"},
	{`validating .*ipam\.config\.\d+ additional properties`, "unknown-attribute cannot-override"}, // a text is made a mapping with that key
	{`validating .*(additional properties|false schema|additionalProperties)`, "unknown-attribute bad-name"},
	{`validating .*extra_hosts must be a mapping`, "wrong-kind cannot-override"},    // what cannot be merged is as good as nothing
	{`validating .*label_file\.\d+ must be a string`, "wrong-kind cannot-override"}, // of a list that is put over something else
	{`validating .*must be (a |an )?(mapping|string|array|boolean|integer|number|null|object)`, "wrong-kind not-allowed-value duplicate-item missing-attribute unknown-attribute out-of-range"},
	{`validating .*must be (greater|less) than or equal`, "out-of-range"},
	{`validating .*missing propert`, "missing-attribute"},
	{`validating .*(value must be|must be one of)`, "not-allowed-value"},
	{`validating .*items at .* are equal`, "duplicate-item"},
	{`validating .*does not match pattern`, "bad-name not-allowed-value"},
	{`validating .*(is not valid|not a valid)`, "invalid-duration bad-port bad-expose"},

	// short forms
	{`invalid spec:|invalid empty volume spec|too many colons`, "bad-volume"},
	{`(?i)no port specified|invalid (hostport|containerport|proto|ip address|start-end|range|port)|invalid ranges`, "bad-port invalid-address"},
	{`invalid type .* for port`, "bad-port wrong-kind unexpected-kind"},
	{`invalid command line string`, "invalid-command"},
	{`invalid ssh key type`, "wrong-kind"},
	{`invalid ssh key`, "bad-ssh"},
	{`confusing device mapping`, "bad-device"},
	{`expected key=value`, "bad-key-value cannot-override"}, // a mapping is made a list, whatever overrides it
	{`name and external.name conflict`, "external-name-conflict"},
	{`unexpected value type uint64|unconvertible type 'uint64'|invalid type uint64 for`, "invalid-number out-of-range wrong-kind unexpected-kind"},
	{`invalid type string for ulimits`, "invalid-number wrong-kind unexpected-kind"},
	{`invalid type time\.Time for`, "wrong-kind unexpected-kind cannot-override not-allowed-value"},
	{`\.\[\d+\]: unexpected type`, "wrong-kind unexpected-kind cannot-override"}, // of a list that is put over something else
	{`depends_on\.\S*: unsupported value`, "wrong-kind bad-name"},
	{`unexpected value type float64 for mode`, "invalid-file-mode unexpected-kind"},
	{`unexpected type|invalid type|unsupported (type|value)|expected volume|must be a mapping|unexpected value type|cannot use `, "wrong-kind unexpected-kind"},

	// rules
	{`field Source must not be empty`, "bind-without-source"},
	{`attributes are mutually exclusive`, "several-contents"},
	{`one of .* must be set`, "no-content"},
	{`"count" and "device_ids" attributes are exclusive`, "count-and-device-ids"},
	{`value can't be blank`, "blank-watch-path"},
	{`invalid ip address`, "invalid-address"},
	{`conflicting parameters "external"`, "external-conflict"},
	{`project name must not be empty`, "no-project-name"},
	{`invalid project name`, "invalid-project-name"},
	{`neither an image nor a build context`, "no-image"},
	{`mutualy exclusive dockerfile`, "two-dockerfiles"},
	{`declares unknown service .* as additional contexts`, "unknown-context-service"},
	{`declares non-buildable service`, "context-without-build"},
	{`platforms MUST include`, "platform-not-built"},
	{"mutually exclusive `network_mode`", "network-mode-and-networks"},
	{`refers to undefined network`, "undefined-network"},
	{`refers to undefined volume`, "undefined-volume"},
	{`refers to undefined (build )?secret`, "undefined-secret"},
	{`refers to undefined config`, "undefined-config"},
	{`refers to undefined model`, "undefined-model"},
	{`healthcheck.test must start`, "healthcheck-test-form"},
	{`cannot depend on job`, "job-dependency"},
	{`depends on (undefined|unknown)`, "undefined-dependency disabled-dependency"},
	{`is required by .* but is disabled`, "disabled-dependency"},
	{`not found for network_mode`, "unknown-network-service undefined-dependency"},
	{`can't set distinct values on 'scale'`, "scale-and-replicas"},
	{`must be greater than or equal to 0`, "negative-scale invalid-number"},
	{`can't set distinct values`, "different-limits"},
	{`can't set container_name`, "container-name-for-many"},
	{`target is required for non-rebuild actions`, "no-watch-target"},
	{`already mounted as`, "mounted-twice"},
	{`declared both as a service and a job`, "service-and-job"},
	{"must declare either `file` or `environment`", "no-content"},
	{`dependency cycle detected`, "dependency-cycle"},

	// values
	{`is declared with a trailing space`, "variable-trailing-space"},
	{`missing IP|bad host name`, "invalid-extra-host cannot-override"}, // a mapping is made a list, whatever overrides it
	{`invalid value .* 'all' or a number`, "invalid-device-count"},
	{`time: |invalid duration`, "invalid-duration"},
	{`invalid size|invalid suffix`, "invalid-byte-size"},
	{`strconv\.|cannot parse|invalid syntax`, "invalid-number invalid-file-mode invalid-byte-size cast-failed"},
	{`expected a map or struct, got|must be an array or slice, got|expected type .* got unconvertible type`, "wrong-kind unexpected-kind"},
	{`decoding failed`, "wrong-kind invalid-number"},
}

// pattern is a regular expression that is compiled once.
var patterns = func() []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(reasons))
	for i, r := range reasons {
		out[i] = regexp.MustCompile(r.message)
	}
	return out
}()

// sameReason reports whether one of our findings is the reason that the reference states, and
// about the same place if both name one. Where a file has aliases a finding may be about what the
// anchor is at; where a service extends another, about the one that has what both are wrong in.
func sameReason(ours outcome, message string) bool {
	if !strings.HasPrefix(message, "yaml: ") && slices.ContainsFunc(ours.findings, func(d diag.Diagnostic) bool {
		// It takes a line that is indented less than the first for the end of the document, and never gets to what follows;
		// and it may know an anchor of an earlier document, or take for a comment what is none, and get further.
		return d.Def == syntax.BadIndent || d.Def == syntax.UnknownAnchor || d.Def == syntax.UnexpectedText || d.Def == syntax.ReservedIndicator
	}) {
		return true
	}
	message, _, _ = strings.Cut(message, " error while interpolating ") // the first of several
	for i, r := range reasons {
		if !patterns[i].MatchString(message) {
			continue
		}
		var where [][]string
		if !ours.aliases && !strings.Contains(message, "yaml: ") { // which quotes keys, and they may look like places
			where = placesIn(message)
		}
		return slices.ContainsFunc(strings.Fields(r.codes), func(want string) bool {
			return slices.ContainsFunc(ours.retold, func(d diag.Diagnostic) bool {
				code := d.Code()
				if want == merge.CannotOverride.Code && slices.ContainsFunc(d.Labels, func(l diag.Label) bool { return strings.Contains(l.Text, "cannot override") }) {
					code = want // one finding tells of both
				}
				return (code == want || strings.HasSuffix(want, "-") && strings.HasPrefix(code, want)) && isAt(where, stepsOf(d.Path), ours.bases)
			})
		})
	}
	return false
}

var (
	quotedText     = regexp.MustCompile("`[^`]*`")
	fileName       = regexp.MustCompile(`\S+\.ya?ml\b`)
	placePattern   = regexp.MustCompile(`(?:^|[^.?\w])((?:services|jobs|networks|volumes|secrets|configs|models)(?:\[[^\]]+\]|\.[^ :\[\].'",]+)+|(?:interpolating|for) x-\w+(?:\.[^ :\[\].'",]+)*)`)
	servicePattern = regexp.MustCompile(`\bservice "([^"]+)"`)
)

// placesIn are the places that a message of the reference speaks of, as steps: services, web, ports.
// It speaks of jobs as of services where it looks for what they extend.
func placesIn(message string) (out [][]string) {
	message = quotedText.ReplaceAllString(message, "")
	message = strings.TrimPrefix(fileName.ReplaceAllString(message, ""), "services.deploy.replicas: ") // of no service
	message = strings.TrimPrefix(message, "services.scale: ")
	if name, found := strings.CutSuffix(message, " must be a mapping"); found && strings.HasPrefix(name, "services.") && name != "services." {
		out = append(out, stepsOf(name), stepsOf("jobs."+strings.TrimPrefix(name, "services.")))
	}
	for _, place := range placePattern.FindAllStringSubmatch(message, -1) {
		out = append(out, stepsOf(strings.TrimPrefix(strings.TrimPrefix(place[1], "interpolating "), "for ")))
	}
	if m := servicePattern.FindStringSubmatch(message); m != nil && len(out) == 0 {
		out = append(out, stepsOf("services."+m[1]))
	}
	return out
}

func stepsOf(path string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(path, `\\`, `\`), func(r rune) bool { return strings.ContainsRune(`.[]"`, r) })
}

// isAt reports whether a finding is about one of the places: the same attribute of the same
// service or other resource, as far as both are known. The last step of theirs may be cut short;
// where services are extended it calls each of them x, and it leaves out which hook of a service
// it means. Bases are the names of what services and jobs extend: a fault of a base is one of its
// heir, and one side may speak of this and one of that.
func isAt(places [][]string, at []string, bases map[string][]string) bool {
	if len(at) > 4 && slices.Contains([]string{"pre_start", "post_start", "pre_stop"}, at[2]) &&
		isAt(places, slices.Concat(at[:2], at[4:]), bases) {
		return true
	}
	return len(places) == 0 || slices.ContainsFunc(places, func(place []string) bool {
		n := min(len(place), len(at), 3)
		if n > 1 && place[0] == "services" && place[1] == "x" {
			return n < 3 || place[2] == at[2]
		}
		if n > 1 && place[0] == at[0] && (inherits(bases, place[1], at[1]) || inherits(bases, at[1], place[1])) {
			return n < 3 || strings.HasPrefix(at[2], place[2])
		}
		return n == 0 || slices.Equal(place[:n-1], at[:n-1]) && strings.HasPrefix(at[n-1], place[n-1])
	})
}

// inherits reports whether a service extends another, directly or not.
func inherits(bases map[string][]string, heir, base string) bool {
	return slices.Contains(inherited(bases, heir, nil), base)
}

// inherited adds to a list all that a service extends.
func inherited(bases map[string][]string, heir string, list []string) []string {
	for _, base := range bases[heir] {
		if !slices.Contains(list, base) {
			list = inherited(bases, base, append(list, base))
		}
	}
	return list
}

// basesIn notes the names of what the services and jobs of a file extend.
func basesIn(f *source.File, env source.Env, bases map[string][]string) {
	docs, _ := syntax.Parse(f, syntax.Limits{})
	for _, doc := range docs {
		for _, section := range []string{"services", "jobs"} {
			for _, service := range doc.Root.Get(section).Pairs() {
				extends := service.Value.Get("extends")
				if extends != nil && extends.Kind == syntax.Mapping {
					extends = extends.Get("service")
				}
				if extends != nil {
					base := interpolate.Expand(extends.Value(), env, interpolate.Limits{}).Value
					bases[service.Name()] = append(bases[service.Name()], base)
				}
			}
		}
	}
}

// TestReasonsAreCodes holds the table to codes that exist.
func TestReasonsAreCodes(t *testing.T) {
	for _, r := range reasons {
		for _, code := range strings.Fields(r.codes) {
			if _, ok := catalogue.Find(code); !ok && !strings.HasSuffix(code, "-") {
				t.Errorf("%s is no code of a finding", code)
			}
		}
	}
}

// names in messages: what differs between two messages of the same kind.
var names = regexp.MustCompile(`"[^"]*"|'[^']*'|/[^ :]+|\b[0-9]+\b|\b[a-z_]+[0-9]+\b|\b(service|services|network|volume|attribute|secret) .?[a-zA-Z0-9_.-]+`)

func blank(text string) string { return names.ReplaceAllString(text, "_") }
