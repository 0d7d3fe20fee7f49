package differential

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"
	yamlv4 "go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/composego"
)

// pair is the projects that both sides made of a sample, while deviations are taken out of them.
type pair struct {
	sample    sample
	ours      *model.Project
	converted *types.Project // ours, as theirs
	theirs    *types.Project
}

// unread matches why the reference refuses a model, which we do not: a short form that cannot be read, or is a date, is left as
// it is.
const unread = `^service (volume|ports) .* is missing a (mount target|target port)$|^invalid spec: |^invalid empty volume spec$|invalid type time\.Time for |` +
	`: unsupported (expose value .* UTC|type time\.Time)$`

// levelModel changes a model of the reference to what docs/commands.md says of ours: lists without items are lists, not
// nil, binds of hooks say what docker compose takes for granted there, what is no path is not made one, and the value of
// a secret is not told. Dir is the project directory, and source what its files say.
func levelModel(model map[string]any, dir, source string) {
	var walk func(value any) any
	walk = func(value any) any {
		switch v := value.(type) {
		case map[string]any:
			delete(v, "x-#value")
			for key := range v {
				v[key] = walk(v[key])
			}
		case []any:
			if v == nil {
				return []any{}
			}
			for i := range v {
				v[i] = walk(v[i])
			}
		}
		return value
	}
	walk(model)
	for _, kind := range []string{"services", "jobs"} {
		services, _ := model[kind].(map[string]any)
		for _, service := range services {
			service, _ := service.(map[string]any)
			build, _ := service["build"].(map[string]any)
			for _, attribute := range []string{"additional_contexts", "ssh"} {
				items, _ := build[attribute].([]any)
				for i, item := range items {
					if text, ok := item.(string); ok {
						items[i] = strings.TrimPrefix(text, dir+"/")
						for found := true; found; _, text, found = strings.Cut(text, "/") {
							if strings.Contains(source, text) {
								items[i] = text
								break
							}
						}
					}
				}
			}
			hooks, _ := service["pre_start"].([]any)
			for _, hook := range hooks {
				hook, _ := hook.(map[string]any)
				volumes, _ := hook["volumes"].([]any)
				for _, volume := range volumes {
					volume, _ := volume.(map[string]any)
					if bind, ok := volume["bind"].(map[string]any); ok && bind["create_host_path"] == nil {
						bind["create_host_path"] = false
					}
				}
			}
		}
	}
}

func (p *pair) convert() { p.converted, _ = composego.ToComposeGo(p.ours) }

// services calls f with both sides' configuration of each service, active or not.
func (p *pair) services(f func(name string, ours, theirs *types.ServiceConfig)) {
	for _, side := range []struct{ ours, theirs types.Services }{
		{p.converted.Services, p.theirs.Services}, {p.converted.DisabledServices, p.theirs.DisabledServices},
	} {
		for name, theirs := range side.theirs {
			if ours, ok := side.ours[name]; ok {
				f(name, &ours, &theirs)
				side.theirs[name] = theirs
			}
		}
	}
}

// levelExtensions drops, on both sides, the names that the reference takes for extensions, and
// the extensions that it forgets.
func levelExtensions(p *pair) bool {
	ours := dropExtensions(reflect.ValueOf(p.ours), "")
	return dropExtensions(reflect.ValueOf(p.theirs), "") || ours
}

// named are the fields of mappings in which the reference, too, takes keys that begin with x-
// for names.
var named = []string{
	"Project.Services", "Project.DisabledServices", "Project.Networks", "Project.Volumes", "Project.Secrets", "Project.Configs",
	"WorkloadSpec.DependsOn",
}

// forgotten are the types whose extensions the reference does not keep.
var forgotten = []string{"Ulimit", "UlimitsConfig", "IPAMPool", "DeviceRequest"}

