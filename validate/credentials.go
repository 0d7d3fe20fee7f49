package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// PlainCredential is a password in the text of a Compose file.
var PlainCredential = &diag.Def{Code: "plain-credential", Severity: diag.Warning, Title: "a credential in the Compose file"}

// NoPlainCredentials is against credentials that stand in Compose files as they are.
var NoPlainCredentials = &Rule{
	Name:      "no-plain-credentials",
	Doc:       "A credential in a Compose file gets into version control, and into the hands of all who may read that.",
	Reference: "https://docs.docker.com/compose/how-tos/use-secrets/",
	Codes:     []*diag.Def{PlainCredential},
	Check:     checkNoPlainCredentials,
}

func checkNoPlainCredentials(p *Pass) {
	for s := range p.Services() {
		n := s.Node("environment")
		for _, pair := range n.Pairs() {
			p.checkCredential(s, pair.Name(), pair.Value)
		}
		for _, item := range n.Items() {
			if name, _, found := strings.Cut(item.Value(), "="); found {
				p.checkCredential(s, name, item)
			}
		}
	}
}

// checkCredential looks at one variable, whose value is that of n, perhaps after its name.
func (p *Pass) checkCredential(s Service, name string, n *syntax.Node) {
	written := asWritten(n)
	if !IsCredential(name) || written == nil || written.Kind != syntax.Scalar || strings.Contains(written.Value(), "$") {
		return
	}
	value, at := written.Value(), written.Span()
	if value == name {
		return // without a value of its own
	}
	if after, found := strings.CutPrefix(value, name+"="); found {
		value, at = after, valueSpan(written.Span(), after)
	}
	if written.Type == syntax.Bool || isTruth(value) {
		return
	}
	p.Report(PlainCredential.At(at, "the value of %s stands in the file for everybody to read", name).
		Helped("make it a secret, or a variable: ${%s:?}", name).About(syntax.Below(s.Path()+".environment", name)))
}

// valueSpan is the part of a span that ends with the value, its quotes left out.
func valueSpan(at source.Span, value string) source.Span {
	if i := strings.LastIndex(at.Text(), value); i >= 0 {
		return at.Sub(i, i+len(value))
	}
	return at
}

// IsCredential reports whether a variable of that name holds a credential, not the name of a
// file or of something else that has one: by what names of credentials end in.
func IsCredential(name string) bool {
	name = strings.ToUpper(name)
	for _, end := range credentialEnds {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	last := name[strings.LastIndexByte(name, '_')+1:]
	return slices.Contains(credentialWords[:], last) && name != "PWD" && !strings.HasSuffix(name, "APPLICATION_CREDENTIALS")
}

// credentialEnds are what names of credentials end in, whatever is before.
var credentialEnds = [...]string{
	"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "SECRET_KEY", "SECRET_KEY_BASE", "ACCESS_KEY",
	"ENCRYPTION_KEY", "DBPASS",
}

// credentialWords are words that say so as the last one of a name; BYPASS and COMPASS end in one, too. PWD alone is the shell's directory,
// and what Google calls credentials is the name of a file.
var credentialWords = [...]string{"PASS", "PWD", "PW", "PAT", "CREDENTIAL", "CREDENTIALS", "CREDS"}

func isTruth(value string) bool {
	switch strings.ToLower(strings.Trim(value, `"'`)) {
	case "", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null":
		return true
	}
	return false
}
