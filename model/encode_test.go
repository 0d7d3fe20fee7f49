package model_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/composekit/composekit/internal/jsonwrite"
	"github.com/composekit/composekit/internal/yamlwrite"
)

// TestNamesArePlain: names of attributes are written without a look at them, so each must be what a look would let stand.
func TestNamesArePlain(t *testing.T) {
	names := 0
	for _, file := range []string{"encode.go", "encode_gen.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.(?:Name|key)\("(\w+)"(?:, "(\w+)")?\)`).FindAllSubmatch(text, -1) {
			for _, name := range m[1:] {
				if len(name) > 0 {
					checkName(t, string(name))
					names++
				}
			}
		}
	}
	if names < 200 {
		t.Errorf("only %d names were found", names)
	}
}

func checkName(t *testing.T, name string) {
	var named, keyed yamlwrite.Writer
	var namedJSON, keyedJSON jsonwrite.Writer
	for _, w := range []interface{ BeginMap() }{&named, &keyed, &namedJSON, &keyedJSON} {
		w.BeginMap()
	}
	named.Name(name)
	keyed.Key(name)
	namedJSON.Name(name)
	keyedJSON.Key(name)
	if !bytes.Equal(named.Bytes(), keyed.Bytes()) || !bytes.Equal(namedJSON.Bytes(), keyedJSON.Bytes()) {
		t.Errorf("the name %s is written %s and %s, and as a key %s and %s", name, named.Bytes(), namedJSON.Bytes(), keyed.Bytes(), keyedJSON.Bytes())
	}
}
