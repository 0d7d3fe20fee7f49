package differential

import (
	"regexp"
	"strings"
)

// deviation is a kind of difference that we chose. Its case is testdata/deviations/NAME.txtar.
type deviation struct {
	name string
	// title says in one sentence what we do; reason says why.
	title, reason string
	// bugs are the numbers of the reference's known bugs that it is about.
	bugs []string
	// signs are what differences of the kind look like.
	signs []sign
}

// sign recognises a difference by its texts, as regular expressions; "" matches any.
type sign struct {
	aspect       aspect
	path         string
	ours, theirs string
	text         string // somewhere in the files of the sample
}

var deviations = []deviation{
	{
		name:  "reads-back",
		title: "What is printed is the whole project, and reads back as it.",
		reason: "compose-go leaves models out of JSON, fails to print a build with SSH keys as JSON, " +
			"prints such keys in YAML so that they cannot be read, and prints jobs in YAML with an attribute that jobs cannot have.",
		bugs: []string{"L5", "L6"},
		signs: []sign{
			{aspect: json, ours: `(?m)^  "models": \{`, theirs: `^$`},
			{aspect: yaml, ours: `^$`, theirs: `^    name: .*$`, text: `jobs`},
			{aspect: yaml, ours: `^( +- [^ =]+(=.*)?\n?)+$`, theirs: `^( +- '?[^ =]+: .*\n?)+$`},
			{aspect: json, theirs: `^error: .*SSHKey`},
		},
	},
	{
		name:  "extensions",
		title: "A key that begins with x- is a name where any name may stand, and an extension elsewhere; neither is lost.",
		reason: "compose-go takes labels, variables, options and models with such names for extensions and prints Go's notation of them, " +
			"and forgets extensions of ulimits, address pools and device requests.",
		bugs: []string{"L15"},
		signs: []sign{
			{aspect: project, path: `\["(#extensions|x-[^"]*)"\]$`},
			{aspect: project, path: `(Ulimits\["[^"]*"\]|Ipam\.Config\[\d+\])\.Extensions$`, theirs: `^map\[\]$`},
			{aspect: yaml, ours: `^ +(- )?["']?x-`, theirs: `^( +- \{\}\n?)*$`},
			{aspect: yaml, ours: `^# .*DeviceRequest.Extensions`, theirs: `^$`},
			{aspect: yaml, theirs: `#extensions`},
			{aspect: json, ours: `(?m)^ +"x-`},
			{aspect: json, theirs: `#extensions`},
		},
	},
	{
		name:   "included-content",
		title:  "A config of an included file may take its content from a variable.",
		reason: "compose-go takes the content that it has filled in itself for a second one, and refuses the project.",
		bugs:   []string{"L1"},
		signs:  []sign{{aspect: verdict, ours: `^$`, theirs: `file\|environment\|content attributes are mutually exclusive`}},
	},
	{
		name:  "env-file-value",
		title: "A variable of a service that has no value of its own takes that of an env file.",
		reason: "In compose-go the missing value beats the env file. Naming a variable says that it is to be passed on, " +
			"not that it is to be unset.",
		bugs: []string{"L2"},
		signs: []sign{
			{aspect: project, path: `\.Environment\["[^"]*"\]$`, theirs: `^<nil>$`},
			{aspect: yaml, ours: `^ +[^ ]+: .*$`, theirs: `^ +[^ ]+: null$`},
			{aspect: json, ours: `^ +"[^ ]+": .*$`, theirs: `^ +"[^ ]+": null,?$`},
		},
	},
	{
		name:   "short-volume-name",
		title:  "The name of a volume may have one letter.",
		reason: "compose-go takes the letter for a drive of Windows.",
		bugs:   []string{"L3"},
		signs: []sign{
			{aspect: project, path: `\.Volumes\[[^]]+\]`, text: `\b[a-zA-Z]:/`},
			{aspect: yaml, text: `\b[a-zA-Z]:/`},
			{aspect: json, text: `\b[a-zA-Z]:/`},
		},
	},
	{
		name:   "same-port",
		title:  "A port is published once, however it is written.",
		reason: "compose-go takes the published port 80 and the text \"80\" for different ones.",
		bugs:   []string{"L4"},
		signs: []sign{
			{aspect: project, path: `\.Ports`},
			{aspect: yaml, ours: `^$`, theirs: `published: `},
			{aspect: json, ours: `^$`, theirs: `"published": `},
			{aspect: verdict, ours: `^$`, theirs: `ports items at \d+ and \d+ are equal`},
		},
	},
	{
		name:  "tags",
		title: "The tags !reset and !override say what becomes of earlier values, and nothing else.",
		reason: "In compose-go !reset before an item of a list does nothing to the earlier list, what a merge key " +
			"brings shines through where an attribute is reset, and !override makes text of numbers and booleans.",
		bugs: []string{"L10"},
		signs: []sign{
			{aspect: project, text: `- !reset|<<: \*\w+\n +\w+: !reset`},
			{aspect: yaml, text: `- !reset|<<: \*\w+\n +\w+: !reset`},
			{aspect: json, text: `- !reset|<<: \*\w+\n +\w+: !reset`},
			{aspect: verdict, ours: `^$`, text: `: !override [0-9tf]`},
		},
	},
	{
		name:  "nonsense",
		title: "A value is read as it is written, or refused.",
		reason: "compose-go reads a date or a float as a size of no bytes, lets large numbers wrap around, crashes over " +
			"texts where it expects numbers, and makes a variable without a name of what follows a quoted value.",
		bugs: []string{"L8"},
		signs: []sign{
			{aspect: verdict, ours: `was expected here, not a date`, theirs: `^$`},
			{aspect: verdict, ours: `(a number|true or false) cannot override (a list|a mapping)`, theirs: `^$`},
			{aspect: verdict, ours: `is out of range`, theirs: `^$`},
			{aspect: verdict, theirs: `^panic: `},
			{aspect: reason, theirs: `^panic: `},
			{aspect: project, path: `\.(ShmSize|Mem\w+|Size|Memory\w*|\w*Limit|Rate)$`, theirs: `^0$`},
			{aspect: project, path: `Environment\[""\]`},
			{aspect: yaml, ours: `^ +(shm_size|mem\w+|size|\w*limit|rate): `, theirs: `^( +\w+: "0")?$`},
			{aspect: yaml, theirs: `^ +"": `},
			{aspect: json, ours: `(?m)^ +"(shm_size|mem\w+|size|\w*limit|rate)": `, theirs: `^( *},?| +"\w+": "0",?)?$`},
			{aspect: json, theirs: `^ +"": `},
		},
	},
	{
		name:   "raw-env-file",
		title:  "The format raw of env files is known.",
		reason: "The Compose Specification and docker compose have it; compose-go leaves it to its callers to bring it along.",
		signs:  []sign{{aspect: verdict, ours: `^$`, theirs: `unsupported env_file format "raw"`}},
	},
}

// explain is the kind of deviation that a difference belongs to, nil if there is none.
func explain(s sample, d difference) *deviation {
	for i := range deviations {
		for _, sign := range deviations[i].signs {
			if sign.recognises(s, d) {
				return &deviations[i]
			}
		}
	}
	return nil
}

func (g sign) recognises(s sample, d difference) bool {
	return g.aspect == d.aspect && matches(g.path, d.path) && matches(g.ours, d.ours) &&
		matches(g.theirs, d.theirs) && (g.text == "" || matches(g.text, s.text))
}

func matches(pattern, text string) bool {
	return pattern == "" || regexp.MustCompile(pattern).MatchString(strings.TrimRight(text, "\n"))
}
