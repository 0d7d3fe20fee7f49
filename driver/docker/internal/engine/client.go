// Package engine owns requests to the API of Docker Engine: how an engine is reached, which version is spoken, and
// the list of the calls that the driver makes. Answers and errors are the engine's own; what they mean for a
// project it does not know.
package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options say which engine is meant.
type Options struct {
	// Host is where it listens: unix:///PATH, tcp://HOST:PORT or npipe:////./pipe/NAME.
	Host string
	// TLS encrypts connections by tcp; nil does not.
	TLS *tls.Config
	// Dial makes the connections if Host is none of these; nil leaves them to Host.
	Dial func(context.Context) (net.Conn, error)
	// APIVersion is the one to speak; "" is the newest that both sides know.
	APIVersion string
}

// Client makes requests to one engine. Its methods can be called by several goroutines at once.
type Client struct {
	http *http.Client
	base string // of URLs
	dial func(context.Context) (net.Conn, error)

	mu      sync.Mutex
	version version
	agreed  bool // the version is the one that both sides know
}

const (
	// idleConnections is how many connections are kept: as many as operations usually run at once.
	idleConnections = 16
	idleTime        = 30 * time.Second
	dialTimeout     = 10 * time.Second
)

// New makes a client. It does not connect: that is for the first request.
func New(o Options) (*Client, error) {
	transport := &http.Transport{
		MaxIdleConns: idleConnections, MaxIdleConnsPerHost: idleConnections, IdleConnTimeout: idleTime,
		Protocols: new(http.Protocols), // of which version 1 can be upgraded to streams
	}
	transport.Protocols.SetHTTP1(true)
	c := &Client{version: newest, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if o.APIVersion != "" {
		v, err := parseVersion(o.APIVersion)
		if err != nil {
			return nil, err
		}
		c.version, c.agreed = v, true
	}
	if c.dial = o.Dial; c.dial == nil {
		scheme, rest, _ := strings.Cut(o.Host, "://")
		if rest == "" {
			scheme = ""
		}
		dialer := &net.Dialer{Timeout: dialTimeout}
		switch scheme {
		case "unix":
			if len(rest) >= len(syscall.RawSockaddrUnix{}.Path) {
				return nil, fmt.Errorf("the path of the socket is too long: %s", rest)
			}
			c.dial = func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "unix", rest) }
		case "npipe":
			c.dial = func(ctx context.Context) (net.Conn, error) { return DialPipe(ctx, rest) }
		case "tcp", "http":
			return c, c.overTCP(transport, dialer, o)
		default:
			return nil, fmt.Errorf("%q is no address of an engine: it must begin with unix://, tcp://, ssh:// or npipe://", o.Host)
		}
	}
	c.base = "http://engine" // which nobody looks up
	transport.DisableCompression = true
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return c.dial(ctx) }
	return c, nil
}

// The ports at which engines listen where an address names none.
const port, portTLS = "2375", "2376"

func (c *Client) overTCP(transport *http.Transport, dialer *net.Dialer, o Options) error {
	address, err := url.Parse(o.Host)
	if err != nil {
		return err
	}
	scheme, usual := "http", port
	if o.TLS != nil {
		scheme, usual = "https", portTLS
	}
	if address.Port() == "" {
		address.Host = net.JoinHostPort(address.Hostname(), usual)
	}
	c.base = scheme + "://" + address.Host + strings.TrimSuffix(address.EscapedPath(), "/")
	transport.Proxy = http.ProxyFromEnvironment
	transport.TLSClientConfig = o.TLS
	transport.DialContext = dialer.DialContext
	dial := dialer.DialContext
	if o.TLS != nil {
		dial = (&tls.Dialer{NetDialer: dialer, Config: o.TLS}).DialContext
	}
	c.dial = func(ctx context.Context) (net.Conn, error) { return dial(ctx, "tcp", address.Host) }
	return nil
}

// Close lets go of idle connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// version is one of the API.
type version struct{ major, minor int }

// The versions that this package knows. Newer ones add what it does not ask for; engines speak older ones, too.
var newest, oldest = version{1, 56}, version{1, 40}

func (v version) String() string { return fmt.Sprintf("%d.%d", v.major, v.minor) }

func (v version) before(w version) bool {
	return v.major < w.major || v.major == w.major && v.minor < w.minor
}

func parseVersion(text string) (version, error) {
	major, minor, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(text), "v"), ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if err := errors.Join(errA, errB); !ok || err != nil {
		return version{}, fmt.Errorf("%q is no version of the API, such as %s", text, newest)
	}
	return version{a, b}, nil
}

// APIVersion is the version of the API that is spoken, or would be if no answer has come yet.
func (c *Client) APIVersion() string { return c.now().String() }

// Speaks reports whether that is this version or a later one.
func (c *Client) Speaks(text string) bool {
	v, err := parseVersion(text)
	return err == nil && !c.now().before(v)
}

func (c *Client) now() version {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}

// agree asks the engine which version to speak, unless that is known.
func (c *Client) agree(ctx context.Context) (version, error) {
	c.mu.Lock()
	v, agreed := c.version, c.agreed
	c.mu.Unlock()
	if agreed {
		return v, nil
	}
	_, err := c.Ping(ctx)
	return c.now(), err
}

// settle takes the version that the engine tells, "" if it tells none, unless that has been done.
func (c *Client) settle(theirs string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.agreed {
		return nil
	}
	if theirs != "" {
		v, err := parseVersion(theirs)
		if err != nil {
			return err
		}
		if v.before(oldest) {
			return &Error{http.StatusNotImplemented, fmt.Sprintf("the engine speaks version %s of its API; version %s or later is needed", v, oldest)}
		}
		if v.before(c.version) {
			c.version = v
		}
	}
	c.agreed = true
	return nil
}
