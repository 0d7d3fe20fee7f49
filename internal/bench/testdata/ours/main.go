// Command ours loads a Compose file once, encodes it as YAML if the word encode follows, and prints how
// many nanoseconds the load took, and what the system tells of this process.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/internal/bench/ours"
	"github.com/composekit/composekit/model"
)

func main() {
	start := time.Now()
	result, err := ours.Load(host.Options{WorkDir: filepath.Dir(os.Args[1]), Files: []string{filepath.Base(os.Args[1])}})
	took := time.Since(start)
	if err != nil {
		panic(err)
	}
	if len(os.Args) > 2 {
		if _, err := model.EncodeYAML(result.Project); err != nil {
			panic(err)
		}
	}
	status, _ := os.ReadFile("/proc/self/status") // there is none but on Linux
	fmt.Fprintf(os.Stderr, "loaded %d\n%s", took.Nanoseconds(), status)
}
