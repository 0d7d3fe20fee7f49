package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// FuzzArguments gives options and arguments any value, on a simulated engine: the program does
// what it was asked for, or says why not.
func FuzzArguments(f *testing.F) {
	commands := []string{
		"--project-name % config", "--profile % config", "--project-directory % config -q", "--ansi % config", "--diagnostics % config", "--parallel % ps", "--progress % ps",
		"config --format %", "config --hash %", "config %", "config --images %", "explain %", "ps --filter %", "ps --format %", "ps --status %", "ps %", "ls --filter %", "port web %", "port --index % web 80",
		"--dry-run up --pull % -d", "--dry-run up --timeout % -d", "--dry-run up -d %", "--dry-run stop --timeout %", "--dry-run kill -s %", "--dry-run build --build-arg %", "--dry-run down --rmi %",
		"--dry-run run -d --publish % web", "--dry-run run -d --volume % web", "--dry-run run -d --env % web", "--dry-run run -d --label % web", "--dry-run run -d --entrypoint % web",
		"--dry-run run -d --name % web", "--dry-run run -d --user % web", "--dry-run run -d --cap-add % web", "--dry-run run -d web %", "logs --tail %", "logs --since %", "% config", "%", "format --diff --indent %", "completion %", "__complete up %", "__complete explain %", "__complete %",
	}
	for i := range commands {
		f.Add(uint8(i), []string{"web", "80:80", "A=b", "services.web.image", "'a b' c", "10s", "-1"}[i%7])
	}
	dir := f.TempDir()
	text := "name: p\nservices:\n  web: {image: server, ports: ['80'], profiles: [a, '']}\n  db: {image: server}\n"
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(text), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, which uint8, value string) {
		if strings.ContainsAny(value, "/\\\x00") {
			return // no files but ours
		}
		var args []string
		for _, word := range strings.Fields(commands[int(which)%len(commands)]) {
			args = append(args, strings.Replace(word, "%", value, 1))
		}
		var out, errs bytes.Buffer
		m := Machine{
			Streams: Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, Dir: dir, Environ: []string{"HOME=" + dir},
			Open: func(context.Context, EngineOptions) (driver.Driver, error) { return newSim(), nil },
		}
		if status := Run(context.Background(), args, m); status != ok && errs.Len() == 0 {
			t.Errorf("%q ends with status %d and no word", args, status)
		}
	})
}
