package model

// HashedConfig is the text of a service's configuration whose hash tells docker compose whether the container is to be
// made anew: see package confighash. How the image is built and pulled, the scale, the dependencies and the profiles do
// not count, nor do x-* attributes.
//
// The service must be as it is run: env files merged into its environment, and references to
// services replaced by those to containers.
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

// HashedNetwork is HashedConfig for a network.
func HashedNetwork(n *Network) string { return hashed(func(e *encoder) { e.encodeNetwork(n) }) }

// HashedVolume is HashedConfig for a volume. One without a driver counts as one of the driver local.
func HashedVolume(v *Volume) string {
	c := *v
	if c.Driver == "" {
		c.Driver = "local"
	}
	return hashed(func(e *encoder) { e.encodeVolume(&c) })
}

func hashed(write func(*encoder)) string {
	return string(Encoding{Compact: true}.json(nil, write))
}
