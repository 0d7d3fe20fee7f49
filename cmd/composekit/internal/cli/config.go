package cli

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/interpolate"
	"github.com/composekit/composekit/model"
)

// configOptions are the options of config. Names and meaning are docker compose's.
type configOptions struct {
	format          string
	output          string
	quiet           bool
	hash            string
	asked           map[string]func() bool // whether a view is, by its option
	noInterpolate   bool
	noNormalize     bool
	noPathResolve   bool
	noConsistency   bool
	noEnvResolution bool
	digests         bool
	lockDigests     bool
}

// config is one run of the command config.
type config struct {
	*app
	configOptions
	byHand string // a service or job that is run by hand, instead of services that are selected
}

func setupConfig(a *app, cmd *cobra.Command) action {
	c := &config{app: a}
	c.asked = map[string]func() bool{}
	f := cmd.Flags()
	f.StringVar(&c.format, "format", "", "format of the output: yaml or json (default yaml)")
	f.StringVarP(&c.output, "output", "o", "", "file to write the project to, instead of standard output")
	f.BoolVar(&c.digests, "resolve-image-digests", false, "ask registries for the digests of images, and print them")
	f.BoolVar(&c.lockDigests, "lock-image-digests", false, "print an override file with nothing but the digests of images")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "print nothing, only check the project")
	for _, v := range views() {
		if v.valued {
			f.StringVar(&c.hash, v.flag, "", v.help)
			c.asked[v.flag] = func() bool { return c.hash != "" }
			continue
		}
		on := f.Bool(v.flag, false, v.help)
		c.asked[v.flag] = func() bool { return *on }
	}
	f.BoolVar(&c.noInterpolate, "no-interpolate", false, "leave variables as they are written")
	f.BoolVar(&c.noNormalize, "no-normalize", false, "add no defaults to the project")
	f.BoolVar(&c.noPathResolve, "no-path-resolution", false, "leave relative paths relative")
	f.BoolVar(&c.noConsistency, "no-consistency", false, "do not check that what the project refers to exists")
	f.BoolVar(&c.noEnvResolution, "no-env-resolution", false, "do not read the services' env files")
	return c.run
}

// run prints what is asked for. Of several views the first in the table counts.
func (c *config) run(ctx context.Context, args []string) error {
	if c.global.compatibility { // the option, not the variable, and of config alone
		c.noNormalize = true
	}
	if c.output != "" || c.digests || c.lockDigests { // a file is written, or registries are asked
		c.heed()
	}
	for _, v := range views() {
		switch {
		case !c.asked[v.flag]():
		case v.print != nil:
			return v.print(c, ctx, args)
		default:
			return c.runView(ctx, v, args)
		}
	}
	if c.noInterpolate {
		return c.runRaw(ctx, args)
	}
	return c.runProject(ctx, args)
}

func (c *config) runView(ctx context.Context, v view, args []string) error {
	if v.flag == "services" && c.noInterpolate {
		loaded, err := c.load(ctx, nil, rawTree)
		if err != nil {
			return err
		}
		var names []string
		for _, p := range loaded.tree.Get("services").Pairs() {
			names = append(names, p.Name())
		}
		slices.Sort(names)
		return printLines(c.Out, names)
	}
	if !v.selects {
		args = nil
	}
	want := listed
	if v.envFiles {
		want = printed
	}
	loaded, err := c.load(ctx, args, want)
	if err != nil {
		return err
	}
	if v.flag == "environment" && c.quiet {
		return nil
	}
	return printLines(c.Out, v.list(loaded.project))
}

func (c *config) runHash(ctx context.Context, _ []string) error {
	var names []string
	if c.hash != "*" {
		names = strings.Split(c.hash, ",")
	}
	// What is wrong with services that are not asked for, such as an env file that is missing, is no matter.
	loaded, err := c.load(ctx, names, printed)
	if err != nil {
		return err
	}
	if err := c.setPlatforms(loaded); err != nil {
		return err
	}
	lines, err := hashLines(loaded.project, names)
	if err != nil {
		return err
	}
	return printLines(c.Out, lines)
}

func (c *config) runVariables(ctx context.Context, args []string) error {
	if len(args) > 0 {
		c.warn("--variables shows the whole project, not the services named")
	}
	loaded, err := c.load(ctx, nil, writtenTree)
	if err != nil {
		return err
	}
	return printVariables(c.Out, interpolate.Variables(loaded.tree), c.format)
}

func (c *config) runRaw(ctx context.Context, args []string) error {
	if len(args) > 0 {
		c.warn("--no-interpolate shows the whole project, not the services named")
	}
	loaded, err := c.load(ctx, nil, rawTree)
	if err != nil {
		return err
	}
	tree := loaded.tree
	if c.digests || c.lockDigests {
		if tree, err = c.pinTree(ctx, tree); err != nil {
			return err
		}
	}
	text, err := rawText(tree, c.formatOrYAML())
	if err != nil {
		return err
	}
	return c.write(text)
}

func (c *config) runProject(ctx context.Context, args []string) error {
	loaded, err := c.load(ctx, args, printed)
	if err != nil {
		return err
	}
	if !c.noConsistency {
		if err := c.report(sharedContainerNames(loaded)); err != nil {
			return err
		}
	}
	project := loaded.project
	if c.digests || c.lockDigests {
		if project, err = c.pinProject(ctx, loaded); err != nil {
			return err
		}
	}
	encode, known := map[string]func(*model.Project) ([]byte, error){"yaml": model.EncodeYAML, "json": model.EncodeJSON}[c.formatOrYAML()]
	switch {
	case !known:
		return unsupportedFormat(c.format, "yaml", "json")
	case c.quiet:
		return nil
	}
	text, err := encode(project)
	if err != nil {
		return err
	}
	// What is printed can be loaded again: no $ may begin a variable.
	return c.write(bytes.ReplaceAll(text, []byte("$"), []byte("$$")))
}

func (c *config) formatOrYAML() string {
	if c.format == "" {
		return "yaml"
	}
	return c.format
}

// write puts the project where the options say.
func (c *config) write(text []byte) error {
	switch {
	case c.quiet:
		return nil
	case c.output != "":
		return os.WriteFile(c.path(c.output), text, 0o666)
	}
	_, err := c.Out.Write(text)
	return err
}
