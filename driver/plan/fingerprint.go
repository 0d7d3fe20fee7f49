package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/composekit/composekit/driver"
)

// Fingerprint is a short text that is the same for states in which the same is to be done: what
// changes by itself as time goes by, such as how long a container has been up, does not count.
func Fingerprint(s *driver.State) string {
	if s == nil {
		s = new(driver.State)
	}
	lasting := driver.State{Networks: s.Networks, Volumes: s.Volumes, Images: s.Images}
	for _, c := range s.Containers {
		c.StatusText, c.Started, c.Finished = "", time.Time{}, time.Time{}
		c.Networks = slices.Clone(c.Networks)
		for i := range c.Networks {
			c.Networks[i].IPAddress, c.Networks[i].IPv6Address = "", ""
		}
		c.SizeRw, c.SizeRootFs, c.Spec, c.Ports = 0, 0, nil, nil
		lasting.Containers = append(lasting.Containers, c)
	}
	text, err := json.Marshal(lasting)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
