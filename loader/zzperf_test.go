package loader_test

import (
	"context"
	"testing"
)

func BenchmarkOne(b *testing.B) {
	l := manyLoader(1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}
