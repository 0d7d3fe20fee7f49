package schema

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/syntax"
)

// longVolume reads "[source:]target[:options]".
func longVolume(c *Context, n *syntax.Node) *syntax.Node {
	if !n.IsString() {
		c.reportDate(n)
		return n
	}
	v, fault := readVolume(n.Value())
	k := cutOf(n)
	if fault.what != "" {
		c.malformed(func() diag.Diagnostic {
			d := BadVolume.At(k.at(fault.from, fault.to), "%s", fault.what).Helped("%s", fault.help).With("value", n.Value()).With("fault", fault.kind)
			return meantOptions(d, &k, withCommas(n.Value(), fault))
		})
		return n
	}
	return v.long(c, &k)
}

// section is a part of a text, from one byte up to another.
type section struct{ from, to int }

func (s section) of(text string) string { return text[s.from:s.to] }

// volume is what a short form says, as places in its text.
type volume struct {
	source, target, options section // empty where absent
	tiny                    bool    // a text of one or two bytes, never taken apart
}

// fault is what is wrong with a part of a text.
type fault struct {
	section
	kind, what, help string // kind is for programs, the rest for people
}

const volumeHelp = "write it as source:target or source:target:options, for example data:/var/lib/data:ro"

// readVolume takes a volume apart. It splits at colons, save those of drive letters and of
// variables that were left in the text.
func readVolume(text string) (volume, fault) {
	if text == "" {
		return volume{}, fault{section{0, 0}, "empty", "the volume is empty", volumeHelp}
	}
	if len(text) <= 2 {
		return volume{target: section{0, len(text)}, tiny: true}, fault{}
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return volume{}, fault{section{i, i + 1}, "character", "the volume holds a NUL character", "remove the character"}
	}
	var parts [3]section
	count, at := 0, 0
	for {
		end, closed := endOfSection(text, at, count)
		switch {
		case !closed:
			// A variable without its closing brace: the section it opens in says nothing.
		case end == at:
			return volume{}, fault{section{max(at-1, 0), min(at+1, len(text))}, "empty part", "the volume has an empty part between colons", volumeHelp}
		case count == len(parts)-1 && end < len(text):
			return volume{}, fault{section{end, len(text)}, "too many parts", "the volume has too many colons", volumeHelp}
		default:
			parts[count] = section{at, end}
			count++
		}
		if end == len(text) {
			break
		}
		at = end + 1
	}
	switch count {
	case 0:
		return volume{}, fault{section{0, len(text)}, "variable", "the variable in the volume has no closing brace", "add } where the name of the variable ends"}
	case 1:
		if text[parts[0].to:] != "" {
			return volume{}, fault{section{parts[0].to + 1, len(text)}, "variable", "the variable in the volume has no closing brace", "add } where the name of the variable ends"}
		}
		return volume{target: parts[0]}, fault{}
	}
	return volume{source: parts[0], target: parts[1], options: parts[2]}, fault{}
}

// meantOptions asks whether a volume was meant to be another one, which has commas.
func meantOptions(d diag.Diagnostic, k *cut, meant string) diag.Diagnostic {
	if meant == "" {
		return d
	}
	d = d.Helped("did you mean %s?", meant)
	text := k.n.Value()
	whole := k.at(0, len(text))
	if whole.Text() != text {
		return d
	}
	if k.n.Style == syntax.Plain {
		meant = strconv.Quote(meant) // for in a list in brackets a comma ends what has no quotes
	}
	return d.Fixed("part the options by commas", diag.Edit{Span: whole, New: meant})
}

// withCommas is a volume with too many colons as it was probably meant: with options that commas part; "" if that cannot be told.
func withCommas(text string, f fault) string {
	if f.kind != "too many parts" || len(text) > mostWritten {
		return ""
	}
	meant := text[:f.from] + strings.ReplaceAll(text[f.from:], ":", ",")
	if v, _ := readVolume(meant); v.options != (section{}) && areVolumeOptions(v.options.of(meant)) {
		return meant
	}
	return ""
}

// endOfSection is the offset of the colon that ends the section starting at at, or the end of
// the text. It is not closed if a variable in it is not.
func endOfSection(text string, at, index int) (end int, closed bool) {
	i, depth := at, 0
	if n := driveLetter(text[at:]); n > 0 && isDrive(text, at+n, index) {
		i = at + n
	}
	for ; i < len(text); i++ {
		switch text[i] {
		case '$':
			if i+1 < len(text) && text[i+1] == '{' {
				depth++
			}
		case '}':
			depth = max(depth-1, 0)
		case ':':
			if depth == 0 {
				return i, true
			}
		}
	}
	return i, depth == 0
}

// driveLetter is the length of a letter and a colon at the start of a text, 0 if it has none.
func driveLetter(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	if unicode.IsLetter(r) && len(text) > size && text[size] == ':' {
		return size + 1
	}
	return 0
}

