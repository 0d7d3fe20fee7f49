package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/syntax"
)

// IdleCommandWords is a command of which words do nothing, or are handed to the wrong program.
var IdleCommandWords = &diag.Def{Code: "command-words", Severity: diag.Warning, Title: "a command that is not run as it reads"}

// CommandWords looks for commands in lists that need a shell and have none, and for words that a shell does not run.
var CommandWords = &Rule{
	Name:  "command-words",
	Doc:   "No shell runs the words of a list, and a shell runs the one text behind its -c.",
	Codes: []*diag.Def{IdleCommandWords},
	Check: checkCommandWords,
}

func checkCommandWords(p *Pass) {
	for s := range p.Services() {
		p.idleWords(s, "entrypoint", s.Entrypoint)
		if len(s.Entrypoint) == 0 || s.Entrypoint[len(s.Entrypoint)-1] != "-c" && !joinsWords(s.Entrypoint[0]) {
			p.idleWords(s, "command", s.Command)
		}
	}
}

// joinsWords reports whether a program makes one line of its arguments, and runs that in a shell: those of Windows do, and what runs it
// elsewhere.
func joinsWords(program string) bool {
	name := strings.ToLower(program[strings.LastIndexAny(program, `/\`)+1:])
	switch strings.TrimSuffix(name, ".exe") {
	case "cmd", "powershell", "pwsh", "ssh":
		return true
	}
	return false
}

// firstJoin is the first of some words that joins commands in a shell: a semicolon, too, but for that which ends what find runs. It is -1
// if there is none.
func firstJoin(words []string) int {
	ofFind := false
	for i, word := range words {
		if isShellOperator(word) || word == ";" && !ofFind {
			return i
		}
		ofFind = ofFind || strings.HasPrefix(word, "-exec") || strings.HasPrefix(word, "-ok")
	}
	return -1
}

// runByShell is which of the words of a command is the text that a shell is to run, 0 if there is none: -c behind the name of a script is
// the script's.
func runByShell(words model.ShellCommand) int {
	if !model.IsShell(words[0]) {
		return 0
	}
	for i := 1; i < len(words)-1; i++ {
		option, sign := words[i], words[i][:min(len(words[i]), 1)]
		switch {
		case sign != "-" && sign != "+" || len(option) == 1 || option == "--":
			return 0
		case strings.HasPrefix(option, "--"):
		case sign == "-" && strings.HasSuffix(option, "c"):
			return i + 1
		case strings.HasSuffix(strings.ToLower(option), "o"):
			i++ // the option that it sets
		}
	}
	return 0
}

// idleWords reports the first word of a command, which is an attribute of a service, that is not run as it reads.
func (p *Pass) idleWords(s Service, attribute string, words model.ShellCommand) {
	if len(words) < 2 || joinsWords(words[0]) {
		return
	}
	run, i := runByShell(words), firstJoin(words)
	var what, help string
	switch {
	case run > 0 && run+1 < len(words) && !takesArguments(words[run]):
		if i = run + 1; strings.HasPrefix(words[i], "-") {
			return // by which a shell is called, as people write who know
		}
		what = fmt.Sprintf("the shell runs %q alone, and nothing of what follows", words[run])
		help = "write all that it is to run as one text"
	case i > 0 && !slices.Contains(words, "-c") && !words.RunsShell():
		what = fmt.Sprintf("no shell runs this, so %s is a word for %s", words[i], words[0])
		help = `to run a shell, name it: ["sh", "-c", "…"]`
	default:
		return
	}
	list := s.Node(attribute)
	if list.Kind != syntax.Sequence || asWritten(list).Kind != syntax.Sequence || p.brokenAt(s, attribute) {
		return
	}
	p.Report(IdleCommandWords.At(firstSpan(spanOf(item(list, i)), s.Span(attribute)), "%s", what).Helped("%s", help).
		About(s.Path()+"."+attribute).With("service", s.Name))
}
