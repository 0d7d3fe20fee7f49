package schema

import (
	"testing"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// read is the tree of a text, and a context to work on it.
func read(t *testing.T, text string) (*syntax.Node, *Context) {
	t.Helper()
	docs, list := syntax.Parse(source.NewFile("compose.yaml", text), syntax.Limits{})
	if list.HasErrors() || len(docs) != 1 {
		t.Fatalf("%v in %s", list, text)
	}
	return docs[0].Root, &Context{Build: &syntax.Builder{}, Diags: &diag.List{}}
}

func TestFindingsOfShortFormsAndKeys(t *testing.T) {
	key := func(f keyFunc) nodeFunc {
		return func(c *Context, n *syntax.Node) *syntax.Node { f(c, n); return n }
	}
	for _, test := range []struct {
		text string
		do   nodeFunc
		def  *diag.Def
		want string
	}{
		{"[a=b, plain]", longKeyValue, BadKeyValue, "plain"},
		{"[default, 'mine', a=b]", longSSH, BadSSH, "'mine'"},
		{"80.5", key(exposeKey), BadExpose, "80.5"},
		{"{type: bind}", key(volumeKey), MissingTarget, "{type: bind}"},
		{"{source: /dev/a}", key(deviceKey), MissingTarget, "{source: /dev/a}"},
		{"{published: 80}", key(portKey), MissingTarget, "{published: 80}"},
		{"{external: {name: a}, name: b}", longExternal, ExternalConflict, "a"},
		{"{external: {name: a}}", longExternal, ExternalName, "name"},
		{"ab:/b:ro:rw", longVolume, BadVolume, ":rw"},
		{"'a:/b:'", longVolume, BadVolume, ":"},
		{"ab:/b:or", longVolume, UnknownMountFlag, "or"},
		{"/dev/a:/dev/b:r:x", longDevice, BadDevice, ":x"},
		{"[80.5]", longPorts, BadPort, "80.5"},
		{"[true]", longPorts, BadPort, "true"},
		{"[null, 80, 0x1FFFF]", longPorts, BadPort, "0x1FFFF"}, // the value is 131071; another check sees null
		{`["1-65535", "127.0.0.3::1-65535"]`, longPorts, BadPort, `"127.0.0.3::1-65535"`},
	} {
		n, c := read(t, test.text)
		for range 2 { // what is looked at twice is reported once
			test.do(c, n)
		}
		var found []diag.Diagnostic
		for _, d := range *c.Diags.(*diag.List) {
			if d.Def == test.def {
				found = append(found, d)
			}
		}
		if len(found) != 1 || found[0].Span.Text() != test.want || found[0].Help == "" {
			t.Errorf("%s: findings %v, want one of %s at %q", test.text, found, test.def.Code, test.want)
		}
	}
}

func TestAnItemOfPortsIsToldOfOnce(t *testing.T) {
	for _, test := range []struct{ text, at, want string }{
		{"[127.0.0.1:80]", "127.0.0.1", `"127.0.0.1" is an address, not a port | the published port stands between the address and the target: 127.0.0.1:80:80 | publish 80 there: 80:`},
		{"['127.0.0.1:80']", "127.0.0.1", `"127.0.0.1" is an address, not a port | the published port stands between the address and the target: 127.0.0.1:80:80 | publish 80 there: 80:`},
		{`["127.0.0.1:8\u0030"]`, "127.0.0.1", `"127.0.0.1" is an address, not a port | the published port stands between the address and the target: 127.0.0.1:80:80`},
		{"[80:80 - 443:443]", "80:80 - 443:443", `"80:80 - 443:443" is not a port | a port has no white space; write each one as an item of its own`},
		{"['80:80 ']", "80:80 ", `"80:80 " is not a port | did you mean 80:80? | replace 80:80  by 80:80: 80:80`},
		{"['80 :80']", "80 :80", `"80 :80" is not a port | did you mean 80:80? | replace 80 :80 by 80:80: 80:80`},
		{"['0.0.0.0:81->80/tcp']", "0.0.0.0:81->80/tcp", `"0.0.0.0:81->80/tcp" is not a port | did you mean 0.0.0.0:81:80/tcp? | replace 0.0.0.0:81->80/tcp by 0.0.0.0:81:80/tcp: 0.0.0.0:81:80/tcp`},
		{"[80:80/tcp udp]", "80:80/tcp udp", `"80:80/tcp udp" is not a port | a port has no white space; write each one as an item of its own`},
	} {
		n, c := read(t, test.text)
		longPorts(c, n)
		found := *c.Diags.(*diag.List)
		if len(found) != 1 || found[0].Def != BadPort {
			t.Errorf("%s: findings %v, want one", test.text, found)
			continue
		}
		got := found[0].Message + " | " + found[0].Help
		for _, fix := range found[0].Fixes {
			got += " | " + fix.Title + ": " + fix.Edits[0].New
		}
		if got != test.want || found[0].Span.Text() != test.at {
			t.Errorf("%s: at %q\n\t%s\nwant at %q\n\t%s", test.text, found[0].Span.Text(), got, test.at, test.want)
		}
	}
}

func TestPlacesInEveryStyle(t *testing.T) {
	for _, text := range []string{"[8080:80/udp]", "['8080:80/udp']", `["8080:80/udp"]`, "- 8080:80/udp # web", "- '8080:80/udp'\n"} {
		n, c := read(t, text)
		p := longPorts(c, n).Items()[0]
		for name, want := range map[string]string{"published": "8080", "target": "80", "protocol": "udp"} {
			if got := p.Get(name); got.Span().Text() != want || got.Value() != want {
				t.Errorf("%s: %s is %q at %q", text, name, got.Value(), got.Span().Text())
			}
		}
	}
	n, c := read(t, `["8\u00380:80"]`)
	if got := longPorts(c, n).Items()[0].Get("published"); got.Span().Text() != `8\u00380` || got.Value() != "880" {
		t.Errorf("published is %q at %q", got.Value(), got.Span().Text())
	}
}

// Text that ends with an opening quote is the rest of a file that is being written.
func TestAQuoteThatIsNotClosed(t *testing.T) {
	docs, _ := syntax.Parse(source.NewFile("compose.yaml", `["`), syntax.Limits{})
	var found diag.List
	c := &Context{Build: &syntax.Builder{}, Diags: &found}
	longPorts(c, docs[0].Root)
	if len(found) != 1 || found[0].Def != BadPort || found[0].Span.Text() != `"` {
		t.Errorf("findings %v, want one of the quote", found)
	}
}
