package textmem_test

import (
	"strings"
	"testing"

	"github.com/composekit/composekit/internal/textmem"
)

// Strings stay what they were when others are made after them, and few pieces of memory hold them.
func TestJoin(t *testing.T) {
	var j textmem.Joiner
	long := strings.Repeat("x", 10_000)
	var made []string
	for range 1000 {
		made = append(made, j.Join("a", ":", "b"), j.Join(), j.Join(long[:len(made)]))
	}
	for i := 0; i < len(made); i += 3 {
		if made[i] != "a:b" || made[i+1] != "" || made[i+2] != long[:i] {
			t.Fatalf("after %d: %q, %q, %q", i, made[i], made[i+1], made[i+2])
		}
	}
	bytes := []byte("kept")
	kept := j.Keep(bytes)
	if clear(bytes); kept != "kept" || j.Keep(nil) != "" {
		t.Errorf("bytes are kept as %q", kept)
	}
	if count := testing.AllocsPerRun(1000, func() { j.Join("10.0.0.1", ":", "8080") }); count > 0 {
		t.Errorf("a short string is %v allocations", count)
	}
}
