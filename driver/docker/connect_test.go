package docker

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/google/go-cmp/cmp"
)

// answers is an engine that knows its version and no more.
func answers(api string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", api)
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/_ping"):
		case strings.HasSuffix(r.URL.Path, "/version"):
			fmt.Fprintf(w, `{"Version":"engine","ApiVersion":%q,"Os":"linux","Arch":"amd64"}`, api)
		default:
			fmt.Fprint(w, `{"DefaultRuntime":"runc","LoggingDriver":"json-file","CgroupVersion":"2"}`)
		}
	})
}

// listen serves an engine on a socket.
func listen(t *testing.T, h http.Handler) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ck") // short: a socket's path is bounded
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	name := filepath.Join(dir, "s")
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	s := &http.Server{Handler: h}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return "unix://" + name
}

func wantInfo(t *testing.T, opt Options, version string) {
	t.Helper()
	d, err := Open(opt)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	info, err := d.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info.Version != "engine" || info.APIVersion != version || info.OS != "linux" {
		t.Errorf("the engine is %+v, want one that speaks %s", info, version)
	}
}

// TestVersions: the newest version of the API that both sides know is spoken.
func TestVersions(t *testing.T) {
	for theirs, want := range map[string]string{"1.41": "1.41", "1.44": "1.44", "1.99": "1.56"} {
		wantInfo(t, Options{Host: listen(t, answers(theirs)), ConfigDir: t.TempDir()}, want)
	}
	wantInfo(t, Options{Host: listen(t, answers("1.44")), APIVersion: "1.41", ConfigDir: t.TempDir()}, "1.41")
}

// putContext writes a context of the Docker command line.
func putContext(t *testing.T, dir, name, host string, certs map[string][]byte) {
	t.Helper()
	sum := sha256.Sum256([]byte(name))
	id := hex.EncodeToString(sum[:])
	put(t, filepath.Join(dir, "contexts", "meta", id, "meta.json"),
		[]byte(fmt.Sprintf(`{"Name":%q,"Metadata":{},"Endpoints":{"docker":{"Host":%q,"SkipTLSVerify":false}}}`, name, host)))
	for file, text := range certs {
		put(t, filepath.Join(dir, "contexts", "tls", id, "docker", file), text)
	}
}

func put(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestContexts: which engine is meant, and in which order it is looked for.
func TestContexts(t *testing.T) {
	dir := t.TempDir()
	named, current, host := listen(t, answers("1.41")), listen(t, answers("1.42")), listen(t, answers("1.43"))
	putContext(t, dir, "named", named, nil)
	putContext(t, dir, "current", current, nil)
	put(t, filepath.Join(dir, "config.json"), []byte(`{"currentContext":"current"}`))
	env := func(vars map[string]string) Options {
		vars["DOCKER_CONFIG"] = dir
		return FromEnvironment(func(name string) (string, bool) { v, ok := vars[name]; return v, ok })
	}
	wantInfo(t, env(map[string]string{}), "1.42")
	wantInfo(t, env(map[string]string{"DOCKER_CONTEXT": "named"}), "1.41")
	wantInfo(t, env(map[string]string{"DOCKER_CONTEXT": "named", "DOCKER_HOST": host}), "1.43")
	if _, err := Open(Options{Context: "none", ConfigDir: dir}); err == nil || !strings.Contains(err.Error(), `"none"`) {
		t.Errorf("a context that is not there: error %v", err)
	}
}

// TestNoEngine: what is said when nobody answers, and how it is told apart.
func TestNoEngine(t *testing.T) {
	host := "unix://" + filepath.Join(t.TempDir(), "none")
	d, err := Open(Options{Host: host, ConfigDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, driver.ErrUnavailable) || !strings.Contains(err.Error(), host) {
			t.Errorf("%s: error %v", what, err)
		}
	}
	_, err = d.Info(t.Context())
	check("info", err)
	_, err = d.Observe(t.Context(), driver.Selector{Project: "p"})
	check("observe", err)
	_, err = d.Do(t.Context(), &driver.StartContainer{Container: driver.Ref{Name: "c"}}, nil)
	check("do", err)
	for _, err := range d.Watch(t.Context(), driver.Selector{Project: "p"}) {
		check("watch", err)
	}
}

// TestUnreachable: why an engine cannot be reached.
func TestUnreachable(t *testing.T) {
	for want, err := range map[string]error{
		"permission denied": &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EACCES)},
		"no such host":      &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "engine", IsNotFound: true}},
		"it refuses the connection: tls: certificate required": &net.OpError{Op: "remote error", Err: errors.New("tls: certificate required")},
		"its certificate is not trusted: x509: certificate is not authorized to sign other certificates": &tls.CertificateVerificationError{
			Err: x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}},
	} {
		api, clientErr := engine.New(engine.Options{Dial: func(context.Context) (net.Conn, error) { return nil, err }})
		if clientErr != nil {
			t.Fatal(clientErr)
		}
		_, err := newDriver(api, "tcp://engine:1", &config{}).Info(t.Context())
		if !errors.Is(err, driver.ErrUnavailable) || !strings.HasPrefix(err.Error(), "no container engine answers at tcp://engine:1: ") || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// authority makes certificates as a directory of DOCKER_CERT_PATH has them.
func authority(t *testing.T) (server tls.Certificate, files map[string][]byte, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER})
	if server, err = tls.X509KeyPair(cert, keyPEM); err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	return server, map[string][]byte{"ca.pem": cert, "cert.pem": cert, "key.pem": keyPEM}, pool
}

