package remote

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// repository is what a reference names.
type repository struct {
	remote          string // for git
	query, fragment string // as written
	name            string // of a branch, tag or commit; "" is the default branch
	checksum        string // how its commit must begin
	path            string // of a file or directory in it, with slashes; "" is the main directory
}

// scpStyle is USER@HOST:PATH, with what may follow.
var scpStyle = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([a-zA-Z0-9_][a-zA-Z0-9-_]*@[a-zA-Z0-9.][a-zA-Z0-9-.]*:.*?)(?:\?(.*?))?(?:#(.*))?$`)
})

// repositoryOf tells references to repositories from other names of files, by their form alone.
func repositoryOf(ref string) (r repository, ok bool) {
	onGitHub := strings.HasPrefix(ref, "github.com/")
	if onGitHub {
		ref = "https://" + ref
	} else if scheme, _, found := strings.Cut(ref, "://"); !found || strings.ContainsAny(scheme, "@:/") {
		if !strings.Contains(ref, "@") { // as nearly all names of files
			return r, false
		}
		m := scpStyle().FindStringSubmatch(ref)
		if m == nil {
			return r, false
		}
		return repository{remote: m[1], query: m[2], fragment: m[3]}, true
	}
	u, err := url.Parse(ref)
	if err != nil || u.Host == "" || u.Host[0] == '-' || strings.HasPrefix(u.User.String(), "-") { // ssh would take that for an option
		return r, false
	}
	switch u.Scheme {
	case "http", "https":
		if !strings.HasSuffix(u.Path, ".git") && !onGitHub {
			return r, false
		}
	case "ssh", "git":
	default:
		return r, false
	}
	r.query, r.fragment = u.RawQuery, u.Fragment
	u.RawQuery, u.Fragment, u.RawFragment = "", "", ""
	r.remote = u.String()
	return r, true
}

// parse reads what follows the repository in a reference.
func (r *repository) parse() error {
	name, dir, _ := strings.Cut(r.fragment, ":")
	if err := r.set(&r.name, "ref", name); err != nil {
		return err
	}
	if err := r.set(&r.path, "subdir", within(dir)); err != nil {
		return err
	}
	query, err := url.ParseQuery(r.query)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if len(query[key]) != 1 {
			return fmt.Errorf("%s is there more than once", key)
		}
		switch value := query[key][0]; key {
		case "ref":
			err = r.set(&r.name, key, value)
		case "tag":
			err = r.set(&r.name, key, prefixed("refs/tags/", value))
		case "branch":
			err = r.set(&r.name, key, prefixed("refs/heads/", value))
		case "subdir":
			err = r.set(&r.path, key, within(value))
		case "checksum", "commit":
			err = r.set(&r.checksum, key, strings.ToLower(value))
		case "keep-git-dir", "submodules", "mtime", "fetch-by-commit": // of build contexts
		default:
			err = fmt.Errorf("a reference to a repository has no %s", key)
		}
		if err != nil {
			return err
		}
	}
	if strings.HasPrefix(r.name, "-") {
		return fmt.Errorf("%s cannot be the name of a branch or tag", r.name)
	}
	return nil
}

// set sets a part of a reference, which must not be there in another form with another value.
func (r *repository) set(part *string, key, value string) error {
	if *part != "" && value != "" && *part != value {
		return fmt.Errorf("%s is both %s and %s", key, *part, value)
	}
	if value != "" {
		*part = value
	}
	return nil
}

// within is a path as seen from the main directory, which it does not leave.
func within(p string) string { return strings.TrimPrefix(path.Join("/", p), "/") }

func prefixed(prefix, name string) string {
	if strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}
