package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestCacheImage: which caches of build.cache_from the engine's builders can read.
func TestCacheImage(t *testing.T) {
	t.Parallel()
	for cache, want := range map[string]string{
		"app:cache":                     "app:cache",
		"example.com:5000/app@sha256:0": "example.com:5000/app@sha256:0",
		"type=registry,ref=app:cache":   "app:cache",
		"ref=app:cache,type=registry":   "app:cache",
		"type=registry":                 "",
		"type=local,src=path/to/cache":  "",
		"type=gha":                      "",
	} {
		got, ok := cacheImage(cache)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s is the image %q, %t; want %q", cache, got, ok, want)
		}
	}
}

// TestSession: what BuildKit is told when it asks for something that a build may have.
func TestSession(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	s := &session{
		config: &config{Auths: map[string]storedAuth{
			hub:                {Username: "me", Password: "mine"},
			"registry.example": {IdentityToken: "token"},
		}},
		secrets: map[string]driver.BuildSecret{"text": {ID: "text", Content: []byte("secret")}, "gone": {ID: "gone", File: t.TempDir() + "/gone"}},
	}
	s.serve(ours)
	defer s.Close()
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	client := http.Client{Transport: &http.Transport{Protocols: protocols,
		DialContext: func(context.Context, string, string) (net.Conn, error) { return theirs, nil }}}
	for _, c := range []struct {
		method, asked string
		want          []byte
		status        string
	}{
		{"/grpc.health.v1.Health/Check", "", []byte{8, 1}, "0"},
		{"/moby.filesync.v1.Auth/Credentials", "registry-1.docker.io", appendBytes(appendBytes(nil, 1, []byte("me")), 2, []byte("mine")), "0"},
		{"/moby.filesync.v1.Auth/Credentials", "registry.example", appendBytes(nil, 2, []byte("token")), "0"},
		{"/moby.filesync.v1.Auth/Credentials", "other.example", appendBytes(appendBytes(nil, 1, nil), 2, nil), "0"},
		{"/moby.buildkit.secrets.v1.Secrets/GetSecret", "text", appendBytes(nil, 1, []byte("secret")), "0"},
		{"/moby.buildkit.secrets.v1.Secrets/GetSecret", "other", nil, "5"},
		{"/moby.buildkit.secrets.v1.Secrets/GetSecret", "gone", nil, "5"},
		{"/moby.sshforward.v1.SSH/CheckAgent", "", nil, "5"},
		{"/moby.filesync.v1.Auth/FetchToken", "", nil, "12"},
		{"/moby.filesync.v1.FileSync/DiffCopy", "", nil, "5"},
	} {
		message := appendBytes(nil, 1, []byte(c.asked))
		body := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
		answer, err := client.Post("http://session"+c.method, "application/grpc", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if len(got) >= 5 {
			got = got[5:]
		}
		if status := answer.Trailer.Get("Grpc-Status"); status != c.status || !bytes.Equal(got, c.want) {
			t.Errorf("%s of %q gives %q with status %s, want %q with %s", c.method, c.asked, got, status, c.want, c.status)
		}
	}
}

// TestFollowed: which files are sent of those that are asked for, where symbolic links lead to others.
func TestFollowed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a/b/file", "a/other", "file"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"up": "../../file", "in": "a/b", "a/back": "../in", "self": "self", "all": ".", "round": "trip", "trip": "round"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	for asked, want := range map[string][]string{
		"file":        {"file"},
		"none/file":   {"none/file"},
		"file/file":   {"file/file"},
		"up":          {"file", "up"},
		"in/file":     {"a/b/file", "in"},
		"a/back/file": {"a/b/file", "a/back", "in"},
		"*n/f*":       {"*n", "a/b/f*"},
		"self/x":      {"self"},
		"round":       {"round", "trip"},
		"all":         nil,
		"/":           nil,
	} {
		if got := followed(dir, []string{asked}); !slices.Equal(got, want) {
			t.Errorf("%s leads to %q, want %q", asked, got, want)
		}
	}
}

// TestSharedDirectory: what of a directory is told, in which order, and that what cannot be sent fails.
func TestSharedDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "a/deep/x", "a/y", "b/z"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		only, without, follow []string
		want                  string
	}{
		{nil, nil, nil, "a a/deep a/deep/x a/y a.txt b b/z"},
		{nil, nil, []string{"a/y", "none"}, "a a/y"},
		{nil, nil, []string{"/"}, "a a/deep a/deep/x a/y a.txt b b/z"},
		{[]string{"b"}, nil, []string{"a.txt"}, "a.txt b b/z"},
		{nil, []string{"a", "!a/deep/x"}, nil, "a a/deep a/deep/x a.txt b b/z"},
		{nil, []string{"**/*", "!**/z"}, nil, "b b/z"},
		{nil, []string{"a"}, []string{"a/y", "b"}, "b b/z"},
	} {
		var told []string
		err := realDirectory(dir).each(c.only, c.without, c.follow, func(head *tar.Header) error {
			told = append(told, head.Name)
			return nil
		})
		if got := strings.Join(told, " "); err != nil || got != c.want {
			t.Errorf("%q without %q, following %q: told %s, %v; want %s", c.only, c.without, c.follow, got, err, c.want)
		}
	}
	if err := realDirectory(dir).each(nil, []string{"["}, nil, nil); err == nil {
		t.Error("a pattern that is none was taken")
	}
}

