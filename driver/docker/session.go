package docker

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/composekit/composekit/driver"
)

// session is the connection over which BuildKit asks, while it builds, for what a build may have of the caller's:
// credentials of registries, secrets, keys of ssh. The engine is the one who calls, by gRPC over HTTP/2.
type session struct {
	id      string
	config  *config
	secrets map[string]driver.BuildSecret // by ID
	keys    map[string]*sshKeys           // by ID
	server  *http.Server

	mu     sync.Mutex
	shared map[string]sharedDirectory // by name
}

// openSession opens the session of a build from a directory; "" is a context that the engine fetches itself.
func (d *Driver) openSession(ctx context.Context, spec *driver.BuildSpec, dir string) (*session, error) {
	s := &session{id: strings.ToLower(rand.Text()), config: d.config,
		secrets: map[string]driver.BuildSecret{}, keys: map[string]*sshKeys{}}
	for _, secret := range spec.Secrets {
		if secret.File != "" {
			if _, err := os.Stat(secret.File); err != nil {
				return nil, fmt.Errorf("build.secrets of service %s: %s: %w", spec.Service, secret.ID, err)
			}
		}
		s.secrets[secret.ID] = secret
	}
	opened := false
	defer func() {
		if !opened {
			s.closeKeys()
		}
	}()
	for _, text := range spec.SSH {
		id, keys, err := openSSH(ctx, text)
		if err != nil {
			return nil, fmt.Errorf("build.ssh of service %s: %w", spec.Service, err)
		}
		s.keys[id] = keys
	}
	meta := http.Header{
		"X-Docker-Expose-Session-Uuid":      {s.id},
		"X-Docker-Expose-Session-Name":      {cmp.Or(spec.Service, "context")},
		"X-Docker-Expose-Session-Sharedkey": {sharedKey(dir)},
	}
	for method := range methods {
		meta["X-Docker-Expose-Session-Grpc-Method"] = append(meta["X-Docker-Expose-Session-Grpc-Method"], method)
	}
	conn, err := d.api.Session(ctx, meta)
	if err != nil {
		return nil, err
	}
	s.serve(conn)
	opened = true
	return s, nil
}

// sharedKey names the files of a directory that BuildKit keeps for the next build from it.
func sharedKey(dir string) string {
	host, _ := os.Hostname()
	sum := sha256.Sum256([]byte(host + "\x00" + dir))
	return hex.EncodeToString(sum[:])
}

// serve answers calls over a connection until the session is closed.
func (s *session) serve(conn net.Conn) {
	s.server = &http.Server{Handler: s, Protocols: new(http.Protocols)}
	s.server.Protocols.SetUnencryptedHTTP2(true)
	go s.server.Serve(&listener{conn: conn, closed: make(chan struct{})})
}

// Close ends the session. What is asked at this moment has no answer.
func (s *session) Close() error {
	err := s.server.Close()
	s.closeKeys()
	return err
}

func (s *session) closeKeys() {
	for _, keys := range s.keys {
		keys.close()
	}
}

// listener accepts a connection that is there already, and no other.
type listener struct {
	conn   net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	if conn := l.conn; conn != nil {
		l.conn = nil
		return conn, nil
	}
	<-l.closed
	return nil, net.ErrClosed
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.UnixAddr{Net: "unix"} }

// methods are what BuildKit can ask, by the path of the call.
var methods = map[string]func(*session, *call) error{
	"/grpc.health.v1.Health/Check":                (*session).health,
	"/moby.filesync.v1.Auth/Credentials":          (*session).credentials,
	"/moby.filesync.v1.FileSync/DiffCopy":         (*session).files,
	"/moby.buildkit.secrets.v1.Secrets/GetSecret": (*session).secret,
	"/moby.sshforward.v1.SSH/CheckAgent":          (*session).checkAgent,
	"/moby.sshforward.v1.SSH/ForwardAgent":        (*session).forwardAgent,
}

// health says that the session serves.
func (s *session) health(c *call) error {
	const status, serving = 1, 1
	return c.send([]byte{status<<3 | varintField, serving})
}

// credentials are those for a registry, empty if there are none.
func (s *session) credentials(c *call) error {
	host, err := c.asked()
	if err != nil {
		return err
	}
	if host == "registry-1.docker.io" || host == "docker.io" {
		host = hub
	}
	auth, err := s.config.credentials(c.Context(), host)
	if err != nil {
		return err
	}
	const username, secret = 1, 2
	if auth.IdentityToken != "" {
		return c.send(appendBytes(nil, secret, []byte(auth.IdentityToken)))
	}
	return c.send(appendBytes(appendBytes(nil, username, []byte(auth.Username)), secret, []byte(auth.Password)))
}

// secret is what a secret holds.
func (s *session) secret(c *call) error {
	id, err := c.asked()
	if err != nil {
		return err
	}
	secret, ok := s.secrets[id]
	if !ok {
		return &status{notFound, fmt.Sprintf("the build has no secret %s", id)}
	}
	content := secret.Content
	if secret.File != "" {
		if content, err = os.ReadFile(secret.File); err != nil {
			return err
		}
	}
	const data = 1
	return c.send(appendBytes(nil, data, content))
}

// checkAgent reports whether there are keys of an ID.
func (s *session) checkAgent(c *call) error {
	id, err := c.asked()
	if err != nil {
		return err
	}
	if _, err := s.keysOf(id); err != nil {
		return err
	}
	return c.send(nil)
}