func dropExtensions(v reflect.Value, field string) (changed bool) {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && dropExtensions(v.Elem(), field)
	case reflect.Slice:
		if v.Type().Name() == "SSHConfig" {
			return dropKeys(v)
		}
		for i := range v.Len() {
			changed = dropExtensions(v.Index(i), "") || changed
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Name == "Extensions" {
				if slices.Contains(forgotten, v.Type().Name()) && v.Field(i).Len() > 0 {
					v.Field(i).SetZero()
					changed = true
				}
			} else if f.IsExported() {
				changed = dropExtensions(v.Field(i), v.Type().Name()+"."+f.Name) || changed
			}
		}
	case reflect.Map:
		isName := slices.Contains(named, field)
		for _, key := range v.MapKeys() {
			if name := key.String(); !isName && (strings.HasPrefix(name, "x-") || name == "#extensions") {
				v.SetMapIndex(key, reflect.Value{})
				changed = true
				continue
			}
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			if dropExtensions(item, "") {
				v.SetMapIndex(key, item)
				changed = true
			}
		}
	}
	return changed
}

// dropKeys drops the SSH keys of a build whose names begin with x-, or stand for those.
func dropKeys(keys reflect.Value) bool {
	kept := reflect.MakeSlice(keys.Type(), 0, keys.Len())
	for i := range keys.Len() {
		if id := keys.Index(i).FieldByName("ID").String(); !strings.HasPrefix(id, "x-") && id != "#extensions" {
			kept = reflect.Append(kept, keys.Index(i))
		}
	}
	changed := kept.Len() < keys.Len()
	keys.Set(kept)
	return changed
}

// levelEnvFileValues has the reference resolve the environment of services again, without the
// variables that have no value.
func levelEnvFileValues(p *pair) (changed bool) {
	again := *p.theirs
	again.Services = types.Services{}
	hookName := func(name string, i int) string { return name + "\x00" + strconv.Itoa(i) } // as which it is a service here
	p.services(func(name string, ours, theirs *types.ServiceConfig) {
		beaten := func(ours, theirs *types.ContainerSpec) bool {
			for variable, value := range theirs.Environment {
				if value == nil && len(theirs.EnvFiles) > 0 && ours.Environment[variable] != nil {
					return true
				}
			}
			return false
		}
		if beaten(&ours.ContainerSpec, &theirs.ContainerSpec) {
			again.Services[name] = *theirs
		}
		for i := range min(len(ours.PreStart), len(theirs.PreStart)) {
			if hook := &theirs.PreStart[i].ContainerSpec; beaten(&ours.PreStart[i].ContainerSpec, hook) {
				again.Services[hookName(name, i)] = types.ServiceConfig{Name: name, ContainerSpec: *hook}
			}
		}
	})
	for name, s := range again.Services {
		bare := types.MappingWithEquals{}
		for variable, value := range s.Environment {
			if value != nil {
				bare[variable] = value
			}
		}
		s.Environment = bare
		s.EnvFiles = slices.Clone(s.EnvFiles)
		for i := range s.EnvFiles { // relative if paths are left as they are
			s.EnvFiles[i].Path = absolute(projectDirectory(p.sample.options), s.EnvFiles[i].Path)[0]
		}
		again.Services[name] = s
	}
	resolved, err := again.WithServicesEnvironmentResolved(false)
	if err != nil {
		return false
	}
	take := func(into types.MappingWithEquals, variable string, value *string) {
		if before, ok := into[variable]; ok && before == nil {
			into[variable] = value
			changed = true
		}
	}
	p.services(func(name string, _, theirs *types.ServiceConfig) {
		for variable, value := range resolved.Services[name].Environment {
			take(theirs.Environment, variable, value)
			for _, hook := range theirs.PreStart { // which have what the service has
				take(hook.Environment, variable, value)
			}
		}
		for i, hook := range theirs.PreStart {
			for variable, value := range resolved.Services[hookName(name, i)].Environment {
				take(hook.Environment, variable, value)
			}
		}
	})
	return changed
}