// isDrive tells whether a single letter and colon before rest belong together, as in
// c:\data. The letter may also be the name of a volume: v:/data and v:/data:ro mount the
// volume v. So at the start of a text a letter before a slash is a drive only if the text
// goes on with a target, as in c:/data:/data. A target may be a drive as a whole: data:d: and
// data:d::ro.
func isDrive(text string, rest, index int) bool {
	if index == 2 || rest == len(text) {
		return index > 0
	}
	switch next := text[rest]; {
	case next == '\\':
		return true
	case index == 1:
		return next == '/' || next == ':'
	case next != '/' && next != '$':
		return false
	}
	end, closed := endOfSection(text, rest, 1)
	if !closed || end == len(text) {
		return false
	}
	return !areVolumeOptions(text[end+1:])
}

func areVolumeOptions(text string) bool {
	for option := range strings.SplitSeq(text, ",") {
		if !isVolumeOption(option) {
			return false
		}
	}
	return true
}

func isVolumeOption(option string) bool {
	switch option {
	case "ro", "rw", "nocopy", "z", "Z", "cached", "delegated", "consistent", "volume-nocopy":
		return true
	}
	return isPropagation(option)
}

func isPropagation(option string) bool { return slices.Contains(enginenames.Propagations, option) }

// isHostPath tells a path of the host from the name of a volume.
func isHostPath(source string) bool {
	if source == "" {
		return false
	}
	switch source[0] {
	case '.', '/', '~':
		return true
	}
	return strings.HasPrefix(source, `\\`) || driveLetter(source) > 0
}

// long makes the mapping that a short form stands for.
func (v *volume) long(c *Context, k *cut) *syntax.Node {
	n, text := k.n, k.n.Value()
	o := v.readOptions(c, k)
	kind := "volume"
	if isHostPath(v.source.of(text)) {
		kind = "bind"
	}
	bind := kind == "bind" || o.selinux != (section{}) || o.propagation != (section{})
	mounted := kind == "volume" && !v.tiny || o.nocopy != (section{})
	pairs := c.Build.Pairs(2 + count(v.source != (section{}), o.readOnly != (section{}), bind, mounted))
	pairs = append(pairs, c.Build.PairAt(n, "type", implied(c, n, kind, syntax.String)))
	if v.source != (section{}) {
		pairs = append(pairs, c.Build.PairAt(n, "source", k.text(c, v.source.from, v.source.to)))
	}
	target := path.Clean(v.target.of(text))
	pairs = append(pairs, c.Build.PairAt(n, "target", k.scalar(c, v.target.from, v.target.to, target, syntax.String)))
	if o.readOnly != (section{}) {
		pairs = append(pairs, c.Build.PairAt(n, "read_only", k.scalar(c, o.readOnly.from, o.readOnly.to, "true", syntax.Bool)))
	}
	if bind {
		pairs = append(pairs, c.Build.PairAt(n, "bind", o.bind(c, k, kind == "bind")))
	}
	if mounted {
		pairs = append(pairs, c.Build.PairAt(n, "volume", o.volume(c, k)))
	}
	return c.Build.Mapping(pairs, n, syntax.LongForm)
}

// volumeOptions are the places of the options that count.
type volumeOptions struct{ readOnly, nocopy, selinux, propagation section }

func (v *volume) readOptions(c *Context, k *cut) (o volumeOptions) {
	if v.options == (section{}) {
		return o
	}
	text := k.n.Value()
	for at := v.options.from; at <= v.options.to; {
		s := section{at, v.options.to}
		if i := strings.IndexByte(text[at:v.options.to], ','); i >= 0 {
			s.to = at + i
		}
		switch option := s.of(text); {
		case option == "ro":
			o.readOnly = s
		case option == "rw":
			o.readOnly = section{}
		case option == "nocopy":
			o.nocopy = s
		case option == "z" || option == "Z":
			o.selinux = s
		case isPropagation(option):
			o.propagation = s
		case !isVolumeOption(option) && !c.Lenient:
			d := UnknownMountFlag.At(k.at(s.from, s.to), "the volume option %q has no effect", option).
				Helped("options are ro, rw, z, Z, nocopy and the propagations rprivate, private, rshared, shared, rslave and slave")
			c.Report(meantAt(d, d.Span, option, valueCalledSo(option, []string{"ro", "rw", "nocopy"})))
		}
		at = s.to + 1
	}
	return o
}

func (o *volumeOptions) bind(c *Context, k *cut, hostPath bool) *syntax.Node {
	pairs := c.Build.Pairs(count(o.selinux != (section{}), o.propagation != (section{}), hostPath))
	if o.selinux != (section{}) {
		pairs = append(pairs, c.Build.PairAt(k.n, "selinux", k.text(c, o.selinux.from, o.selinux.to)))
	}
	if o.propagation != (section{}) {
		pairs = append(pairs, c.Build.PairAt(k.n, "propagation", k.text(c, o.propagation.from, o.propagation.to)))
	}
	if hostPath {
		pairs = append(pairs, c.Build.PairAt(k.n, "create_host_path", implied(c, k.n, "true", syntax.Bool)))
	}
	return c.Build.Mapping(pairs, k.n, syntax.LongForm)
}

func (o *volumeOptions) volume(c *Context, k *cut) *syntax.Node {
	var pairs []syntax.Pair
	if o.nocopy != (section{}) {
		pairs = append(c.Build.Pairs(1), c.Build.PairAt(k.n, "nocopy", k.scalar(c, o.nocopy.from, o.nocopy.to, "true", syntax.Bool)))
	}
	return c.Build.Mapping(pairs, k.n, syntax.LongForm)
}
