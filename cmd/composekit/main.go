// Command composekit reads Compose projects and carries them out: config prints one as docker compose does,
// check says what is wrong with any number of them and mends it, explain tells why a value is what it is, plan
// says what an engine must do for one, and up, down and their kin have it done.
package main

import (
	"os"

	"github.com/composekit/composekit/cmd/composekit/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[0], os.Args[1:]))
}
