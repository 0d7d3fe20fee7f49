package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/bake"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/model"
)

func setupBuild(a *app, cmd *cobra.Command) action {
	f := cmd.Flags()
	o := plan.Options{Verb: plan.Build}
	args := f.StringArray("build-arg", nil, "arguments of the build: NAME=VALUE, or NAME to hand on ours")
	f.BoolVar(&o.NoCache, "no-cache", false, "use nothing of earlier builds")
	f.BoolVar(&o.PullBase, "pull", false, "pull images that others are built on, even if they are there")
	push := f.Bool("push", false, "push the images then")
	ssh := f.StringArray("ssh", nil, "keys and agents of ssh that builds may use: ID=PATH, or default for the agent that there is")
	f.StringVar(&o.Provenance, "provenance", "", "attest how images were made: true, false or mode=MODE")
	f.StringVar(&o.SBOM, "sbom", "", "attest what is in images: true, false or generator=IMAGE")
	memory := f.StringP("memory", "m", "", "how much memory a step may use, such as 512m; BuildKit has no such bound")
	builderName := f.String("builder", "", "")
	quiet := f.BoolP("quiet", "q", false, "do not show how builds go on")
	print := f.Bool("print", false, "build nothing, and print a file for docker buildx bake that says what would be built")
	deps := f.Bool("with-dependencies", false, "build images, too, of services that others depend on")
	for _, old := range []string{"parallel", "compress", "force-rm", "no-rm"} {
		f.Bool(old, false, "")
		hide(f, old)
	}
	hide(f, "builder")
	return func(ctx context.Context, services []string) error {
		o.Services, o.IncludeDeps = services, *deps
		if *builderName != "" && *builderName != "default" && !*print {
			return &helpedError{
				fmt.Errorf("there is no builder %q: images are built by the engine itself", *builderName),
				"leave --builder out, or build the images by docker buildx",
			}
		}
		var err error
		if o.BuildSSH, err = sshKeys(*ssh); err != nil {
			return err
		}
		if o.BuildMemory, err = amount("memory", *memory); err != nil {
			return err
		}
		if o.BuildArgs, err = a.buildArgs(*args); err != nil {
			return err
		}
		if *quiet {
			a.global.progress = "quiet"
			o.Quiet = true
		}
		if *print {
			return a.printBuilds(ctx, o, *push)
		}
		w, err := a.planProject(ctx, o)
		if err != nil {
			return err
		}
		if len(w.plan.Steps) == 0 {
			a.warn(nothingToBuild)
		}
		if err := w.carryOut(ctx); err != nil || !*push {
			return err
		}
		return a.carryOutOn(ctx, w.engine, plan.Input{
			Project: w.in.Project, Tree: w.in.Tree, Options: plan.Options{Verb: plan.Push, Services: services, IncludeDeps: o.IncludeDeps},
		})
	}
}

const nothingToBuild = "no services to build"

// printBuilds prints the file for bake that builds come to. It needs no engine.
func (a *app) printBuilds(ctx context.Context, o plan.Options, push bool) error {
	w, err := a.workOn(ctx, o)
	if err != nil {
		return err
	}
	w.in.Version = labelledVersion()
	if proxies, ok := driver.As[driver.Proxier](w.engine); ok {
		w.in.Proxy = proxies.Proxy()
	}
	file, err := bake.Make(w.in, bake.Options{Push: push})
	if err != nil {
		return w.explained(err)
	}
	for _, text := range file.Warnings {
		a.warn(text)
	}
	if len(file.Groups["default"].Targets) == 0 {
		a.warn(nothingToBuild)
		return nil
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, string(text))
	return err
}

// sshKeys reads ID=PATH, or default alone. Nothing is default, too.
func sshKeys(list []string) (out []model.SSHKey, err error) {
	for _, text := range list {
		id, path, ok := strings.Cut(cmp.Or(text, "default"), "=")
		if !ok && id != "default" {
			return nil, fmt.Errorf("--ssh is %q, but must be ID=PATH, or default", text)
		}
		out = append(out, model.SSHKey{ID: id, Path: path})
	}
	return out, nil
}

// amount reads an option that is a number of bytes; "" is 0.
func amount(option, text string) (int64, error) {
	n, fault := units.Bytes(text)
	if text != "" && !fault.OK() {
		return 0, fmt.Errorf("--%s is %q, but must be an amount such as 512m", option, text)
	}
	return n, nil
}

// buildArgs reads NAME=VALUE; a name alone has our value.
func (a *app) buildArgs(list []string) (map[string]*string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	variables, err := a.environ()
	if err != nil {
		return nil, err
	}
	out := map[string]*string{}
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		if name == "" {
			return nil, fmt.Errorf("--build-arg is %q, but must be NAME=VALUE", text)
		}
		if ok {
			out[name] = &value
			continue
		}
		out[name] = nil
		for _, v := range variables {
			if k, value, _ := strings.Cut(v, "="); k == name {
				out[name] = &value
			}
		}
	}
	return out, nil
}
