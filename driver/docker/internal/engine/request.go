package engine

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Error is an engine's refusal, or one that it would give.
type Error struct {
	Status  int // of HTTP
	Message string
}

// Error is the engine's own words.
func (e *Error) Error() string { return e.Message }

// ConnectionError is why a request has no answer.
type ConnectionError struct{ Err error }

// Error is what went wrong, without the request.
func (e *ConnectionError) Error() string { return e.Err.Error() }

// Unwrap gives what the network said.
func (e *ConnectionError) Unwrap() error { return e.Err }

// request is one that has not been sent. The zero value of each field is none of it.
type request struct {
	method string
	path   []string // names between slashes; one that is "" cannot be asked for
	query  url.Values
	header http.Header
	body   any // an io.Reader, or what is sent as JSON
}

// at are the parts of a path.
func at(parts ...string) []string { return parts }

// with is a query of names and values; those that are "" are left out.
func with(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// yes is how the API writes that something is so.
func yes(so bool) string {
	if so {
		return "1"
	}
	return ""
}

// asJSON is a value as text in a query; "" if it has no elements.
func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // they are of strings and numbers
	}
	switch string(text) {
	case "null", "{}", "[]":
		return ""
	}
	return string(text)
}

// prepare makes a request that can be sent, in the version of the API that both sides know.
func (c *Client) prepare(ctx context.Context, r request) (*http.Request, error) {
	v, err := c.agree(ctx)
	if err != nil {
		return nil, err
	}
	address := c.base + "/v" + v.String()
	for _, part := range r.path {
		if part == "" {
			return nil, &Error{http.StatusBadRequest, fmt.Sprintf("the name is empty in /%s", strings.Join(r.path, "/"))}
		}
		// The slashes in an image's name are its own.
		address += "/" + strings.ReplaceAll(url.PathEscape(part), "%2F", "/")
	}
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	return newRequest(ctx, r.method, address, r.header, r.body)
}

func newRequest(ctx context.Context, method, address string, header http.Header, body any) (*http.Request, error) {
	content, isReader := body.(io.Reader)
	if !isReader && body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, err
	}
	if !isReader && body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("User-Agent", "composekit")
	return req, nil
}

// send sends a request and gives an answer that is no refusal. The caller closes its body.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	req, err := c.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	return c.roundTrip(req)
}

func (c *Client) roundTrip(req *http.Request) (*http.Response, error) {
	answer, err := c.http.Do(req)
	if err != nil {
		return nil, noAnswer(req.Context(), err)
	}
	return answer, refusal(answer)
}

// noAnswer is the error of a request that came to nothing, without the words that name the request.
func noAnswer(ctx context.Context, err error) error {
	if named := (*url.Error)(nil); errors.As(err, &named) {
		err = named.Err
	}
	if ctx.Err() != nil {
		return err
	}
	return &ConnectionError{err}
}

// maxMessage bounds what is read of a refusal.
const maxMessage = 1 << 20

// refusal is the error that an answer is, with its body closed; nil if it is none.
func refusal(answer *http.Response) error {
	if answer.StatusCode < 300 || answer.StatusCode == http.StatusNotModified {
		return nil
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxMessage))
	if err != nil {
		return &ConnectionError{err}
	}
	message := strings.TrimSpace(string(text))
	if message != "" && strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		var said struct{ Message string }
		if err := json.Unmarshal(text, &said); err != nil {
			return fmt.Errorf("the engine's answer is not what it should be: %w", err)
		}
		message = strings.TrimSpace(said.Message)
	}
	if message == "" {
		message = fmt.Sprintf("the engine answers %s %s with %s", answer.Request.Method, answer.Request.URL.Path, answer.Status)
	}
	return &Error{answer.StatusCode, message}
}

// ask sends a request and reads the answer into out, nil for nowhere. It reports whether the engine says that
// nothing had to be done.
func (c *Client) ask(ctx context.Context, r request, out any) (unchanged bool, err error) {
	answer, err := c.send(ctx, r)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	if out != nil {
		if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
			return false, err
		}
	}
	// A connection is used again if its last answer has been read to the end.
	_, _ = io.CopyN(io.Discard, answer.Body, 512)
	return answer.StatusCode == http.StatusNotModified, nil
}

func (c *Client) get(ctx context.Context, path []string, query url.Values, out any) error {
	_, err := c.ask(ctx, request{method: http.MethodGet, path: path, query: query}, out)
	return err
}

func (c *Client) post(ctx context.Context, path []string, query url.Values, body, out any) error {
	_, err := c.ask(ctx, request{method: http.MethodPost, path: path, query: query, body: body}, out)
	return err
}

func (c *Client) delete(ctx context.Context, path []string, query url.Values) error {
	_, err := c.ask(ctx, request{method: http.MethodDelete, path: path, query: query}, nil)
	return err
}

// stream sends a request whose answer goes on until it is closed or ctx is done.
func (c *Client) stream(ctx context.Context, r request) (io.ReadCloser, error) {
	answer, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	return answer.Body, nil
}

// Stream is a connection in both directions, which a request has been upgraded to. The context of the request
// does not close it.
type Stream struct {
	net.Conn
	in *bufio.Reader // with what came behind the answer
}

// Read reads what the other side sends.
func (s *Stream) Read(p []byte) (int, error) { return s.in.Read(p) }

// CloseWrite says that nothing more will be sent, where the connection has a way to say so.
func (s *Stream) CloseWrite() error {
	if c, ok := s.Conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return nil
}

// upgrade has the engine use the connection of a request for another protocol.
func (c *Client) upgrade(ctx context.Context, r request, protocol string) (*Stream, error) {
	req, err := c.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", protocol)
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, noAnswer(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	s, err := shakeHands(conn, req)
	if !stop() {
		err = ctx.Err() // which has closed the connection
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

func shakeHands(conn net.Conn, req *http.Request) (*Stream, error) {
	if err := req.Write(conn); err != nil {
		return nil, &ConnectionError{err}
	}
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, req)
	if err != nil {
		return nil, &ConnectionError{err}
	}
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return &Stream{conn, in}, nil
	}
	if err := refusal(answer); err != nil {
		return nil, err
	}
	return nil, &Error{answer.StatusCode, fmt.Sprintf("the engine makes no stream of the connection: it answers %s", answer.Status)}
}