// levelShortVolumeNames puts right the mounts in which the name of a volume was taken for a drive.
func levelShortVolumeNames(p *pair) (changed bool) {
	level := func(ours, theirs []types.ServiceVolumeConfig) {
		for i := range min(len(ours), len(theirs)) {
			a, b := ours[i], &theirs[i]
			taken := a.Source + ":" + a.Target
			if a.Type == types.VolumeTypeVolume && len(a.Source) == 1 && (b.Source == taken || b.Source == "" && b.Target == taken) {
				*b = a
				changed = true
			}
		}
	}
	p.services(func(_ string, ours, theirs *types.ServiceConfig) {
		level(ours.Volumes, theirs.Volumes)
		for i := range min(len(ours.PreStart), len(theirs.PreStart)) {
			level(ours.PreStart[i].Volumes, theirs.PreStart[i].Volumes)
		}
	})
	ofJob := func(ours, theirs *types.JobConfig) { level(ours.Volumes, theirs.Volumes) }
	levelEach(p.converted.Jobs, p.theirs.Jobs, ofJob)
	levelEach(p.converted.DisabledJobs, p.theirs.DisabledJobs, ofJob)
	return changed
}

// levelPorts drops ports that are published twice.
func levelPorts(p *pair) (changed bool) {
	p.services(func(_ string, _, theirs *types.ServiceConfig) {
		var once []types.ServicePortConfig
		for _, port := range theirs.Ports {
			same := func(other types.ServicePortConfig) bool {
				return other.HostIP == port.HostIP && other.Published == port.Published &&
					other.Target == port.Target && other.Protocol == port.Protocol
			}
			if i := slices.IndexFunc(once, same); i >= 0 && port.Published != "" {
				once[i] = port // the last counts, at the place of the first
				changed = true
				continue
			}
			once = append(once, port)
		}
		theirs.Ports = once
	})
	return changed
}

// takenForDrive reports whether the volume that is not defined is written as a drive would be: before
// a colon and the target, be that in the value of a variable.
func takenForDrive(_ sample, d diag.Diagnostic) bool {
	return strings.HasPrefix(d.Span.File.Text()[d.Span.End:], ":") || strings.Contains(d.Span.Text(), "$")
}

var taggedScalar = regexp.MustCompile(`([:,-] |\[)!override ([-+]?[0-9.][0-9a-fA-FxoE_.+-]*|true|false)(\s|[,\]}])`)

// untagged takes the tag !override off numbers and booleans, which replace what was there anyhow; not off -0, a float that
// is cast to 0 as a text only.
func untagged(text string) string {
	for range 2 { // of two in a row, the end of one begins the other
		text = taggedScalar.ReplaceAllStringFunc(text, func(found string) string {
			m := taggedScalar.FindStringSubmatch(found)
			if m[2] == "-0" {
				return found
			}
			return m[1] + m[2] + m[3]
		})
	}
	return text
}

// lastSpaces are spaces at the end of a file, be it in an archive, that no line break comes after.
var lastSpaces = regexp.MustCompile(`(\n +)(<end>\n|\z)`)

func withLastBreak(text string) string { return lastSpaces.ReplaceAllString(text, "$1\n$2") }

