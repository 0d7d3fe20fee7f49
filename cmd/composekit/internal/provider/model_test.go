package provider

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
)

// models puts a shell script where docker's plugin model is: functions are what it does for a command.
func models(t *testing.T, script string) *Models {
	t.Helper()
	dir := t.TempDir()
	text := `#!/bin/sh
metadata() { echo '{"Version":"v1.0.6"}'; }
ls() { echo '[{"tags":["ai/a:latest","a"]},{"tags":["ai/b:1"]}]'; }
status() { echo 'it is well' >&2; echo '{"endpoint":"http://models/"}'; }
` + script + `
case "$1" in docker-cli-plugin-metadata) metadata;; *) "$@";; esac
`
	if err := os.WriteFile(filepath.Join(dir, "docker-model"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return &Models{
		PluginDirs: []string{filepath.Join(dir, "none"), dir},
		Environ:    []string{"PATH=" + os.Getenv("PATH"), "MINE=1", "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND=docker"},
	}
}

// TestKnown: what is asked is understood, and said where it is not.
func TestKnown(t *testing.T) {
	all := []string{"ai/a:latest", "a", "ai/b:1"}
	for name, test := range map[string]struct {
		script string
		want   plan.Models
		err    string
	}{
		"all":        {"", plan.Models{Endpoint: "http://models/", There: all, RuntimeFlags: true}, ""},
		"older":      {`metadata() { echo '{"Version":"1.0.5"}'; }`, plan.Models{Endpoint: "http://models/", There: all}, ""},
		"newer":      {`metadata() { echo '{"Version":"v1.1"}'; }`, plan.Models{Endpoint: "http://models/", There: all, RuntimeFlags: true}, ""},
		"major":      {`metadata() { echo '{"Version":"2.0.0"}'; }`, plan.Models{Endpoint: "http://models/", There: all, RuntimeFlags: true}, ""},
		"minor":      {`metadata() { echo '{"Version":"v0.9.9"}'; }`, plan.Models{Endpoint: "http://models/", There: all}, ""},
		"no version": {`metadata() { echo '{"Version":"dev"}'; }`, plan.Models{Endpoint: "http://models/", There: all}, ""},
		"none there": {`ls() { echo '[]'; }`, plan.Models{Endpoint: "http://models/", RuntimeFlags: true}, ""},
		"no list": {
			`ls() { echo 'it is lost' >&2; exit 2; }`,
			plan.Models{Endpoint: "http://models/", RuntimeFlags: true, Unlisted: "docker model ls --json: exit status 2:\nit is lost"}, "",
		},
		"no plugin":   {`metadata() { exit 1; }`, plan.Models{}, "docker model docker-cli-plugin-metadata: exit status 1"},
		"no status":   {`status() { echo 'it is off' >&2; exit 1; }`, plan.Models{}, "docker model status --json: exit status 1:\nit is off"},
		"no endpoint": {`status() { echo '{"running":false}'; }`, plan.Models{}, "it does not say where models can be reached"},
		"no JSON":     {`status() { echo 'off'; }`, plan.Models{}, "what it writes is not what was asked for"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := models(t, test.script).Known(t.Context())
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("the error is %v", err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(*got, test.want) {
				t.Errorf("known is %+v, %v", got, err)
			}
		})
	}
	if _, err := (&Models{PluginDirs: []string{t.TempDir()}}).Known(t.Context()); !errors.Is(err, ErrNoModels) {
		t.Errorf("without a plugin the error is %v", err)
	}
}

// TestModelCall: what is to be done about a model is told as arguments; what the plugin writes is reported line by line,
// and stands in the error when it fails.
func TestModelCall(t *testing.T) {
	pull := plan.ModelCall{Model: "ai/a", Command: plan.ModelPull}
	for name, test := range map[string]struct {
		script string
		call   plan.ModelCall
		want   string // what is reported
		err    string
	}{
		"pull":      {`pull() { echo "$MINE $1 $# $DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND"; printf '1 of 2\r2 of 2\n\nlast'; }`, pull, "1 ai/a 1|1 of 2|2 of 2", ""},
		"quiet":     {`pull() { echo "$*"; }`, plan.ModelCall{Model: "ai/a", Command: plan.ModelPull, Quiet: true}, "", ""},
		"fails":     {`pull() { echo half; echo "no such model" >&2; exit 3; }`, pull, "half", "docker model pull ai/a: exit status 3:\nno such model"},
		"says less": {`pull() { echo "no room left"; exit 1; }`, pull, "no room left", "docker model pull ai/a: exit status 1:\nno room left"},
		"configure": {
			`configure() { echo "$*" >&2; exit 1; }`,
			plan.ModelCall{Model: "ai/a", Command: plan.ModelConfigure, ContextSize: 10, RuntimeFlags: []string{"--temp", "0.1"}},
			"", ":\n--context-size 10 ai/a -- --temp 0.1",
		},
		"configure nothing": {`configure() { echo "$*" >&2; exit 1; }`, plan.ModelCall{Model: "ai/a", Command: plan.ModelConfigure}, "", ":\nai/a"},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			err := models(t, test.script).Do(t.Context(), test.call, func(p driver.Progress) { told = append(told, p.Text) })
			if err == nil && test.err != "" || err != nil && (test.err == "" || !strings.HasSuffix(err.Error(), test.err)) {
				t.Errorf("the error is %v", err)
			}
			if got := strings.Join(slices.Compact(told), "|"); got != test.want {
				t.Errorf("reported was %q", got)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := models(t, `pull() { echo begun; sleep 60; }`).Do(ctx, pull, func(driver.Progress) { cancel() })
	if err == nil {
		t.Error("an interrupted pull is no failure")
	}
	if _, err := models(t, "").Known(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted, what is known ends with %v", err)
	}
}
