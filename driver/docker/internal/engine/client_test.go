package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/distribution/reference"
)

// serve is an engine on a socket.
func serve(t *testing.T, h http.Handler) (host string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "ck") // short: a socket's path is bounded
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	s := &http.Server{Handler: h}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return "unix://" + l.Addr().String()
}

func open(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	c, err := New(Options{Host: serve(t, h), APIVersion: "1.50"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestRefusals: an error has the engine's status and its words, in whatever form they come.
func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		status     int
		kind, body string
		want       string
	}{
		{404, "application/json", `{"message":"No such container: c"}`, "No such container: c"},
		{500, "application/json; charset=utf-8", `{"message":" it broke\n"}`, "it broke"},
		{400, "text/plain", "no such thing\n", "no such thing"},
		{503, "text/plain", "", "the engine answers GET /v1.50/containers/c/json with 503 Service Unavailable"},
		{409, "application/json", `{}`, "the engine answers GET /v1.50/containers/c/json with 409 Conflict"},
		{301, "text/plain", "moved", "moved"},
	} {
		c := open(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", test.kind)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(test.status)
			io.WriteString(w, test.body)
		})
		_, err := c.InspectContainer(t.Context(), "c")
		refused := (*Error)(nil)
		if !errors.As(err, &refused) || refused.Status != test.status || refused.Message != test.want {
			t.Errorf("%d %s: %#v", test.status, test.body, err)
		}
	}
}

// TestUnchanged: an engine says that there was nothing to do.
func TestUnchanged(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/start") {
			w.WriteHeader(http.StatusNotModified)
		} else {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	if unchanged, err := c.StartContainer(t.Context(), "c"); !unchanged || err != nil {
		t.Error("start:", unchanged, err)
	}
	if unchanged, err := c.StopContainer(t.Context(), "c", "", nil); unchanged || err != nil {
		t.Error("stop:", unchanged, err)
	}
}

// TestNames: nothing else is asked for than what is named.
func TestNames(t *testing.T) {
	asked := ""
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.EscapedPath()
		io.WriteString(w, "null")
	})
	if _, err := c.InspectVolume(t.Context(), ""); err == nil || asked != "" {
		t.Errorf("no name: error %v, %s was asked for", err, asked)
	}
	if _, err := c.InspectVolume(t.Context(), "a?b#c%"); err != nil || asked != "/v1.50/volumes/a%3Fb%23c%25" {
		t.Errorf("a strange name: error %v, %s was asked for", err, asked)
	}
}

// TestVersions: the newest version that both sides know is spoken, and an engine that is too old is told so.
func TestVersions(t *testing.T) {
	for theirs, want := range map[string]string{"1.40": "1.40", "1.44": "1.44", "1.99": "1.56", "": "1.56", "2.0": "1.56"} {
		for _, head := range []int{http.StatusOK, http.StatusMethodNotAllowed} {
			path := ""
			c, err := New(Options{Host: serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Api-Version", theirs)
				if r.Method == http.MethodHead {
					w.WriteHeader(head)
				}
				path = r.URL.Path
				io.WriteString(w, "null")
			}))})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Info(t.Context()); err != nil || path != "/v"+want+"/info" || c.APIVersion() != want {
				t.Errorf("an engine of %q: %v, %s was asked for, and %s is spoken", theirs, err, path, c.APIVersion())
			}
			if c.Speaks("1.44") != (want != "1.40") || !c.Speaks("1.9") || c.Speaks("2.0") {
				t.Errorf("an engine of %q speaks something else", theirs)
			}
			c.Close()
		}
	}
	for _, theirs := range []string{"1.39", "one"} {
		c, err := New(Options{Host: serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Api-Version", theirs) }))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Info(t.Context()); err == nil || !strings.Contains(err.Error(), theirs) {
			t.Errorf("an engine of %s: error %v", theirs, err)
		}
	}
}

// TestAddresses: what is no address of an engine is refused, and says why.
func TestAddresses(t *testing.T) {
	for host, want := range map[string]string{
		"": "must begin with", "docker.sock": "must begin with", "unix://": "must begin with", "ftp://host": "must begin with",
		"tcp://a b": "invalid character", "unix:///" + strings.Repeat("d", 200): "too long",
	} {
		if _, err := New(Options{Host: host}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", host, err, want)
		}
	}
	if _, err := New(Options{Host: "unix:///s", APIVersion: "new"}); err == nil || !strings.Contains(err.Error(), `"new"`) {
		t.Errorf("version new: error %v", err)
	}
}

// TestNoAnswer: that nobody answers is told from a context that has ended.
func TestNoAnswer(t *testing.T) {
	unreachable := (*ConnectionError)(nil)
	refuses := func(context.Context) (net.Conn, error) { return nil, os.ErrDeadlineExceeded }
	c, err := New(Options{Dial: refuses, APIVersion: "1.50"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Info(t.Context()); !errors.As(err, &unreachable) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a request: %#v", err)
	}
	if _, err := c.AttachContainer(t.Context(), "c", Attach{}); !errors.As(err, &unreachable) {
		t.Errorf("a stream: %#v", err)
	}
	waits := open(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	})
	for name, ask := range map[string]func(context.Context) error{
		"a request": func(ctx context.Context) error { _, err := waits.Info(ctx); return err },
		"a stream":  func(ctx context.Context) error { _, err := waits.AttachContainer(ctx, "c", Attach{}); return err },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		if err := ask(ctx); !errors.Is(err, context.Canceled) || errors.As(err, &unreachable) {
			t.Errorf("%s that is cancelled: %#v", name, err)
		}
	}
}

