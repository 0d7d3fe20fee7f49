// Command first loads a Compose file once and prints how many nanoseconds that took.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/composekit/composekit/host"
)

func main() {
	start := time.Now()
	l, err := host.Options{Files: os.Args[1:]}.Loader()
	if err != nil {
		panic(err)
	}
	result, err := l.Load(context.Background())
	took := time.Since(start)
	if err != nil {
		panic(err)
	}
	if err := result.Diagnostics.Err(); err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, "loaded", took.Nanoseconds())
}
