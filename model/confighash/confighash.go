// Package confighash owns the hashes that docker compose puts into the label com.docker.compose.config-hash, to see later
// whether the configuration changed. It is apart from package model because programs that load projects and make no
// containers need no cryptography, which takes time to start.
package confighash

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/composekit/composekit/model"
)

// Service is the hash of a service's configuration, in hexadecimal digits: the container is made anew when it changes.
// The service must be as model.HashedConfig wants it.
func Service(s *model.Service) string { return Of(model.HashedConfig(s)) }

// Network is the hash of a network's configuration.
func Network(n *model.Network) string { return Of(model.HashedNetwork(n)) }

// Volume is the hash of a volume's configuration.
func Volume(v *model.Volume) string { return Of(model.HashedVolume(v)) }

// Of is the hash of a text of model.HashedConfig, for those who must put references to containers into it that are not
// known before.
func Of(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