// TestStream: both sides send, also what came along with the answer, and one of them can end first.
func TestStream(t *testing.T) {
	c := open(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/none/") {
			http.Error(w, "No such container: none", http.StatusNotFound)
			return
		}
		conn, in, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nwelcome\n")
		said, err := io.ReadAll(in)
		fmt.Fprintf(conn, "%s %v\n", said, err)
	})
	ctx, cancel := context.WithCancel(t.Context())
	s, err := c.AttachContainer(ctx, "c", Attach{Stdin: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cancel() // which is over with the request
	in := bufio.NewReader(s)
	if line, err := in.ReadString('\n'); line != "welcome\n" {
		t.Errorf("first %q, %v", line, err)
	}
	io.WriteString(s, "hello")
	if err := s.CloseWrite(); err != nil {
		t.Error(err)
	}
	if rest, err := io.ReadAll(in); string(rest) != "hello <nil>\n" || err != nil {
		t.Errorf("then %q, %v", rest, err)
	}
	refused := (*Error)(nil)
	if _, err := c.AttachContainer(t.Context(), "none", Attach{}); !errors.As(err, &refused) || *refused != (Error{404, "No such container: none"}) {
		t.Errorf("no container: %#v", err)
	}
}

// TestReferences reads names of images as the module does that engines read them with.
func TestReferences(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0a", 32)
	for _, text := range []string{
		"redis", "redis:8", "library/redis", "docker.io/redis", "docker.io/library/redis:8", "index.docker.io/redis", "shop/web", "a/b/c:1.2-rc_3",
		"localhost/web", "localhost:5000/web:1", "registry.example.com/team/app", "registry:5000/app", "Registry/app", "[::1]:5000/app",
		"redis" + digest, "redis:8" + digest, "example.com/a" + digest, "my_app/my.app/my-app", "my__app", "my--app", "docker.io/library/a/b",
		strings.Repeat("t", 100) + "/web", "redis:" + strings.Repeat("t", 128),
		"", ":8", "redis:", "redis@", "Redis", "shop/Web", "/redis", "redis/", "a//b", "redis:-8", "redis:.8", "a b", "redis:a b", "redis@sha256:12", "redis@sha256", "redis@sha256:" + strings.Repeat("zz", 32),
		"-redis", "redis-", "_redis", "redis:" + strings.Repeat("t", 129), strings.Repeat("0a", 32), "https://example.com/a", "a:1:2", "redis@@", "../redis", "a..b/c", "a..b", "a___b", "a._b", "a---b", "-a.b/c", ".a/b", "a/../b", "example.com:port/a!",
	} {
		got, err := ParseReference(text)
		want, wantErr := reference.ParseNormalizedNamed(text)
		if (err == nil) != (wantErr == nil) {
			t.Errorf("%q: error %v, want %v", text, err, wantErr)
		}
		if err != nil || wantErr != nil {
			if refused := (*Error)(nil); err != nil && (!errors.As(err, &refused) || refused.Status != http.StatusBadRequest) {
				t.Errorf("%q: error %#v", text, err)
			}
			continue
		}
		tag, hash := "", ""
		if tagged, ok := want.(reference.Tagged); ok {
			tag = tagged.Tag()
		}
		if digested, ok := want.(reference.Digested); ok {
			hash = digested.Digest().String()
		}
		if got != (Reference{reference.Domain(want), reference.Path(want), tag, hash}) || got.Name() != want.Name() {
			t.Errorf("%q: %+v, want %s", text, got, want)
		}
		if got.Familiar() != reference.FamiliarString(want) {
			t.Errorf("%q: %s, want %s", text, got.Familiar(), reference.FamiliarString(want))
		}
	}
}

// TestSeconds: times as people write them.
func TestSeconds(t *testing.T) {
	local := func(text string) string {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", text, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%d.000000000", at.Unix())
	}
	for text, want := range map[string]string{
		"": "", "0": "0", "1736000000": "1736000000", "1736000000.5": "1736000000.5",
		"2025-01-02T03:04:05Z": "1735787045.000000000", "2025-01-02T03:04:05.000000678Z": "1735787045.000000678",
		"2025-01-02T03:04:05+01:00": "1735783445.000000000", "2025-01-02T03:04Z": "1735787040.000000000", "2025-01-02Z": "1735776000.000000000",
		"2025-01-02": local("2025-01-02T00:00:00"), "2025-01-02T03": local("2025-01-02T03:00:00"), "2025-01-02T03:04": local("2025-01-02T03:04:00"), "2025-01-02T03:04:05": local("2025-01-02T03:04:05"),
	} {
		if got, err := seconds(text); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	before := time.Now().Add(-10 * time.Minute).Unix()
	if got, err := seconds("10m"); err != nil || got != fmt.Sprint(before) && got != fmt.Sprint(before+1) {
		t.Errorf("10m: %s, %v, want %d", got, err, before)
	}
	for _, text := range []string{"yesterday", "2025-13-01", "03:04"} {
		if got, err := seconds(text); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}
