package model

import (
	"crypto/sha256"
	"encoding/hex"
)

// ConfigHash is the hash of a service's configuration as docker compose puts it into the label
// com.docker.compose.config-hash, in hexadecimal digits: the container is made anew when it
// changes. How the image is built and pulled, the scale, the dependencies and the profiles do
// not count, nor do x-* attributes.
//
// The service must be as it is run: env files merged into its environment, and references to
// services replaced by those to containers.
func ConfigHash(s *Service) string {
	c := *s
	c.Build, c.PullPolicy, c.Scale, c.DependsOn, c.Profiles = nil, "", nil, nil, nil
	if c.Deploy != nil {
		deploy := *c.Deploy
		deploy.Replicas = nil
		c.Deploy = &deploy
	}
	return hash(func(e *encoder) { e.encodeHashed(&c) })
}

// NetworkHash is the hash of a network's configuration as docker compose puts it into the label
// com.docker.compose.config-hash.
func NetworkHash(n *Network) string {
	return hash(func(e *encoder) { e.encodeNetwork(n) })
}

// VolumeHash is the hash of a volume's configuration as docker compose puts it into the label
// com.docker.compose.config-hash. A volume without a driver counts as one of the driver local.
func VolumeHash(v *Volume) string {
	c := *v
	if c.Driver == "" {
		c.Driver = "local"
	}
	return hash(func(e *encoder) { e.encodeVolume(&c) })
}

func hash(write func(*encoder)) string {
	sum := sha256.Sum256(Encoding{Compact: true}.json(nil, write))
	return hex.EncodeToString(sum[:])
}