// forwardAgent lets a step of the build speak to the agent that has the keys.
func (s *session) forwardAgent(c *call) error {
	keys, err := s.keysOf(c.Header.Get("buildkit.ssh.id"))
	if err != nil {
		return err
	}
	if err := http.NewResponseController(c.w).Flush(); err != nil { // it waits for this before it speaks
		return err
	}
	return keys.serve(&conversation{call: c})
}

func (s *session) keysOf(id string) (*sshKeys, error) {
	id = cmp.Or(id, defaultKeys)
	if keys := s.keys[id]; keys != nil {
		return keys, nil
	}
	return nil, &status{notFound, fmt.Sprintf("the build has no keys of ssh named %s: give it some, by build.ssh or --ssh", id)}
}

// What follows is as much of gRPC as that takes: a call is a POST, messages are framed by their lengths, and how it
// ended is said in trailers.

func (s *session) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/grpc")
	end := &status{unimplemented, r.URL.Path + " is not answered"}
	if method := methods[r.URL.Path]; method != nil {
		end = statusOf(method(s, &call{r, w}))
	}
	w.Header().Set(http.TrailerPrefix+"Grpc-Status", strconv.Itoa(end.code))
	w.Header().Set(http.TrailerPrefix+"Grpc-Message", url.PathEscape(end.text))
}

// status is how a call ended.
type status struct {
	code int
	text string
}

const (
	ok            = 0
	unknown       = 2
	notFound      = 5
	unimplemented = 12
)

func (s *status) Error() string { return s.text }

func statusOf(err error) *status {
	var s *status
	switch {
	case err == nil:
		return &status{code: ok}
	case errors.As(err, &s):
		return s
	case errors.Is(err, fs.ErrNotExist):
		return &status{notFound, err.Error()}
	}
	return &status{unknown, err.Error()}
}

// call is one call that BuildKit makes.
type call struct {
	*http.Request
	w http.ResponseWriter
}

const mostMessage = 16 << 20 // bytes

// receive takes the next message; io.EOF says that there are no more.
func (c *call) receive() ([]byte, error) {
	var head [5]byte // whether it is compressed, its length
	if _, err := io.ReadFull(c.Body, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if head[0] != 0 || size > mostMessage {
		return nil, &status{unimplemented, "messages that are compressed or larger than 16 MiB are not read"}
	}
	out := make([]byte, size)
	_, err := io.ReadFull(c.Body, out)
	return out, err
}

// send gives a message as an answer.
func (c *call) send(message []byte) error {
	if err := c.write(message); err != nil {
		return err
	}
	return http.NewResponseController(c.w).Flush()
}

// write gives one that may wait until others follow.
func (c *call) write(message []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
	_, err := c.w.Write(append(head, message...))
	return err
}

// asked is the text that the one message of a call consists of: a host, an ID.
func (c *call) asked() (string, error) {
	message, err := c.receive()
	if err != nil {
		return "", err
	}
	text, err := messageField(message, 1)
	return string(text), err
}

// The wire format of protobuf, as much of it as these messages take. Its own package costs a run of the program, whatever
// it is for, more time than all of what follows.

// The kinds of fields.
const (
	varintField  = 0
	fixed64Field = 1
	bytesField   = 2
	fixed32Field = 5
)

var errMessage = errors.New("a message of BuildKit cannot be read")

// eachField goes through the fields of a message, which are numbers or bytes.
func eachField(message []byte, do func(field int, n uint64, value []byte)) error {
	for len(message) > 0 {
		tag, size := binary.Uvarint(message)
		if size <= 0 {
			return errMessage
		}
		message = message[size:]
		var (
			n     uint64
			value []byte
		)
		switch tag & 7 {
		case varintField:
			if n, size = binary.Uvarint(message); size <= 0 {
				return errMessage
			}
		case bytesField:
			length, head := binary.Uvarint(message)
			if head <= 0 || length > uint64(len(message)-head) {
				return errMessage
			}
			size = head + int(length)
			value = message[head:size]
		case fixed32Field:
			size = 4
		case fixed64Field:
			size = 8
		default:
			return errMessage
		}
		if size > len(message) {
			return errMessage
		}
		message = message[size:]
		do(int(tag>>3), n, value)
	}
	return nil
}

// messageField is the bytes or text of a field of a message.
func messageField(message []byte, field int) (out []byte, err error) {
	err = eachField(message, func(f int, _ uint64, value []byte) {
		if f == field {
			out = value
		}
	})
	return out, err
}

func appendBytes(message []byte, field int, value []byte) []byte {
	message = append(message, byte(field<<3|bytesField))
	return append(binary.AppendUvarint(message, uint64(len(value))), value...)
}

func appendVarint(message []byte, field int, n uint64) []byte {
	return binary.AppendUvarint(append(message, byte(field<<3|varintField)), n)
}

// conversation is a call in which both sides send bytes as they come.
type conversation struct {
	*call
	rest []byte // of the last message received
}

const conversationData = 1 // the field of a message that has the bytes

func (c *conversation) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		message, err := c.receive()
		if err == nil {
			c.rest, err = messageField(message, conversationData)
		}
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

func (c *conversation) Write(p []byte) (int, error) {
	if err := c.send(appendBytes(nil, conversationData, p)); err != nil {
		return 0, err
	}
	return len(p), nil
}
