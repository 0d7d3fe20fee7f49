package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/cmd/composekit/internal/publishing"
	"github.com/composekit/composekit/driver/docker"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

// publish is one run of the command publish.
type publish struct {
	*app
	digests, withEnv, withImages, yes, plain bool
	oci                                      string

	loader   *loader.Loader
	loaded   *loader.Result
	included []string // files of this machine that the project includes
}

func setupPublish(a *app, cmd *cobra.Command) action {
	p := &publish{app: a}
	f := cmd.Flags()
	f.BoolVar(&p.withImages, "app", false, "publish the images of services and jobs with it; includes --resolve-image-digests")
	f.StringVar(&p.oci, "oci-version", "", `version of OCI for manifests: "1.1" or "1.0" (default 1.1, and 1.0 where the registry refuses that)`)
	f.BoolVar(&p.digests, "resolve-image-digests", false, "publish the digests of images with it, so that they stay the same")
	f.BoolVar(&p.withEnv, "with-env", false, "publish env files, too, and do not ask about variables")
	f.BoolVarP(&p.yes, "yes", "y", false, "answer all questions with yes")
	f.BoolVar(&p.plain, "insecure-registry", false, "speak to the registry by http")
	hide(f, "insecure-registry")
	renamed(f, map[string]string{"y": "yes"})
	return func(ctx context.Context, args []string) error { return p.run(ctx, args[0]) }
}

func (p *publish) run(ctx context.Context, name string) error {
	to, err := docker.PublishingTo(name)
	if err != nil {
		return err
	}
	if p.oci != "" && p.oci != "1.0" && p.oci != "1.1" {
		return fmt.Errorf("--oci-version is %q, but must be 1.0 or 1.1", p.oci)
	}
	if err := p.load(ctx); err != nil {
		return err
	}
	parts, err := publishing.Collect(p.loader, p.loaded, p.withEnv)
	if err != nil {
		return err
	}
	for _, question := range p.questions(parts) {
		if p.yes {
			break
		}
		if yes, err := p.ask(question); err != nil {
			return err
		} else if !yes {
			return exitStatus(cancelled)
		}
	}
	if err := p.pushImages(ctx); err != nil {
		return err
	}
	if p.digests || p.withImages {
		text, err := p.lockFile(ctx)
		if err != nil {
			return err
		}
		parts.Files = append(parts.Files, docker.PublishedFile{Name: "image-digests.yaml", Text: text})
	}
	return p.send(ctx, to, parts.Files)
}

// load loads the whole project, and refuses what would be no project elsewhere.
func (p *publish) load(ctx context.Context) error {
	c := &config{app: p.app}
	var err error
	if p.loader, err = p.prepare(); err != nil {
		return err
	}
	p.loader.Profiles, p.loader.Rules, p.loader.Without = []string{"*"}, validate.Default(), c.without(printed)
	p.loader.Listen = p.listen
	if p.loaded, err = p.loader.Load(ctx); err != nil {
		return err
	}
	if err := p.report(p.loaded.Diagnostics); err != nil {
		return err
	}
	if len(p.included) > 0 {
		return fmt.Errorf("the project includes %s: what is included must be somewhere else, such as in a registry, for it is not published with the project", strings.Join(p.included, ", "))
	}
	var onlyBuilt []string
	for name, s := range p.loaded.Project.Services {
		if s.Image == "" && s.Build != nil {
			onlyBuilt = append(onlyBuilt, "service "+name)
		}
	}
	for name, j := range p.loaded.Project.Jobs {
		if j.Image == "" && j.Build != nil {
			onlyBuilt = append(onlyBuilt, "job "+name)
		}
	}
	if slices.Sort(onlyBuilt); len(onlyBuilt) > 0 {
		return fmt.Errorf("%s: there is a build section, but no image that others could pull", strings.Join(onlyBuilt, ", "))
	}
	return nil
}

// listen notes files of this machine that are included.
func (p *publish) listen(e loader.Event) {
	for _, name := range includedBy(e) {
		if !isElsewhere(p.loader, name) {
			p.included = append(p.included, name)
		}
	}
}

