package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Reference is the name of an image in its parts.
type Reference struct {
	Domain string // of the registry
	Path   string // of the repository there
	Tag    string // "" if none is named
	Digest string // with its algorithm; "" if none is named
}

// Docker's own registry is meant where no other is named, and its repositories have a first part that may be left out.
const dockerHub, official = "docker.io", "library/"

// ParseReference reads a name as people write it: [DOMAIN/]PATH[:TAG][@DIGEST].
func ParseReference(text string) (Reference, error) {
	bad := func(why string) (Reference, error) {
		return Reference{}, &Error{http.StatusBadRequest, fmt.Sprintf("invalid reference format: %q: %s", text, why)}
	}
	name, digest, hasDigest := strings.Cut(text, "@")
	if algorithm, hex, _ := strings.Cut(digest, ":"); hasDigest && (!only(algorithm, lower+upper+digits+"+._-") || len(hex) < 32 || !only(hex, digits+"abcdefABCDEF")) {
		return bad("the digest must be ALGORITHM:HEX")
	}
	tag, slash := "", strings.LastIndexByte(name, '/')
	if colon := strings.LastIndexByte(name, ':'); colon > slash {
		if tag = name[colon+1:]; len(tag) > 128 || !only(tag, lower+upper+digits+"_.-") || strings.ContainsAny(tag[:1], ".-") {
			return bad("the tag must be of letters, digits, _, . and -, and no more than 128")
		}
		name = name[:colon]
	}
	r := Reference{Domain: dockerHub, Path: name, Tag: tag, Digest: digest}
	if first, rest, ok := strings.Cut(name, "/"); ok && (strings.ContainsAny(first, ".:") || first == "localhost" || strings.ToLower(first) != first) {
		r.Domain, r.Path = first, rest
	}
	if r.Domain == "index."+dockerHub {
		r.Domain = dockerHub
	}
	if r.Domain == dockerHub && !strings.Contains(r.Path, "/") {
		r.Path = official + r.Path
	}
	switch {
	case !only(r.Domain, lower+upper+digits+".:-[]"), strings.ContainsAny(r.Domain[:1], ".:-"), strings.Contains(r.Domain, ".."):
		return bad("the registry must be a host, and a port if need be")
	case strings.ToLower(r.Path) != r.Path:
		return bad("the repository must be in lower case")
	case len(name) == 64 && only(name, digits+"abcdef"):
		return bad("it looks like an ID")
	}
	for part := range strings.SplitSeq(r.Path, "/") {
		if !only(part, lower+digits+"_.-") || strings.Trim(part, "_.-") != part || slices.ContainsFunc(strings.FieldsFunc(part, letterOrDigit), noSeparator) {
			return bad("the repository must be of letters and digits, with ., _, __ or hyphens between them")
		}
	}
	return r, nil
}

func letterOrDigit(c rune) bool { return only(string(c), lower+digits) }

// noSeparator reports whether signs may not stand together in a repository.
func noSeparator(signs string) bool {
	return signs != "." && signs != "_" && signs != "__" && !only(signs, "-")
}

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// only reports whether a text is of these letters, and not empty.
func only(text, letters string) bool { return text != "" && strings.Trim(text, letters) == "" }

// Name is the repository in full.
func (r Reference) Name() string { return r.Domain + "/" + r.Path }

// String is the name in full.
func (r Reference) String() string { return r.Name() + r.version() }

// Familiar is the name as people write it.
func (r Reference) Familiar() string {
	out := r.Name()
	if r.Domain == dockerHub {
		out = r.Path
		if rest, ok := strings.CutPrefix(r.Path, official); ok && !strings.Contains(rest, "/") {
			out = rest
		}
	}
	return out + r.version()
}

// version is the tag and the digest, as they stand behind the repository.
func (r Reference) version() (out string) {
	if r.Tag != "" {
		out += ":" + r.Tag
	}
	if r.Digest != "" {
		out += "@" + r.Digest
	}
	return out
}