// TestNameImages: where a Dockerfile names what a build is given by name.
func TestNameImages(t *testing.T) {
	t.Parallel()
	contexts := map[string]string{"base": "docker-image://app-base", "dir": "docker-image://made", "alpine": "docker-image://own", "elsewhere": "/dir"}
	for text, want := range map[string]string{
		"FROM base\n":                                                                 "FROM app-base\n",
		"  from --platform=$X\tbase AS base\n":                                        "  from --platform=$X\tapp-base AS base\n",
		"FROM base:1\nFROM elsewhere\n":                                               "FROM base:1\nFROM elsewhere\n",
		"FROM docker.io/library/alpine:latest\n":                                      "FROM own\n",
		"COPY --chown=1 --from=dir base /\n":                                          "COPY --chown=1 --from=made base /\n",
		"COPY --link \\\n  --from=dir \\\n  base /\n":                                 "COPY --link \\\n  --from=made \\\n  base /\n",
		"COPY base --from=dir\n":                                                      "COPY base --from=dir\n",
		"RUN --mount=from=dir,target=/m ls\n":                                         "RUN --mount=from=made,target=/m ls\n",
		"RUN --mount=type=bind,from=dir \\\n --mount=from=base,target=/b \\\n base\n": "RUN --mount=type=bind,from=made \\\n --mount=from=app-base,target=/b \\\n base\n",
		"RUN echo --from=dir ,from=dir\n":                                             "RUN echo --from=dir ,from=dir\n",
		"RUN x \\\r\n from base\r\nCOPY --from=dir / /\r\n":                           "RUN x \\\r\n from base\r\nCOPY --from=made / /\r\n",
		"# no \\\nFROM base\n":                                                        "# no \\\nFROM app-base\n",
		"RUN a \\\n# from \\\n from base\n":                                           "RUN a \\\n# from \\\n from base\n",
		"FROM base":                                                                   "FROM app-base",
	} {
		f := &dockerfile{text: []byte(text)}
		if f.nameImages(contexts); string(f.text) != want {
			t.Errorf("%q became %q, want %q", text, f.text, want)
		}
	}
}

// TestTraceWarnings: what BuildKit finds wrong with a Dockerfile is told once, and warned of.
func TestTraceWarnings(t *testing.T) {
	t.Parallel()
	const text = "StageNameCasing: Stage name 'A' should be lowercase (line 1)"
	var told []string
	s := &solving{report: func(p driver.Progress) { told = append(told, p.Text) }, steps: map[string]*solvingStep{}}
	step := append(appendBytes(appendBytes(nil, 1, []byte("digest")), 3, []byte("load")), 32, 1)
	warning := appendBytes(appendBytes(appendVarint(appendBytes(nil, 1, []byte("digest")), 2, 1), 3, []byte(text)), 4, []byte("detail"))
	for range 2 {
		if err := s.tell(appendBytes(appendBytes(nil, 1, step), 4, warning)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(s.warnings, []string{text}) || !slices.Equal(told, []string{"#1 load", "#1 CACHED", "#1 WARN: " + text}) {
		t.Errorf("warned of %q, told %q", s.warnings, told)
	}
}

// TestTraceLines: what a step writes is told line by line, however it comes.
func TestTraceLines(t *testing.T) {
	t.Parallel()
	var told []string
	s := &solving{report: func(p driver.Progress) { told = append(told, p.Text) }, steps: map[string]*solvingStep{}}
	begun := appendBytes(appendBytes(appendBytes(nil, 1, []byte("digest")), 3, []byte("RUN")), 5, appendVarint(nil, 1, 1))
	ended := appendBytes(begun, 6, appendVarint(nil, 1, 3))
	log := func(stream uint64, text string) []byte {
		return appendBytes(nil, 3, appendBytes(appendVarint(appendBytes(nil, 1, []byte("digest")), 3, stream), 4, []byte(text)))
	}
	for _, part := range [][]byte{appendBytes(nil, 1, begun), log(1, "on"), log(2, "other\n"), log(1, "e\r\ntwo\n\nthr"), log(1, "ee"), appendBytes(nil, 1, ended)} {
		if err := s.tell(part); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"#1 RUN", "#1 other", "#1 one", "#1 two", "#1 ", "#1 three", "#1 DONE 2.0s"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// FuzzTrace: whatever an engine tells of a build is taken or refused.
func FuzzTrace(f *testing.F) {
	f.Add(appendBytes(nil, 1, append(appendBytes(appendBytes(nil, 1, []byte("digest")), 3, []byte("[1/2] FROM base")), 32, 1)))
	f.Add(appendBytes(nil, 4, appendBytes(appendBytes(nil, 1, []byte("digest")), 3, []byte("JSONArgsRecommended"))))
	f.Add(appendBytes(nil, 3, appendBytes(appendBytes(nil, 1, []byte("digest")), 4, []byte("line\nline"))))
	f.Add([]byte{0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, trace []byte) {
		told := 0
		s := &solving{report: func(driver.Progress) { told++ }, steps: map[string]*solvingStep{}}
		if err := s.tell(trace); err == nil && told > 0 && len(s.steps) == 0 {
			t.Error("something was told of no step")
		}
	})
}
