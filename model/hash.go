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
func ConfigHash(s *Service) string { return HashText(HashedConfig(s)) }

// HashedConfig is the text that ConfigHash is taken of, for those who must put references to
// containers into it that are not known yet. See HashText.
func HashedConfig(s *Service) string {
	c := *s
	c.Build, c.PullPolicy, c.Scale, c.DependsOn, c.Profiles = nil, "", nil, nil, nil
	if c.Deploy != nil {
		deploy := *c.Deploy
		deploy.Replicas = nil
		c.Deploy = &deploy
	}
	return hashed(func(e *encoder) { e.encodeHashed(&c) })
}

// HashText is the hash of a text of HashedConfig.
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// NetworkHash is the hash of a network's configuration as docker compose puts it into the label
// com.docker.compose.config-hash.
func NetworkHash(n *Network) string {
	return HashText(hashed(func(e *encoder) { e.encodeNetwork(n) }))
}

// VolumeHash is the hash of a volume's configuration as docker compose puts it into the label
// com.docker.compose.config-hash. A volume without a driver counts as one of the driver local.
func VolumeHash(v *Volume) string {
	c := *v
	if c.Driver == "" {
		c.Driver = "local"
	}
	return HashText(hashed(func(e *encoder) { e.encodeVolume(&c) }))
}

func hashed(write func(*encoder)) string {
	return string(Encoding{Compact: true}.json(nil, write))
}
