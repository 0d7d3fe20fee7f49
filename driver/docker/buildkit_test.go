package docker

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
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

// FuzzTrace: whatever an engine tells of a build is taken or refused.
func FuzzTrace(f *testing.F) {
	f.Add(appendBytes(nil, 1, append(appendBytes(appendBytes(nil, 1, []byte("digest")), 3, []byte("[1/2] FROM base")), 32, 1)))
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
