package model

// HashedJSON is the text that the hash of a service is taken of, with all that HashedConfig leaves out.
func HashedJSON(s *Service) string {
	return string(Encoding{Compact: true}.json(nil, func(e *encoder) { e.encodeHashed(s) }))
}
