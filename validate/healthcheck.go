package validate

import (
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// UnknownTestForm is the test of a health check that does not say how it is run.
var UnknownTestForm = &diag.Def{Code: "healthcheck-test-form", Title: "a health check's test that does not say how it is run"}

// HealthcheckTest demands that the test of a health check begins with how it is run.
var HealthcheckTest = &Rule{
	Name:  "healthcheck-test",
	Doc:   "The list that tests a container's health begins with CMD, CMD-SHELL or NONE.",
	Codes: []*diag.Def{UnknownTestForm},
	Check: checkHealthcheckTest,
}

func checkHealthcheckTest(p *Pass) {
	for s := range p.Services() {
		if s.Healthcheck == nil || len(s.Healthcheck.Test) == 0 || p.brokenAt(s, "healthcheck") {
			continue
		}
		switch first := s.Healthcheck.Test[0]; first {
		case "CMD", "CMD-SHELL", "NONE":
		default:
			at := firstSpan(spanOf(item(s.Node("healthcheck", "test"), 0)), s.Span("healthcheck", "test"))
			d := UnknownTestForm.At(at, "a test begins with CMD, CMD-SHELL or NONE, not with %q", first).
				Helped("put CMD before the command's words, or write the command as one string")
			if form := formOf(s.Healthcheck.Test); form != "" && item(s.Node("healthcheck", "test"), 0) != nil {
				d = d.Fixed("write "+form+" first", inFront(at, form))
			}
			p.Report(d.About(s.Path()+".healthcheck.test").With("service", s.Name))
		}
	}
}

// formOf is how a test that does not say so is probably to be run: a single line by a shell, words without it. It is empty where words
// are for a shell.
func formOf(test []string) string {
	switch {
	case len(test) == 1 && strings.Contains(test[0], " "):
		return "CMD-SHELL"
	case !slices.ContainsFunc(test, isShellOperator) && !strings.Contains(test[0], " "):
		return "CMD"
	}
	return ""
}

// inFront is the edit that puts a word in front of the first item of a list, and in quotes if that is.
func inFront(first source.Span, word string) diag.Edit {
	if quote := first.Text()[:1]; quote == `"` || quote == "'" {
		word = quote + word + quote
	}
	between := ", "
	if before := first.Before(); strings.Trim(before, " -") == "" {
		between = "\n" + before
	}
	return diag.Edit{Span: first.Sub(0, 0), New: word + between}
}

// isShellOperator reports whether a word is one that joins commands in a shell, and that hardly any program takes.
func isShellOperator(word string) bool { return word == "||" || word == "&&" || word == "|" }

// IdleTestWords is the test of a health check of which words do nothing, or are no program.
var IdleTestWords = &diag.Def{Code: "healthcheck-test-words", Severity: diag.Warning, Title: "a health check's test that is not run as it reads"}

// HealthcheckTestWords looks for tests that need a shell and have none, and for words that a shell is not to run.
var HealthcheckTestWords = &Rule{
	Name:  "healthcheck-test-words",
	Doc:   "No shell runs a test after CMD, and a shell runs one text after CMD-SHELL.",
	Codes: []*diag.Def{IdleTestWords},
	Check: checkHealthcheckTestWords,
}

func checkHealthcheckTestWords(p *Pass) {
	for s := range p.Services() {
		if s.Healthcheck == nil || len(s.Healthcheck.Test) < 2 || p.brokenAt(s, "healthcheck") {
			continue
		}
		test := s.Healthcheck.Test
		report := func(i int, message, help string, about ...any) {
			list := s.Node("healthcheck", "test")
			at := firstSpan(spanOf(item(list, i)), s.Span("healthcheck", "test"))
			d := IdleTestWords.At(at, message, about...).Helped("%s", help)
			if form := spanOf(item(list, 0)); form.Valid() {
				d = d.Labelled(form, map[bool]string{true: "no shell is asked for", false: "a shell is asked for"}[test[0] == "CMD"])
			}
			if edits := asShellLine(list, test); edits != nil {
				d = d.Fixed("write it as one text for a shell", edits...)
			}
			p.Report(d.About(s.Path()+".healthcheck.test").With("service", s.Name))
		}
		switch i := slices.IndexFunc(test, isShellOperator); {
		case test[0] == "CMD-SHELL" && len(test) > 2 && !takesArguments(test[1]):
			report(2, "the shell runs %q alone, and nothing of what follows", "write all that it is to run as one text", test[1])
		case test[0] != "CMD" || slices.Contains(test, "-c"):
		case strings.Contains(test[1], " ") && !isWindowsPath(test[1]):
			report(1, "no program has the name %q", "write each word as an item, or CMD-SHELL in place of CMD", test[1])
		case i > 0 && !joinsWords(test[1]):
			report(i, "no shell runs the test, so %s is a word for %s", "write CMD-SHELL, and all that it is to run as one text", test[i], test[1])
		}
	}
}

// isWindowsPath reports whether a text is a path of Windows, in which spaces are usual.
func isWindowsPath(text string) bool {
	return strings.Contains(text, `\`) || len(text) > 2 && text[1:3] == ":/"
}

// takesArguments reports whether a line for a shell has a parameter for what stands behind it, such as $1 or ${@}, or a command that goes
// through them.
func takesArguments(line string) bool {
	for i := range len(line) {
		if line[i] == '$' && isParameter(line[i+1:]) {
			return true
		}
	}
	before, last := "", "" // the two words before
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(" \t\r\n;&|()", r) }) {
		if word == "shift" || word == "getopts" || before == "for" && word != "in" {
			return true
		}
		before, last = last, word
	}
	return before == "for"
}

// isParameter reports whether what follows a dollar sign is a parameter that has arguments of the shell, or how many there are.
func isParameter(text string) bool {
	text, braces := strings.CutPrefix(text, "{")
	if braces && !strings.HasPrefix(text, "#}") && text != "" && (text[0] == '#' || text[0] == '!') {
		text = text[1:] // the length of one, or what it names
		return text != "" && strings.IndexByte("0123456789@*", text[0]) >= 0
	}
	return text != "" && strings.IndexByte("0123456789@*#", text[0]) >= 0
}

// asShellLine are the edits that make one line for a shell of a test: of a single text, and of words in brackets in which a shell
// sees what is written. They are nil for others.
func asShellLine(list *syntax.Node, test []string) []diag.Edit {
	list = asWritten(list)
	items := list.Items()
	if len(items) != len(test) || slices.ContainsFunc(items, func(n *syntax.Node) bool { return n.How != syntax.Written }) {
		return nil
	}
	first, second := items[0].Span(), items[1].Span()
	form := diag.Edit{Span: first, New: strings.Replace(first.Text(), "CMD", "CMD-SHELL", 1)}
	switch {
	case test[0] == "CMD" && len(test) == 2:
		return []diag.Edit{form}
	case list.Style != syntax.Flow || slices.ContainsFunc(test, func(word string) bool { return !isShellOperator(word) && !isPlainWord(word) }):
		return nil
	}
	last := items[len(items)-1].Span()
	edits := []diag.Edit{{Span: first.File.Span(int(second.Start), int(last.End)), New: `"` + strings.Join(test[1:], " ") + `"`}}
	if test[0] == "CMD" {
		edits = append(edits, form)
	}
	return edits
}

// isPlainWord reports whether a word has nothing that a shell, or YAML in double quotes, takes for more than itself.
func isPlainWord(word string) bool {
	return word != "" && strings.IndexFunc(word, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_./:=@%+,", r)
	}) < 0
}
