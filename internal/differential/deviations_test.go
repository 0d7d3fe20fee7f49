package differential

import (
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/loader"
)

// deviation is a kind of difference that we chose. Its cases are testdata/deviations/NAME*.txtar.
//
// A kind is recognised by what causes it. Where it shows in the project, level takes it out of
// both sides: what they then are must be the same in everything, so that no other difference
// hides behind it. Where it shows in the verdict, refusals name the findings.
type deviation struct {
	name string
	// title says in one sentence what we do; reason says why.
	title, reason string
	// bugs are the numbers of the reference's known bugs that it is about.
	bugs []string

	// level changes two projects to what both would be without the deviation, and reports
	// whether it had to.
	level func(p *pair) bool
	// levelTrees does so with projects without interpolation, of which it changes the reference's.
	levelTrees func(ours, theirs any) bool
	// print is what the reference would print of a project without the deviation.
	print func(p *types.Project) (yaml, json string)

	// rewrite changes the text of a file so that the reference sees it as we do.
	rewrite func(text string) string
	// lay makes files so that the reference sees the project as we do, and returns what removes them; nil if it makes none.
	lay func(s sample) (undo func())

	refusals []refusal
}

// refusal recognises a project that one side refuses because of a deviation.
type refusal struct {
	// ours matches each of our findings, where we refuse what the reference accepts, and at the
	// paths that they are about.
	ours, at string
	// label matches a label of each of those findings; "" asks for none.
	label string
	// beside matches findings besides, about attributes that others matched by ours are about.
	beside string
	// where is what must hold of each of those findings, in the files of the sample.
	where func(s sample, d diag.Diagnostic) bool
	// theirs matches the reference's message, where it refuses what we accept, or refuse for
	// another reason because the reference got no further.
	theirs string
	// text is somewhere in the files of the sample.
	text string
	// warned is the code of a warning of ours that the reference refuses it.
	warned string
}

