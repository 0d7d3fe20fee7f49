package languageserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sourcegraph/jsonrpc2"
	"golang.org/x/tools/txtar"

	"github.com/composekit/composekit/cmd/composekit/internal/languageserver"
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/golden"
	"github.com/composekit/composekit/source"
)

// TestConversations has an editor talk with the server. A case is an archive: the files that are on disk, and
// what the editor says, one message a line: a method and its parameters, of which "<dir>" is the address of
// the directory, and "<path>" its path. "want" is what the server says to each, line by line: answers after "<-", what it says by
// itself after its method.
func TestConversations(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, archive *txtar.Archive) {
		dir := t.TempDir()
		var says string
		want := &txtar.File{}
		for i, f := range archive.Files {
			switch f.Name {
			case "says":
				says = string(f.Data)
			case "want":
				want = &archive.Files[i]
			default:
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f.Name)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := talk(t, says, "file://"+filepath.ToSlash(dir)); got != string(want.Data) {
			t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			want.Data = []byte(got)
		}
	})
}

// TestAddresses: addresses of files have paths, as the system writes them, and back.
func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		style          source.PathStyle
		uri, path, own string // own is the address that the path has without the editor
	}{
		{source.Unix, "file:///a%20b/compose.yaml", "/a b/compose.yaml", "file:///a%20b/compose.yaml"},
		{source.Unix, "FILE:/a/compose.yaml?x#y", "/a/compose.yaml", "file:///a/compose.yaml"},
		{source.Unix, "file://localhost/a/compose.yaml", "/a/compose.yaml", "file:///a/compose.yaml"},
		{source.Unix, "file://other/a/compose.yaml", "/.unsaved/file:%2F%2Fother%2Fa%2Fcompose.yaml", ""},
		{source.Unix, "file:///a%zz", "/.unsaved/file:%2F%2F%2Fa%25zz", ""},
		{source.Unix, "untitled:Untitled-1", "/.unsaved/untitled:Untitled-1", ""},
		{source.Windows, "file:///c%3A/a/compose.yaml", `c:\a\compose.yaml`, "file:///c:/a/compose.yaml"},
		{source.Windows, "file://LOCALHOST/c:/a/compose.yaml", `c:\a\compose.yaml`, "file:///c:/a/compose.yaml"},
		{source.Windows, "file://wsl.localhost/Ubuntu/c.yaml", `\\wsl.localhost\Ubuntu\c.yaml`, "file://wsl.localhost/Ubuntu/c.yaml"},
		{source.Windows, "file://wsl%24/Ubuntu/compose.yaml", `\\wsl$\Ubuntu\compose.yaml`, "file://wsl$/Ubuntu/compose.yaml"},
	} {
		path := languageserver.PathIn(c.style, c.uri)
		if path != c.path {
			t.Errorf("%s is %s, want %s", c.uri, path, c.path)
		}
		if own := languageserver.URIIn(c.style, path); c.own != "" && own != c.own {
			t.Errorf("%s has the address %s, want %s", path, own, c.own)
		}
	}
}

