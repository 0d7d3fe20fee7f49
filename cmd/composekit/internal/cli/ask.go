package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ask asks a person. Where nobody answers it is a no.
func (a *app) ask(question string) (bool, error) { return a.askOr(question, false) }

// askOr is ask where to press Enter on a terminal means usually.
func (a *app) askOr(question string, usually bool) (bool, error) {
	choice := "[y/N]"
	if usually {
		choice = "[Y/n]"
	}
	if _, err := fmt.Fprintf(a.Out, "%s %s ", question, choice); err != nil {
		return false, err
	}
	line, err := a.answer()
	if err != nil {
		return false, err
	}
	if a.InTerminal == nil {
		fmt.Fprintln(a.Out)
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	case "":
		return usually && a.InTerminal != nil, nil
	}
	return false, nil
}

// answer is the next line of standard input. What comes after it is left for the next question.
func (a *app) answer() (string, error) {
	if a.In == nil {
		return "", nil
	}
	var line []byte
	for next := make([]byte, 1); ; {
		n, err := a.In.Read(next)
		if n > 0 && next[0] != '\n' {
			line = append(line, next[0])
		}
		if errors.Is(err, io.EOF) || n > 0 && next[0] == '\n' {
			return string(line), nil
		}
		if err != nil {
			return "", err
		}
	}
}
