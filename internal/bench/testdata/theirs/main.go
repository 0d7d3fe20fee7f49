// Command theirs loads a Compose file with the reference, encodes it as YAML, and prints what the system
// tells of this process.
package main

import (
	"os"
	"path/filepath"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/bench/theirs"
)

func main() {
	project, err := theirs.Load(host.Options{WorkDir: filepath.Dir(os.Args[1]), Files: []string{filepath.Base(os.Args[1])}, Environ: os.Environ()})
	if err != nil {
		panic(err)
	}
	if _, err := project.MarshalYAML(); err != nil {
		panic(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	os.Stderr.Write(status)
}
