package loader

import "github.com/composekit/composekit/source"

// mainFiles are the files that the caller named. That there are none may be due to what was found on
// the way to them.
func (r *run) mainFiles(names []string) []*file {
	if len(names) == 0 && !r.Found.HasErrors() {
		r.report(NoFile.At(source.Span{}, "no Compose file was given"))
	}
	var out []*file
	for _, name := range names {
		path := name
		if remote := r.resolver(name); remote != nil {
			var ok bool
			if path, ok = r.fetch(remote, name, source.Span{}); !ok {
				r.missing = true
				continue
			}
			if r.Dir == "" && r.dir == "" {
				r.dir, r.remote = r.fs.Style().Dir(path), true
			}
		}
		if f := r.openCompose(path, source.Span{}); f != nil {
			out = append(out, f)
		} else {
			r.missing = true
		}
		r.mains = append(r.mains, path)
	}
	return out
}

// projectDir is the directory that relative paths start in.
func (r *run) projectDir(mains []*file) string {
	switch {
	case r.Dir != "":
		return r.Dir
	case r.dir != "":
		return r.dir
	}
	for _, name := range r.mains {
		if name != "-" {
			return r.fs.Style().Dir(name)
		}
	}
	return "."
}

func (r *run) resolver(ref string) Resolver {
	for _, x := range r.Resolvers {
		if x.Accept(ref) {
			return x
		}
	}
	return nil
}

// fetch is the path under which a remote file has been made available.
func (r *run) fetch(x Resolver, ref string, used source.Span) (path string, ok bool) {
	path, err := x.Load(r.ctx, ref)
	if err != nil {
		r.report(RemoteUnavailable.At(used, "%s cannot be loaded: %v", ref, err))
		return "", false
	}
	return path, true
}

// locate is the path of a file that a Compose file of the scope names.
func (r *run) locate(s *scope, ref string, used source.Span) (path string, ok bool) {
	if x := r.resolver(ref); x != nil {
		return r.fetch(x, ref, used)
	}
	return r.below(s.dir, ref), true
}

// below is a path as seen from a directory.
func (r *run) below(dir, path string) string {
	style := r.fs.Style()
	if style.IsAbs(path) {
		return path
	}
	return style.Join(dir, path)
}

// relative is how a directory is written in the model of a scope.
func (r *run) relative(s *scope, dir string) string {
	if rel, ok := r.fs.Style().Rel(s.dir, dir); ok {
		return rel
	}
	return dir
}
