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
		name:   "json-models",
		title:  "Models are part of what is printed as JSON.",
		reason: "compose-go forgets the top-level attribute models when it prints a project as JSON; as YAML it prints them.",
		bugs:   []string{"L6"},
		signs:  []sign{{aspect: json, ours: `^  "models": \{`, theirs: `^$`}},
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
