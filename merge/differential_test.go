package merge

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
)

// Every pair of values of every attribute, as an override and as two services.
func TestEveryPairOfValuesAgreesWithReference(t *testing.T) {
	for attribute, values := range vocabulary {
		t.Run(attribute, func(t *testing.T) {
			for _, a := range values {
				for _, b := range values {
					if attribute == "build" && a == "null" {
						continue // the reference panics; TestBuildOverNull says what we do
					}
					agree(t, service(attribute, a), service(attribute, b))
				}
			}
		})
	}
	for section, values := range resources {
		t.Run(section, func(t *testing.T) {
			for _, a := range values {
				for _, b := range values {
					agree(t, fmt.Sprintf("%s:\n  r: %s\n", section, a), fmt.Sprintf("%s:\n  r: %s\n", section, b))
				}
			}
		})
	}
}

func service(attribute, value string) string {
	return fmt.Sprintf("services:\n  web:\n    %s: %s\n", attribute, value)
}

func TestRandomDocumentsAgreeWithReference(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	names := attributes()
	names = slices.DeleteFunc(names, func(n string) bool { return n == "build" })
	slices.Sort(names)
	for range 3000 {
		docs := make([]string, 1+r.Intn(3))
		for i := range docs {
			docs[i] = document(r, names)
		}
		agree(t, docs...)
	}
}
