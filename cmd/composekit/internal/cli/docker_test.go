package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrokenConfig: a configuration of docker's that cannot be read is warned of once, by its place, and what could be read
// of it holds.
func TestBrokenConfig(t *testing.T) {
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/version") || strings.HasSuffix(r.URL.Path, "/volumes") {
			io.WriteString(w, "{}")
			return
		}
		io.WriteString(w, "[]")
	}))
	defer engine.Close()
	for _, test := range []struct{ name, text, out, err string }{
		{"none", "", "NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n", ""},
		{"cut off", "{\n  \"auths\":", "NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n", "config.json:2:10: unexpected end of JSON input"},
		{"no JSON", "{\n  auths: {}\n}", "NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n", "config.json:2:3: invalid character 'a'"},
		{"of another kind", "{\"psFormat\": \"table {{.ID}}\",\n \"auths\": 5}", "CONTAINER ID\n", "config.json:2:11: json: cannot unmarshal number"},
		{"a directory", "/", "NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n", "config.json: is a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(dir, "config.json")
			if test.text == "/" {
				if err := os.Mkdir(name, 0o755); err != nil {
					t.Fatal(err)
				}
			} else if test.text != "" {
				if err := os.WriteFile(name, []byte(test.text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var out, errs bytes.Buffer
			m := Machine{
				Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: t.TempDir(),
				Environ: []string{"HOME=" + t.TempDir(), "DOCKER_CONFIG=" + dir},
			}
			status := Run(context.Background(), []string{"-H", strings.Replace(engine.URL, "http", "tcp", 1), "-p", "shop", "ps"}, m)
			if status != ok || out.String() != test.out {
				t.Errorf("status %d, %q", status, out.String())
			}
			if (test.err == "") != (errs.Len() == 0) || !strings.Contains(errs.String(), test.err) || strings.Count(errs.String(), "warning: ") > 1 {
				t.Errorf("the warning is %q, want one with %q", errs.String(), test.err)
			}
		})
	}
}

// TestTLSOptions: the options for encryption reach the connection with the engine, which demands a
// certificate and shows one that only the files of this test know.
func TestTLSOptions(t *testing.T) {
	engine := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.41")
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/networks"):
			io.WriteString(w, "[]")
		case strings.HasSuffix(r.URL.Path, "/volumes"), strings.HasSuffix(r.URL.Path, "/version"):
			io.WriteString(w, "{}")
		case strings.HasSuffix(r.URL.Path, "/containers/json"):
			io.WriteString(w, `[{"Id":"1","Names":["/c"],"State":"running","Labels":{"com.docker.compose.project":"reached",`+
				`"com.docker.compose.config-hash":"1","com.docker.compose.oneoff":"False"}}]`)
		}
	}))
	engine.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	engine.Config.ErrorLog = log.New(io.Discard, "", 0) // refusals are what is tested
	engine.StartTLS()
	defer engine.Close()
	host := strings.Replace(engine.URL, "https", "tcp", 1)

	certs, dir := t.TempDir(), t.TempDir()
	put := func(dir, name, kind string, der []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	key, err := x509.MarshalPKCS8PrivateKey(engine.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	ca := put(certs, "authority", "CERTIFICATE", engine.Certificate().Raw)
	cert, private := put(certs, "mine", "CERTIFICATE", engine.Certificate().Raw), put(certs, "private", "PRIVATE KEY", key)
	put(dir, "ca.pem", "CERTIFICATE", engine.Certificate().Raw)
	put(dir, "cert.pem", "CERTIFICATE", engine.Certificate().Raw)
	put(dir, "key.pem", "PRIVATE KEY", key)

	for _, test := range []struct {
		name string
		args []string
		env  string
		err  string // "" is none
	}{
		{"verified", []string{"--tlsverify", "--tlscacert", ca, "--tlscert", cert, "--tlskey", private}, "", ""},
		{"an engine that is not known", []string{"--tlsverify", "--tlscert", cert, "--tlskey", private}, "", "its certificate is not trusted: x509: "},
		{"any engine", []string{"--tls", "--tlscert", cert, "--tlskey", private}, "", ""},
		{"not to be verified", []string{"--tlsverify=false", "--tlscert", cert, "--tlskey", private}, "DOCKER_TLS_VERIFY=1", ""},
		{"no certificate", []string{"--tlsverify", "--tlscacert", ca}, "", "certificate required"},
		{"no key", []string{"--tlsverify", "--tlscacert", ca, "--tlscert", cert}, "", "the certificate " + cert + " has no key"},
		{"a file that is not there", []string{"--tlsverify", "--tlscacert", filepath.Join(certs, "none")}, "", "no such file"},
		{"docker's own files", []string{"--tlsverify", "--config", dir}, "", ""},
		{"docker's own files, by variable", nil, "DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=" + dir, ""},
		{"docker's own files, not verified", nil, "DOCKER_TLS=1 DOCKER_CONFIG=" + dir, ""},
		{"files without encryption", []string{"--tlscacert", ca}, "", "say --tlsverify"},
		{"plain", nil, "", "HTTPS"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			m := Machine{
				Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: t.TempDir(),
				Environ: append(strings.Fields(test.env), "HOME="+t.TempDir()),
			}
			status := Run(context.Background(), append(append([]string{"-H", host}, test.args...), "ls", "-q"), m)
			if test.err == "" && (status != ok || out.String() != "reached\n") {
				t.Errorf("status %d, %q, %s", status, out.String(), errs.String())
			}
			if test.err != "" && (status != failed || !strings.Contains(errs.String(), test.err)) {
				t.Errorf("status %d, %s, want an error with %q", status, errs.String(), test.err)
			}
		})
	}
	var errs bytes.Buffer
	m := Machine{Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: &errs}, Dir: t.TempDir(), Environ: []string{"HOME=" + dir}}
	if status := Run(context.Background(), []string{"--tlscacert", ca, "--tlsverify", "ls"}, m); status != failed || !strings.Contains(errs.String(), "name it with --host") {
		t.Errorf("without an engine: status %d, %s", status, errs.String())
	}
}
