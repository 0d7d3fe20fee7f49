package validate

import (
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// BadImage is a text that is the name of no image, which docker compose accepts and no engine does.
var BadImage = &diag.Def{Code: "bad-image", Severity: diag.Warning, Title: "a name that no image can have"}

// ImageNames looks for names of images that engines refuse to pull, build and run.
var ImageNames = &Rule{
	Name:  "image-names",
	Doc:   "docker compose hands names of images on to the engine, which refuses those that are not of the form [REGISTRY/]NAME[:TAG][@DIGEST], with the NAME in lower case.",
	Codes: []*diag.Def{BadImage},
	Check: checkImageNames,
}

func checkImageNames(p *Pass) {
	image := syntax.Step{Name: "image"}
	for s := range p.Services() {
		p.imageName(s, s.Image, image)
		for i := range s.PreStart {
			p.imageName(s, s.PreStart[i].Image, syntax.Step{Name: "pre_start"}, syntax.Step{Index: i, Item: true}, image)
		}
		for i := range s.Volumes {
			if m := &s.Volumes[i]; m.Type == "image" {
				p.imageName(s, m.Source, syntax.Step{Name: "volumes"}, syntax.Step{Index: i, Item: true}, syntax.Step{Name: "source"})
			}
		}
		if s.Build != nil {
			for i, tag := range s.Build.Tags {
				p.imageName(s, tag, syntax.Step{Name: "build"}, syntax.Step{Name: "tags"}, syntax.Step{Index: i, Item: true})
			}
		}
	}
}

// imageName reports a name that no image can have, as a service has it where a path leads to.
func (p *Pass) imageName(s Service, image string, path ...syntax.Step) {
	if image == "" {
		return
	}
	wrong, help := imageFault(image)
	if wrong == "" || p.Full(BadImage) || p.brokenAt(s, path[0].Name) {
		return
	}
	at := firstSpan(spanOf(s.pair.Value.At(path)), s.pair.Span())
	d := BadImage.At(at, "%q is not the name of an image: %s", image, wrong).About(s.Path()+"."+syntax.Path(path).String()).With("image", image)
	if lower := inLowerCase(image); lower != image {
		help = "write " + lower
		if here := narrowed(at, image); here.Text() == image {
			d = d.Fixed("write the name in lower case", diag.Edit{Span: here, New: lower})
		}
	}
	p.Report(d.Helped("%s", help))
}

// inLowerCase is a name of an image with what must be in lower case written so, if that makes it right; else the name itself.
func inLowerCase(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if slash := strings.LastIndexByte(name, '/'); strings.LastIndexByte(name, ':') > slash {
		name = name[:strings.LastIndexByte(name, ':')]
	}
	lower := strings.ToLower(name) + image[len(name):]
	if wrong, _ := imageFault(lower); wrong != "" {
		return image
	}
	return lower
}

// What characters are in names of images.
const (
	digit = 1 << iota
	small
	capital
	hexadecimal // in a digest
	dash
	underscore
	dot
	colon
)

// imageChar is what a character is in the name of an image; 0 if there are none such in it.
func imageChar(c byte) uint8 {
	switch {
	case 'a' <= c && c <= 'f':
		return small | hexadecimal
	case 'g' <= c && c <= 'z':
		return small
	case '0' <= c && c <= '9':
		return digit | hexadecimal
	case 'A' <= c && c <= 'Z':
		return capital
	case c == '-':
		return dash
	case c == '_':
		return underscore
	case c == '.':
		return dot
	case c == ':':
		return colon
	}
	return 0
}

// all reports whether all characters of a text are of some kinds.
func all(text string, kinds uint8) bool {
	for i := range len(text) {
		if imageChar(text[i])&kinds == 0 {
			return false
		}
	}
	return true
}

// The most characters that a name without registry and tag, and a tag, may have.
const (
	longestName = 255
	longestTag  = 128
)

// imageFault says why a text is not the name of an image, or an image's ID, and what to do; "" if it is.
func imageFault(image string) (wrong, help string) {
	if isHex(image, 64) {
		return "", ""
	}
	name, digest, digested := strings.Cut(image, "@")
	if i := strings.IndexByte(name, '/'); i >= 0 && isRegistry(name[:i]) {
		switch {
		case isHost(name[:i]):
			name = name[i+1:]
		case !isRepository(name[:i]): // nor a part of a name
			return name[:i] + " is not the address of a registry", "write the name of the registry's host, with :PORT if need be"
		}
	}
	name, tag, tagged := strings.Cut(name, ":")
	switch {
	case name == "":
		return "it has no name", "write it as [REGISTRY/]NAME[:TAG]"
	case !isRepository(name) && strings.ToLower(name) != name:
		return "a name must be in lower case", "write it in lower case"
	case !isRepository(name):
		return "a name has only lower-case letters and digits, with one . or _, two __ or any - between them", "write it as [REGISTRY/]NAME[:TAG]"
	case len(name) > longestName:
		return "a name has at most 255 characters", "write a shorter one"
	case tagged && tag == "":
		return "there is no tag after the colon", "write a tag, or leave out the colon"
	case tagged && !isTag(tag):
		return "a tag has at most 128 letters, digits, _, . and -, and does not begin with . or -", "write it as [REGISTRY/]NAME[:TAG]"
	case digested && !isDigest(digest):
		return "there is no digest after the @", "a digest is sha256: and 64 digits and letters from a to f"
	}
	return "", ""
}

// isRegistry reports whether what stands before the first slash is the address of a registry and no part of a name.
func isRegistry(first string) bool {
	return first == "localhost" || !all(first, small|digit|dash|underscore)
}

// isHost reports whether a text is a host, by name or address, with or without a port.
func isHost(text string) bool {
	if v6, ok := strings.CutPrefix(text, "["); ok {
		address, port, closed := strings.Cut(v6, "]")
		return closed && address != "" && all(strings.ToLower(address), hexadecimal|colon) && (port == "" || isPort(port))
	}
	if i := strings.IndexByte(text, ':'); i >= 0 {
		if !isPort(text[i:]) {
			return false
		}
		text = text[:i]
	}
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' || !all(label, small|capital|digit|dash) {
			return false
		}
	}
	return true
}

// isPort reports whether a text is a colon and digits.
func isPort(text string) bool { return len(text) > 1 && text[0] == ':' && all(text[1:], digit) }

// isRepository reports whether a text is a path of names of lower-case letters and digits, with separators between them.
func isRepository(text string) bool {
	between := true // what comes next must be a letter or digit
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case imageChar(c)&(small|digit) != 0:
			between = false
			continue
		case between:
			return false
		case c == '_' && strings.HasPrefix(text[i+1:], "_"):
			i++
		case c == '-':
			for i+1 < len(text) && text[i+1] == '-' {
				i++
			}
		case c != '/' && c != '.' && c != '_':
			return false
		}
		between = true
	}
	return !between
}

func isTag(text string) bool {
	return len(text) <= longestTag && text[0] != '.' && text[0] != '-' && all(text, small|capital|digit|underscore|dot|dash)
}

// isDigest reports whether a text is the digest of an image, by one of the algorithms that there are.
func isDigest(text string) bool {
	algorithm, sum, _ := strings.Cut(text, ":")
	switch algorithm {
	case "sha256":
		return isHex(sum, 64)
	case "sha384":
		return isHex(sum, 96)
	case "sha512":
		return isHex(sum, 128)
	}
	return false
}

func isHex(text string, n int) bool { return len(text) == n && all(text, hexadecimal) }
