package source_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing/fstest"

	"github.com/composekit/composekit/source"
)

// Variables of a program's own, and for all others those of somebody else: the first that has one answers.
func ExampleLayers() {
	defaults := source.Vars{"TAG": "latest", "REGISTRY": "registry.example.com"}
	env := source.Layers{source.Vars{"TAG": "1.27"}, defaults}

	for _, name := range []string{"TAG", "REGISTRY", "USER"} {
		value, set := env.Lookup(name)
		fmt.Printf("%s %q %v\n", name, value, set)
	}
	// Output:
	// TAG "1.27" true
	// REGISTRY "registry.example.com" true
	// USER "" false
}

// An editor has texts that were not saved yet.
func ExampleOverlay() {
	disk := source.Map(map[string]string{
		"/shop/compose.yaml": "services: {web: {image: nginx}}",
		"/shop/.env":         "TAG=1.27",
	}, source.Unix)
	unsaved := source.Map(map[string]string{
		"/shop/compose.yaml": "services: {web: {image: caddy}}",
	}, source.Unix)

	fsys := source.Overlay(unsaved, disk)
	for _, name := range []string{"/shop/compose.yaml", "/shop/.env"} {
		text, err := source.ReadText(fsys, name)
		fmt.Println(text, err)
	}
	// Output:
	// services: {web: {image: caddy}} <nil>
	// TAG=1.27 <nil>
}

// The files of a program, as //go:embed gives them, or of an archive.
func ExampleMount() {
	var files fs.FS = fstest.MapFS{"compose.yaml": {Data: []byte("services: {web: {image: nginx}}")}} // or embed.FS, zip.Reader

	fsys := source.Mount("/shop", files)
	text, err := source.ReadText(fsys, "/shop/compose.yaml")
	fmt.Println(text, err)
	// Output: services: {web: {image: nginx}} <nil>
}

// What files of others name is read only if it is theirs.
func ExampleWithin() {
	disk := source.Map(map[string]string{
		"/srv/uploads/7/compose.yaml": "include: [../../keys.yaml]",
		"/srv/keys.yaml":              "x-key: secret",
	}, source.Unix)

	fsys := source.Within(disk, "/srv/uploads/7")
	_, err := fsys.ReadFile("/srv/uploads/7/../../keys.yaml")
	fmt.Println(errors.Is(err, source.ErrOutside))
	// Output: true
}

// A place in a text, as people count and as editors do by default.
func ExampleFile_Position() {
	f := source.NewFile("compose.yaml", "services:\n  🐳: {image: nginx}\n")
	image := f.Span(19, 24)
	fmt.Println(image.Text(), "at", image)

	p := f.Position(19, source.UTF16)
	fmt.Printf("line %d, character %d\n", p.Line-1, p.Column-1) // the language server protocol counts from 0
	fmt.Println(f.Offset(p, source.UTF16))
	// Output:
	// image at compose.yaml:2:7
	// line 1, character 7
	// 19
}
