package plan

import (
	"testing"

	"github.com/composekit/composekit/driver"
)

// TestFits: an image is used for a service if it is for its platform, whatever names that is written in, as in docker compose.
func TestFits(t *testing.T) {
	engine := driver.Info{OS: "linux", Arch: "amd64"}
	pc, intel := driver.Image{OS: "linux", Arch: "amd64"}, driver.Image{OS: "linux", Arch: "386"}
	pi, apple := driver.Image{OS: "linux", Arch: "arm", Variant: "v7"}, driver.Image{OS: "linux", Arch: "arm64", Variant: "v8"}
	for _, c := range []struct {
		image    driver.Image
		platform string
		want     bool
	}{
		{pc, "linux/amd64", true},
		{pc, "linux/AMD64", true},
		{pc, "linux/x86_64", true},
		{pc, "linux/amd64/v1", true},
		{pc, "linux/amd64/v2", false},
		{pc, "linux", true},
		{pc, "amd64", true},
		{pc, "x86-64", true},
		{pc, "arm64", false},
		{pc, "windows/amd64", false},
		{pc, "windows(10.0.17763)/amd64", false},
		{intel, "linux/i386", true},
		{pi, "linux/arm", true},
		{pi, "linux/arm/7", true},
		{pi, "armhf", true},
		{pi, "linux/arm/v6", false},
		{apple, "linux/arm64", true},
		{apple, "linux/aarch64", true},
		{apple, "linux/arm64/v8.0", true},
		{apple, "linux/arm64/v9", false},
		{apple, "linux", false},
		{driver.Image{}, "linux/arm64", true},
	} {
		if got := fits(c.image, platformOf(c.platform, engine)); got != c.want {
			t.Errorf("%+v for %s: %t, want %t", c.image, c.platform, got, c.want)
		}
	}
}