var deviations = []deviation{
	{
		name:  "reads-back",
		title: "What is printed is the whole project, and reads back as it.",
		reason: "compose-go leaves models out of JSON, fails to print a build with SSH keys as JSON, " +
			"prints such keys in YAML so that they cannot be read, and prints jobs in YAML with an attribute that jobs cannot have. " +
			"Of texts that begin with an empty line and white space, and of those with Unicode's line and paragraph separators, it " +
			"prints YAML that reads as another text or as none.",
		bugs:  []string{"L5", "L6"},
		print: printedToReadBack,
	},
	{
		name:  "extensions",
		title: "A key that begins with x- is a name where any name may stand, and an extension elsewhere; neither is lost.",
		reason: "compose-go takes labels, variables, options, hosts, SSH keys and models with such names for extensions and prints Go's notation of them, " +
			"and forgets extensions of ulimits, address pools and device requests.",
		bugs:  []string{"L15"},
		level: levelExtensions,
		refusals: []refusal{
			{theirs: `\[#extensions\]' expected type`},
			{theirs: `unexpected value type map\[string\]interface \{\} for extra_hosts entry`, text: `(?s)extra_hosts.*x-`},
		},
	},
	{
		name:     "included-content",
		title:    "A config of an included file may take its content from a variable.",
		reason:   "compose-go takes the content that it has filled in itself for a second one, and refuses the project.",
		bugs:     []string{"L1"},
		refusals: []refusal{{theirs: `file\|environment\|content attributes are mutually exclusive`, text: `include['"]?:`}},
	},
	{
		name:  "env-file-value",
		title: "A variable of a service that has no value of its own takes that of an env file.",
		reason: "In compose-go the missing value beats the env file. Naming a variable says that it is to be passed on, " +
			"not that it is to be unset. The hash of the configuration is of what the container gets, so that docker compose " +
			"makes such a container anew: with its own hash a change of the env file would go unnoticed.",
		bugs:  []string{"L2"},
		level: levelEnvFileValues,
	},
	{
		name:     "short-volume-name",
		title:    "The name of a volume may have one letter.",
		reason:   "compose-go takes the letter for a drive of Windows.",
		bugs:     []string{"L3"},
		level:    levelShortVolumeNames,
		refusals: []refusal{{ours: `^the volume [a-zA-Z] is not defined$`, where: takenForDrive}},
	},
	{
		name:     "same-port",
		title:    "A port is published once, however it is written.",
		reason:   "compose-go takes the published port 80 and the text \"80\" for different ones.",
		bugs:     []string{"L4"},
		level:    levelPorts,
		refusals: []refusal{{theirs: `ports items at \d+ and \d+ are equal`}},
	},
	{
		name:  "tags",
		title: "The tags !reset and !override say what becomes of earlier values, and nothing else.",
		reason: "In compose-go !reset before an item of a list, or before an entry of a mapping, does nothing to an earlier list, " +
			"tags in a list of mappings that a merge key brings and !reset in what !override replaces do nothing, and !override makes text of numbers and booleans. " +
			"What stands under !reset it does not look at, a key may be there twice; but the name of the project it reads all the same.",
		bugs:    []string{"L10"},
		level:   levelTags,
		rewrite: untagged,
		refusals: []refusal{
			{theirs: `map merge requires map or sequence of maps`, text: `!override`},                                               // of an alias in what is replaced
			{theirs: `unconvertible type 'time\.Time'`, text: `!override ['"]?\d{4}-`},                                              // which it makes a text in some places
			{ours: `^the key .* is (defined twice|not a string)$|^a key must be a string$|^the merge key << takes`, text: `!reset`}, // in what is reset
			{ours: "needs `[a-z_]+`$|^the [a-z]+ has no target$", where: taggedInVain},                                              // what we have reset
			{theirs: `cannot construct !reset .* into string`, text: `name['"]?: *!reset`},
			{theirs: `(env|label) file .* not found|refers to undefined|depends on undefined`, text: `(- |\[|, )!reset `}, // what we have taken from a list
		},
	},
	{
		name:  "nonsense",
		title: "A value is read as it is written, or refused.",
		reason: "compose-go reads a date or a float as a size of no bytes, lets large numbers wrap around, crashes over " +
			"texts where it expects numbers or refuses them in a build alone, makes text of mappings, lists and nothing, " +
			"forgets in a merge and in include what it does not expect there, makes nothing of empty lists in a merge and refuses that, " +
			"looks for the env files of what an included file includes where the program runs, leaves out the target of a port 0 of jobs, " +
			"makes a variable without a name of what follows a quoted value, merges a service of an included file whose name has a dot as if its " +
			"attributes had no short forms, and, as docker compose did up to 5.7.0, takes # right behind a quote or bracket for a comment, " +
			"knows anchors in later documents, ends their names before a colon, takes a colon alone in brackets for a text, and misses " +
			"the line break of spaces that end a file and a block of text. For the paths of an included project whose directory " +
			"does not exist it takes the one above, of which we warn.",
		bugs:  []string{"L8"},
		level: levelNonsense, levelTrees: levelTrees, lay: layDirectories, rewrite: withLastBreak,
		refusals: []refusal{
			{ours: `^a comment needs a space before it$`},
			{ours: `^the text of a block scalar begins on the next line$`, text: `[|>][-+0-9]*#`},
			{ours: `^there is no anchor \S+ before this place$`, text: `(?m)^---`},
			{ours: `^there is no key before this colon$`, text: `[[{,] *:[,\]}]`},
			{ours: `but is empty$`, text: `&[^ \n]+:[^ \n]`},
			{ours: `was expected here, not a date`},
			{ours: `^(a number|a date|true or false) cannot override (a list|a mapping|a string)$`, beside: faultyBase},
			{ours: `^(a list|a mapping|a string|a number|a date|true or false|null) cannot override (a number|a date|true or false|null)$`, beside: faultyBase},
			{ours: faultyBase, label: `^(a number|a date|true or false) cannot override (a list|a mapping|a string)$`},
			{ours: faultyBase, label: `^(a list|a mapping|a string|a number|a date|true or false|null) cannot override (a number|a date|true or false|null)$`},
			{ours: "^`(sbom|provenance)` must be a string or true or false, but is (a list|a mapping|null)", at: `\.build\.`, beside: `cannot override (a list|a mapping)$`},
			{ours: `^a list cannot override a mapping$`, at: `\.build$|\.ipam\.config`},
			{ours: "^item [0-9]+ of `include` has no attribute |^`project_directory` must be a string, but is a (number|boolean) |^a path was expected here, but this is a date$", at: `^include`},
			{theirs: `^validating .*(\.extra_hosts must be a mapping|\.ipam\.config must be a array|\.label_file must be a string)$`},
			{ours: `^a string or number was expected here, not (a mapping|a list)$`, at: `\[""\]$|\n[^.]*$`}, // a key that the pattern of names does not match
			{ours: `is out of range`},
			{ours: `^a container has no port 0$`, at: `^jobs\.`},
			{ours: "^item [0-9]+ of `[a-z_]+` must be a string, but is a (mapping|list)$", beside: "^item [0-9]+ of `[a-z_]+` is the same as item [0-9]+$"},
			{theirs: `empty section between colons`, text: `&[^ \n]+:[^ \n]`},
			{theirs: `^panic: `},
			{theirs: `^cannot override services\.[^. ]*\.[^ ]*\.[a-z_]*$`, text: `include['"]?:`},
			{theirs: `^stat [^/].*: no such file or directory$`, text: `env_file`},
			{theirs: `\.build\.ulimits\.([a-z]*|\[\]): invalid type string for ulimits`},
		},
	},
	{
		name:  "allowed",
		title: "What YAML and the Compose Specification allow is accepted.",
		reason: "compose-go leaves the format raw of env files to its callers to bring along, which docker compose does. It takes an anchor " +
			"that is merged into a mapping, and used once more inside of that, for a cycle; docker compose refuses such a file, of which we warn. " +
			"Both take two services of one name in two files, which each extend another one of their file, for a cycle; we warn of these, too. " +
			"It ends lines at Unicode's line separators and cannot read the rest; we warn of those, too. " +
			"So we do of names of anchors that end in a colon or are not ASCII, which it refuses or reads otherwise. " +
			"It and docker compose refuse directives but %YAML 1.1 and %TAG, of which we warn as well. " +
			"It refuses a colon right before a bracket, of which we warn. It refuses .nan and .inf in extensions, a key of a colon alone in braces, some tabs, on lines without more and after dashes, documents after ... that begin without ---, a colon on " +
			"the line after its key in braces, a key in braces that goes over lines, a slash behind a backslash, and a tag that ends at a bracket, as " +
			"docker compose did up to 5.7.0.",
		refusals: []refusal{
			{theirs: `unsupported env_file format "raw"`},
			{theirs: `cycle detected: node at path`, text: "<<"},
			{theirs: `^Circular reference:`, warned: "taken-for-cycle"},
			{theirs: `^(failed to parse .*: )?yaml: `, text: `[\x{85}\x{2028}\x{2029}]`},
			{theirs: `found a tab character that violates indentation|found character that cannot start any token`, text: `(?m)^[ -]*\t`},
			{theirs: `^non-string key|did not find expected alphabetic or numeric character`, text: `&[^ \n]*(:[ \n]|[^ -~\n])`},
			{theirs: `found incompatible YAML document|found unknown directive name|while scanning a directive`, text: `(?m)^\x{feff}?%`},
			{theirs: `did not find expected <document start>|did not find expected node content`, text: `(?m)^\.\.\.`},
			{theirs: `did not find expected node content`, text: `[{,]\s*::`},
			{theirs: `json: unsupported value: ([+-]Inf|NaN)$`, text: `(?i)\.(nan|inf)`},
			{theirs: `did not find expected ',' or '[]}]'`, text: `(?m)^ *:|:[[{]|["'][^"'\n]*\n[^"'\n]*["'] *:|[{,][^"'{},:\n]*\n[^"'{},:\n]*:`},
			{theirs: `found unknown escape character`, text: `\\/`},
			{theirs: `found character '[]},]' that is not allowed in a YAML tag`, text: `![^ \n]*[]},]`},
		},
	},
}

