package scenario

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// exampleModels is docker's plugin model as far as it is asked. It runs nothing: which models it has pulled it keeps,
// and how it was called it notes, in files of the directory that MODEL_DIR names. MODEL_VERSION is its version.
func exampleModels() {
	dir, args := os.Getenv("MODEL_DIR"), os.Args[1:]
	have := filepath.Join(dir, "have")
	switch call := strings.Join(args, " "); call {
	case "docker-cli-plugin-metadata":
		fmt.Printf(`{"SchemaVersion": "0.1.0", "Vendor": "example", "Version": %q}`+"\n", cmp.Or(os.Getenv("MODEL_VERSION"), "v1.0.6"))
	case "ls --json":
		if os.Getenv("MODEL_LOST") != "" {
			fmt.Fprintln(os.Stderr, "the list is lost")
			os.Exit(1)
		}
		text, err := os.ReadFile(have)
		if err != nil && !os.IsNotExist(err) {
			must(err)
		}
		var list []string
		for _, name := range strings.Fields(string(text)) {
			list = append(list, fmt.Sprintf(`{"id": "sha256:1", "tags": [%q], "created": 1}`, name))
		}
		fmt.Println("[" + strings.Join(list, ",") + "]")
	case "status --json":
		fmt.Fprintln(os.Stderr, "all is well")
		fmt.Printf(`{"running": true, "endpoint": "http://%s/engines/v1/"}`+"\n", cmp.Or(os.Getenv("MODEL_HOST"), "models"))
	default:
		add(filepath.Join(dir, "calls"), call)
		if args[0] != "pull" {
			return
		}
		fmt.Print("half of "+args[1], "\r", "all of ", args[1], "\n")
		switch args[1] {
		case "ai/none":
			fmt.Fprintln(os.Stderr, "Using what is cached")
			fmt.Fprintln(os.Stderr, "no such model: ai/none")
			os.Exit(1)
		case "ai/slow":
			time.Sleep(time.Hour)
		}
		name, tag, _ := strings.Cut(args[1], ":")
		add(have, name+":"+cmp.Or(tag, "latest"))
	}
}

// add adds a line to a file.
func add(name, line string) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	must(err)
	_, err = fmt.Fprintln(f, line)
	must(err)
	must(f.Close())
}
