package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/model"
)

// images are what is known of the images of a project.
type images struct {
	all map[string]driver.Image // those that are there, for the right platform
	// changing are those that the plan pulls or builds: what they will be is not known.
	changing map[string]bool
}

// imagesOf are the images that a project's services can use. One for another platform than the
// service's counts as absent.
func imagesOf(in *Input, p *model.Project) images {
	have := in.State
	i := images{all: map[string]driver.Image{}, changing: map[string]bool{}}
	if have == nil {
		return i
	}
	maps.Copy(i.all, have.Images)
	for _, s := range p.Services {
		name := p.ImageName(s)
		if image, ok := i.all[name]; ok && s.Platform != "" && !fits(image, platformOf(s.Platform, in.Info)) {
			delete(i.all, name)
		}
	}
	return i
}

// fits reports whether an image is for a platform. Its operating system and architecture fit if they are not known.
func fits(image driver.Image, p platform) bool {
	have := platform{image.OS, image.Arch, image.Variant}.normal()
	return (have.os == "" || p.os == "" || have.os == p.os) &&
		(have.arch == "" || p.arch == "" || have.arch == p.arch && have.variant == p.variant)
}

// platform is what an image is for, in the names that container engines use.
type platform struct{ os, arch, variant string }

// platformOf reads OS, ARCH, OS/ARCH or OS/ARCH/VARIANT. What is left out is the engine's.
func platformOf(text string, engine driver.Info) platform {
	parts := append(strings.SplitN(strings.ToLower(text), "/", 3), "", "")
	p := platform{parts[0], parts[1], parts[2]}
	if p.arch == "" {
		switch p.normal().os {
		case "linux", "windows", "darwin", "freebsd":
			p.arch = engine.Arch
		default:
			p.os, p.arch = engine.OS, p.os
		}
	}
	return p.normal()
}

// normal has one name for each operating system and architecture, and none for a variant that is the usual one.
func (p platform) normal() platform {
	p = platform{strings.ToLower(p.os), strings.ToLower(p.arch), strings.ToLower(p.variant)}
	p.os, _, _ = strings.Cut(p.os, "(") // before a version
	if p.os == "macos" {
		p.os = "darwin"
	}
	switch p.arch {
	case "i386":
		p.arch, p.variant = "386", ""
	case "x86_64", "x86-64":
		p.arch = "amd64"
	case "aarch64":
		p.arch = "arm64"
	case "armhf":
		p.arch, p.variant = "arm", "v7"
	case "armel":
		p.arch, p.variant = "arm", "v6"
	}
	if p.variant != "" && strings.Trim(p.variant, "0123456789.") == "" {
		p.variant = "v" + p.variant
	}
	p.variant = strings.TrimSuffix(p.variant, ".0")
	if usual := map[string]string{"amd64": "v1", "arm64": "v8", "arm": "v7"}; p.variant == usual[p.arch] {
		p.variant = ""
	}
	return p
}

// digest of an image, or the text that Bind replaces by it.
func (i images) digest(reference string) string {
	if image, ok := i.all[reference]; ok && !i.changing[reference] {
		return cmp.Or(image.Digest, image.ID)
	}
	return imageDigest(reference)
}

// pulling says whether an image is to be pulled by the policy of a service. Who asks for a pull has it also of what is not due yet,
// and of a tag that is expected to move.
func (b *builder) pulling(s *model.Service, image string) (bool, error) {
	have, there := b.images.all[image]
	asked := b.in.Options.Verb == Pull
	var age time.Duration
	switch s.PullPolicy {
	case "", "missing", "if_not_present":
		return !there || asked && isLatest(image), nil
	case "always":
		return true, nil
	case "never", "build":
		return false, nil
	case "daily":
		age = 24 * time.Hour
	case "weekly":
		age = 7 * 24 * time.Hour
	case "refresh":
		if s.PullRefreshAfter == "" {
			return true, nil
		}
		n, fault := units.Duration(s.PullRefreshAfter)
		if !fault.OK() {
			return false, fmt.Errorf("pull_refresh_after is %q, but must be a duration such as 12h%s", s.PullRefreshAfter, b.in.at("services", s.Name, "pull_refresh_after"))
		}
		age = time.Duration(n)
	default:
		text, ok := strings.CutPrefix(s.PullPolicy, "every_")
		n, fault := units.Duration(text)
		if !ok || !fault.OK() {
			return false, fmt.Errorf("pull policy %q is none of always, never, missing, build, refresh, daily, weekly, every_DURATION", s.PullPolicy)
		}
		age = time.Duration(n)
	}
	return !there || asked || b.in.Now.After(have.LastTagged.Add(age)), nil
}