// levelTags takes over the attributes of services and other resources in which the reference does
// not do what a tag says.
func levelTags(p *pair) (changed bool) {
	touched := tagged(p.sample)
	for _, gives := range [][2]string{{"env_file", "environment"}, {"label_file", "labels"}, {"volumes_from", "depends_on"}, {"links", "depends_on"}} {
		for _, section := range []string{"services.", "jobs."} {
			from, to := section+gives[0], section+gives[1]
			touched[to] = touched[to] || touched[from]
		}
	}
	level := func(section string, ours, theirs any) {
		for path, is := range touched {
			attribute, found := strings.CutPrefix(path, section+".")
			if !is || !found {
				continue
			}
			a, b := attributeOf(reflect.ValueOf(ours).Elem(), attribute), attributeOf(reflect.ValueOf(theirs).Elem(), attribute)
			if a.IsValid() && !reflect.DeepEqual(a.Interface(), b.Interface()) {
				b.Set(a)
				changed = true
			}
		}
	}
	p.services(func(_ string, ours, theirs *types.ServiceConfig) {
		level("services", ours, theirs)
		for i := range min(len(ours.PreStart), len(theirs.PreStart)) { // they inherit from the service
			level("services", &ours.PreStart[i], &theirs.PreStart[i])
		}
	})
	ofJob := in[types.JobConfig]("jobs", level)
	levelEach(p.converted.Jobs, p.theirs.Jobs, ofJob)
	levelEach(p.converted.DisabledJobs, p.theirs.DisabledJobs, ofJob)
	levelEach(p.converted.Networks, p.theirs.Networks, in[types.NetworkConfig]("networks", level))
	levelEach(p.converted.Volumes, p.theirs.Volumes, in[types.VolumeConfig]("volumes", level))
	levelEach(p.converted.Secrets, p.theirs.Secrets, in[types.SecretConfig]("secrets", level))
	levelEach(p.converted.Configs, p.theirs.Configs, in[types.ConfigObjConfig]("configs", level))
	levelEach(p.converted.Models, p.theirs.Models, in[types.ModelConfig]("models", level))
	if network, ok := p.converted.Networks["default"]; ok && touched["services.networks"] { // of a service whose networks are all reset
		if _, ok := p.theirs.Networks["default"]; !ok {
			changed = true
			p.theirs.Networks["default"] = network
		}
	}
	return changed
}

// in is level for the resources of a section.
func in[T any](section string, level func(section string, ours, theirs any)) func(ours, theirs *T) {
	return func(ours, theirs *T) { level(section, ours, theirs) }
}

// levelEach calls level for the values that both sides have under a name.
func levelEach[T any](ours, theirs map[string]T, level func(ours, theirs *T)) {
	for name, b := range theirs {
		if a, ok := ours[name]; ok {
			level(&a, &b)
			theirs[name] = b
		}
	}
}

// taggedInVain reports whether a finding is about an attribute of a service or job in which the
// reference does not do what a tag says.
func taggedInVain(s sample, d diag.Diagnostic) bool {
	steps := stepsOf(d.Path)
	return len(steps) > 2 && tagged(s)[steps[0]+"."+steps[2]]
}

// tagged are the attributes of services and other resources in which the reference does not do what a tag
// says: !reset is before an item of a list, or before an entry of a mapping where the attribute is also
// written as a list or was made one when two files were merged, or a tag is in one of several mappings that a merge key brings,
// or in what !override stands before.
func tagged(s sample) map[string]bool {
	touched, lists, entries := map[string]bool{}, map[string]bool{}, map[string]bool{} // services.cap_add
	mappings := map[string]int{}                                                       // documents that have the attribute as a mapping
	for _, f := range txtar.Parse([]byte(s.text)).Files {
		decoder := yamlv4.NewDecoder(strings.NewReader(string(f.Data)))
		for {
			var doc yamlv4.Node
			if decoder.Decode(&doc) != nil {
				break
			}
			findTags(&doc, nil, touched)
			found := map[string]bool{}
			findForms(&doc, nil, lists, found, entries)
			for attribute := range found {
				mappings[attribute]++
			}
		}
	}
	const merged = 2 // documents before the one with the tag
	for form := range entries {
		if lists[form] || mappings[form] > merged {
			section, below, _ := strings.Cut(form, ".")
			attribute, _, _ := strings.Cut(below, ".")
			touched[section+"."+attribute] = true
		}
	}
	return touched
}

