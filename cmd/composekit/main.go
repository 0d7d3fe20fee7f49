// Command composekit reads Compose projects: config prints one as docker compose does, or
// says what is wrong with it.
package main

import (
	"os"

	"github.com/composekit/composekit/cmd/composekit/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:]))
}