// TestEnd: that the editor said shutdown before exit makes the difference.
func TestEnd(t *testing.T) {
	for _, c := range []struct {
		says []string
		want error
	}{
		{nil, nil},
		{[]string{"initialize", "shutdown"}, nil},
		{[]string{"initialize", "shutdown", "exit"}, nil},
		{[]string{"initialize", "exit"}, languageserver.ErrUnannounced},
		{[]string{"exit"}, languageserver.ErrUnannounced},
	} {
		ours, theirs := net.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- languageserver.Serve(t.Context(), theirs, languageserver.Options{}) }()
		editor := jsonrpc2.NewConn(t.Context(), jsonrpc2.NewBufferedStream(ours, jsonrpc2.VSCodeObjectCodec{}), jsonrpc2.HandlerWithError(nil))
		for _, method := range c.says {
			var err error
			if method == "exit" {
				err = editor.Notify(t.Context(), method, nil)
			} else {
				err = editor.Call(t.Context(), method, struct{}{}, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Contains(c.says, "exit") {
			if err := editor.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := <-ended; err != c.want {
			t.Errorf("after %v it ends with %v, want %v", c.says, err, c.want)
		}
	}
}

// TestMessages: what is no message is refused, and the next one answered; what has no readable beginning ends the stream.
func TestMessages(t *testing.T) {
	frame := func(text string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(text), text) }
	const (
		asked      = `{"jsonrpc":"2.0","id":7,"method":"shutdown"}`
		ready      = `{"id":7,"error":{"code":-32002,"message":"shutdown came before initialize"},"jsonrpc":"2.0"}`
		unreadable = `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,`
		invalid    = `{"jsonrpc":"2.0","id":null,"error":{"code":-32600,`
	)
	for _, c := range []struct {
		says string
		want []string // the beginnings of the answers
		err  string
	}{
		{frame(asked), []string{ready}, ""},
		{fmt.Sprintf("content-type: x\r\ncontent-length:%d\r\n\r\n%s", len(asked), asked), []string{ready}, ""},
		{frame(`{"jsonrpc":`) + frame(asked), []string{unreadable, ready}, ""},
		{frame(``) + frame(asked), []string{unreadable, ready}, ""},
		{frame(`{}`) + frame(asked), []string{invalid, ready}, ""},
		{frame(`[`+asked+`]`) + frame(asked), []string{invalid, ready}, ""},
		{frame(`{"id":{},"method":"shutdown"}`) + frame(`{"id":1,"result":2}`) + frame(asked), []string{invalid, ready}, ""},
		{"Content-Length: 9\r\n\r\n{}", nil, "the editor ended in the middle of a message"},
		{"Content-Length: 9\r\n", nil, "the editor ended in the middle of a message"},
		{"Content-Type: x\r\n\r\n{}", nil, `the header of a message has no length that can be read: Content-Length is ""`},
		{"Content-Length: -1\r\n\r\n{}", nil, `the header of a message has no length that can be read: Content-Length is "-1"`},
		{asked + "\r\n\r\n", nil, "the header of a message cannot be read: "},
	} {
		var out bytes.Buffer
		err := languageserver.Serve(t.Context(), stream{strings.NewReader(c.says), &out}, languageserver.Options{})
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.HasPrefix(err.Error(), c.err)) {
			t.Errorf("after %q it ends with %v, want %s", c.says, err, c.err)
		}
		answers := strings.Split(out.String(), "Content-Length: ")[1:]
		fits := func(answer, want string) bool {
			_, text, _ := strings.Cut(answer, "\r\n\r\n")
			return strings.HasPrefix(text, want)
		}
		if !slices.EqualFunc(answers, c.want, fits) {
			t.Errorf("to %q it says %q, want %q", c.says, answers, c.want)
		}
	}
}

// stream is a stream of what is said and what is answered.
type stream struct {
	io.Reader
	io.Writer
}

// Close implements io.Closer.
func (stream) Close() error { return nil }

// listener hears what a server says.
type listener func(*jsonrpc2.Conn, *jsonrpc2.Request)

// Handle implements jsonrpc2.Handler.
func (l listener) Handle(_ context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) { l(conn, r) }

func talk(t *testing.T, says, dir string) string {
	t.Helper()
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- languageserver.Serve(ctx, theirs, languageserver.Options{
			Version: "test", Environ: []string{"TAG=1.27"},
			Reference: func(d *diag.Def) string { return "https://example.com/" + d.Code },
		})
	}()
	var out strings.Builder
	told := make(chan string, 100)
	editor := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(ours, jsonrpc2.VSCodeObjectCodec{}),
		listener(func(conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
			told <- r.Method + " " + string(*r.Params)
			if !r.Notif {
				go func() { _ = conn.Reply(ctx, r.ID, nil) }() // the server may be speaking itself, and its pipe holds nothing
			}
		}))
	for line := range strings.Lines(says) {
		method, params, _ := strings.Cut(strings.TrimSpace(line), " ")
		params = strings.NewReplacer("<dir>", dir, "<path>", strings.TrimPrefix(dir, "file://")).Replace(params)
		if params == "" {
			params = "{}"
		}
		switch {
		case method == "exit" || method == "initialized":
			if err := editor.Notify(ctx, method, nil); err != nil {
				t.Fatal(err)
			}
			continue
		case strings.HasPrefix(method, "textDocument/did"):
			if err := editor.Notify(ctx, method, json.RawMessage(params)); err != nil {
				t.Fatal(err)
			}
			// Messages are handled in order, so that what follows from this one comes before the answer to a
			// request that no server knows.
			var refusal *jsonrpc2.Error
			if err := editor.Call(ctx, "$/nothing", nil, nil); !errors.As(err, &refusal) {
				t.Fatal(err)
			}
		default:
			var answer json.RawMessage
			if err := editor.Call(ctx, method, json.RawMessage(params), &answer); err != nil {
				answer = json.RawMessage(err.Error())
			}
			out.WriteString("<- " + string(answer) + "\n")
		}
		for done := false; !done; {
			select {
			case said := <-told:
				out.WriteString(said + "\n")
			default:
				done = true
			}
		}
	}
	select {
	case err := <-ended:
		if err != nil && err != io.EOF {
			t.Error(err)
		}
	case <-ctx.Done():
		t.Error("the server does not end")
	}
	return strings.NewReplacer(dir, "<dir>", strings.TrimPrefix(dir, "file://"), "<path>").Replace(out.String())
}