// explained are the kinds of deviation by which two outcomes differ, and the differences that
// remain when those are taken out.
func explained(s sample, a, b outcome) (kinds []string, rest []difference) {
	rest = compare(a, b)
	if len(rest) == 0 {
		return nil, nil
	}
	defer func() {
		slices.Sort(kinds)
		kinds = slices.Compact(kinds)
	}()
	for _, d := range deviations {
		if d.lay == nil {
			continue
		}
		if undo := d.lay(s); undo != nil {
			defer undo() // what is rewritten is rewritten beside what is laid
			kinds = append(kinds, d.name)
		}
	}
	var written []func()
	for _, d := range deviations {
		if d.rewrite == nil {
			continue
		}
		if undo := s.rewritten(d.rewrite); undo != nil {
			written = append(written, undo)
			kinds = append(kinds, d.name)
		}
	}
	if len(kinds) > 0 {
		b = theirs(s)
		rest = compare(a, b)
	}
	for _, undo := range slices.Backward(written) {
		undo()
	}
	switch {
	case len(rest) == 0:
		return kinds, nil
	case a.refusal != nil || b.refusal != nil:
		if s.without&loader.Interpolation != 0 && b.refusal != nil && matches(unread, b.message()) {
			return append(kinds, "unread"), nil
		}
		refused := refusedFor(s, a, b)
		if refused == nil {
			return nil, rest
		}
		return append(kinds, refused...), nil
	}
	if a.model == nil {
		for _, d := range deviations {
			if d.levelTrees != nil && d.levelTrees(a.tree, b.tree) {
				kinds = append(kinds, d.name)
			}
		}
		return kinds, compare(a, theirModel(b.tree.(map[string]any)))
	}
	p := pair{sample: s, ours: a.model, theirs: b.project}
	p.convert()
	for _, d := range deviations {
		if d.level != nil && d.level(&p) {
			kinds = append(kinds, d.name)
			p.convert()
		}
	}
	a, b = ourProject(p.ours), theirProject(p.theirs)
	for _, d := range deviations {
		if d.print == nil {
			continue
		}
		if yaml, json := d.print(p.theirs); yaml != b.yaml || json != b.json {
			kinds = append(kinds, d.name)
			b.yaml, b.json = yaml, json
		}
	}
	return kinds, compare(a, b)
}

