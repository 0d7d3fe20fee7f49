package sensitive

import (
	"strings"
	"testing"
)

// TestKind has each kind of secret, with what comes near and is none.
func TestKind(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	long := letters + letters
	seen := map[string]bool{}
	for _, c := range []struct{ name, text, want string }{
		{"", "-----BEGIN RSA PRIVATE KEY-----\nx", "a private key"},
		{"", "-----BEGIN CERTIFICATE-----", ""},
		{"ID", "AKIA" + "ABCDEFGHIJ123456", "a key of AWS"},
		{"ID", "AKIA" + "ABCDEFGHIJ1234567", ""},
		{"AWS_SECRET", strings.Repeat("a/", 20), "a secret key of AWS"},
		{"", `aws="` + strings.Repeat("a/", 20) + `"`, ""},
		{"AWS_SECRET", strings.Repeat("a/", 21), ""},
		{"", "amzn.mws.01234567-0123-0123-0123-0123456789ab", "a key of Amazon MWS"},
		{"", "AccountName=a;AccountKey=" + long[:86] + "==", "a key of Azure Storage"},
		{"", "--token=ghp_" + letters[:36], "a token of GitHub"},
		{"", "ghp_short", ""},
		{"", "glpat-" + letters[:20], "a token of GitLab"},
		{"", "//registry.example.com/:_authToken=x", "a token of npm"},
		{"", "//registry.example.com/:_authToken=${TOKEN}", ""},
		{"", "xoxb-0123456789-abc", "a token of Slack"},
		{"", "sq0atp-" + letters[:22], "a token of Square"},
		{"", "sk_live_" + letters[:24], "a key of Stripe"},
		{"", "SG." + letters[:22] + "." + letters[:43], "a key of SendGrid"},
		{"", "0123456789abcdef0123456789abcdef-us12", "a key of Mailchimp"},
		{"", "AC0123456789abcdef0123456789abcdef", "a key of Twilio"},
		{"", "AKC0123456789", "a key of Artifactory"},
		{"", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x", "a JSON Web Token"},
		{"", "Authorization: Basic bWU6c2VjcmV0", "a password for HTTP"},
		{"", "a basic example", ""},
		{"", "Basic bWU6", ""},
		{"", "Bearer abcdefghijklmnop", "a token for HTTP"},
		{"", "bearer of news", ""},
		{"", "postgres://me:secret@db/shop", "a password in a URL"},
		{"", "postgres://me:$PASSWORD@db/shop", ""},
		{"", "http://example.com:80/@x", ""},
		{"DB_PASSWORD", "correct horse battery staple", ""},
		{"DB_PASSWORD", "Correct-Horse 2 battery STAPLES!", "what its name says"},
		{"DB_PASSWORD", "${Correct-Horse 2 battery STAPLES!}", ""},
		{"X", letters[:40], "a key, as random as it is"},
		{"X", strings.Repeat("a", 40), ""},
		{"X", "/usr/share/" + letters[:40] + ".txt", ""},
		{"X", "", ""},
	} {
		if got := Kind(c.name, c.text); got != c.want {
			t.Errorf("%s=%s is %q, want %q", c.name, c.text, got, c.want)
		}
		seen[c.want] = true
	}
	for _, k := range kinds {
		if !seen[k.name] {
			t.Errorf("no text is %s", k.name)
		}
	}
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]bool{
		"abc": true, "ab": false, "  a ": false, "$$ab": true, "$$a": false, "${A}": false, "a-$B": false, "": false,
		"$A ${B}\n": false, "${A:-abc}": false, "${A:-${B:-abc}}${C}": false, "${A}:${B}": false,
		"abc$A": true, "$A-abc": true, "a${A:-${B}}b${C}c": true,
	} {
		if got := Literal(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for name, want := range map[string]bool{"API_KEY": true, "apikey": true, "KEY": false, "MYSQL_ROOT_PASSWORD": true, "HOST": false, "dbPass": true} {
		if got := Named(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