// isLatest reports whether a reference is of the tag latest, which is the one of a reference without any.
func isLatest(image string) bool {
	_, tag, tagged := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	return !strings.Contains(image, "@") && (!tagged || tag == "latest")
}

// inFull is a reference with the tag that it means if it names none.
func inFull(image string) string {
	if isLatest(image) && !strings.HasSuffix(image, ":latest") {
		return image + ":latest"
	}
	return image
}

// planImages pulls and builds what services need.
func (b *builder) planImages(services []string) error {
	var building []*model.Service
	for _, name := range services {
		s := b.project.Services[name]
		if s.Provider != nil {
			continue
		}
		if s.Image == "" && s.Build == nil {
			return fmt.Errorf("service %s has neither an image nor a build section%s", name, b.in.at("services", name))
		}
		if err := b.planPulls(s); err != nil {
			return fmt.Errorf("service %s: %w", name, err)
		}
		if s.Build != nil {
			building = append(building, s)
		}
	}
	for _, s := range b.leftOutBuilders(services) {
		if err := b.planPull(s); err != nil {
			return fmt.Errorf("service %s: %w", s.Name, err)
		}
		building = append(building, s)
	}
	for _, s := range building {
		if err := b.planBuild(s, nil); err != nil {
			return err
		}
	}
	return nil
}

// leftOutBuilders are services that the plan is not about, but whose builds give services images that are not there.
func (b *builder) leftOutBuilders(services []string) (out []*model.Service) {
	for _, name := range services {
		s := b.project.Services[name]
		if s.Provider != nil {
			continue
		}
		for _, image := range b.imagesFor(s) {
			t := b.builders[image]
			if _, there := b.images.all[image]; t == nil || there || b.project.Services[t.Name] != nil || slices.Contains(out, t) {
				continue
			}
			out = append(out, t)
		}
	}
	return out
}

// imagesFor are the images that a service's containers are made of, those of its hooks and those that they mount.
func (b *builder) imagesFor(s *model.Service) []string {
	out := []string{b.project.ImageName(s)}
	for _, v := range s.Volumes {
		if v.Type == "image" {
			out = append(out, b.lowering.mountedImage(v))
		}
	}
	for _, h := range s.PreStart {
		if h.Image != "" {
			out = append(out, h.Image)
		}
	}
	return out
}

// pull adds the step that pulls an image for a service.
func (b *builder) pull(s *model.Service, image, platform string) {
	b.images.changing[image] = true
	b.add(Step{
		ID: imageStep(image, "pull"), Op: &driver.PullImage{Image: image, Platform: platform, Quiet: b.in.Options.Quiet},
		Service: s.Name, Group: "Image " + image,
		Reason:   b.imageReason(image, cmp.Or(s.PullPolicy, "missing")),
		Optional: b.builders[image] != nil && b.noBuilds() == "" && b.in.Options.Verb != Pull || b.in.Options.IgnoreFailures,
	})
}

// planPull pulls the image of a service by its policy.
func (b *builder) planPull(s *model.Service) error {
	if s.Image == "" {
		return nil
	}
	wanted, err := b.pulling(s, s.Image)
	switch {
	case err != nil:
		return err
	case wanted && !b.isProvided(s):
		b.pull(s, s.Image, cmp.Or(s.Platform, b.in.defaultPlatform()))
	case b.in.Options.Verb == Pull:
		b.skipPull(s)
	}
	return nil
}