// findForms notes the attributes, and what is below them, that are lists, those that are mappings, and those that are mappings with
// !reset before an entry: services.build.args.
func findForms(n *yamlv4.Node, path []string, lists, mappings, entries map[string]bool) {
	const deepest = 6
	form := ""
	if len(path) > 2 && slices.Contains(tagSections, path[0]) {
		form = path[0] + "." + strings.Join(path[2:], ".")
	}
	switch n.Kind {
	case yamlv4.DocumentNode:
		findForms(n.Content[0], path, lists, mappings, entries)
	case yamlv4.SequenceNode:
		lists[form] = true
	case yamlv4.MappingNode:
		mappings[form] = true
		for i := 0; i+1 < len(n.Content) && len(path) < deepest; i += 2 {
			value := n.Content[i+1]
			if form != "" && value.Tag == "!reset" {
				entries[form] = true
			}
			findForms(value, append(slices.Clone(path), n.Content[i].Value), lists, mappings, entries)
		}
	}
}

// findTags notes the attributes in which tags do nothing.
func findTags(n *yamlv4.Node, path []string, touched map[string]bool) {
	switch n.Kind {
	case yamlv4.DocumentNode:
		findTags(n.Content[0], path, touched)
	case yamlv4.SequenceNode:
		for _, item := range n.Content {
			if item.Tag == "!reset" {
				touch(path, touched)
			}
			findTags(item, path, touched)
		}
	case yamlv4.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			value := n.Content[i+1]
			if n.Content[i].Value == "<<" && value.Kind == yamlv4.SequenceNode {
				for _, from := range value.Content {
					touchTagged(from, path, touched)
				}
				continue
			}
			below := append(slices.Clone(path), n.Content[i].Value)
			if value.Tag == "!override" {
				touchTagged(value, below, touched)
			}
			findTags(value, below, touched)
		}
	}
}

// touchTagged notes the attributes with tags in a mapping.
func touchTagged(n *yamlv4.Node, path []string, touched map[string]bool) {
	if n.Kind == yamlv4.AliasNode {
		n = n.Alias
	}
	for i := 0; i+1 < len(n.Content) && n.Kind == yamlv4.MappingNode; i += 2 {
		below := append(slices.Clone(path), n.Content[i].Value)
		if tag := n.Content[i+1].Tag; tag == "!reset" || tag == "!override" {
			touch(below, touched)
		}
		touchTagged(n.Content[i+1], below, touched)
	}
}

// tagSections are those whose attributes are looked at.
var tagSections = []string{"services", "jobs", "networks", "volumes", "secrets", "configs", "models"}

func touch(path []string, touched map[string]bool) {
	if len(path) > 2 && slices.Contains(tagSections, path[0]) {
		touched[path[0]+"."+path[2]] = true
	}
}

// attributeOf is the field of a struct that has a name in YAML.
func attributeOf(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		tag, rest, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case tag == name:
			return v.Field(i)
		case tag == "" && rest == "inline":
			if f := attributeOf(v.Field(i), name); f.IsValid() {
				return f
			}
		}
	}
	return reflect.Value{}
}

// number in a file that is no integer.
var fraction = regexp.MustCompile(`\b[0-9_]*\.[0-9]+|\b[0-9]+\.|\b[0-9]+[eE][+-]?[0-9]+`)

// nothingInGo is what the reference prints of a name that is not there.
const nothingInGo = "%!s(<nil>)"

// levelNonsense gives sizes of no bytes the bytes that the file has as a float, and drops
// variables without a name and targets called after nothing.
func levelNonsense(p *pair) (changed bool) {
	if fraction.MatchString(p.sample.source()) {
		changed = levelSizes(reflect.ValueOf(p.converted), reflect.ValueOf(p.theirs))
	}
	p.services(func(_ string, ours, theirs *types.ServiceConfig) {
		_, both := ours.Environment[""]
		if _, ok := theirs.Environment[""]; ok && !both && len(theirs.EnvFiles) > 0 {
			delete(theirs.Environment, "")
			changed = true
		}
	})
	drop := func(mounts []types.ServiceSecretConfig) {
		for i := range mounts {
			if strings.HasSuffix(mounts[i].Target, nothingInGo) {
				mounts[i].Target = ""
				changed = true
			}
		}
	}
	p.services(func(_ string, _, theirs *types.ServiceConfig) { drop(theirs.Secrets) })
	for _, jobs := range []types.Jobs{p.theirs.Jobs, p.theirs.DisabledJobs} {
		for _, job := range jobs {
			drop(job.Secrets)
		}
	}
	return changed
}

