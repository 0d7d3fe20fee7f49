package plan

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// mounts gives a container its volumes and the files of secrets and configs. Of several mounts
// at one target the last counts; those of secrets and configs give way to all others.
func (l *lowering) mounts(c *Container, s *model.Service, inherit *driver.Container) error {
	for _, t := range s.Tmpfs {
		if c.Spec.Tmpfs == nil {
			c.Spec.Tmpfs = map[string]string{}
		}
		target, options, _ := strings.Cut(t, ":")
		c.Spec.Tmpfs[target] = options
	}
	byTarget := map[string]mounting{}
	own := map[string]bool{}
	for _, m := range l.inherited(s, inherit) {
		byTarget[m.Target] = mounting{mount: m}
		own[m.Target] = true
	}
	for i, v := range l.imageVolumes(s) {
		if v.Source == "" && v.Type == "volume" && own[v.Target] {
			continue // handed on
		}
		if v.Type == "image" && !l.in.Info.Caps.ImageMounts {
			return fmt.Errorf("volumes: %s: mounting an image needs an engine that can (Docker Engine 28 or later)%s", v.Target, l.in.at("services", s.Name, "volumes", i))
		}
		if err := absolute(v.Source); err != nil && v.Type == "bind" {
			return fmt.Errorf("volumes: %s: %w%s", v.Target, err, l.in.at("services", s.Name, "volumes", i))
		}
		byTarget[v.Target] = l.mount(v)
	}
	files, err := l.fileMounts(s)
	if err != nil {
		return err
	}
	for _, m := range files {
		if _, taken := byTarget[m.Target]; !taken {
			byTarget[m.Target] = mounting{mount: m}
		}
	}
	for _, target := range slices.Sorted(maps.Keys(byTarget)) {
		if m := byTarget[target]; m.bind != "" {
			c.Spec.Binds = append(c.Spec.Binds, m.bind)
		} else {
			c.Spec.Mounts = append(c.Spec.Mounts, m.mount)
		}
	}
	return nil
}

// mounting is a mount in one of two forms: as text, or if that is empty as a structure.
type mounting struct {
	bind  string
	mount driver.Mount
}

// inherited are the mounts of an existing container that the one that replaces it takes over:
// volumes where the image or the service wants one without a name.
func (l *lowering) inherited(s *model.Service, from *driver.Container) []driver.Mount {
	if from == nil {
		return nil
	}
	wanted := map[string]bool{}
	if image, ok := l.images.all[l.project.ImageName(s)]; ok {
		for _, target := range image.Config.Volumes {
			wanted[target] = true
		}
	}
	for _, v := range s.Volumes {
		if v.Type == "volume" {
			wanted[v.Target] = v.Source == ""
		}
	}
	var out []driver.Mount
	for _, m := range from.Mounts {
		if m.Type == "volume" && m.Name != "" && wanted[m.Target] {
			out = append(out, driver.Mount{Type: "volume", Source: m.Name, Target: m.Target, ReadOnly: m.ReadOnly})
		}
	}
	return out
}

func (l *lowering) mount(v model.Mount) mounting {
	m := driver.Mount{Type: v.Type, Source: v.Source, Target: v.Target, ReadOnly: v.ReadOnly, Consistency: v.Consistency}
	switch v.Type {
	case "bind":
		if !bindNeedsStructure(v.Bind) {
			return mounting{bind: bindText(v.Source, v)}
		}
		m.Propagation, m.CreateHostPath = v.Bind.Propagation, bool(v.Bind.CreateHostPath)
		switch v.Bind.Recursive {
		case "disabled":
			m.NonRecursive = true
		case "writable", "readonly":
			m.RecursiveRO = v.Bind.Recursive
		}
	case "volume":
		if volume := l.project.Volumes[v.Source]; volume != nil {
			m.Source = volume.Name
			if o := v.Volume; o == nil || len(o.Labels) == 0 && o.Subpath == "" && !o.NoCopy {
				return mounting{bind: bindText(volume.Name, v)}
			}
		}
		if v.Volume != nil {
			m.NoCopy, m.Subpath, m.Labels = v.Volume.NoCopy, v.Volume.Subpath, driver.Labels(v.Volume.Labels)
		}
	case "tmpfs":
		if v.Tmpfs != nil {
			m.TmpfsSize, m.TmpfsMode = int64(v.Tmpfs.Size), v.Tmpfs.Mode
		}
	case "image":
		if v.Image != nil {
			m.Subpath = v.Image.Subpath
		}
	}
	return mounting{mount: m}
}

// bindNeedsStructure reports whether a bind mount has options that its text cannot have.
func bindNeedsStructure(b *model.BindOptions) bool {
	return b != nil && (!bool(b.CreateHostPath) || b.Propagation != "" || b.Recursive != "")
}

// bindText is SOURCE:TARGET:OPTIONS.
func bindText(source string, v model.Mount) string {
	options := "rw"
	if v.ReadOnly {
		options = "ro"
	}
	if v.Bind != nil && v.Bind.SELinux != "" {
		options += "," + v.Bind.SELinux
	}
	return source + ":" + v.Target + ":" + options
}

