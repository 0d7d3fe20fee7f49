// Command composekit reads Compose projects: config prints one as docker compose does, check
// says what is wrong with any number of them and mends it, explain tells why a value is what it is.
package main

import (
	"os"

	"github.com/composekit/composekit/cmd/composekit/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:]))
}