// planPulls pulls all images of a service by its policy.
func (b *builder) planPulls(s *model.Service) error {
	if err := b.planPull(s); err != nil {
		return err
	}
	for _, v := range s.Volumes {
		if image := b.lowering.mountedImage(v); v.Type == "image" && b.builders[image] == nil {
			if _, there := b.images.all[image]; !there {
				b.pull(s, image, "")
			}
		}
	}
	hooks := *s
	if hooks.PullPolicy == "build" {
		hooks.PullPolicy = "missing"
	}
	for _, h := range s.PreStart {
		if h.Image == "" || h.Image == b.project.ImageName(s) || b.builders[h.Image] != nil {
			continue
		}
		if wanted, err := b.pulling(&hooks, h.Image); err != nil {
			return err
		} else if wanted {
			b.pull(s, h.Image, "")
		}
	}
	return nil
}

// isProvided reports whether the build of another service gives a service the image that it only names. Policies by
// which images that are there are pulled hold all the same.
func (b *builder) isProvided(s *model.Service) bool {
	switch s.PullPolicy {
	case "", "missing", "if_not_present":
		return s.Build == nil && b.noBuilds() == "" && b.builders[s.Image] != nil
	}
	return false
}

func (b *builder) imageReason(image, policy string) Reason {
	if _, there := b.images.all[image]; !there {
		return Reason{Code: ReasonMissing, Text: "the image is not there"}
	}
	if b.in.Options.Verb == Pull {
		return askedFor
	}
	return Reason{Code: ReasonPolicy, Text: "pull_policy is " + policy}
}

// buildersOf are the services that build images, by image: of several one that the plan is about, of these the first by name.
func (in *Input) buildersOf() map[string]*model.Service {
	out := map[string]*model.Service{}
	for _, p := range []*model.Project{in.Project, in.entire()} {
		for _, name := range p.ServiceNames() {
			if s := p.Services[name]; s.Build != nil && s.Provider == nil && out[p.ImageName(s)] == nil {
				out[p.ImageName(s)] = s
			}
		}
	}
	return out
}

// noBuilds says why nothing is built, "" if what has a build section can be.
func (b *builder) noBuilds() string {
	switch {
	case b.in.Options.NoBuild:
		return "building is ruled out"
	case !b.in.Info.Caps.Build:
		return "this engine builds no images"
	}
	return ""
}

// planBuild builds the image of a service, and first those of the services that it is built
// from. within are the services whose images are being planned.
func (b *builder) planBuild(s *model.Service, within []string) error {
	image := b.project.ImageName(s)
	id := imageStep(image, "build")
	_, there := b.images.all[image]
	if b.has(id) || there && s.PullPolicy != "build" && b.in.Options.Verb != Build {
		return nil
	}
	if slices.Contains(within, s.Name) {
		return b.in.builtFromItself(s, within)
	}
	pull := imageStep(image, "pull")
	if why := b.noBuilds(); why != "" {
		switch {
		case !there && !b.has(pull):
			return fmt.Errorf("service %s: the image %s is not there, and %s", s.Name, image, why)
		case there && !b.in.Options.NoBuild:
			return fmt.Errorf("service %s: the image %s is to be built, and %s%s", s.Name, image, why, b.in.at("services", s.Name, "build"))
		}
		return nil
	}
	if err := b.in.needsContext(s); err != nil {
		return err
	}
	spec := LowerBuild(b.in, s)
	if !b.in.Info.Caps.BuildKit {
		if err := b.withoutBuildKit(s, &spec); err != nil {
			return err
		}
	}
	step := Step{
		ID: id, Op: &driver.BuildImage{Spec: spec},
		Service: s.Name, Group: "Image " + image,
		Reason: Reason{Code: ReasonMissing, Text: "the image is not there"},
	}
	if there || b.in.Options.Verb == Build {
		step.Reason = Reason{Code: ReasonForced, Text: "a build was asked for"}
	}
	var after []string
	if b.has(pull) {
		step.When = []LateChange{{Image: image, Missing: true}}
		step.Reason.Text = "the image is not there, unless it could be pulled"
		after = append(after, pull)
	}
	from, err := b.in.builtFrom(s)
	if err != nil {
		return err
	}
	for _, t := range from {
		if err := b.planBuild(t, append(within, s.Name)); err != nil {
			return err
		}
		after = append(after, imageStep(b.project.ImageName(t), "build"))
	}
	b.images.changing[image] = true
	b.add(step, after...)
	return nil
}