// refusedFor are the kinds of deviation for which one side refuses a project: one kind that the
// reference's message tells, or one or several for all of our findings.
func refusedFor(s sample, ours, theirs outcome) (kinds []string) {
	rest := ours.findings
	for _, d := range deviations {
		for _, r := range d.refusals {
			if r.text != "" && !matches(r.text, s.source()) || r.warned != "" && !slices.Contains(ours.warned, r.warned) {
				continue
			}
			if theirs.refusal != nil {
				if r.theirs != "" && matches(r.theirs, theirs.message()) {
					return []string{d.name}
				}
				continue
			}
			if others := r.without(s, rest); len(others) < len(rest) {
				rest, kinds = others, append(kinds, d.name)
			}
		}
	}
	if len(rest) > 0 {
		return nil
	}
	return slices.Compact(kinds)
}

// without are the findings that are not recognised.
func (r refusal) without(s sample, findings diag.List) (others diag.List) {
	if r.ours == "" {
		return findings
	}
	is := func(d diag.Diagnostic) bool {
		return matches(r.ours, d.Message) && matches(r.at, d.Path) && (r.where == nil || r.where(s, d)) &&
			(r.label == "" || slices.ContainsFunc(d.Labels, func(l diag.Label) bool { return matches(r.label, l.Text) }))
	}
	attributes := map[string]bool{}
	for _, d := range findings {
		if is(d) {
			attributes[lastStep(d.Path)] = true
		}
	}
	for _, d := range findings {
		beside := r.beside != "" && matches(r.beside, d.Message) &&
			slices.ContainsFunc(stepsOf(d.Path), func(step string) bool { return attributes[step] })
		if !is(d) && !beside {
			others = append(others, d)
		}
	}
	return others
}

// faultyBase matches what we find wrong in a value of a file that services extend. The reference
// does not look at that if it has lost the value before.
const faultyBase = "^`[a-z_]+` must be .*, but is |^\"[^\"]*\" is not a name that may stand in "

// lastStep is the attribute at the end of a path, be it that of an item.
func lastStep(path string) string {
	name, _, _ := strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
	return name
}

func matches(pattern, text string) bool {
	return regexp.MustCompile(pattern).MatchString(strings.TrimRight(text, "\n"))
}
