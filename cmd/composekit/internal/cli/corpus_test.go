package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/material"
)

// deviating are the projects of the corpus of which our verdict is another one than
// compose-go's, and the kinds of deviation, as docs/deviations.md names them, because of which.
var deviating = map[string]string{
	"docker__compose+pkg+e2e+testdata+TestRawEnvFile--compose.yaml": "allowed",
}

// TestCheckAgreesWithReference runs check on every project of the corpus: it finds errors in
// those that compose-go refuses, and in no others. It works on a copy, since check can write.
func TestCheckAgreesWithReference(t *testing.T) {
	before := os.Environ()
	defer func() {
		os.Clearenv()
		for _, v := range before {
			name, value, _ := strings.Cut(v, "=")
			os.Setenv(name, value)
		}
	}()
	documented, err := os.ReadFile("../../../../docs/deviations.md")
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, l := range material.Sample(material.CopiedCorpus(t)) {
		status, findings := runCheck(t, l)
		if status != ok {
			refused++
		}
		kind := deviating[l.ID]
		switch agree := l.Accepted == (status == ok); {
		case agree && kind != "":
			t.Errorf("%s agrees, and is listed as deviating", l.ID)
		case !agree && kind == "":
			t.Errorf("%s: accepted by compose-go: %v, and we say:\n%s", l.ID, l.Accepted, findings)
		case kind != "" && !strings.Contains(string(documented), "\n## "+kind+"\n"):
			t.Errorf("%s: docs/deviations.md knows nothing of %s", l.ID, kind)
		}
	}
	t.Logf("%d projects refused, %d deviate", refused, len(deviating))
}

// runCheck is the status of check, and what it prints, as a person runs it in the project's directory.
func runCheck(t *testing.T, l material.Load) (status int, findings string) {
	t.Helper()
	t.Chdir(l.Dir)
	os.Clearenv()
	for _, v := range l.Environ {
		name, value, _ := strings.Cut(v, "=")
		os.Setenv(name, value)
	}
	var args []string
	for flag, values := range map[string][]string{"-f": l.Files, "--profile": l.Profiles, "--env-file": l.EnvFiles} {
		for _, value := range values {
			args = append(args, flag, value)
		}
	}
	var out bytes.Buffer
	status = Run(context.Background(), append(args, "check", "--format", "line"), Machine{Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &out}})
	return status, out.String()
}