// imageSteps are the steps after which an image is there.
func (b *builder) imageSteps(image string) []string {
	if id := imageStep(image, "build"); b.has(id) {
		return []string{id}
	}
	return []string{imageStep(image, "pull")}
}

func imageStep(image, verb string) string { return "image:" + image + "/" + verb }

// selected is a builder for a verb that is about the images of services.
func selected(in Input) (*builder, []string, error) {
	p, err := in.Project.WithSelectedServices(in.Options.Services, in.Options.imageDependencies())
	if err != nil {
		return nil, nil, err
	}
	in.Project = p
	return newBuilder(in), p.ServiceNames(), nil
}

// imageDependencies: verbs about images take only the services that are named, unless asked to
// include what those depend on.
func (opt Options) imageDependencies() model.DependencyPolicy {
	if opt.IncludeDeps {
		return model.IncludeDependencies
	}
	return model.IgnoreDependencies
}

// hasProvider reports whether a service is run by a provider, and not of an image. Who asks for its image is told.
func (b *builder) hasProvider(s *model.Service, opt Options) bool {
	if s.Provider != nil && slices.Contains(opt.Services, s.Name) {
		b.warn("%s", runByProvider(s))
	}
	return s.Provider != nil
}

func runByProvider(s *model.Service) string {
	return fmt.Sprintf("service %s is run by the provider %s, and not of an image", s.Name, s.Provider.Type)
}

// planPull pulls the images of services, also those that are there, unless a pull policy says
// otherwise.
func planPull(in Input) (*Plan, error) {
	b, services, err := selected(in)
	if err != nil {
		return nil, err
	}
	for _, name := range services {
		s := *b.project.Services[name]
		if b.hasProvider(&s, in.Options) {
			continue
		}
		switch {
		case s.Image == "":
			b.skip(name, "No image to be pulled")
		case s.Build != nil && in.Options.IgnoreBuildable:
			b.skip("Image "+s.Image, "Image can be built")
			s.Image = "" // which leaves those of its hooks
		}
		if s.PullPolicy == "" {
			s.PullPolicy = "always"
		}
		if err := b.planPulls(&s); err != nil {
			return nil, fmt.Errorf("service %s: %w", name, err)
		}
	}
	return b.plan()
}

// skip notes that nothing is done about something.
func (b *builder) skip(subject, why string) {
	if s := (Skipped{subject, why}); !slices.Contains(b.skipped, s) {
		b.skipped = append(b.skipped, s)
	}
}

// skipPull notes that an image is not pulled for a service whose policy does not want it.
func (b *builder) skipPull(s *model.Service) {
	_, there := b.images.all[s.Image]
	why := ""
	switch {
	case s.PullPolicy == "never" || s.PullPolicy == "build":
	case there:
		why = "Image is already present locally"
	default:
		why = "Image can be built" // by another service
	}
	b.skip("Image "+s.Image, why)
}

// planBuild builds the images of services that have a build section.
func planBuild(in Input) (*Plan, error) {
	b, services, err := selected(in)
	if err != nil {
		return nil, err
	}
	for _, name := range services {
		if s := b.project.Services[name]; !b.hasProvider(s, in.Options) && s.Build != nil {
			if err := b.planBuild(s, nil); err != nil {
				return nil, err
			}
		}
	}
	return b.plan()
}

// planPush sends the images that services build and name to their registries.
func planPush(in Input) (*Plan, error) {
	b, services, err := selected(in)
	if err != nil {
		return nil, err
	}
	for _, name := range services {
		s := b.project.Services[name]
		if b.hasProvider(s, in.Options) {
			continue
		}
		if s.Build == nil || s.Image == "" {
			if s.Build != nil {
				b.warn("the image of service %s is not pushed, for the service does not name it", name)
			} else {
				b.skip(name, "")
			}
			continue
		}
		for _, image := range append([]string{s.Image}, s.Build.Tags...) {
			if _, there := b.observed.state.Images[image]; in.Options.IgnoreMissing && !there {
				b.warn("the image %s is not pushed, for there is none", image)
				continue
			}
			b.add(Step{
				ID: imageStep(image, "push"), Op: &driver.PushImage{Image: image},
				Service: name, Group: "Image " + image, Reason: askedFor, Optional: in.Options.IgnoreFailures,
			})
		}
	}
	return b.plan()
}