// TestTLS: both sides show a certificate, and neither takes one that it does not know.
func TestTLS(t *testing.T) {
	server, files, pool := authority(t)
	s := httptest.NewUnstartedServer(answers("1.41"))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // refusals are what is tested
	s.StartTLS()
	defer s.Close()
	host := "tcp://" + s.Listener.Addr().String()

	dir := t.TempDir()
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	wantInfo(t, FromEnvironment(func(name string) (string, bool) {
		v, ok := map[string]string{"DOCKER_HOST": host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": dir}[name]
		return v, ok
	}), "1.41")

	config := t.TempDir()
	putContext(t, config, "remote", host, files)
	wantInfo(t, Options{Context: "remote", ConfigDir: config}, "1.41")

	other := t.TempDir()
	_, strange, _ := authority(t)
	for name, text := range strange {
		put(t, filepath.Join(other, name), text)
	}
	for _, opt := range []Options{{Host: host, CertPath: other, Verify: true}, {Host: host, CertPath: other}, {Host: host}} {
		opt.ConfigDir = t.TempDir()
		d, err := Open(opt)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := d.Info(t.Context()); err == nil {
			t.Errorf("with %+v the engine is %+v, want an error", opt, info)
		}
	}
}

// TestTLSEngine does the same with a real engine, started with --tlsverify. It runs in a network of its own, for an
// engine takes away the bridge of another one.
func TestTLSEngine(t *testing.T) {
	program, err := exec.LookPath("dockerd")
	switch {
	case os.Getenv("COMPOSEKIT_DOCKER_HOST") == "" || testing.Short():
		t.Skip("needs a container engine, as the other tests on one: .ci/run starts it")
	case err != nil || os.Getuid() != 0:
		t.Skip("starting an engine that listens on TCP takes dockerd and root")
	}
	const inside = "CK_TEST_OWN_NETWORK"
	if os.Getenv(inside) == "" {
		cmd := exec.Command("unshare", "--net", "sh", "-c", `busybox ip link set lo up && exec "$@"`, "sh", os.Args[0], "-test.v", "-test.run", "^TestTLSEngine$")
		cmd.Env = append(os.Environ(), inside+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestTLSEngine") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	dir := t.TempDir()
	_, files, _ := authority(t)
	for name, text := range files {
		put(t, filepath.Join(dir, name), text)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := "tcp://" + free.Addr().String()
	free.Close()
	logName := filepath.Join(dir, "log")
	logFile, err := os.Create(logName)
	if err != nil {
		t.Fatal(err)
	}
	defer logFile.Close()
	// It runs no containers, so that it needs none of what another engine here may have.
	cmd := exec.Command(program, "--host", host, "--tlsverify", "--tlscacert", filepath.Join(dir, "ca.pem"), "--tlscert", filepath.Join(dir, "cert.pem"), "--tlskey", filepath.Join(dir, "key.pem"),
		"--bridge=none", "--iptables=false", "--storage-driver=vfs", "--data-root", filepath.Join(dir, "data"), "--exec-root", filepath.Join(dir, "exec"), "--pidfile", filepath.Join(dir, "pid"))
	cmd.Stdout, cmd.Stderr = logFile, logFile
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // its log says it
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Minute):
			_ = cmd.Process.Kill()
			<-ended
		}
	})
	for deadline := time.Now().Add(10 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		text, err := os.ReadFile(logName)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "API listen on") {
			break
		}
		over := time.Now().After(deadline)
		select {
		case <-ended:
			over = true
		default:
		}
		if over {
			t.Fatalf("the engine does not come up:\n%s", text)
		}
	}
	ask := func(opt Options) error {
		opt.Host, opt.ConfigDir = host, t.TempDir()
		d, err := Open(opt)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		info, err := d.Info(t.Context())
		if err == nil && info.Name != "Docker Engine" {
			t.Errorf("the engine is %+v", info)
		}
		return err
	}
	other := t.TempDir()
	_, strange, _ := authority(t)
	for name, text := range strange {
		put(t, filepath.Join(other, name), text)
	}
	for _, test := range []struct {
		name string
		opt  Options
		want string
	}{
		{"both are known", Options{CertPath: dir, Verify: true}, ""},
		{"the engine is not looked at", Options{CertPath: dir}, ""},
		{"the engine is not known", Options{CertPath: other, Verify: true}, "its certificate is not trusted"},
		{"we are not known", Options{CertPath: other}, "it refuses the connection"},
		{"we show nothing", Options{TLS: true}, "it refuses the connection"},
		{"not encrypted", Options{}, "HTTP request to an HTTPS server"},
	} {
		if err := ask(test.opt); (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// TestSSH passes through a program that is called ssh and is given ssh's words.
func TestSSH(t *testing.T) {
	host := listen(t, answers("1.41"))
	dir := t.TempDir()
	told := filepath.Join(dir, "told")
	put(t, filepath.Join(dir, "ssh"), []byte(fmt.Sprintf("#!/bin/sh\necho \"$@\" >>%s\nexec %s -test.run '^TestSSHProgram$'\n", told, os.Args[0])))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("CK_TEST_SSH_TO", strings.TrimPrefix(host, "unix://"))
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // must not matter
	wantInfo(t, Options{Host: "ssh://user@example.com:2222", ConfigDir: t.TempDir()}, "1.41")
	text, err := os.ReadFile(told)
	if err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(string(text), "\n"); first != "-o ConnectTimeout=30 -T -l user -p 2222 -- example.com docker system dial-stdio" {
		t.Errorf("ssh was called with %q", first)
	}
}

// TestSSHProgram is no test: it is the program that TestSSH starts.
func TestSSHProgram(t *testing.T) {
	to := os.Getenv("CK_TEST_SSH_TO")
	if to == "" {
		t.Skip("is started by TestSSH")
	}
	conn, err := net.Dial("unix", to)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(conn, os.Stdin)
		_ = conn.(*net.UnixConn).CloseWrite()
	}()
	_, _ = io.Copy(os.Stdout, conn)
	os.Exit(0)
}

func TestSSHFails(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "ssh"), []byte("#!/bin/sh\necho 'no route to that host' >&2\nexit 255\n"))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	d, err := Open(Options{Host: "ssh://example.com", ConfigDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Info(t.Context()); !errors.Is(err, driver.ErrUnavailable) || !strings.Contains(err.Error(), "no route to that host") {
		t.Errorf("error %v", err)
	}
	for _, host := range []string{"ssh://", "ssh://user:secret@host", "ssh://-oProxyCommand=x/", "ssh://-l@host"} {
		if _, err := Open(Options{Host: host, ConfigDir: t.TempDir()}); err == nil {
			t.Errorf("%s: no error", host)
		}
	}
}

func TestSSHPath(t *testing.T) {
	address, err := url.Parse("ssh://host/run/user/1/podman.sock")
	if err != nil {
		t.Fatal(err)
	}
	got, err := sshArguments(address)
	want := []string{"-o", "ConnectTimeout=30", "-T", "--", "host", "docker", "--host", "unix:///run/user/1/podman.sock", "system", "dial-stdio"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestBrokenConfig: a config.json that cannot be read is an error with its place, unless somebody is there to be warned.
func TestBrokenConfig(t *testing.T) {
	t.Parallel()
	dir, place := t.TempDir(), "config.json:2:2: invalid character"
	put(t, filepath.Join(dir, "config.json"), []byte("{\n}}"))
	opt := Options{Host: "unix:///none", ConfigDir: dir}
	if _, err := Open(opt); err == nil || !strings.Contains(err.Error(), place) {
		t.Errorf("nobody is warned: error %v", err)
	}
	var warned error
	opt.Warn = func(err error) { warned = err }
	if d, err := Open(opt); err != nil {
		t.Error(err)
	} else {
		d.Close()
	}
	if warned == nil || !strings.Contains(warned.Error(), place) {
		t.Errorf("the warning is %v", warned)
	}
}

// TestCredentials: helpers for a registry, helpers for all, and what stands in config.json.
func TestCredentials(t *testing.T) {
	bin := t.TempDir()
	helper := `#!/bin/sh
read -r host
case "$1 $host" in
"get helped.example") echo '{"ServerURL":"helped.example","Username":"%[1]s","Secret":"s"}' ;;
"get token.example") echo '{"Username":"<token>","Secret":"t"}' ;;
*) echo 'credentials not found in native keychain'; exit 1 ;;
esac
`
	for _, name := range []string{"one", "all"} {
		put(t, filepath.Join(bin, "docker-credential-"+name), []byte(fmt.Sprintf(helper, name)))
	}
	put(t, filepath.Join(bin, "docker-credential-broken"), []byte("#!/bin/sh\necho 'the keychain is locked'\necho 'nobody is logged in' >&2\nexit 1\n"))
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	dir := t.TempDir()
	put(t, filepath.Join(dir, "config.json"), []byte(`{
		"auths": {
			"https://index.docker.io/v1/": {"auth": "`+base64.StdEncoding.EncodeToString([]byte("hub:h:b"))+`"},
			"https://plain.example/v2/": {"username": "u", "password": "p"},
			"empty.example": {}
		},
		"credsStore": "all",
		"credHelpers": {"helped.example": "one", "broken.example": "broken"}
	}`))
	c, err := Options{ConfigDir: dir}.readConfig()
	if err != nil {
		t.Fatal(err)
	}
	for image, want := range map[string]string{
		"mongo":                "hub h:b ",
		"docker.io/library/x":  "hub h:b ",
		"plain.example/a/b:1":  "u p ",
		"helped.example/image": "one s ",
		"token.example/image":  "  t",
		"empty.example/image":  "",
		"other.example/image":  "",
	} {
		encoded, err := c.authFor(context.Background(), image)
		if err != nil {
			t.Errorf("%s: %v", image, err)
			continue
		}
		got := ""
		if encoded != "" {
			text, err := base64.URLEncoding.DecodeString(encoded)
			if err != nil {
				t.Fatal(err)
			}
			var auth struct{ Username, Password, IdentityToken string }
			if err := json.Unmarshal(text, &auth); err != nil {
				t.Fatal(err)
			}
			got = auth.Username + " " + auth.Password + " " + auth.IdentityToken
		}
		if got != want {
			t.Errorf("%s: credentials %q, want %q", image, got, want)
		}
	}
	if _, err := c.authFor(context.Background(), "broken.example/image"); err == nil || !strings.HasSuffix(err.Error(), ": the keychain is locked: nobody is logged in") {
		t.Errorf("a helper that fails: %v", err)
	}
	c.CredHelpers["broken.example"] = "nowhere"
	want := "docker-credential-nowhere: there is no such program, which docker's configuration in " + dir + " names"
	if _, err := c.authFor(context.Background(), "broken.example/image"); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("a helper that is not there: %v, want %s", err, want)
	}
	delete(c.CredHelpers, "broken.example")
	all, err := c.all(context.Background())
	if got := slices.Sorted(maps.Keys(all)); err != nil || !slices.Equal(got, []string{"helped.example", "https://index.docker.io/v1/", "https://plain.example/v2/"}) {
		t.Errorf("all credentials are for %q, %v", got, err)
	}
	text, err := (&Driver{config: c}).Credentials(context.Background())
	var copied config
	if err = errors.Join(err, json.Unmarshal(text, &copied)); err != nil {
		t.Fatal(err)
	}
	if text, err := (&Driver{config: &config{}}).Credentials(context.Background()); text != nil || err != nil {
		t.Errorf("without credentials there are %s, %v", text, err)
	}
	again, err := copied.all(context.Background())
	if diff := cmp.Diff(all, again); err != nil || diff != "" {
		t.Errorf("without a helper there are other credentials: %v\n%s", err, diff)
	}
}

func TestProxies(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "config.json"), []byte(`{"proxies": {
		"default": {"httpProxy": "http://proxy", "noProxy": "local"},
		"unix:///special": {"httpsProxy": "http://other"}
	}}`))
	for host, want := range map[string]map[string]string{
		"unix:///any": {
			"HTTP_PROXY": "http://proxy", "http_proxy": "http://proxy", "NO_PROXY": "local", "no_proxy": "local",
		},
		"unix:///special": {"HTTPS_PROXY": "http://other", "https_proxy": "http://other"},
	} {
		d, err := Open(Options{Host: host, ConfigDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, d.Proxy()); diff != "" {
			t.Error(diff)
		}
	}
}