var directoryPattern = regexp.MustCompile(`project_directory['"]?: *(?:'([^'\n]*)|"([^"\n]*)|([^'" ,}\n]+))`)

// layDirectories makes the project directories that a sample names and does not have.
func layDirectories(s sample) (undo func()) {
	var made []string
	for _, m := range directoryPattern.FindAllStringSubmatch(s.source(), -1) {
		for dir := filepath.Join(s.options.WorkDir, m[1]+m[2]+m[3]); strings.HasPrefix(dir, s.options.WorkDir+"/"); dir = filepath.Dir(dir) {
			if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
				made = append(made, dir)
			}
		}
	}
	for _, dir := range slices.Backward(made) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			panic(err)
		}
	}
	if made == nil {
		return nil
	}
	return func() {
		for _, dir := range made {
			os.Remove(dir)
		}
	}
}

// levelTrees does so with the networks of trees, and with devices that cannot be read, of which the reference makes ones
// without a source.
func levelTrees(ours, theirs any) (changed bool) {
	for _, section := range []string{"services", "jobs"} {
		services, _ := valueAt(theirs, section).(map[string]any)
		for name := range services {
			devices, _ := valueAt(theirs, section, name, "devices").([]any)
			written, _ := valueAt(ours, section, name, "devices").([]any)
			for i := range min(len(devices), len(written)) {
				if _, unread := written[i].(string); unread && valueAt(devices[i], "source") == "" {
					devices[i], changed = written[i], true
				}
			}
		}
	}
	networks, _ := valueAt(theirs, "networks").(map[string]any)
	for name := range networks {
		pools, _ := valueAt(theirs, "networks", name, "ipam", "config").([]any)
		was, _ := valueAt(ours, "networks", name, "ipam", "config").([]any)
		for i := range min(len(pools), len(was)) {
			changed = levelTreePool(pools[i], was[i], was) || changed
		}
	}
	return changed
}

// levelTreePool makes the texts of a mapping, and of those in it, what they were, where others have what they are.
func levelTreePool(is, was any, others []any) (changed bool) {
	pool, _ := is.(map[string]any)
	for key, value := range pool {
		there := make([]any, len(others))
		for i := range others {
			there[i] = valueAt(others[i], key)
		}
		text, ok := value.(string)
		switch before := valueAt(was, key); {
		case !ok:
			changed = levelTreePool(value, before, there) || changed
		case before != text && slices.ContainsFunc(there, func(other any) bool { return other == text }):
			if pool[key] = before; before == nil {
				delete(pool, key)
			}
			changed = true
		}
	}
	return changed
}

// valueAt is what a tree of mappings has under keys; nil if there is nothing.
func valueAt(tree any, keys ...string) any {
	for _, key := range keys {
		mapping, _ := tree.(map[string]any)
		tree = mapping[key]
	}
	return tree
}

