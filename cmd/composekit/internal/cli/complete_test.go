package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/composekit/composekit/driver"
)

// refusal is what the program says of a value that an option cannot have.
var refusal = regexp.MustCompile(`but must be|unsupported format|there is no pack`)

// TestOffersAreTaken: a value that an option is completed to is one that the option takes.
func TestOffersAreTaken(t *testing.T) {
	// How a command is called whose options have values by name, and with which option before it.
	lines := map[string]string{
		"apply": "apply % plan.json", "check": "check %", "config": "config %", "create": "--dry-run create %", "diff": "diff % compose.yaml", "down": "--dry-run down %",
		"explain": "explain % services.web", "images": "images %", "kill": "--dry-run kill %", "ls": "ls %", "plan": "plan %", "port": "port % web 80", "ps": "ps %",
		"publish": "--dry-run publish % registry.test/shop", "pull": "--dry-run pull %", "run": "--dry-run run -d % web", "stats": "stats --no-stream %", "up": "--dry-run up -d %",
		"version": "version %", "volumes": "volumes %", "build": "--dry-run build %", "composekit": "% config -q",
	}
	dir := t.TempDir()
	text := "name: p\nservices:\n  web: {image: server, ports: ['80']}\n"
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	engine := newSim()
	run := func(args ...string) (string, string) {
		var out, errs bytes.Buffer
		Run(context.Background(), args, Machine{
			Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
			Open: func(context.Context, EngineOptions) (driver.Driver, error) { return engine, nil },
		})
		return out.String(), errs.String()
	}
	run("up", "-d")
	run("plan", "--format", "json", "-o", "plan.json")
	offers := 0
	try := func(command string, f *pflag.Flag, ask ...string) {
		if f.Value.Type() == "bool" {
			return
		}
		out, _ := run(append(ask, "--"+f.Name+"=")...)
		list, end, _ := strings.Cut(out, "\n:")
		if strings.TrimSpace(end) != "36" { // neither words nor a list of them alone
			return
		}
		line, ok := lines[command]
		if !ok {
			t.Errorf("%s --%s has values to choose from, and this test does not know how to call it", command, f.Name)
			return
		}
		for _, value := range strings.Fields(list) {
			offers++
			args := strings.Fields(strings.Replace(line, "%", "--"+f.Name+"="+value, 1))
			if _, errs := run(args...); refusal.MatchString(errs) {
				t.Errorf("%s: %s", strings.Join(args, " "), errs)
			}
		}
	}
	a := &app{Machine: Machine{}.complete()}
	root := a.root(nil)
	root.Flags().VisitAll(func(f *pflag.Flag) { try("composekit", f, cobra.ShellCompRequestCmd) })
	for _, c := range commands() {
		name, _, _ := strings.Cut(c.use, " ")
		cmd := &cobra.Command{Use: c.use}
		c.setup(a, cmd)
		cmd.Flags().VisitAll(func(f *pflag.Flag) { try(name, f, cobra.ShellCompRequestCmd, name) })
	}
	if offers < 60 {
		t.Errorf("only %d values were offered", offers)
	}
}
