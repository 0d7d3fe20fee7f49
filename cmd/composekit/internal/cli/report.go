package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// errFindings ends a command whose findings have been shown.
var errFindings = errors.New("the project has errors")

// report shows findings on standard error. It returns errFindings if one of them is an error.
func (a *app) report(list diag.List) error {
	if len(list) == 0 {
		return nil
	}
	list = a.whereFilesAre(list)
	opt := diag.RenderOptions{
		Color: a.color(),
		Width: a.Width,
		Name:  func(f *source.File) string { return a.shortName(f.Name()) },
		Fold:  true,
	}
	show := diag.Render
	if a.global.diagnostics == "line" {
		show = diag.RenderLines
	}
	if err := show(a.Err, list, opt); err != nil {
		return err
	}
	if a.global.diagnostics == "full" {
		if _, err := fmt.Fprintf(a.Err, "\n%s\n", diag.Summary(list)); err != nil {
			return err
		}
	}
	if list.HasErrors() {
		return errFindings
	}
	return nil
}

// whereFilesAre has findings say where Compose files were looked for.
func (a *app) whereFilesAre(list diag.List) diag.List {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Def == loader.NoFile {
			list[i].Help = a.whereFiles()
		}
	}
	return list
}

// fail shows an error that has no place in a file.
func (a *app) fail(err error) {
	if errors.Is(err, driver.ErrUnavailable) {
		// A stream for errors that fails leaves nowhere to say so.
		_ = a.report(diag.List{unavailable(err)})
		return
	}
	a.sayHelped(diag.Error, err.Error(), helpFor(err))
}

// warn shows a warning about the command line.
func (a *app) warn(message string) {
	a.say(diag.Warning, message)
}

func (a *app) say(severity diag.Severity, message string) { a.sayHelped(severity, message, "") }

func (a *app) sayHelped(severity diag.Severity, message, help string) {
	lines := strings.Split(message, "\n") // of several errors
	for i, line := range lines {
		lines[i] = diag.Shorten(line)
	}
	d := diag.Diagnostic{Def: &diag.Def{Severity: severity}, Message: strings.Join(lines, "\n"), Help: help}
	// A stream for errors that fails leaves nowhere to say so.
	_ = diag.Render(a.Err, diag.List{d}, diag.RenderOptions{Color: a.color()})
}

func (a *app) color() bool { return a.colorOn(a.Color) }

// colorOn reports whether to colour what goes to a stream that allows it or not.
func (a *app) colorOn(allowed bool) bool {
	switch a.ansiMode() {
	case "always":
		return true
	case "never":
		return false
	}
	return allowed
}

// paintsOut reports whether what stands on the terminal of Out may give way to something else.
func (a *app) paintsOut() bool { return a.OutWidth > 0 && a.ansiMode() != "never" }

// shortName is a file's name as seen from the working directory, if that is shorter.
func (a *app) shortName(name string) string {
	if !filepath.IsAbs(name) {
		return name
	}
	dir, err := a.dir()
	if err != nil {
		return name
	}
	rel, err := filepath.Rel(dir, name)
	if err != nil || len(rel) >= len(name) || strings.HasPrefix(rel, filepath.Join("..", "..", "..")) {
		return name
	}
	return rel
}

// printLines writes one string a line.
func printLines(w io.Writer, lines []string) error {
	for _, l := range lines {
		if _, err := fmt.Fprintln(w, l); err != nil {
			return err
		}
	}
	return nil
}