// granted is a secret or config that a service is granted.
type granted struct {
	what   string // "secret" or "config"
	source string // secrets.KEY or configs.KEY
	ref    model.FileReference
	at     syntax.Path // of ref
	target string

	file, environment, content string
}

// grants are the secrets and configs of a service, and what an engine cannot do with them.
func (l *lowering) grants(s *model.Service) ([]granted, error) {
	var out []granted
	for i, ref := range s.Secrets {
		secret := l.project.Secrets[ref.Source]
		g := granted{what: "secret", source: "secrets." + ref.Source, ref: ref, at: pathOf("services", s.Name, "secrets", i), target: fileTarget(ref, fileDirs["secrets"])}
		switch {
		case secret == nil:
			return nil, fmt.Errorf("secrets: there is no secret %s%s", ref.Source, l.in.placed(g.at))
		case secret.External:
			return nil, fmt.Errorf("secrets: %s is external, which container engines do not have%s", ref.Source, l.in.at("secrets", ref.Source, "external"))
		case secret.Driver != "" || secret.TemplateDriver != "":
			return nil, fmt.Errorf("secrets: %s has a driver or template_driver, which container engines do not have%s", ref.Source, l.in.at("secrets", ref.Source))
		}
		g.file, g.environment, g.content = secret.File, secret.Environment, secret.Content
		out = append(out, g)
	}
	for i, ref := range s.Configs {
		config := l.project.Configs[ref.Source]
		g := granted{what: "config", source: "configs." + ref.Source, ref: ref, at: pathOf("services", s.Name, "configs", i), target: fileTarget(ref, fileDirs["configs"])}
		switch {
		case config == nil:
			return nil, fmt.Errorf("configs: there is no config %s%s", ref.Source, l.in.placed(g.at))
		case config.External:
			return nil, fmt.Errorf("configs: %s is external, which container engines do not have%s", ref.Source, l.in.at("configs", ref.Source, "external"))
		case config.TemplateDriver != "":
			return nil, fmt.Errorf("configs: %s has a template_driver, which container engines do not have%s", ref.Source, l.in.at("configs", ref.Source, "template_driver"))
		}
		g.file, g.environment, g.content = config.File, config.Environment, config.Content
		out = append(out, g)
	}
	return out, nil
}

// fileDirs are the directories of containers in which the files of secrets and configs are put.
var fileDirs = map[string]string{"secrets": "/run/secrets/", "configs": "/"}

// fileTarget is where a secret or config is put; a relative target starts in dir.
func fileTarget(ref model.FileReference, dir string) string {
	target := ref.Target
	if target == "" {
		target = ref.Source
	}
	if path.IsAbs(target) || len(target) > 2 && target[1] == ':' {
		return target
	}
	return dir + target
}

// fileMounts are the secrets and configs that are files of the host. What is empty is none.
func (l *lowering) fileMounts(s *model.Service) ([]driver.Mount, error) {
	grants, err := l.grants(s)
	var out []driver.Mount
	for _, g := range grants {
		if g.environment == "" && g.content == "" && g.file != "" {
			if err := absolute(g.file); err != nil {
				return nil, fmt.Errorf("%s: %w%s", g.source, err, l.in.at(g.what+"s", g.ref.Source, "file"))
			}
			out = append(out, driver.Mount{Type: "bind", Source: g.file, Target: g.target, ReadOnly: true})
		}
	}
	return out, err
}

// absolute is an error for a path of the host that an engine could not find, or would take for the name of a volume.
func absolute(name string) error {
	if path.IsAbs(name) || source.IsWindowsAbs(name) {
		return nil
	}
	return fmt.Errorf("the path %s on the host is not absolute: load the project with an absolute directory", name)
}

// files are the secrets and configs that are no files of the host: they are written into the
// container. What is empty is left out, as docker compose does.
func (l *lowering) files(s *model.Service) ([]driver.File, error) {
	grants, err := l.grants(s)
	if err != nil {
		return nil, err
	}
	var out []driver.File
	for _, g := range grants {
		if g.content == "" {
			if g.environment == "" {
				continue
			}
			value, set := l.in.variable(g.environment)
			if !set {
				return nil, fmt.Errorf("%s needs the environment variable %s, which is not set%s", g.source, g.environment, l.in.at(g.what+"s", g.ref.Source, "environment"))
			}
			if value == "" {
				continue
			}
		}
		if s.ReadOnly {
			return nil, fmt.Errorf("%s cannot be written into the read-only container (read_only: true): only one from a file can be granted%s", g.source, l.in.placed(g.at))
		}
		file := driver.File{Target: g.target, Mode: 0o444, Source: g.source}
		if g.ref.Mode != nil {
			file.Mode = uint32(*g.ref.Mode)
		}
		for _, id := range []struct {
			text string
			into *int
		}{{g.ref.UID, &file.UID}, {g.ref.GID, &file.GID}} {
			if id.text == "" {
				continue
			}
			file.Owned = true
			if *id.into, err = strconv.Atoi(id.text); err != nil {
				return nil, fmt.Errorf("%s: uid and gid must be numbers, not %q%s", g.source, id.text, l.in.placed(g.at))
			}
		}
		out = append(out, file)
	}
	return out, nil
}
