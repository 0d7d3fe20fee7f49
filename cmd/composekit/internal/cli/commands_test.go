package cli

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lacking is a row of docs/commands.md: a command, or an option of one, that docker compose has and we have not.
type lacking struct{ command, option string }

// TestLacking: what we lack of docker compose's commands and options is what docs/commands.md says.
func TestLacking(t *testing.T) {
	binary := os.Getenv("COMPOSEKIT_DOCKER_COMPOSE")
	if binary == "" {
		t.Skip("COMPOSEKIT_DOCKER_COMPOSE names no docker-compose binary to compare with")
	}
	page, err := os.ReadFile("../../../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []lacking
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\S+)` \\| (?:`(\\S+)`)? ?\\|").FindAllStringSubmatch(string(page), -1) {
		want = append(want, lacking{m[1], m[2]})
	}
	help := func(args ...string) (theirs, ours string) {
		theirs, _ = runBinary(t, binary, args)
		var out bytes.Buffer
		Run(context.Background(), args, Machine{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &out}})
		return theirs, out.String()
	}
	command, option := regexp.MustCompile(`(?m)^  ([a-z]+)  `), regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`)
	names := func(form *regexp.Regexp, text string) (out []string) {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
		return out
	}
	var got []lacking
	theirs, ours := help("--help")
	global := names(option, theirs)
	for _, name := range names(command, theirs) {
		if !slices.Contains(names(command, ours), name) {
			got = append(got, lacking{name, ""})
			continue
		}
		theirs, _ := help(name, "--help")
		for _, option := range names(option, theirs) {
			// Some that they show we take without a word.
			if _, ours := help(name, "--help", option); !slices.Contains(global, option) && strings.Contains(ours, "unknown flag") {
				got = append(got, lacking{name, option})
			}
		}
	}
	compare := func(a, b lacking) int { return strings.Compare(a.command+" "+a.option, b.command+" "+b.option) }
	slices.SortFunc(got, compare)
	slices.SortFunc(want, compare)
	if !slices.Equal(got, want) {
		t.Errorf("lacking are\n%v\nand the page says\n%v", got, want)
	}
}
