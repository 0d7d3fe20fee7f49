package provider

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
)

// program puts a shell script where plugins of docker are: functions up, stop and the like are what it does for a
// command, and say sends a message.
func program(t *testing.T, script string) *Programs {
	t.Helper()
	dir := t.TempDir()
	text := `#!/bin/sh
say() { printf '{"type":"%s","message":"%s"}\n' "$1" "$2"; }
metadata() { exit 1; }
` + script + `
if [ "$2" = metadata ]; then metadata; else "$3" "$@"; fi
`
	if err := os.WriteFile(filepath.Join(dir, "docker-cloud"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return &Programs{
		PluginDirs: []string{filepath.Join(dir, "none"), dir},
		Environ:    []string{"PATH=" + os.Getenv("PATH"), "MINE=1", "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND=docker"},
		Config:     func(service string) ([]byte, error) { return []byte(`{"of":"` + service + `"}`), nil },
	}
}

const knows = `metadata() { echo '{"description":"d","up":{"parameters":[{"name":"size","required":true}]},"stop":{}}'; }
`

func TestCall(t *testing.T) {
	for name, test := range map[string]struct {
		script  string
		command plan.ProviderCommand
		options map[string][]string
		want    string // variables, sorted
		err     string
	}{
		"variables": {
			script: `up() { say setenv URL=a=b; say rawsetenv DB_URL=raw; say setenv EMPTY=; }`,
			want:   "DB_EMPTY= DB_URL=raw",
		},
		"options without metadata": {
			script:  `up() { say setenv "ARGS=$*"; }`,
			options: map[string][]string{"zone": {"a", "b"}, "size": {"1"}},
			want:    "DB_ARGS=compose --project-name=shop up --size=1 --zone=a --zone=b db",
		},
		"options that it knows": {
			script:  knows + `up() { say setenv "ARGS=$*"; }`,
			options: map[string][]string{"zone": {"a"}, "size": {"1"}},
			want:    "DB_ARGS=compose --project-name=shop up --size=1 db",
		},
		"an option that is missing": {script: knows, err: "the provider cloud needs the option size: set it under provider.options"},
		"environment": {
			script: `up() { say setenv "SEES=$MINE$DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND,$COMPOSE_PROVIDER_MESSAGES"; }`,
			want:   "DB_SEES=1,error,info,setenv,rawsetenv,debug,get-service-config",
		},
		"its configuration": {
			script: `up() {
				say get-service-config; say get-service-config
				read -r x; read -r y
				[ "$x$y" = '{"of":"db"}{"of":"db"}' ] && say setenv OK=1
			}`,
			want: "DB_OK=1",
		},
		"something that goes on": {
			script: `up() { say setenv URL=a; sleep 20 >/dev/null & }`,
			want:   "DB_URL=a",
		},
		"stop":                      {script: knows + `stop() { say setenv URL=a; }`, command: plan.ProviderStop},
		"no stop":                   {script: `stop() { exit 1; }`, command: plan.ProviderStop, want: "unchanged"},
		"down":                      {script: `down() { say info gone; }`, command: plan.ProviderDown},
		"an error":                  {script: `up() { say error "no room"; sleep 20; }`, err: "the provider cloud: no room"},
		"a status":                  {script: `up() { echo why >&2; exit 4; }`, err: "the provider cloud: exit status 4:\nwhy"},
		"what is no JSON":           {script: `up() { echo hello; }`, err: "the provider cloud: what it writes are no messages in JSON"},
		"a message that is unknown": {script: `up() { say publish-endpoint 80=x:1; }`, err: `its message of type "publish-endpoint" is not known here`},
		"no variable":               {script: `up() { say rawsetenv =x; }`, err: `its message rawsetenv is no NAME=VALUE: "=x"`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.command == "" {
				test.command = plan.ProviderUp
			}
			call := run.Call{ProviderCall: plan.ProviderCall{Type: "cloud", Options: test.options, Command: test.command}, Project: "shop", Service: "db"}
			given, err := program(t, test.script).Call(t.Context(), call, func(driver.Progress) {})
			var got []string
			for _, name := range slices.Sorted(maps.Keys(given.Variables)) {
				got = append(got, name+"="+given.Variables[name])
			}
			if given.Unchanged {
				got = append(got, "unchanged")
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("it tells %q, want %q", got, test.want)
			}
			if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("the error is %v, want %q", err, test.err)
			}
		})
	}
}

// TestCancel: a program that is interrupted, and what it has started, holds nobody up.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	begun := time.Now()
	p := program(t, `up() { say info here; sleep 3600 & sleep 3600; }`)
	call := run.Call{ProviderCall: plan.ProviderCall{Type: "cloud", Command: plan.ProviderUp}, Project: "shop", Service: "db"}
	if _, err := p.Call(ctx, call, func(driver.Progress) { cancel() }); !errors.Is(err, context.Canceled) || time.Since(begun) > 30*time.Minute {
		t.Errorf("the error is %v after %s", err, time.Since(begun))
	}
}

func TestFind(t *testing.T) {
	p := program(t, "")
	for name, want := range map[string]string{
		"compose": "compose is no provider",
		"nowhere": "there is no provider nowhere: neither a plugin of docker nor a program in PATH",
		"sh":      "", // in PATH
		"cloud":   "", // a plugin
	} {
		if _, err := p.find(name); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