// questions are those that a person has to say yes to.
func (p *publish) questions(parts *publishing.Parts) (out []string) {
	add := func(text string, lines []string, question string) {
		for i := range lines {
			lines[i] = terminal.Line(lines[i])
		}
		if len(lines) > 0 {
			out = append(out, text+"\n  "+strings.Join(lines, "\n  ")+"\n"+question)
		}
	}
	add("These files and directories of this machine are mounted. Their names are published, and not what is in them:",
		bindMounts(p.loaded.Project), "Publish their names?")
	add("This looks as if it were secret, and is published as it is written:", p.places(parts.Secrets), "Publish it?")
	if !p.withEnv {
		var lines []string
		for _, owner := range parts.EnvFiles {
			lines = append(lines, owner+": its env files are not published")
		}
		for _, place := range p.places(parts.Literals) {
			lines = append(lines, place+": its value is published as it is written")
		}
		add("Without --with-env, which publishes env files and does not ask this:", lines, "Publish the project like that?")
	}
	add("The content of these configs is published as it is written:", p.places(parts.Contents), "Publish it?")
	return out
}

// bindMounts are the mounts of what the host has.
func bindMounts(project *model.Project) (out []string) {
	add := func(owner string, mounts []model.Mount) {
		for _, m := range mounts {
			if m.Type == "bind" {
				out = append(out, fmt.Sprintf("%s: %s, as %s", owner, m.Source, m.Target))
			}
		}
	}
	for _, name := range sortedKeys(project.Services) {
		add("service "+name, project.Services[name].Volumes)
	}
	for _, name := range sortedKeys(project.Jobs) {
		add("job "+name, project.Jobs[name].Volumes)
	}
	return out
}

// places are what is published, and where it is written.
func (p *publish) places(list []publishing.Place) (out []string) {
	for _, x := range list {
		out = append(out, fmt.Sprintf("%s:%d: %s", p.shortName(x.Span.File.Name()), x.Span.Pos(source.Runes).Line, x.What))
	}
	return out
}

// pushImages pushes the images that are built here. One that cannot be pushed may be in its registry already.
func (p *publish) pushImages(ctx context.Context) error {
	project := p.loaded.Project
	if !slices.ContainsFunc(project.ServiceNames(), func(name string) bool { return project.Services[name].Build != nil }) {
		return nil
	}
	d, err := p.engine(ctx)
	if err != nil {
		return err
	}
	w := &work{app: p.app, engine: d, in: plan.Input{
		Project: project, Name: project.Name, Tree: p.loaded.Tree, Options: plan.Options{Verb: plan.Push, IgnoreFailures: true},
	}}
	if err := w.make(ctx); err != nil {
		return err
	}
	return w.carryOut(ctx)
}

// lockFile is an override file with the digests of images.
func (p *publish) lockFile(ctx context.Context) ([]byte, error) {
	c := &config{app: p.app, configOptions: configOptions{lockDigests: true}}
	locked, err := c.pinProject(ctx, &loaded{p.loaded.Project, p.loaded.Tree})
	if err != nil {
		return nil, err
	}
	return model.EncodeYAML(locked)
}

// images are those of services and jobs, each once.
func (p *publish) images() (out []string) {
	for _, s := range p.loaded.Project.Services {
		out = append(out, s.Image)
	}
	for _, j := range p.loaded.Project.Jobs {
		out = append(out, j.Image)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(name string) bool { return name == "" }) // of a provider
}

// send puts files in the registry.
func (p *publish) send(ctx context.Context, to string, files []docker.PublishedFile) error {
	display, err := p.display(false)
	if err != nil {
		return err
	}
	opt, err := p.dockerOptions()
	if err != nil {
		return err
	}
	what := docker.Publication{Files: files, OCI: p.oci, HTTP: p.plain, By: version(), Created: p.Now()}
	if p.withImages {
		what.Images = p.images()
	}
	a := &docker.Artifacts{Options: opt, Insecure: p.global.insecure}
	display.Begin("publish")
	defer display.End()
	display.On(progress.Event{ID: to, Text: "Publishing"})
	done := progress.Event{ID: to, Text: "Published", Status: progress.Done}
	if !p.global.dryRun {
		older, err := a.Publish(ctx, to, what)
		if err != nil {
			display.On(progress.Event{ID: to, Text: "Error", Status: progress.Failed})
			return fmt.Errorf("%s: %w", to, err)
		}
		if older {
			done.Status, done.Details = progress.Warning, "in the form of OCI 1.0, for the registry refused that of 1.1"
		}
	}
	display.On(done)
	return nil
}
