//go:build ignore

// This program writes the generated files of package model. Run it by: go generate ./model
package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/internal/modelgen"
)

func main() {
	names, err := filepath.Glob("*.go")
	if err != nil {
		log.Fatal(err)
	}
	sources := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		sources[name] = string(text)
	}
	files, err := modelgen.Generate(sources)
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
