package differential

import (
	"regexp"
	"slices"
)

// reasons are the reference's reasons to refuse a project, as its messages have them, each with
// the codes that mean the same. The first that matches counts.
var reasons = []struct {
	message *regexp.Regexp
	codes   []string
}{}

// sameReason reports whether a refusal with some codes has the reason that the reference states.
func sameReason(codes []string, message string) bool {
	for _, r := range reasons {
		if r.message.MatchString(message) {
			return slices.ContainsFunc(r.codes, func(c string) bool { return slices.Contains(codes, c) })
		}
	}
	return false
}

// names in messages: what differs between two messages of the same kind.
var names = regexp.MustCompile(`"[^"]*"|'[^']*'|/[^ :]+|\b[0-9]+\b|\b[a-z_]+[0-9]+\b`)

func blank(text string) string { return names.ReplaceAllString(text, "_") }
