package schema

import (
	"strings"

	"github.com/composekit/composekit/syntax"
)

// PullPolicies are the values of pull_policy in use; there are older ones, and every_ with a duration.
var PullPolicies = []string{"always", "never", "missing", "build", "daily", "weekly"}

// isPullPolicy reports whether s is a value of pull_policy.
func isPullPolicy(s string) bool {
	switch s {
	case "always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly":
		return true
	}
	// every_ and a number with a unit, once or more often: every_1h30m
	rest, ok := strings.CutPrefix(s, "every_")
	if !ok || rest == "" {
		return false
	}
	digits := 0
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case '0' <= c && c <= '9':
			digits++
		case digits > 0 && strings.IndexByte("wdhms", c) >= 0:
			digits = 0
		default:
			return false
		}
	}
	return digits == 0
}

// isContainerName reports whether some part of s could be the name of a container. That is
// how the official schema has it; engines want the whole name to be of that form.
func isContainerName(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if isAlphanumeric(s[i]) && isNameByte(s[i+1]) {
			return true
		}
	}
	return false
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// isNameByte reports whether c may be in the name of a service or a resource.
func isNameByte(c byte) bool { return isAlphanumeric(c) || c == '.' || c == '_' || c == '-' }

// NamesAllowed reports whether all keys of a mapping are such as those of type t may be. It
// does not ask what attributes t has.
func (t *Type) NamesAllowed(n *syntax.Node) bool {
	for i := range n.Pairs() {
		if !t.Keys.allows(n.Pairs()[i].Name()) {
			return false
		}
	}
	return true
}

// allows reports whether a mapping with keys of the user's may have the key.
func (r KeyRule) allows(key string) bool {
	switch r {
	case NameKey:
		for i := 0; i < len(key); i++ {
			if !isNameByte(key[i]) {
				return false
			}
		}
	case LowerKey:
		for i := 0; i < len(key); i++ {
			if key[i] < 'a' || key[i] > 'z' {
				return false
			}
		}
	case LineKey:
		return key != "" && strings.IndexByte(key, '\n') < 0
	default:
		if key != "" && key[0] != '\n' {
			return true
		}
		return strings.Trim(key, "\n") != ""
	}
	return key != ""
}
