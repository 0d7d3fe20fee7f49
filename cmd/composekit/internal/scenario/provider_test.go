package scenario

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"example-provider": exampleProvider, "docker-model": exampleModels})
}

// exampleProvider is a program that runs services in place of an engine. It makes nothing: it tells where what it did
// not make would be, and notes how it was called in the file that PROVIDER_NOTES names.
func exampleProvider() {
	args := os.Args[2:] // compose …
	if args[0] == "metadata" {
		fmt.Println(`{"description": "example",
			"up": {"parameters": [{"name": "name", "required": true}, {"name": "size"}, {"name": "fail"}]},
			"down": {"parameters": [{"name": "name"}]},
			"stop": {"parameters": []}}`)
		return
	}
	if name := os.Getenv("PROVIDER_NOTES"); name != "" {
		notes, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		must(err)
		_, err = fmt.Fprintln(notes, strings.Join(args, " "))
		must(err)
		must(notes.Close())
	}
	if args[1] == "up" {
		options := flag.NewFlagSet("up", flag.ExitOnError)
		name, fail := options.String("name", "", ""), options.String("fail", "", "")
		options.String("size", "", "")
		must(options.Parse(args[2:]))
		provide(options.Arg(0), *name, *fail)
	}
}

func provide(service, name, fail string) {
	say := func(kind, format string, args ...any) {
		text, err := json.Marshal(map[string]string{"type": kind, "message": fmt.Sprintf(format, args...)})
		must(err)
		fmt.Println(string(text))
	}
	say("info", "making %s", name)
	say("debug", "not to be seen")
	switch fail {
	case "status":
		fmt.Fprintln(os.Stderr, "the cloud is empty")
		os.Exit(3)
	case "":
	default:
		say("error", "%s", fail)
		os.Exit(1)
	}
	say("get-service-config", "")
	answer, err := bufio.NewReader(os.Stdin).ReadBytes('\n')
	must(err)
	var config struct {
		Provider struct{ Type string }
	}
	must(json.Unmarshal(answer, &config))
	region := "us-east-1"
	if moved := os.Getenv("PROVIDER_REGION"); moved != "" {
		region = moved
	}
	say("setenv", "URL=https://magic.cloud/%s", service)
	say("setenv", "CONFIG_TYPE=%s", config.Provider.Type)
	say("rawsetenv", "CLOUD_REGION=%s", region)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
