package syntax

import (
	"os"
	"testing"

	"github.com/composekit/composekit/source"
	"go.yaml.in/yaml/v4"
)

func shop(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// BenchmarkParse reads a Compose file of about 20 KB with both readers.
func BenchmarkParse(b *testing.B) {
	text := shop(b)
	b.Run("composekit", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			Parse(source.NewFile("shop.yaml", text), Limits{})
		}
	})
	b.Run("yaml-v4", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		data := []byte(text)
		for b.Loop() {
			var n yaml.Node
			if err := yaml.Unmarshal(data, &n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestAllocations holds the reader to a twentieth of yaml/v4's allocations, and to none for
// resolving a document without aliases.
func TestAllocations(t *testing.T) {
	text := shop(t)
	ours := testing.AllocsPerRun(5, func() { Parse(source.NewFile("shop.yaml", text), Limits{}) })
	data := []byte(text)
	theirs := testing.AllocsPerRun(5, func() {
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%.0f allocations, yaml/v4 %.0f", ours, theirs)
	if ours*20 > theirs {
		t.Errorf("%.0f allocations, more than a twentieth of yaml/v4's %.0f", ours, theirs)
	}
	docs, _ := Parse(source.NewFile("plain.yaml", "a: b\nc: [d, e]\n"), Limits{})
	if n := testing.AllocsPerRun(5, func() { Resolve(docs[0], Limits{}) }); n != 0 {
		t.Errorf("resolving without aliases makes %.0f allocations", n)
	}
}

func BenchmarkResolve(b *testing.B) {
	docs, _ := Parse(source.NewFile("shop.yaml", shop(b)), Limits{})
	b.ReportAllocs()
	for b.Loop() {
		Resolve(docs[0], Limits{})
	}
}
