package validate

import (
	"math/rand/v2"
	"strings"
	"testing"

	_ "crypto/sha512"

	"github.com/distribution/reference"
)

// TestImageNames: a text is the name of an image if the engine's own package takes it for one.
func TestImageNames(t *testing.T) {
	pieces := strings.Fields(`nginx Nginx a 1 - -- _ __ ___ . .. / / : : @ localhost Host.io [::1] [ ] 5000 x.y é latest -t sha256: sha512: sha1: ` +
		strings.Repeat("a1", 32) + " " + strings.Repeat("0", 128) + " " + strings.Repeat("A", 64) + " " + strings.Repeat("n", 300))
	pieces = append(pieces, " ")
	r := rand.New(rand.NewPCG(1, 2))
	right := 0
	for range 50_000 {
		var b strings.Builder
		for range 1 + r.IntN(7) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		image := b.String()
		_, err := reference.ParseAnyReference(image)
		wrong, help := imageFault(image)
		if (wrong == "") != (err == nil) || (wrong == "") != (help == "") {
			t.Fatalf("%q is said to be wrong with %q, %q; the engine says %v", image, wrong, help, err)
		}
		if err == nil {
			right++
		}
	}
	if right < 2_500 {
		t.Errorf("only %d were names", right)
	}
}