func levelSizes(a, b reflect.Value) (changed bool) {
	if a.Type() == reflect.TypeFor[types.UnitBytes]() {
		if b.Int() == 0 && a.Int() != 0 {
			b.Set(a)
			return true
		}
		return false
	}
	switch a.Kind() {
	case reflect.Pointer:
		return !a.IsNil() && !b.IsNil() && levelSizes(a.Elem(), b.Elem())
	case reflect.Slice:
		for i := range min(a.Len(), b.Len()) {
			changed = levelSizes(a.Index(i), b.Index(i)) || changed
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() {
				changed = levelSizes(a.Field(i), b.Field(i)) || changed
			}
		}
	case reflect.Map:
		for _, key := range a.MapKeys() {
			if !b.MapIndex(key).IsValid() {
				continue
			}
			item := reflect.New(b.Type().Elem()).Elem()
			item.Set(b.MapIndex(key))
			if levelSizes(a.MapIndex(key), item) {
				b.SetMapIndex(key, item)
				changed = true
			}
		}
	}
	return changed
}

// printedToReadBack is what the reference would print if jobs had no name, SSH keys and block
// scalars were written as they are read, and models were part of JSON.
func printedToReadBack(p *types.Project) (yaml, json string) {
	again := *p
	again.Jobs = types.Jobs{}
	for name, job := range p.Jobs {
		job.Name = ""
		job.Build = withReadableKeys(job.Build)
		again.Jobs[name] = job
	}
	again.Services = types.Services{}
	for name, s := range p.Services {
		s.Build = withReadableKeys(s.Build)
		again.Services[name] = s
	}
	yaml, json = printed(again.MarshalYAML()), printed(again.MarshalJSON())
	if len(p.Models) > 0 && !strings.HasPrefix(json, "error: ") {
		json = withModels(json, p.Models)
	}
	return withSeparators(withHints(yaml)), json
}

// separated matches a text in single quotes with a line or paragraph separator of Unicode, and separator that with the
// indentation behind it.
var (
	separated = regexp.MustCompile(`'((?:[^'\n]|'')*[\x{2028}\x{2029}](?:[^'\n]|'')*)'`)
	separator = regexp.MustCompile(`([\x{2028}\x{2029}]) *`)
)

// withSeparators is YAML in which texts with such separators are written so that they are read again.
func withSeparators(yaml string) string {
	return separated.ReplaceAllStringFunc(yaml, func(text string) string {
		text = strings.ReplaceAll(separator.ReplaceAllString(text[1:len(text)-1], "$1"), "''", "'")
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\u2028", `\L`, "\u2029", `\P`).Replace(text) + `"`
	})
}

// block matches the line before a block scalar that begins with an empty line, and what it is indented by.
var block = regexp.MustCompile(`(?m)^( *)((?:- )*)([^\n]*[:-] |)\|([+-]?)\n+( +)[ \t]`)

// withHints is YAML in which block scalars that begin with an empty line and white space say how far
// they are indented.
func withHints(yaml string) string {
	var out strings.Builder
	at := 0
	for _, m := range block.FindAllStringSubmatchIndex(yaml, -1) {
		outer, inner := m[3]-m[2]+m[5]-m[4], m[11]-m[10]
		if m[7] == m[6] || yaml[m[7]-2] == '-' { // an item of a list, beside its hyphen
			outer -= len("- ")
		}
		if inner >= outer+2 {
			out.WriteString(yaml[at:m[8]] + "2")
			at = m[8]
		}
	}
	return out.String() + yaml[at:]
}

func withReadableKeys(b *types.BuildConfig) *types.BuildConfig {
	if b == nil || len(b.SSH) == 0 {
		return b
	}
	again := *b
	again.SSH = slices.Clone(b.SSH)
	for i, key := range again.SSH {
		if key.Path != "" {
			again.SSH[i] = types.SSHKey{ID: key.ID + "=" + key.Path}
		}
	}
	return &again
}

func withModels(json string, models types.Models) string {
	all := map[string]stdjson.RawMessage{}
	err := stdjson.Unmarshal([]byte(json), &all)
	if err == nil {
		all["models"], err = stdjson.Marshal(models)
	}
	var text []byte
	if err == nil {
		text, err = stdjson.MarshalIndent(all, "", "  ")
	}
	if err != nil {
		return fmt.Sprint("error: ", err)
	}
	return string(text)
}
