// Package sensitive owns what looks like a secret: the forms that providers give their keys and tokens, names of
// variables that hold secrets, and texts too random to be anything else. It is about texts; where they come from it
// does not know.
package sensitive

import (
	"encoding/base64"
	"math"
	"regexp"
	"strings"
	"sync"

	"github.com/composekit/composekit/interpolate"
)

// kind is a kind of secret.
type kind struct {
	name string // with its article
	// form is a part of the text; key, if there is one, is a part of the name of what has the text.
	form, key string
	// verify looks closer at what has the form; nil takes all that does.
	verify func(match string) bool
}

// The first kind that a text is of counts.
var kinds = []kind{
	{name: "a private key", form: `-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File-`},
	{name: "a key of AWS", form: `\b(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}\b`},
	{name: "a secret key of AWS", form: `(?:^|['"=])[A-Za-z0-9/+]{40}(?:$|['"])`, key: `(?i)aws`},
	{name: "a key of Amazon MWS", form: `\bamzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`},
	{name: "a key of Azure Storage", form: `\bAccountKey=[A-Za-z0-9+/]{86}==`},
	{name: "a token of GitHub", form: `\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}`},
	{name: "a token of GitLab", form: `\bglpat-[A-Za-z0-9_-]{20}`},
	{name: "a token of npm", form: `\bnpm_[A-Za-z0-9]{36}\b|:_authToken=[^\s$]`},
	{name: "a token of Slack", form: `\bxox[abeoprs]-[0-9A-Za-z.-]{10,}|\bxapp-[0-9]+-[0-9A-Za-z-]{10,}|\bhooks\.slack\.com/services/T\w+/B\w+/\w+`},
	{name: "a token of Square", form: `\bsq0(?:atp-[\w-]{22}|csp-[\w-]{43})`},
	{name: "a key of Stripe", form: `\b[rs]k_(?:live|test)_[0-9A-Za-z]{24}`},
	{name: "a key of SendGrid", form: `\bSG\.[\w-]{22}\.[\w-]{43}`},
	{name: "a key of Mailchimp", form: `\b[0-9a-f]{32}-us[0-9]{1,2}\b`},
	{name: "a key of Twilio", form: `\b(?:AC|SK)[0-9a-fA-F]{32}\b`},
	{name: "a key of Artifactory", form: `\bAKC[A-Za-z0-9]{10,}`},
	{name: "a JSON Web Token", form: `\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]*`},
	{name: "a password for HTTP", form: `(?i)\bbasic +[A-Za-z0-9+/]{4,}={0,2}`, verify: holdsPassword},
	{name: "a token for HTTP", form: `(?i)\bbearer +[A-Za-z0-9._~+/-]{16,}=*`},
	{name: "a password in a URL", form: `\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:[^\s/@$][^\s/@]*@`},
}

type pattern struct{ form, key *regexp.Regexp }

// patterns are those of kinds, in the same order.
var patterns = sync.OnceValue(func() []pattern {
	out := make([]pattern, len(kinds))
	for i, k := range kinds {
		out[i] = pattern{regexp.MustCompile(k.form), regexp.MustCompile(k.key)}
	}
	return out
})

// holdsPassword reports whether what follows the word Basic is USER:PASSWORD.
func holdsPassword(match string) bool {
	encoded := match[strings.LastIndexByte(match, ' ')+1:]
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	colon := strings.IndexByte(string(text), ':')
	return err == nil && colon > 0 && colon < len(text)-1
}

// Kind is what kind of secret a text looks like, that has a name, which may be ""; "" if it looks like none. What
// variables stand for is not looked at.
func Kind(name, text string) string {
	for i, p := range patterns() {
		if p.key.MatchString(name) {
			if match := p.form.FindString(text); match != "" && (kinds[i].verify == nil || kinds[i].verify(match)) {
				return kinds[i].name
			}
		}
	}
	// A good deal of what has a telling name is no secret, such as the file that has it.
	switch {
	case Named(name) && Literal(text) && bitsOf(text) >= 4:
		return "what its name says"
	case onlyRandom().MatchString(text) && bitsOf(text) > 5:
		return "a key, as random as it is"
	}
	return ""
}

var onlyRandom = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9+/_-]{16,}={0,2}$`) })

// bitsOf is how many bits of information a byte of a text has, going by how often each occurs.
func bitsOf(text string) (bits float64) {
	var count [256]float64
	for i := range len(text) {
		count[text[i]]++
	}
	for _, n := range count {
		if n > 0 {
			share := n / float64(len(text))
			bits -= share * math.Log2(share)
		}
	}
	return bits
}

var secretNames = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:api|access|auth|service|account|db|database|priv|private|client)[-_]?key|(?:db|database|key)[-_]?pass|passwd|password|pwd|secret|token|contraseña|contrasena`)
})

// Named reports whether a name is one of those that secrets have: password, API_KEY. That is said of more names than
// validate.IsCredential says so of, which is for warnings; a question that is asked in vain costs less.
func Named(name string) bool { return secretNames().MatchString(name) }

// Literal reports whether a text of a Compose file says something by itself: it has more than a character or two
// beside its variables. What these have for defaults is not looked at.
func Literal(text string) bool {
	var rest strings.Builder
	end := 0 // of the variables so far; those in a default come after the one that has it
	for _, use := range interpolate.Uses(text) {
		if use.From >= end {
			rest.WriteString(text[end:use.From])
			end = use.To
		}
	}
	rest.WriteString(text[end:])
	return len(strings.TrimSpace(strings.ReplaceAll(rest.String(), "$$", "$"))) > 2
}
