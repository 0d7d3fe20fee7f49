package model

// HashedJSON is the text that ConfigHash takes the hash of.
func HashedJSON(s *Service) string {
	return string(Encoding{Compact: true}.json(nil, func(e *encoder) { e.encodeHashed(s) }))
}
